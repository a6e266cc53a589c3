"""Makes reports of a month: counts read beside the bot's own connection, and typst out of the event loop's way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog

import bot.reports.monthly
from bot.app.jobs.job import run_in_thread
from bot.helpdesk.model.actions import Report
from bot.helpdesk.model.directory import Directory, Officer
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.made_report import MadeReport
from bot.helpdesk.model.month import Month
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.visits import Visit
from bot.helpdesk.texts import report as report_texts
from bot.reports.monthly.activities import activities
from bot.reports.monthly.figures import MonthFigures
from bot.reports.monthly.region import Region
from bot.reports.monthly.sheet import village_workbook
from bot.reports.monthly.summary import NewsSent, Scope, picture, sentences
from bot.reports.monthly.tables import village_rows
from bot.reports.typst_renderer import TypstRenderer
from bot.storage import queries
from bot.storage.queries import activity, answer_counts, check_statistics, visits
from bot.storage.queries.activity import News
from bot.storage.store import SqlStore, beside

TEMPLATES = Path(bot.reports.monthly.__file__).parent
PICTURE_DPI = 216
"""Pixels an inch of the picture: 1080 wide, as wide as a phone."""

log = structlog.get_logger()


class MonthData(NamedTuple):
    """A month as the store knows it. `joined`: the officers who have joined by now."""

    month: Month
    figures: MonthFigures
    visits: tuple[Visit, ...]
    news: tuple[News, ...]
    joined: frozenset[str]

    def scope(
        self, name: str, offices: Collection[str], titles: Mapping[str, str], villages: frozenset[str] | None = None
    ) -> Scope:
        """Return what is reported of some offices, or of some of their villages."""
        held = tuple(
            one for one in self.visits if one.office in offices and (villages is None or one.village in villages)
        )
        sent = tuple(
            NewsSent(one.at, one.sent)
            for one in self.news
            if one.office in offices and (villages is None or not villages.isdisjoint(one.villages))
        )
        people = report_texts.OFFICE_VILLAGES.format(office=name) if villages is None else ""
        return Scope(name, self.month, self.figures.of(offices, villages), held, sent, titles, people)


async def gather(store: SqlStore, directory: Directory, month: Month, now: datetime) -> MonthData:
    """Count a month page by page, so that a year's tickets never stand in memory at once. Raises Trouble."""
    since, until = month.span(directory.first_office.hours.zone)
    collected = MonthFigures(directory)
    after: int | None = 0
    while after is not None:
        # counted between the transactions: none stays open while a thread works
        page, after = await store.read(activity.asked, since, until, after)
        await run_in_thread(partial(collected.asked, page))
    async with store.database.transaction(write=False) as transaction:
        run = transaction.run_long
        collected.answers(await run(answer_counts.counted, month.first, month.next.first))
        collected.warnings(await run(check_statistics.counted, month.first, month.next.first))
        collected.stars(await run(activity.stars, since, until))
        collected.waiting(await run(activity.waiting))
        held = await run(visits.held, tuple(directory.villages), since, min(until, now))
        news = await run(activity.news, since, until)
        joined = await run(activity.joined)
    return MonthData(month, collected, held, tuple(news), frozenset(joined))


def scope_of(officer: Officer, directory: Directory) -> tuple[str, frozenset[str] | None]:
    """Return what an officer reports about, by name and villages: his own; of who has none, the office (None)."""
    own = [village for village in directory.villages.values() if village.officer == officer.id]
    if not own:
        return directory.offices[officer.office].name, None
    name = own[0].name if len(own) == 1 else report_texts.OWN_VILLAGES.format(count=len(own), officer=officer.name)
    return name, frozenset(village.id for village in own)


class Reporter:
    """Makes officers' and observers' reports, one at a time."""

    def __init__(self, url: str, policy: Callable[[], Policy], clock: Callable[[], datetime]) -> None:
        self._url = url
        self._policy = policy
        self._clock = clock
        self._one = asyncio.Lock()
        self._renderer: TypstRenderer | None = None

    async def make(self, asked: Report) -> MadeReport:
        """Make a part of a report of what is known now. Raises Trouble."""
        policy, month = self._policy(), Month.read(asked.month)
        officer = policy.directory.officers.get(asked.officer)
        if month is None or not (officer or asked.observer):
            return MadeReport(report_texts.NOT_MADE.format(month=asked.month))
        # on SQLite the bot has one connection, which a turn may need
        async with self._one, beside(self._url) as store:
            if officer:
                return await self._for_officer(store, officer, month, asked.part)
            return await self._for_observer(store, asked, month)

    async def _for_officer(self, store: SqlStore, officer: Officer, month: Month, part: str) -> MadeReport:
        policy, now = self._policy(), self._clock()
        directory = policy.directory
        gathered = await gather(store, directory, month, now)
        name, villages = scope_of(officer, directory)
        scope = gathered.scope(name, (officer.office,), _titles(policy), villages)
        if part == "activities":
            return MadeReport(activities(scope, directory))
        said = picture(scope, now.astimezone(directory.offices[officer.office].hours.zone).date())
        return MadeReport("\n\n".join(sentences(scope)), await run_in_thread(partial(self._drawn, said)))

    async def _for_observer(self, store: SqlStore, asked: Report, month: Month) -> MadeReport:
        """Make figures for an observer; nothing where he is none any more."""
        policy, now = self._policy(), self._clock()
        observer = await store.read(queries.observers.named, asked.observer)
        if observer is None or observer.address != asked.to:
            return MadeReport(report_texts.OBSERVER_ENDED)
        region = Region.of(observer, policy.directory)
        if not region.offices:
            return MadeReport(report_texts.OBSERVER_NO_OFFICE.format(scope=region.name))
        gathered = await gather(store, policy.directory, month, now)
        scope = gathered.scope(region.name, region.offices, _titles(policy))
        if asked.part == "villages":
            rows = village_rows(scope, gathered.figures.places_of(region.offices), policy.directory, gathered.joined)
            content = await run_in_thread(partial(village_workbook, rows))
            caption = report_texts.REGION_TABLE.format(month=month.name, scope=region.name)
            return MadeReport(caption, workbook=content, name=report_texts.REGION_FILE.format(month=month))
        today = policy.directory.first_office.hours.day(now)
        said = picture(scope, today, region.cards(gathered.joined))
        words = "\n\n".join((*sentences(scope), region.not_joined_in_words(gathered.joined)))
        return MadeReport(words, await run_in_thread(partial(self._drawn, said)))

    def _drawn(self, said: Mapping[str, object]) -> bytes | None:
        """Draw the picture; None where that cannot be done, so that the sentences go out alone."""
        try:
            self._renderer = self._renderer or TypstRenderer(TEMPLATES / "picture.typ")
            return self._renderer.printed(said, "png", PICTURE_DPI)
        except Trouble as error:
            log.warning("a report goes out without its picture", problem=str(error))
        except Exception:
            log.exception("a report's picture could not be drawn; its sentences go out alone")
        return None


def _titles(policy: Policy) -> Mapping[str, str]:
    return {topic.id: topic.title for topic in policy.knowledge.topics()}
