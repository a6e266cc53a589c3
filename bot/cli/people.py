"""python -m bot officer, staff, observer, region: who answers, keeps the FAQ, reads figures, and where."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.people.directory import directory_of
from bot.app.people.invitations import (
    VALID_SHEET,
    not_joined,
    observer_invited,
    officer_invited,
    officers_invited,
    staff_invited,
)
from bot.app.people.regions import COLUMNS, current, difference, imported, read, rows_of, with_people
from bot.app.sheets.reading import UnreadableSheet
from bot.app.sheets.writing import workbook
from bot.cli.common import (
    Context,
    Group,
    Number,
    agreed,
    echo,
    progress,
    show_invitation,
    with_store,
    write_file,
)
from bot.faqfiles.model import OWNERS, is_proper_id
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Observer, Role
from bot.helpdesk.observer.chat import scope_name
from bot.helpdesk.texts import kelola as kelola_texts
from bot.helpdesk.texts import operator as operator_texts
from bot.helpdesk.texts.operator import PURPOSES
from bot.printable import as_csv
from bot.reports.poster.invitations import as_pages, as_rows, invitation
from bot.settings import Settings
from bot.storage import queries


@click.group(cls=Group)
def officer() -> None:
    """Petugas: daftar dan undangan."""


@officer.command("list")
@click.pass_obj
def list_officers(context: Context) -> None:
    """Daftar petugas, dan siapa yang sudah bergabung."""
    settings = context.current
    known = {chat.officer for chat in with_store(settings, lambda store: store.read(queries.officers.all_chats))}
    for row in settings.officers:
        state = "bergabung" if row.id in known else "ada telegram_id" if row.telegram_id else "belum bergabung"
        echo(f"{row.id:<24} {state:<16} {row.name}")


@officer.command("invite")
@click.argument("officer_id", metavar="[ID]", required=False)
@click.option("--all", "everyone", is_flag=True, help="Semua petugas yang belum bergabung, sebagai lembar undangan.")
@click.option(
    "--output",
    metavar="BERKAS",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Lembar undangan: .pdf (kode QR untuk digunting) atau .csv (tautan).",
)
@click.pass_obj
def invite_officer(context: Context, officer_id: str | None, everyone: bool, output: Path | None) -> None:
    """Membuat tautan sekali pakai agar petugas ID, atau semua yang belum bergabung, masuk dari Telegram-nya sendiri."""
    if (officer_id is None) != everyone or everyone != (output is not None):
        raise click.UsageError("Tulis satu ID, atau --all --output undangan.pdf (atau .csv).")
    settings = context.current
    if output is not None:
        _invite_all(settings, output)
    elif officer_id not in {row.id for row in settings.officers}:
        raise Trouble(f"Petugas '{officer_id}' tidak ada di pengaturan. Lihat: python -m bot officer list")
    else:
        show_invitation(asyncio.run(officer_invited(settings, officer_id, clock.now())), "petugas itu")


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


@officer.command()
@click.option("--case", "number", metavar="NOMOR", type=Number(1, 10**12), required=True, help="Nomor kasus.")
@click.pass_obj
def access(context: Context, number: int) -> None:
    """Siapa di antara petugas yang melihat kasus NOMOR, dan kapan."""
    settings = context.current
    seen = with_store(settings, lambda store: store.read(queries.data_subject.accesses, number))
    names = {row.id: row.name for row in settings.officers}
    zone = ZoneInfo(settings.offices[0].timezone)
    for item in seen:
        moment = item.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        name = names.get(item.officer, item.officer)
        echo(f"{moment}  {PURPOSES.get(item.how, item.how):<22} {name} ({item.officer})")
    if not seen:
        echo(f"Belum ada petugas yang melihat kasus #{number}.", err=True)


@click.group(cls=Group)
def staff() -> None:
    """Pengelola jawaban: daftar, undangan, dan riwayat."""


@staff.command("list")
@click.pass_obj
def list_members(context: Context) -> None:
    """Daftar pengelola, perannya, dan siapa yang sudah bergabung."""
    members = with_store(context.settings, lambda store: store.read(queries.staff.members))
    for one in members:
        state = "bergabung" if one.address else "belum bergabung"
        echo(f"{one.id:<24} {state:<16} {one.name} ({kelola_texts.roles(one.roles, one.signs)})")
    if not members:
        echo("Belum ada pengelola. Undang yang pertama: python -m bot staff invite --help", err=True)


@staff.command("invite")
@click.argument("member_id", metavar="ID")
@click.option("--nama", "name", required=True, help="Nama yang dibaca pengelola lain, misalnya 'Bu Rini'.")
@click.option(
    "--peran", "roles", default="penulis,penerbit", show_default=True, help="penulis, penerbit, atau dua-duanya."
)
@click.option(
    "--tanda-tangan", "signs", default="", metavar="PEMILIK,…", help=f"Menandatangani untuk: {', '.join(OWNERS)}."
)
@click.pass_obj
def invite_member(context: Context, member_id: str, name: str, roles: str, signs: str) -> None:
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
    show_invitation(link, name)


@staff.command("remove")
@click.argument("member_id", metavar="ID")
@click.pass_obj
def remove_member(context: Context, member_id: str) -> None:
    """Mengeluarkan pengelola ID; sejak itu /kelola menolaknya."""
    if not with_store(context.settings, lambda store: store.write(queries.staff.remove, member_id), write=True):
        raise Trouble(f"Pengelola '{member_id}' tidak ada. Lihat: python -m bot staff list")
    echo(f"{member_id} bukan pengelola lagi.")


@staff.command()
@click.pass_obj
def history(context: Context) -> None:
    """Apa yang dilihat dan dikerjakan pengelola, dari yang terbaru."""
    settings = context.settings
    zone = ZoneInfo(settings.offices[0].timezone)
    found = with_store(settings, lambda store: store.read(queries.staff.events, None))
    if not found:
        echo(kelola_texts.NO_EVENTS)
    for one in found:
        said = kelola_texts.EVENTS.get(one.what, one.what).format(about=one.about)
        echo(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}  {one.member:<20} {said}")


def _words(typed: str, option: str, known: tuple[str, ...]) -> list[str]:
    words = [word.strip() for word in typed.split(",") if word.strip()]
    if unknown := [word for word in words if word not in known]:
        raise click.UsageError(f"{option}: '{unknown[0]}' tidak dikenal. Yang ada: {', '.join(known)}.")
    return words


@click.group(cls=Group)
def observer() -> None:
    """Pemantau (kanwil, pusat): membaca angka lewat /laporan, tanpa percakapan dan nama warga."""


@observer.command("list")
@click.pass_obj
def list_observers(context: Context) -> None:
    """Daftar pemantau, kantor yang dibacanya, dan siapa yang sudah bergabung."""
    found = with_store(context.settings, lambda store: store.read(queries.observers.listed))
    for one in found:
        state = "bergabung" if one.address else "belum bergabung"
        echo(f"{one.id:<24} {state:<16} {one.name} ({scope_name(one)})")
    if not found:
        echo("Belum ada pemantau. Undang yang pertama: python -m bot observer invite --help", err=True)


@observer.command("invite")
@click.argument("observer_id", metavar="ID")
@click.option("--nama", "name", required=True, help="Nama di laporannya, misalnya 'Kanwil Kalimantan Selatan'.")
@click.option("--kanwil", metavar="ID", help="Hanya kantor dengan kanwil ini (pengaturan offices: kanwil).")
@click.option("--pusat", "everywhere", is_flag=True, help="Semua kantor.")
@click.pass_obj
def invite_observer(context: Context, observer_id: str, name: str, kanwil: str | None, everywhere: bool) -> None:
    """Membuat tautan sekali pakai agar pemantau ID bergabung dari Telegram-nya sendiri; mengubah cakupannya juga."""
    if not is_proper_id(observer_id):
        raise click.UsageError(f"'{observer_id}': ID hanya huruf kecil, angka, dan tanda hubung.")
    if (kanwil is None) != everywhere:
        raise click.UsageError("Tulis salah satu: --kanwil ID, atau --pusat untuk semua kantor.")
    known = sorted({office.kanwil for office in context.current.offices if office.kanwil})
    if kanwil is not None and kanwil not in known:
        there = (
            f"Yang ada: {', '.join(known)}." if known else "Isi dulu kanwil pada kantor (offices, atau region import)."
        )
        raise Trouble(f"Tidak ada kantor dengan kanwil '{kanwil}'. {there}")
    link = asyncio.run(observer_invited(context.settings, Observer(observer_id, name, kanwil or ""), clock.now()))
    show_invitation(link, name)


@observer.command("remove")
@click.argument("observer_id", metavar="ID")
@click.pass_obj
def remove_observer(context: Context, observer_id: str) -> None:
    """Mengeluarkan pemantau ID; sejak itu /laporan tidak menjawabnya lagi."""
    if not with_store(context.settings, lambda store: store.write(queries.observers.remove, observer_id), write=True):
        raise Trouble(f"Pemantau '{observer_id}' tidak ada. Lihat: python -m bot observer list")
    echo(f"{observer_id} bukan pemantau lagi.")


WIDTH = 20
"""How wide the columns of a written workbook are, in letters."""


@click.group(cls=Group)
def region() -> None:
    """Kantor, petugas, dan desa dari lembar kerja."""


@region.command("import")
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Hanya memeriksa dan menunjukkan bedanya.")
@click.option("--ya", "sure", is_flag=True, help="Tanpa bertanya dulu.")
@click.pass_obj
def import_(context: Context, path: Path, check: bool, sure: bool) -> None:
    """Memakai kantor, petugas, pengganti, dan desa dari BERKAS (.csv atau .xlsx), semuanya atau tidak sama sekali.

    Kolomnya seperti hasil region export. Bot yang sedang berjalan memakainya tanpa dinyalakan ulang.
    """
    settings = context.settings
    before = asyncio.run(current(settings))
    try:
        lines = read(path)
        after = with_people(settings, lines)
    except UnreadableSheet as error:
        raise Trouble(error.listed(), error) from error
    changes = difference(before, after)
    echo("\n".join(changes) if changes else operator_texts.REGION_SAME)
    if check:
        echo(operator_texts.REGION_SOUND)
    elif changes and not (sure or agreed(operator_texts.REGION_ASK)):
        echo(operator_texts.REGION_NOT_TAKEN)
    elif changes:
        asyncio.run(imported(settings, lines, clock.now()))
        echo(operator_texts.REGION_TAKEN)


@region.command()
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(context: Context, path: Path) -> None:
    """Menulis kantor, petugas, dan desa yang dipakai ke BERKAS (.csv atau .xlsx), untuk diubah lalu diimpor."""
    form = path.suffix.lower()
    if form not in (".csv", ".xlsx"):
        raise click.UsageError(f"'{path}' harus berakhir dengan .csv atau .xlsx.")
    rows = rows_of(context.current)
    if form == ".csv":
        content = as_csv([COLUMNS, *rows])
    else:
        content = workbook("desa", [(column, WIDTH) for column in COLUMNS], rows)
    write_file(path, content)
    echo(operator_texts.REGION_EXPORTED.format(count=len(rows), path=path))
