"""python -m bot staff: the people who keep the FAQ in Telegram, their roles, and what they have done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.invitations import VALID, staff_invited
from bot.cli.command import Context, Group
from bot.cli.safe_print import echo, show_qr
from bot.faqfiles.schema import OWNERS, is_proper_id
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Role
from bot.helpdesk.texts import kelola as texts
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import open_existing
from bot.storage.unit import Unit

T = TypeVar("T")


@click.group(cls=Group)
def staff() -> None:
    """Pengelola jawaban: daftar, undangan, dan riwayat."""


@staff.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """Daftar pengelola, perannya, dan siapa yang sudah bergabung."""
    members = asyncio.run(in_store(context.settings, lambda unit: unit.run(queries.staff.members), write=False))
    for one in members:
        state = "bergabung" if one.address else "belum bergabung"
        echo(f"{one.id:<24} {state:<16} {one.name} ({texts.roles(one.roles, one.signs)})")
    if not members:
        echo("Belum ada pengelola. Undang yang pertama: python -m bot staff invite --help", err=True)


@staff.command()
@click.argument("member_id", metavar="ID")
@click.option("--nama", "name", required=True, help="Nama yang dibaca pengelola lain, misalnya 'Bu Rini'.")
@click.option(
    "--peran", "roles", default="penulis,penerbit", show_default=True, help="penulis, penerbit, atau dua-duanya."
)
@click.option(
    "--tanda-tangan", "signs", default="", metavar="PEMILIK,…", help=f"Menandatangani untuk: {', '.join(OWNERS)}."
)
@click.pass_obj
def invite(context: Context, member_id: str, name: str, roles: str, signs: str) -> None:
    """Membuat tautan sekali pakai agar pengelola ID bergabung dari Telegram-nya sendiri; mengubah perannya juga."""
    if not is_proper_id(member_id):
        raise click.UsageError(f"'{member_id}': ID hanya huruf kecil, angka, dan tanda hubung.")
    member = Member(
        member_id,
        name,
        frozenset(map(Role, _words(roles, "--peran", tuple(Role)))),
        frozenset(_words(signs, "--tanda-tangan", tuple(OWNERS))),
    )
    link = asyncio.run(staff_invited(context.settings, member, clock.now()))
    echo(link)
    show_qr(link)
    echo(f"Berlaku {VALID.days} hari, sekali pakai. Kirim hanya kepada {name}.", err=True)


@staff.command()
@click.argument("member_id", metavar="ID")
@click.pass_obj
def remove(context: Context, member_id: str) -> None:
    """Mengeluarkan pengelola ID; sejak itu /kelola menolaknya."""
    if not asyncio.run(in_store(context.settings, lambda unit: unit.run(queries.staff.remove, member_id), write=True)):
        raise Trouble(f"Pengelola '{member_id}' tidak ada. Lihat: python -m bot staff list")
    echo(f"{member_id} bukan pengelola lagi.")


@staff.command()
@click.pass_obj
def history(context: Context) -> None:
    """Apa yang dilihat dan dikerjakan pengelola, dari yang terbaru."""
    settings = context.settings
    zone = ZoneInfo(settings.offices[0].timezone)
    found = asyncio.run(in_store(settings, lambda unit: unit.run(queries.staff.events, None), write=False))
    if not found:
        echo(texts.NO_EVENTS)
    for one in found:
        said = texts.EVENTS.get(one.what, one.what).format(about=one.about)
        echo(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}  {one.member:<20} {said}")


def _words(typed: str, option: str, known: tuple[str, ...]) -> list[str]:
    words = [word.strip() for word in typed.split(",") if word.strip()]
    if unknown := [word for word in words if word not in known]:
        raise click.UsageError(f"{option}: '{unknown[0]}' tidak dikenal. Yang ada: {', '.join(known)}.")
    return words


async def in_store(settings: Settings, work: Callable[[Unit], Awaitable[T]], *, write: bool) -> T:
    """Do this in one transaction of the database that is there. Raises StorageUnavailable."""
    store = await open_existing(settings.database.get_secret_value(), write=write)
    try:
        async with store.unit() if write else store.look() as unit:
            return await work(unit)
    finally:
        await store.close()
