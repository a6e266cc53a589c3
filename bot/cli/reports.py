"""python -m bot report, poster, warnings: an office's month, what hangs on a village's wall, early warnings counted."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import click

from bot import clock
from bot.app.people.directory import directory_of
from bot.app.reports import FileForm, file_of
from bot.channels.telegram.connect import bot_name
from bot.cli.common import FILE, PATH, Command, Context, each, echo, ending_of, since_option, write_file
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.hours import Month
from bot.helpdesk.model.policy import Directory, Office, Village
from bot.helpdesk.texts.alerts import EARLY_FINDINGS
from bot.reports.disclosure import shown
from bot.reports.early_warnings import by_village
from bot.reports.poster.make import CARDS, Posters
from bot.storage import queries

FORMS: dict[str, FileForm] = {".pdf": "pdf", ".png": "png", ".xlsx": "xlsx", ".csv": "csv"}
LETTERS = (".pdf", ".png")


def _month(_: click.Context, __: click.Parameter, typed: str | None) -> Month | None:
    month = Month.read(typed) if typed else None
    if typed and month is None:
        raise click.BadParameter(f"'{typed}' bukan bulan. Tulis seperti 2026-11.")
    return month


@click.command(cls=Command)
@click.option("--month", metavar="BULAN", callback=_month, help="Bulan yang dilaporkan (2026-11).")
@click.option(
    "--year", metavar="TAHUN", type=click.IntRange(2000, 2999), help="Setahun, per bulan; untuk xlsx dan csv."
)
@click.option("--office", metavar="ID", help="Kantor; tanpa ini xlsx dan csv berisi semua kantor.")
@click.option(
    "--output", metavar="BERKAS", required=True, type=FILE, help="Surat: .pdf, .png; tabel: .xlsx, .csv (pusat)."
)
def report(context: Context, month: Month | None, year: int | None, office: str | None, output: Path) -> None:
    """Membuat laporan bulanan: surat satu halaman, lembar kerja, atau baris per desa untuk pusat."""
    if (month is None) == (year is None):
        raise click.UsageError("Tulis bulannya dengan --month 2026-11, atau setahun dengan --year 2026.")
    form = ending_of(output, *FORMS)
    if form in LETTERS and month is None:
        raise click.UsageError("Surat (.pdf, .png) untuk satu bulan: --month 2026-11. Setahun: .xlsx atau .csv.")
    settings, now = context.current, clock.now()
    directory = directory_of(settings)
    months = _months(month, year, Month.of(directory.first_office.hours.day(now)))
    offices = _offices(directory, office, one=form in LETTERS)
    made = file_of(settings, offices, each(months, len(months), "Laporan"), FORMS[form], now)
    write_file(output, asyncio.run(made))
    echo(f"Laporan di {output}. Angka 1 dan 2 tidak ditulis, supaya warga tidak dikenali.")


def _months(month: Month | None, year: int | None, this: Month) -> list[Month]:
    """Return the months, as far as they have begun. Raises Trouble where none has."""
    named = [month] if month else [Month(year or 0, number) for number in range(1, 13)]
    begun = [one for one in named if one <= this]
    if not begun:
        raise Trouble(f"{named[0].name} belum sampai. Bulan terakhir yang bisa dilaporkan: {this}.")
    return begun


def _offices(directory: Directory, named: str | None, *, one: bool) -> list[Office]:
    """Return the offices that are reported. Raises Trouble where the name is unknown, or one is to be named."""
    offices = list(directory.offices.values())
    known = ", ".join(directory.offices)
    if named is not None and named not in directory.offices:
        raise Trouble(f"Kantor '{named}' tidak ada di pengaturan. Yang ada: {known}.")
    if one and named is None and len(offices) > 1:
        raise Trouble(f"Surat ini untuk satu kantor. Tulis --office dengan salah satu: {known}.")
    return [directory.offices[named]] if named else offices


@click.command(cls=Command)
@click.option("--village", "ids", metavar="ID", multiple=True, help="Desa; boleh ditulis beberapa kali.")
@click.option("--all", "everyone", is_flag=True, help="Semua desa di pengaturan.")
@click.option("--cards", is_flag=True, help="Juga lembar A4 berisi delapan kartu dompet (ID-kartu.pdf dan .png).")
@click.option("--output", metavar="FOLDER", type=PATH, default=Path("poster"), help="Folder tujuan (bawaan: poster).")
def poster(context: Context, ids: tuple[str, ...], everyone: bool, cards: bool, output: Path) -> None:
    """Membuat poster A4 tiap desa (PDF untuk dicetak, PNG untuk dikirim) dengan kode QR-nya; juga kartu dompet."""
    directory = directory_of(context.current)
    villages = _chosen(directory, ids, everyone)
    forms = {"": Posters()} | ({"-kartu": Posters(template=CARDS)} if cards else {})
    bot = asyncio.run(bot_name(context.settings.telegram))
    for village in each(villages, len(villages), "Poster"):
        for name, form in forms.items():
            write_file(output / f"{village.id}{name}.pdf", form.poster(village, directory, bot, "pdf"))
            write_file(output / f"{village.id}{name}.png", form.poster(village, directory, bot, "png"))
    echo(f"{len(villages)} poster di {output}. Coba pindai satu sebelum dicetak semua.")


def _chosen(directory: Directory, ids: Sequence[str], everyone: bool) -> list[Village]:
    """Return the villages that were named. Raises Trouble with the nearest ones for a name that there is not."""
    if everyone:
        return list(directory.villages.values())
    if not ids:
        raise Trouble("Tulis desanya dengan --village ID, atau --all untuk semua.")
    for name in ids:
        if name not in directory.villages:
            near = difflib.get_close_matches(name, directory.villages, 3)
            hint = f"Yang mirip: {', '.join(near)}." if near else "Lihat id-nya: python -m bot region export desa.csv"
            raise Trouble(f"Desa '{name}' tidak ada di pengaturan. {hint}")
    return [directory.villages[name] for name in dict.fromkeys(ids)]


@click.command(cls=Command)
@since_option
def warnings(context: Context, since: datetime | None) -> None:
    """Peringatan dini per desa: hasil pemeriksaan dan kiriman meragukan, tanpa nama; angka kecil ditulis <3."""
    villages = directory_of(context.current).villages
    rows = by_village(context.read(queries.reports.checks_counted, since.date() if since else None), villages)
    for row in rows:
        echo(f"{'!' if row.grave else ' '} {row.name}")
        for check, findings in groupby(sorted(row.findings.items()), key=lambda item: item[0][0]):
            parts = (f"{EARLY_FINDINGS.get(finding, finding)} {shown(count)}" for (_, finding), count in findings)
            echo(f"    {check}: {', '.join(parts)}")
    if not rows:
        echo("Belum ada pemeriksaan atau kiriman meragukan.")
