"""Writes a workbook in which every cell is text: nothing that residents or staff wrote is ever calculated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

TEXT_ONLY: dict[str, Any] = {"num_format": "@", "quote_prefix": True}
"""The program that opens it keeps what begins with = + - or @ a text also when somebody edits the cell."""


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
