"""python -m bot faq sheet: phrasings and answers to be signed as a spreadsheet, out and in again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.directory import directory_of
from bot.app.published_faq import published_sets
from bot.app.sheets.plan import SHOWN, Plan
from bot.app.sheets.reading import content_of
from bot.app.staff_desk.draft import Draft
from bot.app.staff_desk.sheet_desk import SheetDesk
from bot.cli.command import Context, Group
from bot.cli.console_user import agreed, at_console
from bot.cli.faq_folder import existing
from bot.cli.safe_print import echo
from bot.cli.write_file import write_file
from bot.faqfiles.model import Faq
from bot.faqfiles.schema import OWNERS
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Role, StaffEvent
from bot.helpdesk.staff.ports import PHRASINGS, SIGN_OFF
from bot.helpdesk.texts import sheets as texts
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import open_existing

KINDS = {"phrasings": PHRASINGS, "sign-off": SIGN_OFF}


@click.group(cls=Group)
def sheet() -> None:
    """Kalimat warga dan lembar tanda tangan sebagai lembar kerja."""


@sheet.command()
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--kind", default="phrasings", metavar="phrasings|sign-off", help="Kalimat warga, atau tanda tangan.")
@click.option("--owner", metavar="PEMILIK", help=f"Untuk sign-off, salah satu dari: {', '.join(OWNERS)}.")
@click.pass_obj
def export(context: Context, path: Path, kind: str, owner: str | None) -> None:
    """Menulis lembar dari naskah ke BERKAS (.xlsx), untuk diisi lalu diimpor."""
    if kind not in KINDS or path.suffix.lower() != ".xlsx":
        raise click.UsageError("Tulis BERKAS .xlsx dan --kind phrasings atau --kind sign-off.")
    if (kind == "sign-off") != (owner in OWNERS):
        raise click.UsageError(f"Tulis --owner untuk --kind sign-off, salah satu dari: {', '.join(OWNERS)}.")
    made = _desk(context.current).made(KINDS[kind], owner or "")
    write_file(path, made.content)
    echo(texts.EXPORTED.format(path=path))


@sheet.command("import")
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path))
@click.option("--member", metavar="ID", help="Pengelola yang mengisi lembar; perlu untuk tanda tangan (staff list).")
@click.option("--check", is_flag=True, help="Hanya memeriksa dan menunjukkan bedanya.")
@click.option("--ya", "sure", is_flag=True, help="Tanpa bertanya dulu.")
@click.pass_obj
def import_(context: Context, path: Path, member: str | None, check: bool, sure: bool) -> None:
    """Mengubah naskah menurut lembar BERKAS (.xlsx atau .csv), semuanya atau tidak sama sekali.

    Warga mendapatkannya sesudah diterbitkan.
    """
    settings = context.current
    by = asyncio.run(_member(settings, member)) if member else Member("", at_console(), frozenset({Role.WRITER}))
    desk = _desk(settings)
    plan = desk.planned(by, content_of(path), path.name)
    for line in plan.changes[:SHOWN]:
        echo(line)
    if len(plan.changes) > SHOWN:
        echo(texts.MORE.format(count=len(plan.changes) - SHOWN))
    for line in plan.remarks:
        echo(line, err=True)
    if not plan.changes:
        echo(texts.NOTHING)
    elif check:
        echo(texts.SOUND)
    elif not (sure or agreed(texts.ASK)):
        echo(texts.NOT_TAKEN)
    else:
        warnings = desk.carried_out(plan)
        if member:
            asyncio.run(_note(settings, by, plan))
        echo(texts.TAKEN.format(count=len(plan.changes)))
        for line in warnings:
            echo(f"  {line}")


def _desk(settings: Settings) -> SheetDesk:
    zone = ZoneInfo(settings.offices[0].timezone)
    draft = Draft(existing(settings.faq), published_sets(settings), lambda: (None, Faq.empty(())))
    return SheetDesk(draft, directory_of(settings), lambda: clock.now().astimezone(zone).date())


async def _member(settings: Settings, id: str) -> Member:
    store = await open_existing(settings.database.get_secret_value())
    try:
        found = await store.read(queries.staff.member, id)
    finally:
        await store.close()
    if found is None:
        raise Trouble(texts.NO_MEMBER.format(id=id))
    return found


async def _note(settings: Settings, by: Member, plan: Plan) -> None:
    """Write down what the member has changed, as in his chat."""
    now = clock.now()
    notes = (*plan.notes, ("terapkan-lembar", str(len(plan.changes))))
    store = await open_existing(settings.database.get_secret_value(), write=True)
    try:
        await store.write(queries.staff.note, [StaffEvent(now, by.id, what, about) for what, about in notes])
    finally:
        await store.close()
