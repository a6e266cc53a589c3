"""A spreadsheet as rows of text: CSV from any program, or the first sheet of a workbook. Every fault with its place."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from bot.faqfiles.workbook import MOST_LETTERS, Cell, TooMuch, first_sheet
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.operator import why_not
from bot.helpdesk.texts.report import number as counted
from bot.printable import from_csv

LARGEST_SHEET = 5 * 1024 * 1024
"""Bytes of a sheet that comes back."""
MOST_ROWS = 30_000
MOST_CELLS = 200_000
"""Cells that are filled: twice those of the sheet of phrasings at 18,000 rows."""
WIDEST = 64
"""Columns that are read."""
SHOWN_FAULTS = 50
LONGEST_FAULT = 400
"""Letters of a fault that are shown; it quotes what was typed."""
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
        lines = [str(fault)[:LONGEST_FAULT] for fault in self.faults[:most]]
        if len(self.faults) > most:
            lines.append(texts.MORE_FAULTS.format(count=len(self.faults) - most))
        return "\n".join([*lines, texts.FAULTS.format(count=len(self.faults))])


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


def content_of(path: Path) -> bytes:
    """Return a file, of one that is too large no more than shows it. Raises Trouble."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_SHEET + 1)
    except OSError as error:
        raise Trouble(texts.NOT_THERE.format(path=path, cause=why_not(error)), error) from error


def cells_of(content: bytes, name: str) -> Rows:
    """Return the cells of a file, by its name's ending. Raises Trouble, or UnreadableSheet where quotes stay open."""
    if len(content) > LARGEST_SHEET:
        raise Trouble(texts.SHEET_TOO_LARGE.format(most=LARGEST_SHEET // 1024**2))
    match PurePath(name).suffix.lower():
        case ".csv":
            found = _of_csv(content)
        case ".xlsx":
            found = _of_workbook(content, name)
        case _:
            raise Trouble(texts.OTHER_FORM.format(path=name))
    rows: Rows = []
    cells = letters = 0
    too_much = Trouble(texts.TOO_MUCH.format(path=name, rows=counted(MOST_ROWS), cells=counted(MOST_CELLS)))
    try:
        for number, row in enumerate(found, 1):
            if len(row) > WIDEST:
                raise Trouble(texts.TOO_WIDE.format(path=name, row=number, most=WIDEST))
            cells += len(row)
            letters += sum(len(cell.text) for cell in row)
            if number > MOST_ROWS or cells > MOST_CELLS or letters > MOST_LETTERS:
                raise too_much
            rows.append(row)
    except TooMuch as error:
        raise too_much from error
    while rows and not any(map(any, rows[-1])):
        rows.pop()
    return rows


def lines_in(rows: Rows, name: str, columns: Columns) -> list[Line]:
    """Return the rows below the names of the columns. Raises UnreadableSheet with every fault, or Trouble."""
    head = _head_of(rows, columns)
    if len(rows) < head + 2:
        raise Trouble(texts.EMPTY.format(path=name, columns=", ".join(columns.needed)))
    names = names_in(rows[head])
    faults = [*_of_cells(rows[head], names, head + 1), *_of_head(names, columns, head + 1)]
    if faults:
        raise UnreadableSheet(faults)
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
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
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
    bare = " ".join(text.split())
    return text if text == bare else bare  # a copy of every cell would cost as much as the sheet


def _of_csv(content: bytes) -> Iterator[list[Cell]]:
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    with io.TextIOWrapper(io.BytesIO(content), encoding, errors, newline="") as lines:
        head = lines.readline()
        lines.seek(0)
        delimiter = max(_DELIMITERS, key=head.count)
        if content.count(delimiter.encode()) > 2 * MOST_CELLS:
            raise TooMuch
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield [Cell(from_csv(cell).strip(), _unreadable(cell)) for cell in _filled(cells)]
        except csv.Error as error:
            column = head.split(delimiter)[0]
            raise UnreadableSheet([Fault(reader.line_num, column, texts.QUOTES)]) from error


def _filled(cells: list[str]) -> list[str]:
    """Return the cells up to the last that holds anything, and of a row that is too wide no more than shows it."""
    last = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[: min(last, WIDEST + 1)]


def _unreadable(cell: str) -> str:
    if "\0" in cell:
        return texts.NUL
    if "\ufffd" in cell or any("\udc80" <= letter <= "\udcff" for letter in cell):
        return texts.LETTERS
    return ""


def _of_workbook(content: bytes, name: str) -> Iterator[list[Cell]]:
    try:
        yield from first_sheet(content, WIDEST)
    except TooMuch:
        raise
    except Exception as error:  # a broken or forged workbook
        raise Trouble(texts.NO_WORKBOOK.format(path=name), error) from error
