"""python -m bot officer, staff, observer, region: who answers, keeps the FAQ, reads figures, and where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from bot import clock
from bot.app.people.directory import directory_of
from bot.app.people.invitations import VALID, VALID_SHEET, invited, not_joined
from bot.app.people.regions import COLUMNS, current, difference, imported, read, rows_of, with_people
from bot.cli import common
from bot.cli.common import FILE, PATH, CommandGroup, Context, agreed, echo, ending_of, progress, sure_option, write_file
from bot.faqfiles.model import OWNERS, is_proper_id
from bot.faqfiles.sheet import UnreadableSheet, workbook
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Observer, Role
from bot.helpdesk.officer.queue import scope_name
from bot.helpdesk.texts import operator as texts, staff as kelola_texts
from bot.printable import as_csv
from bot.reports.poster.make import as_pages, as_rows, invitation
from bot.storage import queries


def _listed(rows: Iterable[tuple[str, object, str]], nobody: str = "") -> None:
    """Print (id, whether he has joined, who he is) of each; where there is none, how to invite the first."""
    states = {False: "belum bergabung", True: "bergabung"}
    shown = [f"{id_:<24} {joined if joined == NAMED else states[bool(joined)]:<16} {who}" for id_, joined, who in rows]
    echo(*shown)
    if not shown:
        echo(nobody, err=True)


NAMED = "ada telegram_id"


def _invite(context: Context, person: str | Member | Observer, id_: str, name: str) -> None:
    common.show_invitation(asyncio.run(invited(context.settings, clock.now() + VALID, person))[id_], name)


def _new_id(_: click.Context, __: click.Parameter, value: str) -> str:
    if not is_proper_id(value):
        raise click.UsageError(f"'{value}': ID hanya huruf kecil, angka, dan tanda hubung.")
    return value


@click.group(cls=CommandGroup)
def officer() -> None:
    """Petugas: daftar dan undangan."""


@officer.command("list")
def list_officers(context: Context) -> None:
    """Daftar petugas, dan siapa yang sudah bergabung."""
    officers = context.current.officers
    known = {chat.officer for chat in context.read(queries.officers.all_chats)}
    _listed((row.id, row.id in known or (row.telegram_id and NAMED), row.name) for row in officers)


@officer.command("invite")
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--all", "everyone", is_flag=True, help="Semua petugas yang belum bergabung, sebagai lembar undangan.")
@click.option("--output", metavar="BERKAS", type=FILE, help="Lembar: .pdf (kode QR digunting) atau .csv (tautan).")
def invite_officer(context: Context, id_: str | None, everyone: bool, output: Path | None) -> None:
    """Membuat tautan sekali pakai agar petugas ID, atau semua yang belum bergabung, masuk dari Telegram-nya sendiri."""
    if (id_ is None) != everyone or everyone != (output is not None):
        raise click.UsageError("Tulis satu ID, atau --all --output undangan.pdf (atau .csv).")
    if output is not None:
        _invite_all(context, output)
    elif id_ not in {row.id for row in context.current.officers}:
        raise Trouble(f"Petugas '{id_}' tidak ada di pengaturan. Lihat: python -m bot officer list")
    else:
        _invite(context, id_, id_, "petugas itu")


def _invite_all(context: Context, output: Path) -> None:
    """Write a sheet with an invitation for everybody who has not joined."""
    form = {".pdf": as_pages, ".csv": as_rows}[ending_of(output, ".pdf", ".csv")]
    settings = context.current
    absent = asyncio.run(not_joined(settings))
    if not absent:
        raise Trouble("Semua petugas sudah bergabung; tidak ada undangan yang dibuat.")
    directory, expires = directory_of(settings), clock.now() + VALID_SHEET
    until = directory.first_office.hours.day(expires)
    form([])  # before any link is made: where typst is missing, nothing has happened
    links = asyncio.run(invited(settings, expires, *absent))
    with progress("Undangan") as tell:
        drawn = form([invitation(directory, id_, link, until) for id_, link in links.items()], tell)
    write_file(output, drawn)
    echo(f"{len(links)} undangan di {output}, berlaku {VALID_SHEET.days} hari. Bagikan langsung, lalu hapus berkasnya.")


@officer.command()
@click.option("--case", "number", metavar="NOMOR", type=click.IntRange(1, 10**12), required=True, help="Nomor kasus.")
def access(context: Context, number: int) -> None:
    """Siapa di antara petugas yang melihat kasus NOMOR, dan kapan."""
    seen = context.read(queries.audit.accesses, number)
    names = {row.id: row.name for row in context.current.officers}
    for one in seen:
        moment, how = one.at.astimezone(context.zone), texts.PURPOSES.get(one.how, one.how)
        echo(f"{moment:%Y-%m-%d %H:%M}  {how:<22} {names.get(one.officer, one.officer)} ({one.officer})")
    if not seen:
        echo(f"Belum ada petugas yang melihat kasus #{number}.", err=True)


@click.group(cls=CommandGroup)
def staff() -> None:
    """Pengelola jawaban: daftar, undangan, dan riwayat."""


@staff.command("list")
def list_members(context: Context) -> None:
    """Daftar pengelola, perannya, dan siapa yang sudah bergabung."""
    members = context.read(queries.staff.members)
    rows = ((m.id, m.address, f"{m.name} ({kelola_texts.roles(m.roles, m.signs)})") for m in members)
    _listed(rows, "Belum ada pengelola. Undang yang pertama: python -m bot staff invite --help")


@staff.command("invite")
@click.argument("id_", metavar="ID", callback=_new_id)
@click.option("--nama", "name", required=True, help="Nama yang dibaca pengelola lain, misalnya 'Bu Rini'.")
@click.option("--peran", default="penulis,penerbit", show_default=True, help="penulis, penerbit, atau dua-duanya.")
@click.option("--tanda-tangan", "signs", default="", metavar="PEMILIK,…", help=f"Menandatangani: {', '.join(OWNERS)}.")
def invite_member(context: Context, id_: str, name: str, peran: str, signs: str) -> None:
    """Membuat tautan sekali pakai agar pengelola ID bergabung dari Telegram-nya sendiri; mengubah perannya juga."""
    roles = frozenset(map(Role, _words(peran, "--peran", tuple(Role))))
    member = Member(id_, name, roles, frozenset(_words(signs, "--tanda-tangan", tuple(OWNERS))))
    _invite(context, member, id_, name)


def _words(typed: str, option: str, known: tuple[str, ...]) -> list[str]:
    words = [word.strip() for word in typed.split(",") if word.strip()]
    if unknown := [word for word in words if word not in known]:
        raise click.UsageError(f"{option}: '{unknown[0]}' tidak dikenal. Yang ada: {', '.join(known)}.")
    return words


@staff.command()
def history(context: Context) -> None:
    """Apa yang dilihat dan dikerjakan pengelola, dari yang terbaru."""
    found = context.read(queries.staff.events, None)
    for one in found:
        moment, what = one.at.astimezone(context.zone), one.what.replace("-", " ")
        echo(f"{moment:%Y-%m-%d %H:%M}  {one.member:<20} {what} {one.about}".rstrip())
    if not found:
        echo("Belum ada yang dilihat atau dikerjakan pengelola.")


@click.group(cls=CommandGroup)
def observer() -> None:
    """Pemantau (kanwil, pusat): membaca angka lewat /laporan, tanpa percakapan dan nama warga."""


@observer.command("list")
def list_observers(context: Context) -> None:
    """Daftar pemantau, kantor yang dibacanya, dan siapa yang sudah bergabung."""
    found = context.read(queries.staff.observers)
    rows = ((one.id, one.address, f"{one.name} ({scope_name(one)})") for one in found)
    _listed(rows, "Belum ada pemantau. Undang yang pertama: python -m bot observer invite --help")


@observer.command("invite")
@click.argument("id_", metavar="ID", callback=_new_id)
@click.option("--nama", "name", required=True, help="Nama di laporannya, misalnya 'Kanwil Kalimantan Selatan'.")
@click.option("--kanwil", metavar="ID", help="Hanya kantor dengan kanwil ini (pengaturan offices: kanwil).")
@click.option("--pusat", "everywhere", is_flag=True, help="Semua kantor.")
def invite_observer(context: Context, id_: str, name: str, kanwil: str | None, everywhere: bool) -> None:
    """Membuat tautan sekali pakai agar pemantau ID bergabung dari Telegram-nya sendiri; mengubah cakupannya juga."""
    if (kanwil is None) != everywhere:
        raise click.UsageError("Tulis salah satu: --kanwil ID, atau --pusat untuk semua kantor.")
    known = sorted({office.kanwil for office in context.current.offices if office.kanwil})
    if kanwil is not None and kanwil not in known:
        there = f"Yang ada: {', '.join(known)}." if known else "Isi dulu kanwil kantornya (offices atau region import)."
        raise Trouble(f"Tidak ada kantor dengan kanwil '{kanwil}'. {there}")
    _invite(context, Observer(id_, name, kanwil or ""), id_, name)


def _removing(group: click.Group, remove: Callable[[Any, str], bool], what: str, refused: str) -> None:
    @group.command("remove", help=f"Mengeluarkan {what.lower()} ID; sejak itu {refused}.")
    @click.argument("id_", metavar="ID")
    def removed(context: Context, id_: str) -> None:
        if not context.write(remove, id_):
            raise Trouble(f"{what} '{id_}' tidak ada. Lihat: python -m bot {group.name} list")
        echo(f"{id_} bukan {what.lower()} lagi.")


_removing(staff, queries.staff.remove, "Pengelola", "/kelola menolaknya")
_removing(observer, queries.staff.remove_observer, "Pemantau", "/laporan tidak menjawabnya lagi")

WIDTH = 20
"""How wide the columns of a written workbook are, in letters."""


@click.group(cls=CommandGroup)
def region() -> None:
    """Kantor, petugas, dan desa dari lembar kerja."""


@region.command("import")
@click.argument("path", metavar="BERKAS", type=PATH)
@click.option("--check", is_flag=True, help="Hanya memeriksa dan menunjukkan bedanya.")
@sure_option
def import_(context: Context, path: Path, check: bool, sure: bool) -> None:
    """Memakai kantor, petugas, pengganti, dan desa dari BERKAS (.csv atau .xlsx), semuanya atau tidak sama sekali.

    Kolomnya seperti hasil region export. Bot yang sedang berjalan memakainya tanpa dinyalakan ulang.
    """
    settings = context.settings
    before = asyncio.run(current(settings))
    try:
        lines = read(path)
        after = with_people(settings, lines, before)
    except UnreadableSheet as error:
        raise Trouble(error.listed(), error) from error
    changes = difference(before, after)
    echo("\n".join(changes) if changes else texts.REGION_SAME)
    if check:
        echo("Berkas ini benar. Tidak ada yang diubah (--check).")
    elif changes and not (sure or agreed(texts.REGION_ASK)):
        echo(kelola_texts.NOT_TAKEN)
    elif changes:
        asyncio.run(imported(settings, lines, clock.now()))
        echo(texts.REGION_TAKEN)


@region.command()
@click.argument("path", metavar="BERKAS", type=FILE)
def export(context: Context, path: Path) -> None:
    """Menulis kantor, petugas, dan desa yang dipakai ke BERKAS (.csv atau .xlsx), untuk diubah lalu diimpor."""
    form = ending_of(path, ".csv", ".xlsx")
    rows = rows_of(context.current)
    sheet = workbook("desa", [(column, WIDTH) for column in COLUMNS], rows) if form == ".xlsx" else b""
    write_file(path, sheet or as_csv([COLUMNS, *rows]))
    echo(f"{len(rows)} baris di {path}.")
