"""Reports of a month: counted beside the bot's own connection, for a chat as sentences and picture, and as files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import structlog

import bot.reports.monthly
from bot.app.faq.published import published_sets
from bot.app.jobs.job import run_in_thread
from bot.app.people.directory import directory_of
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.model import Topic
from bot.faqfiles.problem import FaqBroken
from bot.helpdesk.model.actions import MadeReport, Report
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.hours import Month
from bot.helpdesk.model.outreach import Visit
from bot.helpdesk.model.policy import Directory, Office, Officer, Policy, TopicPage
from bot.helpdesk.texts import report as texts
from bot.printable import as_csv
from bot.reports.monthly import tables
from bot.reports.monthly.figures import MonthFigures
from bot.reports.monthly.letter import LetterContent, printed
from bot.reports.monthly.summary import NewsSent, Region, Scope, activities, picture, sentences
from bot.reports.typst_renderer import TypstRenderer
from bot.settings import Settings
from bot.storage import queries
from bot.storage.queries import outreach, reports
from bot.storage.queries.reports import News
from bot.storage.store import SqlStore, beside

TEMPLATES = Path(bot.reports.monthly.__file__).parent
PICTURE_DPI, LETTER_DPI = 216, 150  # pixels an inch: a picture is 1080 wide, as wide as a phone

FileForm = Literal["pdf", "png", "xlsx", "csv"]

log = structlog.get_logger()


class MonthData(NamedTuple):
    """A month as the store knows it. `joined`: the officers who have joined by now."""

    month: Month
    directory: Directory
    figures: MonthFigures
    visits: tuple[Visit, ...]
    news: tuple[News, ...]
    joined: frozenset[str]

    def scope(
        self, name: str, offices: Collection[str], titles: Mapping[str, str], villages: frozenset[str] | None = None
    ) -> Scope:
        """Return what is reported of some offices, or of some of their villages."""
        held = [one for one in self.visits if one.office in offices and (villages is None or one.village in villages)]
        news = [one for one in self.news if one.office in offices and (villages is None or villages & {*one.villages})]
        sent = tuple(NewsSent(one.at, one.sent) for one in news)
        people = texts.OFFICE_VILLAGES.format(office=name) if villages is None else ""
        return Scope(name, self.month, self.figures.of(offices, villages), tuple(held), sent, titles, people)

    def villages(self, scope: Scope, offices: Collection[str]) -> list[tables.VillageRow]:
        return tables.village_rows(scope, self.figures.places_of(offices), self.directory, self.joined)


async def gather(store: SqlStore, directory: Directory, month: Month, now: datetime) -> MonthData:
    """Count a month page by page, so that a year's tickets never stand in memory at once. Raises Trouble."""
    since, until = month.span(directory.first_office.hours.zone)
    collected = MonthFigures(directory)
    after: int | None = 0
    while after is not None:
        # counted between the transactions: none stays open while a thread works
        page, after = await store.read(reports.asked, since, until, after)
        await run_in_thread(partial(collected.asked, page))
    async with store.database.transaction(write=False) as transaction:
        run = transaction.run_long
        collected.answers(await run(reports.answers_counted, month.first, month.next.first))
        for week, (begins, ends) in enumerate(month.weeks):
            collected.warnings(await run(reports.checks_counted, begins, ends), week)
        collected.stars(await run(reports.stars, since, until))
        collected.waiting(await run(reports.waiting))
        held = await run(outreach.held_in, tuple(directory.villages), since, min(until, now))
        news = await run(reports.news, since, until)
        joined = await run(reports.joined)
    return MonthData(month, directory, collected, held, tuple(news), frozenset(joined))


def scope_of(officer: Officer, directory: Directory) -> tuple[str, frozenset[str] | None]:
    """Return what an officer reports about, by name and villages: his own; of who has none, the office (None)."""
    own = [village for village in directory.villages.values() if village.officer == officer.id]
    if not own:
        return directory.offices[officer.office].name, None
    name = own[0].name if len(own) == 1 else texts.OWN_VILLAGES.format(count=len(own), officer=officer.name)
    return name, frozenset(village.id for village in own)


class Reporter:
    """Makes officers' and observers' reports, one at a time."""

    def __init__(self, url: str, policy: Callable[[], Policy], clock: Callable[[], datetime]) -> None:
        self._url, self._policy, self._clock = url, policy, clock
        self._one = asyncio.Lock()
        self._renderer: TypstRenderer | None = None

    async def make(self, asked: Report) -> MadeReport:
        """Make a part of an officer's or observer's report of what is known now. Raises Trouble."""
        policy, now = self._policy(), self._clock()
        directory, region, villages = policy.directory, None, None
        month, officer = Month.read(asked.month), directory.officers.get(asked.officer)
        if month is None or not (officer or asked.observer):
            return MadeReport(texts.NOT_MADE.format(month=asked.month))
        # on SQLite the bot has one connection, which a turn may need
        async with self._one, beside(self._url) as store:
            if officer:
                office = directory.offices[officer.office]
                (name, villages), offices = scope_of(officer, directory), frozenset((office.id,))
            else:
                observer = await store.read(queries.staff.observer, asked.observer)
                if observer is None or observer.address != asked.to:
                    return MadeReport(texts.OBSERVER_ENDED)
                region, office = Region.of(observer, directory), directory.first_office
                name, offices = region.name, region.offices
                if not offices:
                    return MadeReport(texts.OBSERVER_NO_OFFICE.format(scope=name))
            gathered = await gather(store, directory, month, now)
            scope = gathered.scope(name, offices, _titles(policy.knowledge.topics()), villages)
            if asked.part == "activities":
                return MadeReport(activities(scope, directory))
            if region and asked.part == "villages":
                content = await run_in_thread(partial(tables.village_workbook, gathered.villages(scope, offices)))
                caption = texts.REGION_TABLE.format(month=month.name, scope=name)
                return MadeReport(caption, workbook=content, name=texts.REGION_FILE.format(month=month))
            said = picture(scope, office.hours.day(now), region.cards(gathered.joined) if region else ())
            words = [*sentences(scope), *([region.not_joined_in_words(gathered.joined)] if region else [])]
            return MadeReport("\n\n".join(words), await run_in_thread(partial(self._drawn, said)))

    def _drawn(self, said: Mapping[str, object]) -> bytes | None:
        """Draw the picture; None where that cannot be done, so that the sentences go out alone."""
        try:
            self._renderer = self._renderer or TypstRenderer(TEMPLATES / "picture.typ")
            return self._renderer.printed(said, "png", PICTURE_DPI)
        except Exception:
            log.exception("a report's picture could not be drawn; its sentences go out alone")
            return None


def _titles(topics: Iterable[TopicPage | Topic]) -> Mapping[str, str]:
    return {topic.id: topic.title for topic in topics}


async def file_of(
    settings: Settings, offices: Sequence[Office], months: Iterable[Month], form: FileForm, now: datetime
) -> bytes:
    """Return months of offices as a file: a letter of one (pdf, png), all rows (xlsx), or the villages' (csv).

    Topics are called as residents read them now. Raises Trouble, also where nothing happened in the months.
    """
    directory, titles = directory_of(settings), _published_titles(settings)
    made, happened, letter = tables.Tables(), False, None
    async with beside(settings.database.get_secret_value()) as store:
        for month in months:
            gathered = await gather(store, directory, month, now)
            for office in offices:
                scope = gathered.scope(office.name, (office.id,), titles)
                villages, days = gathered.villages(scope, (office.id,)), tables.activity_rows(scope, office, directory)
                letter = LetterContent(scope, office, villages, days, office.hours.day(now))
                made.offices.append(tables.office_row(scope))
                made.villages += villages
                made.topics += tables.topic_rows(scope)
                made.activities += days
                figures = scope.figures
                happened |= any((figures.questions, figures.stars, figures.warnings, scope.visits, scope.news))
    if not happened:
        raise Trouble(texts.NO_DATA)
    if letter and form != "xlsx" and form != "csv":
        return printed(letter, TypstRenderer(TEMPLATES / "letter.typ"), form, LETTER_DPI)
    return tables.workbook(made) if form == "xlsx" else as_csv([tables.VillageRow._fields, *made.villages])


def _published_titles(settings: Settings) -> Mapping[str, str]:
    """Return the titles of the FAQ's topics; none where no set can be used."""
    for one in published_sets(settings).candidates():
        with suppress(FaqBroken):
            return _titles(read_in_subprocess(one.faq).topics)
    return {}
