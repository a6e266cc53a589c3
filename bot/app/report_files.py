"""Reports as files: the office's letter, a workbook, and the ministry's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.app.published_faq import published_sets, read_set
from bot.app.reporting import TEMPLATES, MonthData, gather
from bot.faqfiles.problem import FaqBroken
from bot.helpdesk.model.directory import Directory, Office
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.month import Month
from bot.helpdesk.texts import report as texts
from bot.printable import as_csv
from bot.reports.monthly.letter import Content, printed
from bot.reports.monthly.sheet import Tables, workbook
from bot.reports.monthly.summary import Scope
from bot.reports.monthly.tables import VillageRow, activity_rows, office_row, topic_rows, village_rows
from bot.reports.typst_renderer import TypstRenderer
from bot.settings import Settings
from bot.storage.store import beside

Form = Literal["pdf", "png", "xlsx", "csv"]
LETTER_DPI = 150
"""Pixels an inch of the letter's picture."""


@dataclass(frozen=True)
class ReportRequest:
    """What is reported: which offices' months, and what topics are called."""

    directory: Directory
    offices: Sequence[Office]
    titles: Mapping[str, str]
    now: datetime


def topic_titles(settings: Settings) -> Mapping[str, str]:
    """Return the titles of the FAQ's topics, as residents read them now; none where no set can be used."""
    for one in published_sets(settings).candidates():
        try:
            return {topic.id: topic.title for topic in read_set(one).topics}
        except FaqBroken:
            continue
    return {}


async def tables_of(url: str, wanted: ReportRequest, months: Iterable[Month]) -> Tables:
    """Return the rows of the months, read one after the other. Raises Trouble, also where nothing happened in them."""
    tables, happened = Tables(), False
    async with beside(url) as store:
        for month in months:
            gathered = await gather(store, wanted.directory, month, wanted.now)
            for office in wanted.offices:
                happened |= _add(tables, gathered, office, wanted)
    if not happened:
        raise Trouble(texts.NO_DATA)
    return tables


def _add(tables: Tables, gathered: MonthData, office: Office, wanted: ReportRequest) -> bool:
    """Add an office's month; whether anything happened in it."""
    scope = gathered.scope(office.name, (office.id,), wanted.titles)
    places = gathered.figures.places_of((office.id,))
    tables.offices.append(office_row(scope))
    tables.villages += village_rows(scope, places, wanted.directory, gathered.joined)
    tables.topics += topic_rows(scope)
    tables.activities += activity_rows(scope, office, wanted.directory)
    return _happened(scope)


def _happened(scope: Scope) -> bool:
    figures = scope.figures
    return bool(figures.questions or figures.stars or figures.warnings or scope.visits or scope.news)


async def letter_of(url: str, wanted: ReportRequest, month: Month, form: Literal["pdf", "png"]) -> bytes:
    """Return an office's letter. Raises Trouble, also where nothing happened in the month."""
    [office] = wanted.offices
    renderer = TypstRenderer(TEMPLATES / "letter.typ")
    async with beside(url) as store:
        gathered = await gather(store, wanted.directory, month, wanted.now)
    scope = gathered.scope(office.name, (office.id,), wanted.titles)
    if not _happened(scope):
        raise Trouble(texts.NO_DATA)
    places = gathered.figures.places_of((office.id,))
    rows = village_rows(scope, places, wanted.directory, gathered.joined)
    days = activity_rows(scope, office, wanted.directory)
    today = wanted.now.astimezone(office.hours.zone).date()
    return printed(Content(scope, office, rows, days, today), renderer, form, LETTER_DPI)


def as_file(tables: Tables, form: Literal["xlsx", "csv"]) -> bytes:
    """Return the rows as a file: everything as a workbook, or the villages' rows for the ministry."""
    return workbook(tables) if form == "xlsx" else as_csv([VillageRow._fields, *tables.villages])
