"""python -m bot ledger: the counts of received and sent messages, which must balance."""

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
    "vanished_messages": "{count} pesan keluar pernah tercatat, sekarang tidak ada lagi.",
    "vanished_tickets": "{count} kasus pernah tercatat, sekarang tidak ada lagi.",
    "vanished_lines": "{count} baris isi kasus pernah tercatat, sekarang tidak ada lagi.",
    "uncertain": "{count} pesan keadaan darurat belum pasti sampai. Telepon petugas desanya.",
    "missed": "{count} kasus: tenggatnya lewat lebih dari 10 menit, tetapi bot belum bertindak. Apakah bot berjalan? "
    "Periksa lognya.",
    "kept_back": "{count} jawaban petugas belum dikirim, padahal jamnya lewat lebih dari satu jam. Apakah petugasnya "
    "masih ada di setelan? Bila tidak, minta penggantinya menjawab.",
    "unsent": "{count} pesan keluar menunggu lebih dari satu jam. Periksa sambungan ke Telegram dan log bot.",
    "overdue": "{count} pesan masuk menunggu lebih dari 10 menit. Apakah bot berjalan? Periksa lognya.",
    "unreached": "{count} kasus terbuka belum sampai ke seorang petugas pun selama lebih dari 10 menit. "
    "Hubungi petugas desanya.",
}
"""What does not fit together in the whole ledger, whatever the date."""


@click.command(cls=Command)
@click.option("--since", metavar="TANGGAL", type=Day(), help="Hanya sejak awal tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def ledger(context: Context, since: date | None, as_json: bool) -> None:
    """Menghitung pesan masuk dan keluar; tidak boleh ada yang hilang."""
    settings = context.settings
    totals, wrong = asyncio.run(_count(settings.database.get_secret_value(), context.begin_of(since)))
    received = {
        "received": totals.received,
        "answered": totals.answered,
        "open": totals.open,
        "failed": totals.failed,
        "ignored": totals.ignored,
    }
    total = totals.answered + totals.open + totals.failed + totals.ignored
    broken = totals.received != total or wrong.damaged
    verdict = "TIDAK COCOK" if broken else "PERLU DIPERIKSA" if wrong.any else "cocok"
    balanced = verdict == "cocok"
    sent = {"queued": totals.queued, "sent": totals.sent, "uncertain": totals.uncertain, "failed": totals.undelivered}
    if as_json:
        click.echo(json.dumps({**received, "balanced": balanced}))
        click.echo(json.dumps(sent))
    else:
        click.echo(
            f"Masuk {totals.received} = dijawab {totals.answered} + terbuka {totals.open} "
            f"+ gagal {totals.failed} + diabaikan {totals.ignored}: {verdict}"
        )
        click.echo(
            f"Keluar: menunggu {totals.queued}, terkirim {totals.sent}, "
            f"belum pasti {totals.uncertain}, gagal {totals.undelivered}"
        )
        for name, sentence in WRONG.items():
            if count := getattr(wrong, name):
                click.echo(sentence.format(count=count))
        if wrong.damaged:
            click.echo("Buat cadangan, lalu kirim hasil ini kepada pengembang.")
    if not balanced:
        sys.exit(1)


async def _count(url: str, since: datetime | None) -> tuple[Ledger, Discrepancies]:
    store = await open_existing(url)
    try:
        return await store.ledger(since), await store.discrepancies(clock.now())
    finally:
        await store.close()
