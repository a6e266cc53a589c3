"""Excel workbooks: the first sheet read as a stream, and one written in which every cell is text.

No tree is built of what is read, so a forged workbook costs no more than ours.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any, NamedTuple
from xml.parsers import expat

from bot.helpdesk.texts import staff as texts

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


def workbook(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook (xlsx) of one sheet. `columns`: heading and width in characters."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    buffer = BytesIO()
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


def first_sheet(content: bytes, widest: int) -> Iterator[list[Cell]]:
    """Yield the rows; what stands behind column `widest` is put into the one after it.

    Raises TooMuch; of what is no whole workbook, whatever zipfile, expat and numbers raise.
    """
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
            raise TooMuch
        yield from _Workbook(packed).rows(widest)


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
        self._strings = list(self._shared(paths["sharedStrings"])) if "sharedStrings" in paths else []
        self._day_styles = self._styles_of_days(paths["styles"]) if "styles" in paths else []

    def rows(self, widest: int) -> Iterator[list[Cell]]:
        """Yield the rows, also the empty ones that the file leaves out."""
        number = column = 0
        cells: dict[int, Cell] = {}
        for name, attributes, text in self._filled(self._sheet):
            if name == "c":
                column = _column(attributes.get("r", "")) or column + 1
                if text or "f" in attributes:
                    cells[min(column, widest + 1)] = self._value(attributes, text)
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
            case "n" if self._is_day(int(attributes.get("s", 0))):
                return Cell((self._first_day + timedelta(int(float(text)))).isoformat())
            case "n" if not text.isdecimal() and float(text).is_integer():
                return Cell(str(int(float(text))))
            case _:
                return Cell(text.strip())

    def _is_day(self, style: int) -> bool:
        return style < len(self._day_styles) and self._day_styles[style]

    def _shared(self, path: str) -> Iterator[Cell]:
        """Yield the texts that cells name by their number."""
        return (Cell(text.strip()) if text else EMPTY for _, _, text in self._filled(path))

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
