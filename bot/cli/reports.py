"""python -m bot report, poster, warnings: an office's month, what hangs on a village's wall, early warnings counted."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import groupby
from pathlib import Path

import click
from rapidfuzz import process

from bot import clock
from bot.app.people.directory import directory_of
from bot.app.reports import ReportRequest, as_file, letter_of, tables_of, topic_titles
from bot.channels.telegram.connect import bot_name
from bot.cli.common import Command, Context, Day, Number, each, echo, with_store, write_file
from bot.helpdesk.model.directory import Directory, Office, Village
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.month import Month
from bot.reports.early_warnings import VillageWarnings, by_village, described, shown
from bot.reports.poster.make import CARDS, Posters
from bot.storage import queries

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


AT_ONCE = 2
"""Villages drawn at a time."""


@click.command(cls=Command)
@click.option("--village", "ids", metavar="ID", multiple=True, help="Desa; boleh ditulis beberapa kali.")
@click.option("--all", "everyone", is_flag=True, help="Semua desa di pengaturan.")
@click.option("--cards", is_flag=True, help="Juga lembar A4 berisi delapan kartu dompet (ID-kartu.pdf dan .png).")
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    default=Path("poster"),
    help="Folder tujuan (bawaan: poster).",
)
@click.pass_obj
def poster(context: Context, ids: tuple[str, ...], everyone: bool, cards: bool, output: Path) -> None:
    """Membuat poster A4 tiap desa (PDF untuk dicetak, PNG untuk dikirim) dengan kode QR-nya; juga kartu dompet."""
    settings = context.current
    directory = directory_of(settings)
    villages = _chosen(directory, ids, everyone)
    renderers = _Renderers(cards=cards)
    bot = asyncio.run(bot_name(settings.telegram))

    def make(village: Village) -> None:
        for name, renderer in renderers.by_name.items():
            made = renderer.poster(village, directory, bot)
            write_file(output / f"{village.id}{name}.pdf", made.pdf)
            write_file(output / f"{village.id}{name}.png", made.png)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in each(pool.map(make, villages), len(villages), "Poster"):
            pass
    echo(f"{len(villages)} poster di {output}. Coba pindai satu sebelum dicetak semua.")


class _Renderers(threading.local):
    """The renderers of a thread: typst releases the interpreter while it draws, one page at a time for each."""

    def __init__(self, *, cards: bool) -> None:
        self.by_name = {"": Posters(), **({"-kartu": Posters(template=CARDS)} if cards else {})}


def _chosen(directory: Directory, ids: Sequence[str], everyone: bool) -> list[Village]:
    """Return the villages that were named. Raises Trouble with the nearest ones for a name that there is not."""
    if everyone:
        return list(directory.villages.values())
    if not ids:
        raise Trouble("Tulis desanya dengan --village ID, atau --all untuk semua.")
    for name in ids:
        if name not in directory.villages:
            near = [found for found, *_ in process.extract(name, list(directory.villages), limit=3, score_cutoff=50)]
            hint = f"Yang mirip: {', '.join(near)}." if near else "Lihat id-nya: python -m bot region export desa.csv"
            raise Trouble(f"Desa '{name}' tidak ada di pengaturan. {hint}")
    return [directory.villages[name] for name in dict.fromkeys(ids)]


@click.command(cls=Command)
@click.option("--since", metavar="TANGGAL", type=Day(), help="Hanya sejak tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def warnings(context: Context, since: date | None, as_json: bool) -> None:
    """Peringatan dini per desa: hasil pemeriksaan dan kiriman meragukan, tanpa nama; angka kecil ditulis <3."""
    settings = context.current
    counted = with_store(settings, lambda store: store.read(queries.check_statistics.counted, since))
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
        echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif not rows:
        echo("Belum ada pemeriksaan atau kiriman meragukan.")
    else:
        for row in rows:
            _show(row)


def _show(row: VillageWarnings) -> None:
    echo(f"{'!' if row.grave else ' '} {row.name}")
    for check, findings in groupby(sorted(row.findings.items()), key=lambda item: item[0][0]):
        parts = ", ".join(f"{described(finding)} {shown(count)}" for (_, finding), count in findings)
        echo(f"    {check}: {parts}")
