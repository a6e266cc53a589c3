"""python -m bot ledger: the books of received and sent messages, which must balance."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import date, datetime

import click

from bot import clock
from bot.cli.command import Command, Context, Day
from bot.helpdesk.model.store import Discrepancies, Ledger
from bot.storage.store import open_existing

WRONG = {
    "unexplained": "{count} pesan masuk selesai tanpa keterangan menjadi apa.",
    "ticketless": "{count} pesan masuk tercatat masuk kasus, tetapi kasusnya tidak ada.",
    "unknown": "{count} baris berkeadaan yang tidak dikenal.",
    "undated": "{count} kasus: warganya menunggu, tetapi tidak ada tenggat berikutnya.",
    "vanished": "{count} pesan masuk pernah tercatat, sekarang tidak ada lagi.",
    "overdue": "{count} pesan masuk menunggu lebih dari 10 menit. Apakah bot berjalan? Periksa lognya.",
    "unreached": "{count} kasus terbuka belum sampai ke seorang petugas pun selama lebih dari 10 menit. "
    "Hubungi petugas desanya.",
}
"""What does not fit together in the whole books, whatever the date."""


@click.command(cls=Command)
@click.option("--since", metavar="TANGGAL", type=Day(), help="Hanya sejak awal tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def ledger(context: Context, since: date | None, as_json: bool) -> None:
    """Menghitung pesan masuk dan keluar; tidak boleh ada yang hilang."""
    settings = context.settings
    books, wrong = asyncio.run(_count(settings.database.get_secret_value(), context.begin_of(since)))
    received = {
        "received": books.received,
        "answered": books.answered,
        "open": books.open,
        "failed": books.failed,
        "ignored": books.ignored,
    }
    total = books.answered + books.open + books.failed + books.ignored
    broken = books.received != total or wrong.damaged
    verdict = "TIDAK COCOK" if broken else "PERLU DIPERIKSA" if wrong.any else "cocok"
    balanced = verdict == "cocok"
    sent = {"queued": books.queued, "sent": books.sent, "uncertain": books.uncertain, "failed": books.undelivered}
    if as_json:
        click.echo(json.dumps({**received, "balanced": balanced}))
        click.echo(json.dumps(sent))
    else:
        click.echo(
            f"Masuk {books.received} = dijawab {books.answered} + terbuka {books.open} "
            f"+ gagal {books.failed} + diabaikan {books.ignored}: {verdict}"
        )
        click.echo(
            f"Keluar: menunggu {books.queued}, terkirim {books.sent}, "
            f"belum pasti {books.uncertain}, gagal {books.undelivered}"
        )
        for name, sentence in WRONG.items():
            if count := getattr(wrong, name):
                click.echo(sentence.format(count=count))
    if not balanced:
        sys.exit(1)


async def _count(url: str, since: datetime | None) -> tuple[Ledger, Discrepancies]:
    store = await open_existing(url)
    try:
        return await store.ledger(since), await store.discrepancies(clock.now())
    finally:
        await store.close()
