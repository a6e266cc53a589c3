"""python -m bot report: an office's month as a letter or a workbook, and the ministry's rows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import clock
from bot.app.directory import directory_of
from bot.app.report_files import ReportRequest, as_file, letter_of, tables_of, topic_titles
from bot.cli.command import Command, Context, Number
from bot.cli.progress import each
from bot.cli.safe_print import echo
from bot.cli.write_file import write_file
from bot.helpdesk.model.directory import Directory, Office
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.month import Month

LETTERS, SHEETS = (".pdf", ".png"), (".xlsx", ".csv")


class _MonthType(click.ParamType[Month]):
    name = "bulan"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """Read the month, or fail with a sentence for the person."""
        month = value if isinstance(value, Month) else Month.read(str(value))
        return month or self.fail(f"'{value}' bukan bulan. Tulis seperti 2026-11.", param, ctx)


@click.command(cls=Command)
@click.option("--month", metavar="BULAN", type=_MonthType(), help="Bulan yang dilaporkan (2026-11).")
@click.option("--year", metavar="TAHUN", type=Number(2000, 2999), help="Setahun, bulan demi bulan; untuk xlsx dan csv.")
@click.option("--office", metavar="ID", help="Kantor; tanpa ini xlsx dan csv berisi semua kantor.")
@click.option(
    "--output",
    metavar="BERKAS",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Berkas tujuan: .pdf atau .png (surat laporan kegiatan), .xlsx (lembar kerja), .csv (baris untuk pusat).",
)
@click.pass_obj
def report(context: Context, month: Month | None, year: int | None, office: str | None, output: Path) -> None:
    """Membuat laporan bulanan: surat satu halaman, lembar kerja dengan grafik, atau baris per desa untuk pusat."""
    if (month is None) == (year is None):
        raise click.UsageError("Tulis bulannya dengan --month 2026-11, atau setahun dengan --year 2026.")
    form = output.suffix.lower()
    if form not in (*LETTERS, *SHEETS):
        raise click.UsageError(f"'{output}' harus berakhir dengan .pdf, .png, .xlsx, atau .csv.")
    if form in LETTERS and month is None:
        raise click.UsageError("Surat (.pdf, .png) untuk satu bulan: --month 2026-11. Setahun: .xlsx atau .csv.")
    settings, now = context.current, clock.now()
    directory = directory_of(settings)
    months = _months(month, year, Month.of(directory.first_office.hours.day(now)))
    offices = _offices(directory, office, one=form in LETTERS)
    wanted = ReportRequest(directory, offices, topic_titles(settings), now)
    url = settings.database.get_secret_value()
    if form in LETTERS:
        content = asyncio.run(letter_of(url, wanted, months[0], "pdf" if form == ".pdf" else "png"))
    else:
        tables = asyncio.run(tables_of(url, wanted, each(months, len(months), "Laporan")))
        content = as_file(tables, "xlsx" if form == ".xlsx" else "csv")
    write_file(output, content)
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
