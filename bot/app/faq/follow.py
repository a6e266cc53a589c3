"""Give the help desk the published FAQ: read it, train the matcher, and follow when another set is published."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
from msgspec import Struct
from msgspec.structs import replace

from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import FoundSet, newest_usable, publish_first, shown
from bot.app.faq.shipped import take_shipped
from bot.app.jobs.job import run_in_thread, settle_gc
from bot.faqfiles.file_names import Fingerprint, fingerprint
from bot.faqfiles.load_in_subprocess import read_cached
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken
from bot.faqfiles.published_sets import Damaged, PublishedSet, PublishedSets
from bot.faqfiles.working_files import unpublished
from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.staff import Reviewed
from bot.helpdesk.texts import alerts as texts
from bot.helpdesk.texts.operator import why_not
from bot.matching import danger
from bot.matching.entry import Corpus
from bot.matching.index import EmergencyOnlyIndex, FaqIndex, TrainingFailed
from bot.metrics import Metrics

POLL_SECONDS = 0.5  # seconds between two checks of the pointer
LEARN_AGAIN = 60.0  # seconds until the matcher is learnt anew after it could not be

log = structlog.get_logger()
Publish = Callable[[FaqKnowledge], None]
Report = Callable[[bool, str], None]


class Sources(Struct, frozen=True):
    """Where knowledge comes from: the office's folder, the published sets, the matcher's cache, the offices."""

    folder: Path
    cache: Path
    sets: PublishedSets
    directory: Directory
    to_officer_after: timedelta | None = None
    """How long past its review date an answer comes from the officer alone; None: never."""

    def knowledge(self, faq: Faq, index: FaqIndex | EmergencyOnlyIndex) -> FaqKnowledge:
        return FaqKnowledge(faq, index, self.directory, to_officer_after=self.to_officer_after)

    def unpublished(self) -> tuple[str, ...]:
        """Return the names of files that were saved since the last publication."""
        current = self.sets.current()
        return unpublished(self.folder, current) if current else ()


class StartingFaq(Struct, frozen=True):
    """What the bot begins with, and where it comes from."""

    knowledge: FaqKnowledge
    found: FoundSet


def knowledge_at_start(sources: Sources) -> StartingFaq:
    """Return the published FAQ. Where there is none, or nothing can be learnt, danger is recognised all the same."""
    try:
        danger.load()
    except danger.DamagedModel as error:
        raise Misconfigured(f"Berkas pengenal bahaya tidak bisa dipakai: {error}. Pasang ulang program.") from error
    found = newest_usable(sources.sets, sources.folder, sources.cache)
    index: FaqIndex | EmergencyOnlyIndex = EmergencyOnlyIndex()
    try:
        if found.faq.entries:
            index = index_of(found.faq, sources.cache)
        else:
            log.error("there is no FAQ: danger is heard, all else goes to the officers")
    except Exception as error:  # as in `Follower`, which tries again
        log.error("the FAQ could not be learnt", cause=str(error), exc_info=not isinstance(error, Trouble))
    return StartingFaq(sources.knowledge(found.faq, index), found)


def index_of(faq: Faq, cache: Path) -> FaqIndex:
    """Learn this state of the FAQ, which takes some seconds where it is new. Raises Trouble."""
    corpus = faq.corpus()
    take_shipped(corpus, cache)
    try:
        return FaqIndex.load(corpus, cache, log.log)
    except TrainingFailed as error:
        raise Trouble(texts.FAQ_NOT_LEARNT.format(cause=error), error) from error


class Follower:
    """Keeps the knowledge at the published set: its answers at once, the matcher as soon as it has learnt.

    A set that cannot be used changes nothing but is reported.
    """

    def __init__(
        self, sources: Sources, start: StartingFaq, publish: Publish, report: Report, metrics: Metrics
    ) -> None:
        self._sources, self._publish, self._report, self._metrics = sources, publish, report, metrics
        self.knowledge, self._found = start.knowledge, start.found
        self._pointer = sources.sets.pointer
        self._tried: Fingerprint | None = None if start.found.published else fingerprint(sources.folder)
        self._wanted = start.knowledge.faq.corpus()
        learnt = not isinstance(start.knowledge.index, EmergencyOnlyIndex)
        self._learnt: Corpus | None = self._wanted if learnt else None
        self._learning: asyncio.Task[None] | None = None
        self._handed: tuple[PublishedSet, Faq] | None = None
        self._unlearnt: str | None = None
        self._count()

    def served(self) -> tuple[PublishedSet | None, Faq]:
        """Return the set that residents get now, and its FAQ."""
        return self._found.published, self.knowledge.faq

    def reviewed(self) -> list[Reviewed]:
        """Return by when each of the answers that residents get must be reviewed, and whose they are."""
        entries = self.knowledge.faq.entries.values()
        return [Reviewed(one.id, one.question, one.owner, one.review_by) for one in entries]

    def hand(self, one: PublishedSet, faq: Faq) -> None:
        """Take up a set that this process has published at the next look, without reading it again; from any thread."""
        self._handed = (one, faq)

    async def run(self) -> None:
        """Check until cancelled; the matcher of the start is warmed up first, while the bot answers already."""
        first = self.knowledge.index
        if isinstance(first, FaqIndex):
            await run_in_thread(first.warm_up)
            gc.freeze()  # what it made stays; looking for circles among it would take some milliseconds now and then
        try:
            while True:
                await self._look()
                self._complain()
                await asyncio.sleep(POLL_SECONDS)
        finally:
            if self._learning:
                self._learning.cancel()
                self._learning = None

    async def _look(self) -> None:
        """Take up another set; while none is published, publish the folder after each change of it."""
        sets, folder = self._sources.sets, self._sources.folder
        pointer = await asyncio.to_thread(lambda: sets.pointer)
        if pointer and pointer != self._pointer:
            await self._take_up(pointer)
            self._pointer = pointer
        elif self._found.published is None:
            state = await asyncio.to_thread(fingerprint, folder)
            if state != self._tried:
                found = await run_in_thread(lambda: publish_first(sets, folder, self._sources.cache))
                self._tried = state
                if found.faq.entries:
                    self._pointer = found.published.id if found.published else None
                    self._set(found.faq, self.knowledge.index, found)
                else:
                    self._found = replace(self._found, problems=found.problems)
        if self.knowledge.faq.entries and self._learnt != self._wanted and self._learning is None:
            self._learning = asyncio.create_task(self._learn(self.knowledge.faq))

    async def _take_up(self, pointer: str) -> None:
        """Give residents the answers of another set; where ways of asking changed, the matcher follows later."""
        problems: tuple[str, ...] = ()
        if self._found.published is None or pointer != self._found.published.id:
            try:
                one, faq = await run_in_thread(lambda: self._read(pointer))
                self._set(faq, self.knowledge.index, FoundSet(faq, one))
                log.info("a published FAQ was taken up", number=one.number, entries=len(faq.entries))
            except (Damaged, FaqBroken) as error:
                problems = shown(error.problems) if isinstance(error, FaqBroken) else (str(error),)
                log.error("the published FAQ cannot be used", problems=problems)
        self._found = replace(self._found, problems=problems)

    def _read(self, pointer: str) -> tuple[PublishedSet, Faq]:
        if self._handed and self._handed[0].id == pointer:
            return self._handed
        one = self._sources.sets.read(pointer)
        self._sources.sets.verify(one)
        return one, read_cached(one.faq, self._sources.cache)

    async def _learn(self, faq: Faq) -> None:
        """Train in a thread; what was published meanwhile is learnt after it."""
        try:
            index = await run_in_thread(lambda: index_of(faq, self._sources.cache))
            await run_in_thread(index.warm_up)
        except Exception as error:  # a full disk or memory, or our own fault: what the matcher knows goes on
            log.error("the FAQ could not be learnt", cause=str(error), exc_info=not isinstance(error, Trouble))
            cause = why_not(error) if isinstance(error, OSError) else type(error).__name__
            self._unlearnt = str(error) if isinstance(error, Trouble) else texts.FAQ_NOT_LEARNT.format(cause=cause)
            await asyncio.sleep(LEARN_AGAIN)
        else:
            self._unlearnt, self._learnt = None, faq.corpus()
            self._set(self.knowledge.faq, index, self._found)
            settle_gc()
            log.info("the new ways of asking have been learnt")
        finally:
            self._learning = None

    def _complain(self) -> None:
        """Report what is wrong, and first what that means for residents."""
        published, problems = self._found.published, self._found.problems
        lines = [*problems, *([self._unlearnt] if self._unlearnt else [])]
        if isinstance(self.knowledge.index, EmergencyOnlyIndex):
            lines.insert(0, texts.FAQ_NONE)
        elif problems and published:
            hours = self._sources.directory.first_office.hours
            local = published.at.astimezone(hours.zone)
            when = {"day": long_date(local.date()), "clock": hours.clock(local)}
            lines.insert(0, texts.FAQ_OLDER.format(number=published.number, **when))
        elif lines:
            lines.insert(0, texts.FAQ_UNSTORED if problems else texts.FAQ_UNLEARNT)
        self._report(bool(lines), "\n".join(lines))

    def _set(self, faq: Faq, index: FaqIndex | EmergencyOnlyIndex, found: FoundSet) -> None:
        self._found, self._wanted = found, faq.corpus()
        self.knowledge = self._sources.knowledge(faq, index)
        self._count()
        self._publish(self.knowledge)

    def _count(self) -> None:
        published = self._found.published
        self._metrics.faq_entries.set(len(self.knowledge.faq.entries))
        self._metrics.faq_set.set(published.number if published else 0)
        self._metrics.faq_published.set(published.at.timestamp() if published else 0)
