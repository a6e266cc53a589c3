"""A report as a workbook: one sheet a subject with stable columns, and charts that a spreadsheet draws itself."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.helpdesk.texts import report as texts
from bot.reports.monthly.tables import ActivityRow, OfficeRow, TopicRow, VillageRow

if TYPE_CHECKING:
    import xlsxwriter

BLUE, GOLD = "#0B3D66", "#F5B301"
WIDEST = 48
"""Characters of the widest column."""


@dataclass
class Tables:
    """The rows of a report."""

    offices: list[OfficeRow] = field(default_factory=list)
    villages: list[VillageRow] = field(default_factory=list)
    topics: list[TopicRow] = field(default_factory=list)
    activities: list[ActivityRow] = field(default_factory=list)


class _Sheet(NamedTuple):
    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


def workbook(tables: Tables) -> bytes:
    """Return the workbook."""
    sheets = (
        _Sheet(texts.SHEET_OFFICES, OfficeRow._fields, tables.offices),
        _Sheet(texts.SHEET_VILLAGES, VillageRow._fields, tables.villages),
        _Sheet(texts.SHEET_TOPICS, TopicRow._fields, tables.topics),
        _Sheet(texts.SHEET_ACTIVITIES, ActivityRow._fields, tables.activities),
    )
    with _book(sheets) as (book, content):
        if tables.offices:
            _months(book, len(tables.offices))
        if tables.topics:
            _topics(book, tables.topics)
    return content.getvalue()


def village_workbook(rows: Sequence[VillageRow]) -> bytes:
    """Return the villages' rows alone as a workbook."""
    with _book([_Sheet(texts.SHEET_VILLAGES, VillageRow._fields, rows)]) as (_, content):
        pass
    return content.getvalue()


@contextmanager
def _book(sheets: Sequence[_Sheet]) -> Iterator[tuple[xlsxwriter.Workbook, io.BytesIO]]:
    """Provide a workbook with these sheets and the note; its content is whole afterwards."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    content = io.BytesIO()
    # words stay words: no village's name becomes a formula or a link
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "font_color": "white", "bg_color": BLUE, "text_wrap": True})
    for one in sheets:
        sheet = book.add_worksheet(one.name)
        sheet.write_row(0, 0, one.columns, head)
        for number, row in enumerate(one.rows, 1):
            sheet.write_row(number, 0, row)
        for place, name in enumerate(one.columns):
            longest = max([len(name), *(len(str(row[place])) for row in one.rows if row[place] is not None)])
            sheet.set_column(place, place, min(longest + 2, WIDEST))
        sheet.freeze_panes(1, 0)
        if one.rows:
            sheet.autofilter(0, 0, len(one.rows), len(one.columns) - 1)
    _note(book)
    yield book, content
    book.close()


def _note(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(texts.SHEET_NOTE)
    sheet.set_column(0, 0, 110)
    for number, line in enumerate(texts.SHEET_NOTES):
        sheet.write_string(number, 0, line)


def _months(book: xlsxwriter.Workbook, count: int) -> None:
    """Draw what the bot answered and what went to officers, a bar a month."""
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for column, name, colour in ((3, texts.ANSWERED, BLUE), (4, texts.HANDED, GOLD)):
        chart.add_series(
            {
                "name": name,
                "categories": [texts.SHEET_OFFICES, 1, 0, count, 0],
                "values": [texts.SHEET_OFFICES, 1, column, count, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": texts.QUESTIONS})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 360})
    book.get_worksheet_by_name(texts.SHEET_OFFICES).insert_chart(count + 2, 0, chart)


def _topics(book: xlsxwriter.Workbook, rows: Sequence[TopicRow]) -> None:
    """Draw what was asked in the last month of the first office."""
    last = max(row.bulan for row in rows)
    shown = [place for place, row in enumerate(rows, 1) if (row.bulan, row.kantor) == (last, rows[0].kantor)]
    if not shown:
        return
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": f"{texts.BY_TOPIC}, {last}",
            "categories": [texts.SHEET_TOPICS, shown[0], 2, shown[-1], 2],
            "values": [texts.SHEET_TOPICS, shown[0], 3, shown[-1], 3],
            "fill": {"color": BLUE},
        }
    )
    chart.set_title({"name": f"{texts.BY_TOPIC}, {rows[0].kantor}, {last}", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 640, "height": 360})
    book.get_worksheet_by_name(texts.SHEET_TOPICS).insert_chart(1, 5, chart)
