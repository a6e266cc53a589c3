"""The FAQ from its folder to the help desk: loaded, indexed, and taken up again when a file changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from bot.app.background import apart, set_aside
from bot.app.knowledge import FaqKnowledge
from bot.faqfiles.apart import read_apart
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem
from bot.faqfiles.watch import Fingerprint, watch_faq
from bot.helpdesk.directory import Directory
from bot.helpdesk.errors import Trouble
from bot.matching import danger
from bot.matching.index import FaqIndex, TrainingFailed
from bot.matching.without_faq import WithoutFaq
from bot.metrics import Metrics

SHOWN_PROBLEMS = 20
"""Problems of the FAQ that a start lists; `faq check` shows all."""

log = structlog.get_logger()


def first_knowledge(folder: Path, cache: Path, directory: Directory) -> FaqKnowledge:
    """The FAQ at the start. Raises Trouble with the problems when the folder cannot be used."""
    try:
        faq = read_apart(folder)
    except FaqBroken as error:
        shown = [str(problem) for problem in error.problems[:SHOWN_PROBLEMS]]
        more = len(error.problems) - len(shown)
        shown += [f"… dan {more} lagi."] if more > 0 else []
        shown.append(
            f"FAQ di {folder} belum bisa dipakai. Perbaiki yang di atas, lalu: python -m bot faq check {folder}"
        )
        raise Trouble("\n".join(shown), error) from error
    return FaqKnowledge(faq, index_of(faq, cache), directory)


def knowledge_at_start(folder: Path, cache: Path, directory: Directory) -> FaqKnowledge:
    """The FAQ; when its files are broken, nothing but an ear for danger, and every question goes to the officer.

    A bot that restarts at night on a file that somebody left broken must not keep a call for help waiting. The
    publisher tells the staff and takes the files up once they are whole. Raises Trouble when there is no such folder.
    """
    danger.load()
    try:
        return first_knowledge(folder, cache, directory)
    except Trouble as error:
        if not isinstance(error.cause, FaqBroken) or not folder.is_dir():
            raise
        log.error("the FAQ is broken: danger is heard, all else goes to the officers", problems=str(error).splitlines())
        return FaqKnowledge(Faq.empty(error.cause.problems), WithoutFaq(), directory)


def index_of(faq: Faq, cache: Path) -> FaqIndex:
    """The matcher for this state of the FAQ, rehearsed; learning it anew takes some seconds. Raises Trouble."""
    try:
        index = FaqIndex.load(faq.corpus(), cache, log.log)
    except TrainingFailed as error:
        raise Trouble(f"Bot tidak bisa belajar dari FAQ: {error}", error) from error
    index.rehearse()
    return index


class Publisher:
    """Keeps the knowledge up to date with the files; a broken state changes nothing but is reported, with problems.

    `seen`: the state of the files that `current` came from; None when they were broken.
    """

    def __init__(
        self,
        folder: Path,
        cache: Path,
        directory: Directory,
        current: FaqKnowledge,
        seen: Fingerprint | None,
        publish: Callable[[FaqKnowledge], None],
        report: Callable[[bool, str], None],
        metrics: Metrics,
    ) -> None:
        self._folder = folder
        self._cache = cache
        self._directory = directory
        self._current = current
        self._seen = seen
        self._publish = publish
        self._report = report
        self._metrics = metrics
        metrics.faq_entries.set(len(current.faq.entries))

    async def run(self) -> None:
        """Watch until cancelled."""
        async for found in watch_faq(self._folder, self._seen):
            try:
                if isinstance(found, Faq):
                    await self._take_up(found)
                else:
                    await self._complain(found)
            except Trouble as error:
                # a full disk, a database that is away: answers go on with what is known
                log.error("a change of the FAQ could not be taken up", cause=str(error))

    async def _complain(self, problems: Sequence[Problem]) -> None:
        lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
        log.error("the FAQ files are broken; the last good state stays in use", problems=lines)
        self._report(True, "\n".join(lines[:5]))

    async def _take_up(self, faq: Faq) -> None:
        """New answers count at once; where phrasings changed, the matcher follows as soon as it has learnt them."""
        self._report(False, "")
        if faq.content_hash == self._current.faq.content_hash:
            return
        self._set(FaqKnowledge(faq, self._current.index, self._directory))
        log.info("the FAQ was taken up", entries=len(faq.entries))
        index = await apart(lambda: index_of(faq, self._cache))
        self._set(FaqKnowledge(faq, index, self._directory))
        set_aside()
        log.info("the matcher follows the FAQ")

    def _set(self, knowledge: FaqKnowledge) -> None:
        self._current = knowledge
        self._metrics.faq_entries.set(len(knowledge.faq.entries))
        self._publish(knowledge)
