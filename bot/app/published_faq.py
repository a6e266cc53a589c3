"""Where the published sets of the FAQ lie, which one the bot begins with, and how the very first one comes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot import clock
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem, errors_of
from bot.faqfiles.published_sets import FOLDER, Damaged, Publication, PublishedSet, PublishedSets
from bot.faqfiles.working_files import finish_rewriting
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import publishing as texts
from bot.helpdesk.texts.system_errors import what_failed
from bot.settings import Settings

SQLITE = "sqlite:///"

log = structlog.get_logger()


def published_sets(settings: Settings, now: Callable[[], datetime] = clock.now) -> PublishedSets:
    """Return the sets: beside the database, or in `data` where the database is on a server."""
    beside = _folder_of(settings.database.get_secret_value()) or Path("data")
    return PublishedSets(beside / FOLDER, now)


def _folder_of(database: str) -> Path | None:
    """Return the folder of a SQLite file; None for a server's database. Raises UnfitStore."""
    name = database.removeprefix(SQLITE).partition("?")[0]
    if database.startswith(SQLITE) and name not in ("", ":memory:"):
        return Path(name).parent
    from bot.storage.database.engine import folder_of  # half of the time that `faq check` takes

    return folder_of(database)


def published_files(settings: Settings) -> Path | None:
    """Return the folder of what residents get, if anything was published."""
    current = published_sets(settings).current()
    return current.faq if current else None


@dataclass(frozen=True)
class Found:
    """The FAQ that residents get. `published`: the set it comes from; None: none, and what keeps the files from it."""

    faq: Faq
    published: PublishedSet | None
    problems: tuple[str, ...] = ()


def read_set(one: PublishedSet) -> Faq:
    """Return the FAQ of a set. Raises FaqBroken when this version of the program cannot use it."""
    return read_in_subprocess(one.faq)


def newest_usable(sets: PublishedSets, folder: Path, read: Callable[[Path], Faq] = read_in_subprocess) -> Found:
    """Return the set that counts; else the newest that can be used; else what is published of the folder now.

    A bot that restarts at night on a file that somebody left broken, or on a disk that is not there yet, must not keep
    a call for help waiting: nothing is raised. `read` gives the FAQ of a set's files, or raises FaqBroken.
    """
    try:
        with sets.alone():  # else the note of a rollback that is being made would be taken for one left behind
            finish_rewriting(sets)
    except (OSError, Damaged) as error:
        log.warning("the FAQ folder could not be put back to its set", cause=str(error))
    for one in sets.candidates():
        try:
            return Found(read(one.faq), one)
        except FaqBroken as broken:
            log.error("a published FAQ cannot be used", number=one.number, problems=shown(broken.problems))
    return publish_first(sets, folder)


def publish_first(sets: PublishedSets, folder: Path) -> Found:
    """Publish the folder's FAQ, without a test and by nobody's decision: residents have no other answers."""
    try:
        return _published(sets, folder)
    except FaqBroken as broken:
        log.error("the FAQ files cannot be used", folder=str(folder), problems=shown(broken.problems))
        return Found(Faq.empty(broken.problems), None, shown(broken.problems))
    except OSError as error:
        log.error("the FAQ could not be published", folder=str(sets.folder), cause=str(error))
        return _unpublished(folder, error)
    except Trouble as error:  # a file is being saved at this moment
        return Found(Faq.empty(()), None, (str(error),))


def _published(sets: PublishedSets, folder: Path) -> Found:
    if not folder.exists():
        read_in_subprocess(folder)  # for the sentence about it
    with sets.alone(), sets.staged(folder) as staged:
        current = sets.current()
        try:
            if current:  # another process was first
                return Found(read_set(current), current)
        except FaqBroken:
            log.info("the FAQ files take the place of sets that this version cannot use")
        faq = read_in_subprocess(staged)
        said = Publication(texts.BY_BOT, texts.FIRST, faq.content_hash)
        made = sets.add(staged, said, current)
        sets.point_to(made)
    log.info("the FAQ was published by the bot itself: nothing else was", number=made.number, entries=len(faq.entries))
    return Found(faq, made)


def _unpublished(folder: Path, error: OSError) -> Found:
    """Return the FAQ of a folder that no set can be made of, on a full disk for example."""
    try:
        return Found(read_in_subprocess(folder), None, (texts.UNSTORED.format(error=what_failed(error)),))
    except FaqBroken as broken:
        return Found(Faq.empty(broken.problems), None, shown(broken.problems))


def shown(problems: tuple[Problem, ...], most: int = 5) -> tuple[str, ...]:
    """Return the first errors as people read them."""
    return tuple(str(one) for one in errors_of(problems)[:most])
