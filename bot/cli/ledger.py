"""python -m bot ledger: the books of received and sent messages, which must balance."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from bot.cli.main import Context
from bot.helpdesk.ports import Ledger
from bot.storage.store import open_store


@click.command()
@click.option("--since", metavar="TANGGAL", help="Hanya sejak tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def ledger(context: Context, since: str | None, as_json: bool) -> None:
    """Menghitung pesan masuk dan keluar; tidak boleh ada yang hilang."""
    settings = context.settings
    try:
        day = datetime.fromisoformat(since).replace(tzinfo=ZoneInfo(settings.offices[0].timezone)) if since else None
    except ValueError:
        raise click.UsageError(f"--since: '{since}' bukan tanggal. Tulis seperti 2026-11-24.") from None
    books = asyncio.run(_count(settings.database.get_secret_value(), day))
    received = {
        "received": books.received,
        "answered": books.answered,
        "open": books.open,
        "failed": books.failed,
        "ignored": books.ignored,
    }
    balanced = books.received == books.answered + books.open + books.failed + books.ignored
    sent = {"queued": books.queued, "sent": books.sent, "uncertain": books.uncertain, "failed": books.undelivered}
    if as_json:
        click.echo(json.dumps({**received, "balanced": balanced}))
        click.echo(json.dumps(sent))
    else:
        click.echo(
            f"Masuk {books.received} = dijawab {books.answered} + terbuka {books.open} "
            f"+ gagal {books.failed} + diabaikan {books.ignored}: {'cocok' if balanced else 'TIDAK COCOK'}"
        )
        click.echo(
            f"Keluar: menunggu {books.queued}, terkirim {books.sent}, "
            f"belum pasti {books.uncertain}, gagal {books.undelivered}"
        )
    if not balanced:
        sys.exit(1)


async def _count(url: str, since: datetime | None) -> Ledger:
    store = await open_store(url, exclusive=False)
    try:
        return await store.ledger(since)
    finally:
        await store.close()
