"""The FAQ from its folder to the help desk: loaded, indexed, and taken up again when a file changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.app.knowledge import FaqKnowledge
from bot.app.last_good_faq import LastGood
from bot.app.threads import apart, freeze_gc
from bot.faqfiles.load_in_subprocess import read_apart
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, errors_of
from bot.faqfiles.watch import Fingerprint, fingerprint, watch_faq
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.texts import staff as staff_texts
from bot.matching.danger import detector
from bot.matching.emergency_only_index import EmergencyOnlyIndex
from bot.matching.index import FaqIndex, TrainingFailed
from bot.metrics import Metrics

SHOWN_PROBLEMS = 20
"""Problems of the FAQ that a start lists; `faq check` shows all."""

log = structlog.get_logger()


def first_knowledge(folder: Path, cache: Path, directory: Directory, last_good: Path | None = None) -> FaqKnowledge:
    """Read and learn the FAQ at the start. Raises Trouble with the problems when the folder cannot be used.

    `last_good`: the state that was taken up last; fees that are far from its own must have been confirmed.
    """
    try:
        faq = read_apart(folder, last_good)
    except FaqBroken as error:
        errors = errors_of(error.problems)
        shown = [str(problem) for problem in errors[:SHOWN_PROBLEMS]]
        more = len(errors) - len(shown)
        shown += [f"… dan {more} lagi."] if more > 0 else []
        shown.append(
            f"FAQ di {folder} belum bisa dipakai. Perbaiki yang di atas, lalu: python -m bot faq check {folder}"
        )
        raise Trouble("\n".join(shown), error) from error
    return FaqKnowledge(faq, index_of(faq, cache), directory)


@dataclass(frozen=True)
class Sources:
    """Where knowledge comes from: the FAQ's folder, the last good state of it, the matcher's cache, the offices."""

    folder: Path
    cache: Path
    last_good: LastGood
    directory: Directory


@dataclass(frozen=True)
class Start:
    """What the bot begins with. `seen`: the state of the files that it came from; None when they cannot be used."""

    knowledge: FaqKnowledge
    seen: Fingerprint | None


def knowledge_at_start(sources: Sources) -> Start:
    """Return the FAQ; when its files cannot be used, the last good state; without one, only danger detection.

    A bot that restarts at night on a file that somebody left broken, or on a disk that is not there yet, must not keep
    a call for help waiting. The publisher tells the staff and takes the files up once they are whole.
    """
    detector.load()
    seen = fingerprint(sources.folder)
    try:
        newest = sources.last_good.newest
        return Start(first_knowledge(sources.folder, sources.cache, sources.directory, newest), seen)
    except Trouble as error:
        log.error("the FAQ files cannot be used", problems=str(error).splitlines())
        problems = error.cause.problems if isinstance(error.cause, FaqBroken) else ()
    try:
        kept = sources.last_good.read()
        if kept:
            log.warning("the last good FAQ stays in use", since=str(sources.last_good.since), entries=len(kept.entries))
            return Start(FaqKnowledge(kept, index_of(kept, sources.cache), sources.directory), None)
    except Trouble as error:
        log.error("the last good FAQ cannot be used either", cause=str(error))
    log.error("there is no FAQ: danger is heard, all else goes to the officers")
    return Start(FaqKnowledge(Faq.empty(problems), EmergencyOnlyIndex(), sources.directory), None)


def index_of(faq: Faq, cache: Path) -> FaqIndex:
    """Learn this state of the FAQ and warm the matcher up, which takes some seconds. Raises Trouble."""
    try:
        index = FaqIndex.load(faq.corpus(), cache, log.log)
    except TrainingFailed as error:
        raise Trouble(f"Bot tidak bisa belajar dari FAQ: {error}", error) from error
    index.warm_up()
    return index


class Publisher:
    """Keeps the knowledge up to date with the files; a broken state changes nothing but is reported, with problems."""

    def __init__(
        self,
        sources: Sources,
        start: Start,
        publish: Callable[[FaqKnowledge], None],
        report: Callable[[bool, str], None],
        metrics: Metrics,
    ) -> None:
        self._sources = sources
        self._current = start.knowledge
        self._seen = start.seen
        self._learnt = "" if isinstance(self._current.index, EmergencyOnlyIndex) else self._current.faq.content_hash
        self._publish = publish
        self._report = report
        self._metrics = metrics
        metrics.faq_entries.set(len(self._current.faq.entries))

    async def run(self) -> None:
        """Watch until cancelled."""
        if self._seen is not None:
            await self._keep(self._seen)
        async for found in watch_faq(self._sources.folder, self._seen, lambda: self._sources.last_good.newest):
            try:
                if isinstance(found, Faq):
                    await self._take_up(found)
                else:
                    errors = [str(one) for one in errors_of(found)]
                    log.error("the FAQ files cannot be used", problems=errors[:SHOWN_PROBLEMS])
                    self._complain(self._older(), errors[:5])
            except Trouble as error:
                # the matcher could not learn, on a full disk for example: what it knows goes on
                log.error("a change of the FAQ could not be learnt", cause=str(error))
                self._complain(staff_texts.FAQ_UNLEARNT, [str(error)])

    def _complain(self, meaning: str, lines: Sequence[str]) -> None:
        """Report what is wrong, and first what that means for residents."""
        if isinstance(self._current.index, EmergencyOnlyIndex):
            meaning = staff_texts.FAQ_NONE
        self._report(True, "\n".join([meaning, *lines]))

    def _older(self) -> str:
        """Which answers residents get while the files cannot be used."""
        hours, since = self._sources.directory.first_office.hours, self._sources.last_good.since
        if since is None:
            return staff_texts.FAQ_OLD
        local = since.astimezone(hours.zone)
        return staff_texts.FAQ_KEPT.format(day=long_date(local.date()), clock=hours.clock(local))

    async def _take_up(self, faq: Faq) -> None:
        """Publish new answers at once; where phrasings changed, the matcher follows as soon as it has learnt them."""
        if faq.content_hash != self._learnt or faq.content_hash != self._current.faq.content_hash:
            self._set(FaqKnowledge(faq, self._current.index, self._sources.directory))
            log.info("the FAQ was taken up", entries=len(faq.entries))
            index = await apart(lambda: index_of(faq, self._sources.cache))
            self._set(FaqKnowledge(faq, index, self._sources.directory))
            self._learnt = faq.content_hash
            freeze_gc()
            log.info("the matcher follows the FAQ")
            await self._keep(None)
        self._report(False, "")

    async def _keep(self, seen: Fingerprint | None) -> None:
        await apart(lambda: self._sources.last_good.keep(self._sources.folder, self._current.faq, seen))

    def _set(self, knowledge: FaqKnowledge) -> None:
        self._current = knowledge
        self._metrics.faq_entries.set(len(knowledge.faq.entries))
        self._publish(knowledge)
