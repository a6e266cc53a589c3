"""A month as rows, and these as a workbook: by village for the ministry, by office and by topic. None: not shown.

The columns are the same in every bot and stay as they are, so that rows of several provinces can be put together; each
column adds up to what happened, since what is hidden stands together in a row of its own.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.helpdesk.model.policy import Directory, Office
from bot.helpdesk.texts import report as texts
from bot.helpdesk.texts.outreach import VISIT_KINDS
from bot.reports.disclosure import Row, hidden, is_small, rest
from bot.reports.monthly.figures import Figures, Place
from bot.reports.monthly.summary import Scope, by_topic, is_split

BLUE = "#0B3D66"


class VillageRow(NamedTuple):
    """A village's month. Its field names are the columns' names."""

    kode_desa: str
    desa: str
    kecamatan: str
    kabupaten: str
    kantor: str
    bulan: str
    pertanyaan: int | None
    dijawab_bot: int | None
    ke_petugas: int | None
    median_jawaban_menit: int | None
    peringatan_dini: int | None
    petugas_bergabung: str


class OfficeRow(NamedTuple):
    """An office's month. Its field names are the columns' names."""

    bulan: str
    kantor: str
    pertanyaan: int | None
    dijawab_bot: int | None
    ke_petugas: int | None
    median_jawaban_menit: int | None
    p90_jawaban_menit: int | None
    nilai_bintang: float | None
    warga_menerima_kabar: int | None
    peringatan_dini: int | None
    kegiatan: int
    hadir: int


class TopicRow(NamedTuple):
    """How often something was asked in a month."""

    bulan: str
    kantor: str
    topik: str
    jumlah: int


class ActivityRow(NamedTuple):
    """A day that was held in a village."""

    tanggal: str
    kantor: str
    desa: str
    kegiatan: str
    tempat: str
    hadir: int | None


def village_rows(
    scope: Scope, places: Mapping[Place, Figures], directory: Directory, joined: Collection[str]
) -> list[VillageRow]:
    """Return a row for each village of a scope, and one that holds what the others do not show.

    What is hidden is chosen over all of them: the scope's total is known, and must give no village away.
    """
    figures = list(places.values())
    totals: list[Row] = [(one.questions,) for one in figures]
    halves: list[Row] = [(one.answered, one.handed) for one in figures]
    warned: list[Row] = [(one.warnings.total(),) for one in figures]
    no_total, no_warned = hidden(totals), hidden(warned)
    no_halves = hidden(halves, no_total)
    month = str(scope.month)
    rows = []
    for place, ((office, id_), one) in enumerate(places.items()):
        village, kantor = directory.villages.get(id_), directory.offices[office].name
        about, has_officer = ("", id_ or texts.NO_VILLAGE, "", ""), ""
        if village:
            about = (village.code, village.name, village.district, village.regency)
            has_officer = texts.YES if village.officer in joined else texts.NO
        total = None if place in no_total else one.questions
        answered, handed = (None, None) if place in no_halves else (one.answered, one.handed)
        warnings = None if place in no_warned else one.warnings.total()
        rows.append(VillageRow(*about, kantor, month, total, answered, handed, one.within(0.5), warnings, has_officer))
    if no_total or no_halves or no_warned:
        [total], [answered, handed] = _rest(totals, no_total), _rest(halves, no_halves)
        [warnings] = _rest(warned, no_warned)
        counts = (total, answered, handed, None, warnings)
        rows.append(VillageRow("", texts.TOGETHER, "", "", scope.name, month, *counts, ""))
    return rows


def _rest(rows: Sequence[Row], places: Collection[int]) -> Sequence[int | None]:
    """Return what the hidden rows of these columns hold together; None where that would give one away."""
    if not places:
        return [0] * len(rows[0])
    return rest(rows, places) or [None] * len(rows[0])


def office_row(scope: Scope) -> OfficeRow:
    """Return the row of an office."""
    figures, split = scope.figures, is_split(scope.figures)
    return OfficeRow(
        str(scope.month),
        scope.name,
        _alone(figures.questions),
        figures.answered if split else None,
        figures.handed if split else None,
        figures.within(0.5),
        figures.within(0.9),
        None if figures.mean_stars is None else round(figures.mean_stars, 1),
        _alone(scope.reached),
        _alone(figures.warnings.total()),
        len(scope.visits),
        sum(one.attended or 0 for one in scope.visits),
    )


def _alone(count: int) -> int | None:
    return None if is_small(count) else count


def topic_rows(scope: Scope) -> list[TopicRow]:
    """Return the rows of what was asked at an office, most first."""
    return [TopicRow(str(scope.month), scope.name, *one) for one in by_topic(scope.figures, scope.titles, most=None)]


def activity_rows(scope: Scope, office: Office, directory: Directory) -> list[ActivityRow]:
    """Return the rows of what PIMPASA did in an office's villages, the earliest first."""
    names = {name: village.name for name, village in directory.villages.items()}
    return [
        ActivityRow(
            one.starts_at.astimezone(office.hours.zone).date().isoformat(),
            scope.name,
            names.get(one.village, one.village),
            VISIT_KINDS.get(one.kind, one.kind),
            one.place,
            one.attended,
        )
        for one in scope.visits
    ]


@dataclass
class Tables:
    """The rows of a report."""

    offices: list[OfficeRow] = field(default_factory=list)
    villages: list[VillageRow] = field(default_factory=list)
    topics: list[TopicRow] = field(default_factory=list)
    activities: list[ActivityRow] = field(default_factory=list)


Sheets = Mapping[str, tuple[tuple[str, ...], Sequence[tuple[object, ...]]]]
"""The columns and the rows of each sheet, by its name."""


def workbook(tables: Tables) -> bytes:
    """Return the workbook of a report."""
    sheets: Sheets = {
        texts.SHEET_OFFICES: (OfficeRow._fields, tables.offices),
        texts.SHEET_VILLAGES: (VillageRow._fields, tables.villages),
        texts.SHEET_TOPICS: (TopicRow._fields, tables.topics),
        texts.SHEET_ACTIVITIES: (ActivityRow._fields, tables.activities),
    }
    return _book(sheets)


def village_workbook(rows: Sequence[VillageRow]) -> bytes:
    """Return the villages' rows alone as a workbook."""
    return _book({texts.SHEET_VILLAGES: (VillageRow._fields, rows)})


def _book(sheets: Sheets) -> bytes:
    """Return a workbook with these sheets and the note."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    content = io.BytesIO()
    # words stay words: no village's name becomes a formula or a link
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "font_color": "white", "bg_color": BLUE, "text_wrap": True})
    for name, (columns, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, columns, head)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.autofit(300)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    note = book.add_worksheet(texts.SHEET_NOTE)
    note.set_column(0, 0, 110)
    for number, line in enumerate(texts.SHEET_NOTES):
        note.write_string(number, 0, line)
    book.close()
    return content.getvalue()
