"""A spreadsheet as rows of text: CSV from any program, or the first sheet of a workbook. Every fault with its place."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import NamedTuple

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import sheets as texts

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that a workbook may hold once it is unpacked; a file of kilobytes can be made to hold terabytes."""
MOST_ROWS = 100_000
SHOWN_FAULTS = 50
WIDEST = 64
"""Columns that are read."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a cell; rows count as a spreadsheet program counts them."""

    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        return texts.PLACE.format(row=self.row, column=self.column, problem=self.problem)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: its number, and its cells by column."""

    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class UnreadableSheet(Exception):
    """The sheet cannot be read as a whole."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults

    def listed(self, most: int = SHOWN_FAULTS) -> str:
        """Name the faults, of many only the first, and how many they are."""
        lines = [str(fault) for fault in self.faults[:most]]
        if len(self.faults) > most:
            lines.append(texts.MORE_FAULTS.format(count=len(self.faults) - most))
        return "\n".join([*lines, texts.FAULTS.format(count=len(self.faults))])


class Cell(NamedTuple):
    """What stands in a cell. `problem`: why it cannot be used, "" where it can."""

    text: str
    problem: str = ""


Rows = list[list[Cell]]


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet, in small letters. `within`: among so many first rows their names stand.

    `of_lines`: those whose cells keep their line breaks.
    """

    needed: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    within: int = 1
    of_lines: frozenset[str] = frozenset()


def cells_of(content: bytes, name: str) -> Rows:
    """Return the cells of a file, by its name's ending. Raises Trouble, or UnreadableSheet where quotes stay open."""
    match PurePath(name).suffix.lower():
        case ".csv":
            rows = _of_csv(content)
        case ".xlsx":
            rows = _of_workbook(content, name)
        case _:
            raise Trouble(texts.OTHER_FORM.format(path=name))
    while rows and not any(cell.text or cell.problem for cell in rows[-1]):
        rows.pop()
    return rows


def lines_in(rows: Rows, name: str, columns: Columns) -> list[Line]:
    """Return the rows below the names of the columns. Raises UnreadableSheet with every fault, or Trouble."""
    head = _head_of(rows, columns)
    if len(rows) < head + 2:
        raise Trouble(texts.EMPTY.format(path=name, columns=", ".join(columns.needed)))
    names = names_in(rows[head])
    faults = _of_head(names, columns, head + 1)
    lines = []
    for number, cells in enumerate(rows[head + 1 :], head + 2):
        faults += _of_cells(cells, names, number)
        if any(cell.text for cell in cells):
            pairs = zip(names, cells, strict=False)
            lines.append(Line(number, {column: _bare(cell.text, column, columns) for column, cell in pairs}))
    if faults:
        raise UnreadableSheet(faults)
    return lines


def names_in(row: Iterable[Cell]) -> list[str]:
    """Return a row as names of columns."""
    return [" ".join(cell.text.split()).lower() for cell in row]


def _head_of(rows: Rows, columns: Columns) -> int:
    """Return the place of the row with the most of the columns' names; the first where none has any."""
    wanted = set(columns.needed) - columns.optional
    found = [len(wanted & set(names_in(row))) for row in rows[: columns.within]]
    return found.index(max(found)) if found else 0


def _of_head(names: list[str], columns: Columns, row: int) -> list[Fault]:
    listed = ", ".join(column for column in columns.needed if column not in columns.optional)
    missing = [one for one in columns.needed if one not in names and one not in columns.optional]
    if len(missing) == len(columns.needed) - len(columns.optional):
        return [Fault(row, "1", texts.NO_HEAD.format(columns=listed))]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return [
        *(Fault(row, column, texts.MISSING_COLUMN.format(columns=listed)) for column in missing),
        *(Fault(row, name, texts.COLUMN_TWICE) for name in twice),
    ]


def _of_cells(cells: list[Cell], names: list[str], row: int) -> list[Fault]:
    named = [(names[at] if at < len(names) else "", str(at + 1), cell) for at, cell in enumerate(cells)]
    faults = [Fault(row, name or place, cell.problem) for name, place, cell in named if cell.problem]
    nameless = [place for name, place, cell in named if cell.text and not name]
    return faults + [Fault(row, place, texts.MANY_CELLS) for place in nameless[:1]]


def _bare(text: str, column: str, columns: Columns) -> str:
    """Return a cell's text without what only its writing adds."""
    if column in columns.of_lines:
        return "\n".join(line.rstrip() for line in text.strip().splitlines())
    return " ".join(text.split())


def _of_csv(content: bytes) -> Rows:
    if content.startswith(_UTF16):
        text = content.decode("utf-16", "replace")
    else:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    lines = text.splitlines()
    head = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableSheet([Fault(len(lines), head.split(delimiter)[0], texts.QUOTES)]) from error
    return [[Cell(cell.strip(), _unreadable(cell)) for cell in cells] for cells in rows]


def _unreadable(cell: str) -> str:
    if "\0" in cell:
        return texts.NUL
    if "\ufffd" in cell or any("\udc80" <= letter <= "\udcff" for letter in cell):
        return texts.LETTERS
    return ""


def _of_workbook(content: bytes, name: str) -> Rows:
    import openpyxl  # slow to import, and no start of the bot shall wait for it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise Trouble(texts.TOO_MUCH.format(path=name))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what it claims of itself may be a million empty rows
        rows: Rows = []
        for row in sheet.iter_rows(max_col=WIDEST):
            if len(rows) == MOST_ROWS:
                raise Trouble(texts.TOO_MUCH.format(path=name))
            filled = max((at for at, one in enumerate(row, 1) if one.value is not None), default=0)
            cells = [_cell(one.value, one.data_type) for one in row[:filled]]
            while cells and not any(cells[-1]):
                cells.pop()
            rows.append(cells)
    except Trouble:
        raise
    except Exception as error:  # a broken or forged workbook: openpyxl raises whatever it stumbles over
        raise Trouble(texts.NO_WORKBOOK.format(path=name), error) from error
    return rows


def _cell(value: object, kind: str) -> Cell:
    """Return a cell as a person reads it: a code that was typed as a number has no point, a day has no time."""
    if kind == "f":
        return Cell("", texts.FORMULA)  # never calculated: what it shows is another program's claim
    if value is None:
        return Cell("")
    if isinstance(value, float) and value.is_integer():
        return Cell(str(int(value)))
    return Cell(value.date().isoformat() if isinstance(value, datetime) else str(value).strip())
