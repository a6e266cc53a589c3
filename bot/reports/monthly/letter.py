"""The letter of an office: a month on one page, in the form of a laporan kegiatan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.policy import Office
from bot.helpdesk.texts import report as texts
from bot.reports.monthly.summary import Scope, boxes, by_topic, sentences
from bot.reports.monthly.tables import ActivityRow, VillageRow
from bot.reports.typst_renderer import Form, TypstRenderer

ROWS = (8, 6, 4, 2)
"""Rows of each table, the most first: long names need more room. The workbook has them all."""


class LetterContent(NamedTuple):
    """What an office's letter is about."""

    scope: Scope
    office: Office
    villages: Sequence[VillageRow]
    days: Sequence[ActivityRow]
    today: date


def printed(content: LetterContent, renderer: TypstRenderer, form: Form, dpi: int) -> bytes:
    """Print the letter with as many rows as one page has room for."""
    letters = [letter(content, rows) for rows in ROWS]
    said = next((one for one in letters if renderer.fits(one)), letters[-1])
    return renderer.printed(said, form, dpi)


def letter(content: LetterContent, rows: int) -> dict[str, object]:
    """Return what the letter says, by the names that its template uses."""
    scope, office, villages, days, today = content
    asked, replied, done = sentences(scope)
    phone = texts.PHONE.format(phone=office.phone) if office.phone else ""
    return {
        "office": office.name,
        "contact": " · ".join(part for part in (office.address, phone) if part),
        "title": texts.LETTER_TITLE,
        "subtitle": texts.LETTER_SUBTITLE.format(month=scope.month.name.upper()),
        "number": texts.LETTER_NUMBER,
        "heads": texts.LETTER_HEADS,
        "asked": f"{asked} {replied}",
        "topics": [
            {"label": label, "value": texts.number(count), "count": count}
            for label, count in by_topic(scope.figures, scope.titles, most=rows)
        ],
        "cards": [box for row in boxes(scope).values() for box in row],
        "day_columns": texts.DAY_COLUMNS,
        "days": [
            [long_date(date.fromisoformat(one.tanggal)), one.desa, one.kegiatan, one.tempat, _counted(one.hadir)]
            for one in days[:rows]
        ],
        "more_days": texts.MORE_ACTIVITIES.format(count=len(days) - rows) if len(days) > rows else "",
        "no_days": "" if days else texts.LETTER_NO_DAYS,
        "done": done,
        "village_columns": texts.VILLAGE_COLUMNS,
        "villages": _villages(villages, rows),
        "closing": texts.CLOSING,
        "place": texts.PLACE.format(day=long_date(today)),
        "signers": texts.SIGNERS,
        "name": texts.NAME,
        "foot": texts.FOOT.format(day=long_date(today)),
    }


def _counted(count: int | None) -> str:
    return texts.HIDDEN if count is None else texts.number(count)


def _villages(villages: Sequence[VillageRow], most: int) -> list[list[str]]:
    """Return the villages where most was asked; the others, and what is hidden, stand together below."""
    named = [row for row in villages if row.desa != texts.TOGETHER]
    ordered = sorted(named, key=lambda row: (-(row.pertanyaan or 0), row.desa))[:most]
    shown = [[row.desa, *map(_counted, (row.pertanyaan, row.dijawab_bot, row.ke_petugas))] for row in ordered]
    others = len(named) - most
    return [*shown, [texts.OTHER_VILLAGES.format(count=others), "", "", ""]] if others > 0 else shown
