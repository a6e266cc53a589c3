"""python -m bot ask: what the bot would do with a message, for people and for programs."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from bot.app.directory import directory_of
from bot.app.faq_reload import first_knowledge
from bot.app.knowledge import FaqKnowledge
from bot.cli.command import Command, Context
from bot.cli.faq_folder import existing
from bot.cli.printing import echo
from bot.clock import now
from bot.helpdesk.model.errors import Trouble
from bot.matching.decision import Decision, Outcome

NAMES = {
    Outcome.ANSWER: "langsung dijawab",
    Outcome.SUGGEST: "ditawarkan pilihan",
    Outcome.ESCALATE: "diteruskan ke petugas",
    Outcome.EMERGENCY: "DARURAT: petugas diberi tahu seketika",
    Outcome.WARN: "diperingatkan dahulu",
    Outcome.REFER: "layanan kantor lain",
    Outcome.SMALLTALK: "sapaan atau basa-basi",
    Outcome.REPHRASE: "tidak terbaca, diminta menulis ulang",
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
    knowledge = first_knowledge(existing(settings.faq), settings.cache, directory_of(settings))
    if jsonl:
        _lines(knowledge)
    else:
        _explain(knowledge, text or "")


def as_json(decision: Decision) -> dict[str, Any]:
    """A decision in the form that other programs read."""
    return {
        "decision": decision.outcome.value,
        "answers": list(decision.answers),
        "suggestions": list(decision.suggestions),
        "act": decision.act,
        "confidence": round(decision.confidence, 4),
        "ranking": [[entry, round(probability, 4)] for entry, probability in decision.ranking],
    }


def _turns(line: str, number: int) -> list[str]:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise Trouble(f'Baris {number}: bukan JSON. Tulis seperti {{"text": "…"}}.', error) from error
    turns = given.get("turns") if isinstance(given, dict) else None
    if turns is None and isinstance(given, dict) and isinstance(given.get("text"), str):
        return [given["text"]]
    if isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns):
        return turns
    raise Trouble(f'Baris {number}: harus berisi "text" (teks) atau "turns" (daftar teks).')


def _lines(knowledge: FaqKnowledge) -> None:
    today = now().date()
    # bytes, so that a broken character spoils one line and not the whole run
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            decision = knowledge.decide(_turns(line.decode("utf-8", "replace"), number), today)
            sys.stdout.write(json.dumps(as_json(decision), ensure_ascii=True) + "\n")
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
