"""python -m bot officer: the people who answer, and one-time links for them to join."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.directory import directory_of
from bot.app.invitations import VALID, VALID_SHEET, not_joined, officer_invited, officers_invited
from bot.cli.command import Context, Group, Number
from bot.cli.progress import progress
from bot.cli.safe_print import echo, show_qr
from bot.cli.write_file import write_file
from bot.helpdesk.model.entities import Access
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.audit import PURPOSES
from bot.reports.poster.invitations import as_pages, as_rows, invitation
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import open_existing


@click.group(cls=Group)
def officer() -> None:
    """Petugas: daftar dan undangan."""


@officer.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """Daftar petugas, dan siapa yang sudah bergabung."""
    settings = context.current

    async def joined() -> set[str]:
        store = await open_existing(settings.database.get_secret_value())
        try:
            async with store.look() as unit:
                return {chat.officer for chat in await unit.run(queries.officers.all_chats)}
        finally:
            await store.close()

    known = asyncio.run(joined())
    for row in settings.officers:
        state = "bergabung" if row.id in known else "ada telegram_id" if row.telegram_id else "belum bergabung"
        echo(f"{row.id:<24} {state:<16} {row.name}")


@officer.command()
@click.argument("officer_id", metavar="[ID]", required=False)
@click.option("--all", "everyone", is_flag=True, help="Semua petugas yang belum bergabung, sebagai lembar undangan.")
@click.option(
    "--output",
    metavar="BERKAS",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Lembar undangan: .pdf (kode QR untuk digunting) atau .csv (tautan).",
)
@click.pass_obj
def invite(context: Context, officer_id: str | None, everyone: bool, output: Path | None) -> None:
    """Membuat tautan sekali pakai agar petugas ID, atau semua yang belum bergabung, masuk dari Telegram-nya sendiri."""
    if (officer_id is None) != everyone or everyone != (output is not None):
        raise click.UsageError("Tulis satu ID, atau --all --output undangan.pdf (atau .csv).")
    settings = context.current
    if output is not None:
        _invite_all(settings, output)
    elif officer_id not in {row.id for row in settings.officers}:
        raise Trouble(f"Petugas '{officer_id}' tidak ada di pengaturan. Lihat: python -m bot officer list")
    else:
        show_invitation(asyncio.run(officer_invited(settings, officer_id, clock.now())))


def _invite_all(settings: Settings, output: Path) -> None:
    """Write a sheet with an invitation for everybody who has not joined."""
    form = output.suffix.lower()
    if form not in (".pdf", ".csv"):
        raise click.UsageError(f"'{output}' harus berakhir dengan .pdf atau .csv.")
    absent = asyncio.run(not_joined(settings))
    if not absent:
        raise Trouble("Semua petugas sudah bergabung; tidak ada undangan yang dibuat.")
    directory, expires = directory_of(settings), clock.now() + VALID_SHEET
    until = directory.first_office.hours.day(expires)
    drawn = as_pages if form == ".pdf" else as_rows
    drawn([])  # before any link is made: where typst is missing, nothing has happened
    links = asyncio.run(officers_invited(settings, absent, expires))
    with progress("Undangan") as tell:
        drawn_all = drawn([invitation(directory, id_, link, until) for id_, link in links.items()], tell)
    write_file(output, drawn_all)
    echo(f"{len(links)} undangan di {output}, berlaku {VALID_SHEET.days} hari. Bagikan langsung, lalu hapus berkasnya.")


def show_invitation(link: str) -> None:
    """Print the link, and its QR code for an operator who sits beside the officer."""
    echo(link)
    show_qr(link)
    echo(f"Berlaku {VALID.days} hari, sekali pakai. Kirim hanya kepada petugas itu.", err=True)


@officer.command()
@click.option("--case", "number", metavar="NOMOR", type=Number(1, 10**12), required=True, help="Nomor kasus.")
@click.pass_obj
def access(context: Context, number: int) -> None:
    """Siapa di antara petugas yang melihat kasus NOMOR, dan kapan."""
    settings = context.current
    seen = asyncio.run(_accesses(settings, number))
    names = {row.id: row.name for row in settings.officers}
    zone = ZoneInfo(settings.offices[0].timezone)
    for item in seen:
        moment = item.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        name = names.get(item.officer, item.officer)
        echo(f"{moment}  {PURPOSES.get(item.how, item.how):<22} {name} ({item.officer})")
    if not seen:
        echo(f"Belum ada petugas yang melihat kasus #{number}.", err=True)


async def _accesses(settings: Settings, number: int) -> tuple[Access, ...]:
    store = await open_existing(settings.database.get_secret_value())
    try:
        return await store.read(queries.data_subject.accesses, number)
    finally:
        await store.close()
