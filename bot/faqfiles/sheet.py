"""Spreadsheets as rows of text: CSV from any program, or the first sheet of an Excel workbook, and a workbook written.

Every fault has its place. A workbook is read as a stream: no tree is built, so a forged one costs no more than ours;
in one that is written every cell is text.
"""

from __future__ import annotations

import codecs
import csv
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePath
from typing import Any, NamedTuple
from xml.parsers import expat

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.operator import why_not
from bot.helpdesk.texts.report import number as counted
from bot.printable import first, from_csv

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
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that a workbook may hold once it is unpacked; a file of kilobytes can be made to hold terabytes."""
MOST_ELEMENTS = 700_000
"""XML elements of a sheet or its texts: twice those of the sheet of phrasings at 18,000 rows."""
MOST_LETTERS = 5_000_000
_FEW = 20_000
"""XML elements of what else a workbook is made of."""
_CHUNK = 64 * 1024
_LONGEST = 1024 * 1024
"""Bytes of a tag, letters of a text."""
_DAYS = frozenset({"14", "15", "16", "17", "22"})
"""The formats that show a number as a day and that no workbook writes out."""
_NO_DAY = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|;.*', re.DOTALL)
"""What is no placeholder in a format: quoted, escaped and bracketed text; the formats of negative numbers."""
_ESCAPED = re.compile("_x(0009|000A|000D|005F)_")
"""How a workbook writes what XML would change: a line end of another system, and the "_" of such words."""
TEXT_ONLY: dict[str, Any] = {"num_format": "@", "quote_prefix": True}
"""The program that opens it keeps what begins with = + - or @ a text also when somebody edits the cell."""

Attributes = dict[str, str]


class TooMuch(Exception):
    """The workbook holds more than any sheet of ours."""


class Cell(NamedTuple):
    """What stands in a cell. `problem`: why it cannot be used, "" where it can."""

    text: str
    problem: str = ""


EMPTY = Cell("")


@dataclass(frozen=True, slots=True, order=True)
class CellFault:
    """What is wrong in a cell; rows count as a spreadsheet program counts them."""

    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        return texts.PLACE.format(row=self.row, column=self.column, problem=self.problem)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of the sheet: its number, and its cells by column."""

    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class UnreadableSheet(Exception):
    """The sheet cannot be read as a whole."""

    def __init__(self, faults: list[CellFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults

    def listed(self, most: int = SHOWN_FAULTS) -> str:
        """Name the faults, of many only the first, and how many they are."""
        lines = first((str(fault)[:LONGEST_FAULT] for fault in self.faults), most, texts.AND_MORE)
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


def lines_in(rows: Rows, name: str, columns: Columns, noted: list[CellFault] | None = None) -> list[SheetLine]:
    """Return the rows below the names of the columns. Raises UnreadableSheet with every fault, or Trouble.

    `noted`: takes the faults of cells instead; their rows are left out, so that those of the others are told as well.
    """
    wanted = set(columns.needed) - columns.optional
    found = [len(wanted & set(names_in(row))) for row in rows[: columns.within]]
    head = found.index(max(found)) if found else 0  # the row with the most of the names; the first where none has any
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
            lines.append(SheetLine(number, {column: _bare(cell.text, column, columns) for column, cell in pairs}))
    if noted is not None:
        noted += faults
    elif faults:
        raise UnreadableSheet(faults)
    return [line for line in lines if line.row not in {fault.row for fault in faults}]


def names_in(row: Iterable[Cell]) -> list[str]:
    """Return a row as names of columns."""
    return [" ".join(cell.text.split()).lower() for cell in row]


def _of_head(names: list[str], columns: Columns, row: int) -> list[CellFault]:
    needed = [column for column in columns.needed if column not in columns.optional]
    listed, missing = ", ".join(needed), [one for one in needed if one not in names]
    if missing == needed:
        return [CellFault(row, "1", texts.NO_HEAD.format(columns=listed))]
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
    return [
        *(CellFault(row, column, texts.MISSING_COLUMN.format(columns=listed)) for column in missing),
        *(CellFault(row, name, texts.COLUMN_TWICE) for name in twice),
    ]


def _of_cells(cells: list[Cell], names: list[str], row: int) -> list[CellFault]:
    named = [(names[at] if at < len(names) else "", str(at + 1), cell) for at, cell in enumerate(cells)]
    faults = [CellFault(row, name or place, cell.problem) for name, place, cell in named if cell.problem]
    nameless = [place for name, place, cell in named if cell.text and not name]
    return faults + [CellFault(row, place, texts.MANY_CELLS) for place in nameless[:1]]


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
                last = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
                # of a row that is too wide no more than shows it
                yield [Cell(from_csv(cell).strip(), _unreadable(cell)) for cell in cells[: min(last, WIDEST + 1)]]
        except csv.Error as error:
            column = head.split(delimiter)[0]
            raise UnreadableSheet([CellFault(reader.line_num, column, texts.QUOTES)]) from error


def _unreadable(cell: str) -> str:
    wrong = any(letter in "\0\ufffd" or "\udc80" <= letter <= "\udcff" for letter in cell)
    return texts.LETTERS if wrong else ""


def _of_workbook(content: bytes, name: str) -> Iterator[list[Cell]]:
    """Yield the rows of the first sheet; what stands behind column WIDEST is put into the one after it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise TooMuch
            yield from _Workbook(packed).rows()
    except TooMuch:
        raise
    except Exception as error:  # a broken or forged workbook
        raise Trouble(texts.NO_WORKBOOK.format(path=name), error) from error


def workbook(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook (xlsx) of one sheet. `columns`: heading and width in characters."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", **TEXT_ONLY})
    cell = book.add_format({"text_wrap": True, "valign": "top", **TEXT_ONLY})
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width, cell)
        sheet.write_string(0, column, heading, head)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


class _Workbook:
    """The parts of a workbook that say what the cells of its first sheet show."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._letters = 0
        book = next(path for kind, path in self._related("").values() if kind == "officeDocument")
        related, begun = self._related(book), list(self._begun(book))
        sheets = (related[one["id"]] for name, one in begun if name == "sheet")
        self._sheet = next(path for kind, path in sheets if kind == "worksheet")
        in_1904 = any(name == "workbookPr" and one.get("date1904") in ("1", "true") for name, one in begun)
        self._first_day = date(1904, 1, 1) if in_1904 else date(1899, 12, 30)
        paths = dict(related.values())
        shared = self._filled(paths["sharedStrings"]) if "sharedStrings" in paths else ()
        self._strings = [Cell(text.strip()) if text else EMPTY for _, _, text in shared]
        """The texts that cells name by their number."""
        self._day_styles = self._styles_of_days(paths["styles"]) if "styles" in paths else []

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the rows, also the empty ones that the file leaves out."""
        number = column = 0
        cells: dict[int, Cell] = {}
        for name, attributes, text in self._filled(self._sheet):
            if name == "c":
                column = _column(attributes.get("r", "")) or column + 1
                if text or "f" in attributes:
                    cells[min(column, WIDEST + 1)] = self._value(attributes, text)
                continue
            if number:
                yield _row(cells)
            cells, column = {}, 0
            following = max(int(attributes.get("r", 0)), number + 1)
            yield from ([] for _ in range(number + 1, following))
            number = following
        yield _row(cells)

    def _value(self, attributes: Attributes, text: str) -> Cell:
        if "f" in attributes:
            return Cell("", texts.FORMULA)  # never calculated: what it shows is another program's claim
        match attributes.get("t", "n"):
            case "s":
                return self._strings[int(text)]
            case "b":
                return Cell(str(text == "1"))
            case "n" if self._day_styles[int(attributes.get("s", 0)) :][:1] == [True]:
                return Cell((self._first_day + timedelta(int(float(text)))).isoformat())
            case "n" if not text.isdecimal() and float(text).is_integer():
                return Cell(str(int(float(text))))
            case _:
                return Cell(text.strip())

    def _styles_of_days(self, path: str) -> list[bool]:
        """Return for each style whether it shows a number as a day."""
        days, styles, within = set(_DAYS), [], False
        for name, attributes, _ in self._events(path, _FEW):
            if name == "cellXfs":
                within = attributes is not None
            elif attributes is None:
                pass
            elif name == "xf" and within:
                styles.append(attributes.get("numFmtId") in days)
            elif name == "numFmt" and re.search("[dy]", _NO_DAY.sub("", attributes["formatCode"]).lower()):
                days.add(attributes["numFmtId"])
        return styles

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and path of the parts that one names, by id; "" names those of the whole."""
        folder, name = posixpath.split(part)
        return {
            one["Id"]: (posixpath.basename(one["Type"]), posixpath.join("/", folder, one["Target"])[1:])
            for _, one in self._begun(posixpath.join(folder, "_rels", f"{name}.rels"))
            if "Id" in one
        }

    def _filled(self, path: str) -> Iterator[tuple[str, Attributes, str]]:
        """Yield rows where they begin; cells and shared texts where they end, "f" among the attributes of a formula."""
        attributes: Attributes = {}
        pieces: list[str] = []
        phonetic = False
        for name, begun, text in self._events(path, MOST_ELEMENTS):
            if name == "rPh":
                phonetic = begun is not None
            elif name in ("v", "t") and begun is None and not phonetic:
                self._letters += len(text)
                pieces.append(text)
            elif name == "f":
                attributes["f"] = ""
            elif name == "row" and begun is not None:
                yield name, begun, ""
            elif name in ("c", "si") and begun is not None:
                attributes, pieces = begun, []
            elif name in ("c", "si"):
                yield name, attributes, _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), "".join(pieces))

    def _begun(self, path: str) -> Iterator[tuple[str, Attributes]]:
        return ((name, attributes) for name, attributes, _ in self._events(path, _FEW) if attributes is not None)

    def _events(self, path: str, most: int) -> Iterator[tuple[str, Attributes | None, str]]:
        """Yield each element twice, by its name without prefix: with its attributes, and with None after its text."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        found: list[tuple[str, Attributes | None, str]] = []
        text: list[str] = []

        def begins(name: str, attributes: Attributes) -> None:
            text.clear()
            found.append((_local(name), {_local(key): value for key, value in attributes.items()}, ""))

        def ends(name: str) -> None:
            found.append((_local(name), None, "".join(text)))
            text.clear()

        def refuses(*_: object) -> None:
            raise ValueError("no program writes entities into a workbook")

        parser.StartElementHandler, parser.EndElementHandler = begins, ends
        parser.CharacterDataHandler, parser.EntityDeclHandler = text.append, refuses
        fed = elements = 0
        with self._packed.open(path) as part:
            while piece := part.read(_CHUNK):
                parser.Parse(piece)
                fed += len(piece)
                elements += len(found) // 2
                unread = fed - parser.CurrentByteIndex
                if elements > most or self._letters > MOST_LETTERS or max(unread, sum(map(len, text))) > _LONGEST:
                    raise TooMuch
                yield from found
                found.clear()
        parser.Parse(b"", True)
        yield from found


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _row(cells: dict[int, Cell]) -> list[Cell]:
    return [cells.get(column, EMPTY) for column in range(1, max(cells, default=0) + 1)]


def _column(reference: str) -> int:
    """Return the number of the column in "AB12"; 0 where none is named."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
