"""python -m bot region: offices, officers and villages from a spreadsheet, all or nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import clock
from bot.app.regions.check import People, people_of
from bot.app.regions.current import current, imported
from bot.app.regions.difference import difference
from bot.app.regions.sheet import COLUMNS, read, rows_of
from bot.app.sheets.reading import UnreadableSheet
from bot.app.sheets.writing import workbook
from bot.cli.command import Context, Group
from bot.cli.console_user import agreed
from bot.cli.safe_print import echo
from bot.cli.write_file import write_file
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import regions as texts
from bot.printable import as_csv

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
    before = People.of(asyncio.run(current(settings)))
    try:
        lines = read(path)
        people = people_of(lines, settings)
    except UnreadableSheet as error:
        raise Trouble(error.listed(), error) from error
    changes = difference(before, people)
    echo("\n".join(changes) if changes else texts.NOTHING)
    if check:
        echo(texts.SOUND)
    elif changes and not (sure or agreed(texts.ASK)):
        echo(texts.NOT_TAKEN)
    elif changes:
        asyncio.run(imported(settings, lines, clock.now()))
        echo(texts.TAKEN)


@region.command()
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(context: Context, path: Path) -> None:
    """Menulis kantor, petugas, dan desa yang dipakai ke BERKAS (.csv atau .xlsx), untuk diubah lalu diimpor."""
    form = path.suffix.lower()
    if form not in (".csv", ".xlsx"):
        raise click.UsageError(f"'{path}' harus berakhir dengan .csv atau .xlsx.")
    rows = rows_of(People.of(context.current))
    if form == ".csv":
        content = as_csv([COLUMNS, *rows])
    else:
        content = workbook("desa", [(column, WIDTH) for column in COLUMNS], rows)
    write_file(path, content)
    echo(texts.EXPORTED.format(count=len(rows), path=path))
