"""python -m bot ask, faq test, faq eval: what the bot would do with a message, or with many, and why."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from bot.app.faq.follow import index_of
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.people.directory import directory_of
from bot.cli.common import PATH, Command, Context, echo
from bot.cli.faq import loaded_draft
from bot.clock import now
from bot.faqfiles.questions import PHRASING, TEST, own_questions, read_question_file, read_questions
from bot.helpdesk.model.markup import unmarked
from bot.helpdesk.texts.staff import OUTCOMES
from bot.matching.entry import Decision
from bot.matching.evaluate import JudgedQuestion, Judgement, ask_all, ask_each, evaluate


@click.command(cls=Command)
@click.argument("text", metavar="[TEKS]", required=False)
@click.option("--jsonl", is_flag=True, help="Baca baris JSON dari masukan, tulis satu baris JSON untuk tiap baris.")
def ask(context: Context, text: str | None, jsonl: bool) -> None:
    """Menunjukkan apa yang dilakukan bot dengan TEKS, dan mengapa."""
    if (text is None) != jsonl:
        raise click.UsageError("Tulis pertanyaannya dalam tanda kutip, atau pakai --jsonl (salah satu).")
    faq = loaded_draft(context)
    knowledge = FaqKnowledge(faq, index_of(faq, context.settings.cache), directory_of(context.settings))
    if jsonl:
        _lines(knowledge)
    else:
        _explain(knowledge, text or "")


DESPAIR = "untuk yang lelah hidup: kalimat bantuannya tetap, bukan entri FAQ"
ACTS = {"bingung": "bantuan", "mohon": "bantuan", "caci": "keluhan", "kabar": "keluhan", "seru": "penutup"}
"""Acts of small talk that other programs do not know, and the nearest that they do (the contract of `--jsonl`)."""


def as_json(decision: Decision) -> dict[str, Any]:
    """Return a decision in the form that other programs read."""
    return {
        "decision": decision.outcome.value,
        "answers": list(decision.answers),
        "suggestions": list(decision.suggestions),
        "act": ACTS.get(decision.act or "", decision.act),
        "doubtful": decision.alarming and decision.doubtful,
        "confidence": round(decision.confidence, 4),
        "ranking": [[entry, round(probability, 4)] for entry, probability in decision.ranking],
    }


def _lines(knowledge: FaqKnowledge) -> None:
    today = now().date()
    for asked in ask_each(lambda turns: knowledge.decide(turns, today), read_questions(sys.stdin.buffer)):
        echo(json.dumps(as_json(asked.decision)))  # which flushes


def _explain(knowledge: FaqKnowledge, text: str) -> None:
    today = now().date()
    decision, reading = knowledge.decide([text], today), knowledge.index.explain([text], today)
    echo(f"Keputusan : {OUTCOMES[decision.outcome]}" + (f" ({decision.act})" if decision.act else ""))
    echo(f"Yakin     : {decision.confidence:.0%}")
    echo(f"Dibaca    : {reading.text}")
    titles = {entry: known.question for entry, known in knowledge.entries.items()}
    echo(*(f"Jawaban   : {entry} – {titles.get(entry, DESPAIR)}" for entry in decision.answers))
    echo(*(f"Pilihan   : {entry} – {titles[entry]}" for entry in decision.suggestions))
    echo(*(f"Urutan    : {probability:6.1%}  {entry}" for entry, probability in decision.ranking))
    echo(*(f"Alasan    : {reason}" for reason in reading.reasons))
    for entry in filter(titles.get, decision.answers):
        echo("", "Warga membaca:", *unmarked(knowledge.entries[entry].shown(None).text).splitlines())


REACHED = {Judgement.RIGHT: "dijawab", Judgement.OFFERED: "ditawarkan sebagai tombol"}
MISSED = {
    Judgement.WRONG: "dijawab dengan entri lain",
    Judgement.ALARMED: "dibaca sebagai darurat",
    Judgement.REFERRED: "dirujuk ke kantor lain",
    Judgement.OTHERS_OFFERED: "ditawari pilihan lain",
    Judgement.HANDED_OVER: "diteruskan ke petugas",
    Judgement.ELSEWHERE: "dibaca sebagai hal lain",
}


@click.command(cls=Command, name="test")
def test_(context: Context) -> None:
    """Menanyakan semua kalimat dan uji kepada bot; menyebut yang tidak sampai ke entrinya."""
    loaded = loaded_draft(context)
    echo("Menanyakan semua kalimat; ini bisa beberapa menit …", err=True)
    cache = context.settings.cache
    asked = ask_all(index_of(loaded, cache), tuple(own_questions(loaded)), loaded.corpus(), cache)
    missed = misses(asked)
    echo(*missed)
    echo(*totals(asked), err=True)
    sys.exit(1 if missed else 0)


@click.command(cls=Command, name="eval")
@click.argument("questions", metavar="BERKAS", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Angka sebagai JSON, untuk program lain.")
def eval_(context: Context, questions: Path, as_json: bool) -> None:
    """Mengukur ketepatan bot dengan BERKAS pertanyaan (JSON per baris) yang jawabannya sudah diketahui."""
    known = list(read_question_file(questions))
    index = index_of(loaded_draft(context), context.settings.cache)
    figures = evaluate(ask_each(index.decide, known))
    echo(json.dumps(figures.as_dict(), ensure_ascii=False, indent=1) if as_json else figures.table())


def misses(asked: Iterable[JudgedQuestion]) -> list[str]:
    """Name each sentence that did not lead to its entry, and what the bot would have done instead."""
    lines = []
    for one in asked:
        if one.verdict in MISSED:
            found = one.decision
            named = (*found.answers, *found.suggestions, found.referral or found.act or "")
            sentence = f"{one.question['accept'][0]}: {one.question['kind']} '{one.text}' {MISSED[one.verdict]}"
            lines.append(f"{sentence}: {', '.join(filter(None, (str(found.outcome), *named)))}")
    return lines


def totals(asked: Sequence[JudgedQuestion]) -> list[str]:
    """Say how many sentences of each kind led where."""
    lines = []
    for kind in (PHRASING, TEST):
        counts = Counter(one.verdict for one in asked if one.question["kind"] == kind)
        parts = [f"{counts[verdict]} {label}" for verdict, label in (REACHED | MISSED).items() if counts[verdict]]
        lines.append("; ".join([f"{kind}: {counts.total()}", *parts]))
    return lines
