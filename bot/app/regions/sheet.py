"""A spreadsheet as rows of text: CSV from any program, or the first sheet of a workbook. Every fault with its place."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import regions as texts

COLUMNS = (
    *("id_desa", "kode_desa", "desa", "kecamatan", "kabupaten"),
    *("id_petugas", "petugas", "id_pengganti", "id_kantor", "kantor", "zona"),
)
OPTIONAL = frozenset({"zona"})
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a cell; rows count from 1, the one with the names of the columns."""

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


class Faulty(Exception):
    """The sheet cannot be read as a whole."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read(path: Path) -> list[Line]:
    """Return the rows below the names of the columns. Raises Faulty with every fault, or Trouble without a place."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Trouble(texts.NOT_THERE.format(path=path, cause=error.strerror), error) from error
    match path.suffix.lower():
        case ".csv":
            rows = _of_csv(content)
        case ".xlsx":
            rows = _of_workbook(content, path)
        case _:
            raise Trouble(texts.OTHER_FORM.format(path=path))
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise Trouble(texts.EMPTY.format(path=path, columns=", ".join(COLUMNS)))
    head, *body = rows
    names = [cell.strip().lower() for cell in head]
    faults = _of_head(names)
    lines = []
    for number, cells in enumerate(body, 2):
        if not any(cells):
            continue
        nameless = [place for place, cell in enumerate(cells) if cell and not "".join(names[place : place + 1])]
        faults += [Fault(number, str(place + 1), texts.MANY_CELLS) for place in nameless[:1]]
        lines.append(Line(number, dict(zip(names, (" ".join(cell.split()) for cell in cells), strict=False))))
    if faults:
        raise Faulty(faults)
    return lines


def _of_head(names: list[str]) -> list[Fault]:
    columns = ", ".join(column for column in COLUMNS if column not in OPTIONAL)
    missing = [column for column in COLUMNS if column not in names and column not in OPTIONAL]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return [
        *(Fault(1, column, texts.MISSING_COLUMN.format(columns=columns)) for column in missing),
        *(Fault(1, name, texts.COLUMN_TWICE) for name in twice),
    ]


def _of_csv(content: bytes) -> list[list[str]]:
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
        raise Faulty([Fault(len(lines), head.split(delimiter)[0], texts.QUOTES)]) from error
    names = rows[0] if rows else []
    faults = [
        Fault(number, names[place] if place < len(names) else str(place + 1), problem)
        for number, cells in enumerate(rows, 1)
        for place, cell in enumerate(cells)
        if (problem := _unreadable(cell))
    ]
    if faults:
        raise Faulty(faults)
    return [[cell.strip() for cell in cells] for cells in rows]


def _unreadable(cell: str) -> str | None:
    if "\0" in cell:
        return texts.NUL
    if "\ufffd" in cell or any("\udc80" <= letter <= "\udcff" for letter in cell):
        return texts.LETTERS
    return None


def _of_workbook(content: bytes, path: Path) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows()]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise Trouble(texts.NO_WORKBOOK.format(path=path), error) from error
    names = [str(cell.value or "") for cell in rows[0]] if rows else []
    faults = [
        Fault(number, names[place] if place < len(names) else str(place + 1), texts.FORMULA)
        for number, cells in enumerate(rows, 1)
        for place, cell in enumerate(cells)
        if cell.data_type == "f"
    ]
    if faults:
        raise Faulty(faults)
    return [[_written(cell.value) for cell in cells] for cells in rows]


def _written(value: object) -> str:
    """Write a cell as a person reads it: a code that was typed as a number has no point."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
