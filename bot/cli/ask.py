"""python -m bot ask: what the bot would do with a message, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from bot.app.directory import directory_of
from bot.app.faq_reload import first_knowledge
from bot.app.knowledge import FaqKnowledge
from bot.cli.command import Command, Context
from bot.cli.faq_folder import existing, say_if_unpublished
from bot.cli.safe_print import echo
from bot.clock import now
from bot.faqfiles.tools.question_file import read_question
from bot.helpdesk.model.errors import Trouble
from bot.matching.decision import Decision, DecisionKind
from bot.matching.training.judge_answers import Question, ask_each

NAMES = {
    DecisionKind.ANSWER: "langsung dijawab",
    DecisionKind.SUGGEST: "ditawarkan pilihan",
    DecisionKind.ESCALATE: "diteruskan ke petugas",
    DecisionKind.EMERGENCY: "DARURAT: petugas diberi tahu seketika",
    DecisionKind.WARN: "diperingatkan dahulu",
    DecisionKind.REFER: "layanan kantor lain",
    DecisionKind.SMALLTALK: "sapaan atau basa-basi",
    DecisionKind.REPHRASE: "tidak terbaca, diminta menulis ulang",
}


@click.command(cls=Command)
@click.argument("text", metavar="[TEKS]", required=False)
@click.option("--jsonl", is_flag=True, help="Baca baris JSON dari masukan, tulis satu baris JSON untuk tiap baris.")
@click.pass_obj
def ask(context: Context, text: str | None, jsonl: bool) -> None:
    """Menunjukkan apa yang dilakukan bot dengan TEKS, dan mengapa."""
    if (text is None) != jsonl:
        raise click.UsageError("Tulis pertanyaannya dalam tanda kutip, atau pakai --jsonl (salah satu).")
    settings = context.settings
    existing(settings.faq)
    say_if_unpublished(settings)
    knowledge = first_knowledge(settings.faq, settings.cache, directory_of(settings))
    if jsonl:
        _lines(knowledge)
    else:
        _explain(knowledge, text or "")


def as_json(decision: Decision) -> dict[str, Any]:
    """Return a decision in the form that other programs read."""
    return {
        "decision": decision.outcome.value,
        "answers": list(decision.answers),
        "suggestions": list(decision.suggestions),
        "act": decision.act,
        "confidence": round(decision.confidence, 4),
        "ranking": [[entry, round(probability, 4)] for entry, probability in decision.ranking],
    }


def questions_of(lines: Iterable[bytes]) -> Iterator[Question]:
    """Read questions from lines of JSON. Raises Trouble with the number of a line that is none."""
    # bytes, so that a broken character spoils one line and not the whole run
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield read_question(line.decode("utf-8", "replace"))
            except ValueError as error:
                raise Trouble(f"Baris {number}: {error}.", error) from error


def _lines(knowledge: FaqKnowledge) -> None:
    today = now().date()
    for asked in ask_each(lambda turns: knowledge.decide(turns, today), questions_of(sys.stdin.buffer)):
        sys.stdout.write(json.dumps(as_json(asked.decision), ensure_ascii=True) + "\n")
        sys.stdout.flush()


def _explain(knowledge: FaqKnowledge, text: str) -> None:
    today = now().date()
    decision, reading = knowledge.decide([text], today), knowledge.index.explain([text], today)
    echo(f"Keputusan : {NAMES[decision.outcome]}" + (f" ({decision.act})" if decision.act else ""))
    echo(f"Yakin     : {decision.confidence:.0%}")
    echo(f"Dibaca    : {reading.text}")
    for entry in decision.answers:
        echo(f"Jawaban   : {entry} – {knowledge.question(entry)}")
    for entry in decision.suggestions:
        echo(f"Pilihan   : {entry} – {knowledge.question(entry)}")
    for entry, probability in decision.ranking:
        echo(f"Urutan    : {probability:6.1%}  {entry}")
    for reason in reading.reasons:
        echo(f"Alasan    : {reason}")
