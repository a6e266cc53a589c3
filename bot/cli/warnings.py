"""python -m bot warnings: the early warnings per village, counted without names."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from itertools import groupby

import click

from bot.app.directory import directory_of
from bot.cli.command import Command, Context, Day
from bot.reports.early_warnings import Counted, VillageWarnings, by_village, described, shown
from bot.storage import queries
from bot.storage.store import open_existing


@click.command(cls=Command)
@click.option("--since", metavar="TANGGAL", type=Day(), help="Hanya sejak tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def warnings(context: Context, since: date | None, as_json: bool) -> None:
    """Peringatan dini per desa: hasil pemeriksaan dan kiriman meragukan, tanpa nama; angka kecil ditulis <3."""
    settings = context.current
    counted = asyncio.run(_counted(settings.database.get_secret_value(), since))
    rows = by_village(counted, directory_of(settings).villages)
    if as_json:
        found = [
            {
                "village": row.village or None,
                "name": row.name,
                "check": check,
                "finding": finding,
                "count": shown(count),
            }
            for row in rows
            for (check, finding), count in sorted(row.findings.items())
        ]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif not rows:
        click.echo("Belum ada pemeriksaan atau kiriman meragukan.")
    else:
        for row in rows:
            _show(row)


def _show(row: VillageWarnings) -> None:
    click.echo(f"{'!' if row.grave else ' '} {row.name}")
    for check, findings in groupby(sorted(row.findings.items()), key=lambda item: item[0][0]):
        parts = ", ".join(f"{described(finding)} {shown(count)}" for (_, finding), count in findings)
        click.echo(f"    {check}: {parts}")


async def _counted(url: str, since: date | None) -> list[Counted]:
    store = await open_existing(url)
    try:
        return await store.read(queries.check_statistics.counted, since)
    finally:
        await store.close()
