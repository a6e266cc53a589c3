"""python -m bot upgrade: an older database brought to this version of the program."""

from __future__ import annotations

import asyncio
import sys
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.cli.command import Command, Context
from bot.cli.console_user import agreed
from bot.helpdesk.model.errors import Trouble
from bot.storage.database.engine import folder_of, parse
from bot.storage.database.errors import place
from bot.storage.database.upgrade import needs_upgrade
from bot.storage.database.upgrade import upgrade as upgrade_database

BACKUP_FIRST = (
    "Basis data {place} akan diubah ke versi bot ini, dan tidak bisa kembali. Buat dulu cadangannya: dengan pg_dump, "
    "atau dengan perintah backup dari versi bot yang lama."
)


@click.command(cls=Command)
@click.option("--ya", "sure", is_flag=True, help="Cadangan PostgreSQL sudah ada; jangan tanya lagi.")
@click.pass_obj
def upgrade(context: Context, sure: bool) -> None:
    """Menyesuaikan basis data dari versi bot yang lebih lama; bot harus berhenti dulu."""
    settings = context.settings
    url = settings.database.get_secret_value()
    shown = place(parse(url))
    if not asyncio.run(needs_upgrade(url)):
        click.echo(f"Basis data {shown} sudah sesuai dengan versi ini; tidak ada yang diubah.")
        return
    if folder_of(url) is None and not sure:
        _ask(BACKUP_FIRST.format(place=shown))
    now = clock.now().astimezone(ZoneInfo(settings.offices[0].timezone))
    done = asyncio.run(upgrade_database(url, settings.backup.folder, now))
    click.echo(f"Basis data {shown} sekarang sesuai dengan versi ini (tadinya skema {done.before}).")
    if done.copy:
        click.echo(f"Salinan sebelum diubah: {done.copy}. Isinya data pribadi.", err=True)


def _ask(warning: str) -> None:
    """Have a person say that there is a backup. Raises Trouble where nobody says so."""
    click.echo(warning, err=True)
    if not sys.stdin.isatty():
        raise Trouble("Belum diubah. Bila cadangannya sudah ada, jalankan lagi dengan --ya")
    if not agreed("Cadangannya sudah ada?"):
        raise Trouble("Belum diubah.")
