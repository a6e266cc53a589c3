"""python -m bot faq test, faq eval: ask the matcher questions whose right entries are known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from bot.cli.command import Command, Context
from bot.cli.faq_folder import chosen, faq_option, usable
from bot.faqfiles.model import Faq
from bot.faqfiles.tools.question_file import read_question_file
from bot.faqfiles.tools.self_test import PHRASING, TEST, own_questions
from bot.helpdesk.model.errors import Trouble
from bot.matching.decision import Decision
from bot.matching.training.asked import Asked, Verdict, ask_each

REACHED = {Verdict.RIGHT: "dijawab", Verdict.OFFERED: "ditawarkan sebagai tombol"}
MISSED = {
    Verdict.WRONG: "dijawab dengan entri lain",
    Verdict.ALARMED: "dibaca sebagai darurat",
    Verdict.REFERRED: "dirujuk ke kantor lain",
    Verdict.OTHERS_OFFERED: "ditawari pilihan lain",
    Verdict.HANDED_OVER: "diteruskan ke petugas",
    Verdict.ELSEWHERE: "dibaca sebagai hal lain",
}


@click.command(cls=Command, name="test")
@faq_option
@click.pass_context
def test_command(ctx: click.Context, folder: Path | None) -> None:
    """Menanyakan semua kalimat dan uji kepada bot; menyebut yang tidak sampai ke entrinya."""
    loaded = usable(chosen(ctx, folder))
    click.echo("Menanyakan semua kalimat; ini bisa beberapa menit …", err=True)
    asked = list(ask_each(_decider(ctx, loaded), own_questions(loaded)))
    missed = misses(asked)
    for line in missed:
        click.echo(line)
    for line in totals(asked):
        click.echo(line, err=True)
    ctx.exit(1 if missed else 0)


@click.command(cls=Command, name="eval")
@click.argument("questions", metavar="BERKAS", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Angka sebagai JSON, untuk program lain.")
@faq_option
@click.pass_context
def eval_command(ctx: click.Context, questions: Path, as_json: bool, folder: Path | None) -> None:
    """Mengukur ketepatan bot dengan BERKAS pertanyaan (JSON per baris) yang jawabannya sudah diketahui."""
    from bot.matching.training.evaluate import evaluate  # slow to import, and no other command needs it

    known = read_question_file(questions)
    figures = evaluate(ask_each(_decider(ctx, usable(chosen(ctx, folder))), known))
    click.echo(json.dumps(figures.as_dict(), ensure_ascii=False, indent=1) if as_json else figures.table())


def misses(asked: Iterable[Asked]) -> list[str]:
    """Name each sentence that did not lead to its entry, and what the bot would have done instead."""
    lines = []
    for one in asked:
        if one.verdict in MISSED:
            sentence = f"{one.question['accept'][0]}: {one.question['kind']} '{one.text}'"
            lines.append(f"{sentence} {MISSED[one.verdict]}: {_instead(one.decision)}")
    return lines


def totals(asked: Sequence[Asked]) -> list[str]:
    """Say how many sentences of each kind led where."""
    lines = []
    for kind in (PHRASING, TEST):
        counts = Counter(one.verdict for one in asked if one.question["kind"] == kind)
        parts = [
            f"{counts[verdict]} {label} ({_percent(counts[verdict] / counts.total())})"
            for verdict, label in (REACHED | MISSED).items()
            if counts[verdict]
        ]
        lines.append("; ".join([f"{kind}: {counts.total()}", *([", ".join(parts)] if parts else [])]))
    return lines


def _decider(ctx: click.Context, loaded: Faq) -> Callable[[Sequence[str]], Decision]:
    from bot.matching.index import FaqIndex, TrainingFailed  # slow to import, and no other command needs it

    context: Context = ctx.obj
    try:
        return FaqIndex.load(loaded.corpus(), context.settings.cache).decide
    except TrainingFailed as error:
        raise Trouble(str(error), error) from error


def _instead(decision: Decision) -> str:
    """Name what the decision would send or offer, or the decision itself."""
    named = (*decision.answers, *decision.suggestions, decision.referral or decision.act or "")
    return ", ".join(name for name in (str(decision.outcome), *named) if name)


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".", ",")
