"""python -m bot faq test, faq eval: ask the matcher questions whose right entries are known, or residents' own."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from bot.cli.command import Command, Context, Day
from bot.cli.faq_folder import faq_option, loaded_draft
from bot.cli.safe_print import echo
from bot.faqfiles.model import Faq
from bot.faqfiles.tools.question_file import read_question_file
from bot.faqfiles.tools.self_test import PHRASING, TEST, own_questions
from bot.helpdesk.model.errors import Trouble
from bot.matching.decision import Decision
from bot.matching.training.judge_answers import Asked, Verdict, ask_each
from bot.reports.coverage import Coverage, coverage
from bot.storage import queries
from bot.storage.store import open_existing

REACHED = {Verdict.RIGHT: "dijawab", Verdict.OFFERED: "ditawarkan sebagai tombol"}
MISSED = {
    Verdict.WRONG: "dijawab dengan entri lain",
    Verdict.ALARMED: "dibaca sebagai darurat",
    Verdict.REFERRED: "dirujuk ke kantor lain",
    Verdict.OTHERS_OFFERED: "ditawari pilihan lain",
    Verdict.HANDED_OVER: "diteruskan ke petugas",
    Verdict.ELSEWHERE: "dibaca sebagai hal lain",
}
MOST_QUESTIONS = 20_000
"""Of a longer period only the newest questions are asked again."""
SHOWN = 10
"""Questions handed over that are shown of each topic; --json has all."""
NONE_KEPT = "Belum ada pertanyaan warga yang disimpan."


@click.command(cls=Command, name="test")
@faq_option
@click.pass_context
def test_command(ctx: click.Context, folder: Path | None) -> None:
    """Menanyakan semua kalimat dan uji kepada bot; menyebut yang tidak sampai ke entrinya."""
    loaded = loaded_draft(ctx, folder)
    click.echo("Menanyakan semua kalimat; ini bisa beberapa menit …", err=True)
    asked = list(ask_each(_decider(ctx, loaded), own_questions(loaded)))
    missed = misses(asked)
    for line in missed:
        click.echo(line)
    for line in totals(asked):
        click.echo(line, err=True)
    ctx.exit(1 if missed else 0)


@click.command(cls=Command, name="eval")
@click.argument("questions", metavar="[BERKAS]", type=click.Path(path_type=Path), required=False)
@click.option("--from-inbox", "inbox", is_flag=True, help="Pertanyaan warga sendiri, dihitung per topik.")
@click.option(
    "--since", metavar="TANGGAL", type=Day(), help="Dengan --from-inbox: hanya sejak tanggal ini (2026-11-24)."
)
@click.option("--json", "as_json", is_flag=True, help="Angka sebagai JSON, untuk program lain.")
@faq_option
@click.pass_context
def eval_command(
    ctx: click.Context, questions: Path | None, inbox: bool, since: date | None, as_json: bool, folder: Path | None
) -> None:
    """Mengukur ketepatan bot dengan BERKAS pertanyaan (JSON per baris) yang jawabannya sudah diketahui.

    Dengan --from-inbox: berapa pertanyaan warga tiap topik yang dijawab, ditawari pilihan, atau diteruskan.
    """
    if inbox == bool(questions) or (since and not inbox):
        raise click.UsageError("Tulis BERKAS, atau --from-inbox (boleh dengan --since TANGGAL).")
    loaded = loaded_draft(ctx, folder)
    if questions is None:
        _show_coverage(_coverage(ctx, loaded, since), loaded, as_json=as_json)
        return
    from bot.matching.training.evaluate import evaluate  # slow to import, and no other command needs it

    known = read_question_file(questions)
    figures = evaluate(ask_each(_decider(ctx, loaded), known))
    click.echo(json.dumps(figures.as_dict(), ensure_ascii=False, indent=1) if as_json else figures.table())


def _coverage(ctx: click.Context, loaded: Faq, since: date | None) -> tuple[Coverage, ...]:
    """Ask the residents' questions that are kept again."""
    context: Context = ctx.obj
    begins = context.begin_of(since)
    asked = asyncio.run(_kept_questions(context.settings.database.get_secret_value(), begins))
    if not asked:
        raise Trouble(NONE_KEPT)
    return coverage(asked, _decider(ctx, loaded), {entry.id: entry.topic for entry in loaded.entries.values()})


async def _kept_questions(url: str, since: datetime | None) -> tuple[str, ...]:
    store = await open_existing(url)
    try:
        return await store.read(queries.reports.recent_questions, MOST_QUESTIONS, since)
    finally:
        await store.close()


def _show_coverage(found: Sequence[Coverage], loaded: Faq, *, as_json: bool) -> None:
    if as_json:
        echo(json.dumps([{**one._asdict(), "asked": one.asked} for one in found], ensure_ascii=False, indent=1))
        return
    titles = {topic.id: topic.title for topic in loaded.topics}
    echo(f"{'':24}{'ditanya':>9}{'dijawab':>9}{'pilihan':>9}{'petugas':>9}{'lain':>7}")
    for one in found:
        title = titles.get(one.topic, "di luar FAQ")
        numbers = f"{one.asked:9}{one.answered:9}{one.offered:9}{len(one.handed_over):9}{one.other:7}"
        echo(f"{title[:23]:24}{numbers}")
    for one in found:
        if one.handed_over:
            echo(f"\n{titles.get(one.topic, 'Di luar FAQ')}, diteruskan ke petugas:")
        for text in one.handed_over[:SHOWN]:
            echo(f"  {text}")


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
