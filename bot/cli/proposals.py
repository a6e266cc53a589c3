"""python -m bot faq proposals: what residents' choices and officers' answers teach, for staff to take over or not."""

from __future__ import annotations

import asyncio
import json
from datetime import date, datetime

import click

from bot.cli.command import Command, Context, Day
from bot.cli.faq_folder import usable
from bot.cli.safe_print import echo
from bot.reports.proposals import Feedback, FeedbackEvent, Proposal, proposals
from bot.storage.store import open_existing

HEADINGS = {
    Feedback.CHOSEN: "Warga memilih jawaban ini; tambahkan sebagai kalimat",
    Feedback.DOWN: "Warga menekan 👎; periksa jawabannya, atau beri kalimat ini kepada entri lain",
    Feedback.OFFICER: "Dijawab petugas; mungkin perlu entri atau kalimat baru",
}


@click.command(cls=Command, name="proposals")
@click.option("--since", metavar="TANGGAL", type=Day(), help="Hanya sejak tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def proposals_command(context: Context, since: date | None, as_json: bool) -> None:
    """Usulan dari pemakaian: dikelompokkan, nomor pribadi disamarkan; tidak ada yang berubah sendiri."""
    settings = context.settings
    faq = usable(settings.faq)
    phrasings = {text.lower() for entry in faq.entries.values() for text in entry.phrasings}
    events = asyncio.run(_events(settings.database.get_secret_value(), context.begin_of(since)))
    found = proposals(events, lambda text: text.lower() in phrasings)
    if as_json:
        rows = [{"lesson": one.feedback, "entry": one.entry, "times": one.times, "texts": one.texts} for one in found]
        echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif not found:
        echo("Belum ada usulan.")
    else:
        _show(found)


async def _events(url: str, since: datetime | None) -> list[FeedbackEvent]:
    store = await open_existing(url)
    try:
        return [FeedbackEvent(Feedback(kind), entry, text) for kind, entry, text in await store.faq_feedback(since)]
    finally:
        await store.close()


def _show(found: tuple[Proposal, ...]) -> None:
    for feedback, heading in HEADINGS.items():
        mine = [one for one in found if one.feedback is feedback]
        if mine:
            echo(f"\n{heading}:")
        for one in mine:
            target = f" → {one.entry}" if one.entry else ""
            echo(f"  {one.times}×{target}")
            for text in one.texts[:5]:
                echo(f"      {text}")
