"""Where the published sets of the FAQ lie, which one the bot begins with, and how the very first one comes about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog
from msgspec import Struct

from bot import clock
from bot.faqfiles.load_in_subprocess import read_cached
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem, errors_of
from bot.faqfiles.published_sets import FOLDER, Damaged, Publication, PublishedSet, PublishedSets
from bot.faqfiles.working_files import finish_rewriting
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as texts
from bot.helpdesk.texts.operator import what_failed
from bot.settings import Settings

log = structlog.get_logger()


def published_sets(settings: Settings, now: Callable[[], datetime] = clock.now) -> PublishedSets:
    """Return the sets: beside the database, or in `data` where the database is on a server."""
    database = settings.sqlite_file
    return PublishedSets((database.parent if database else Path("data")) / FOLDER, now)


def awaits_first_start(settings: Settings) -> bool:
    """Whether no bot has run with these settings yet, as far as files tell, so that the default folder is missing."""
    file, folder = settings.sqlite_file, settings.faq
    missing = not folder.exists() and not folder.is_symlink() and not (file and file.exists())
    return missing and folder == Settings.model_fields["faq"].default


class FoundSet(Struct, frozen=True):
    """The FAQ that residents get. `published`: the set it comes from; None: none, and what keeps the files from it."""

    faq: Faq
    published: PublishedSet | None
    problems: tuple[str, ...] = ()


def newest_usable(sets: PublishedSets, folder: Path, cache: Path) -> FoundSet:
    """Return the set that counts; else the newest that can be used; else what is published of the folder now.

    Nothing is raised: a bot that restarts on a broken file, or without its disk, must not keep a call for help waiting.
    """
    try:
        with sets.alone():  # else the note of a rollback that is being made would be taken for one left behind
            finish_rewriting(sets)
    except (OSError, Damaged) as error:
        log.warning("the FAQ folder could not be put back to its set", cause=str(error))
    for one in sets.candidates():
        try:
            return FoundSet(read_cached(one.faq, cache), one)
        except FaqBroken as broken:
            log.error("a published FAQ cannot be used", number=one.number, problems=shown(broken.problems))
    return publish_first(sets, folder, cache)


def publish_first(sets: PublishedSets, folder: Path, cache: Path) -> FoundSet:
    """Publish the folder's FAQ, without a test and by nobody's decision: residents have no other answers."""
    try:
        if not folder.exists():
            read_cached(folder, cache)  # for the sentence about it
        try:
            with sets.alone(), sets.staged(folder) as staged:
                current = sets.current()
                if current:
                    with suppress(FaqBroken):  # the files take the place of sets that this version cannot use
                        return FoundSet(read_cached(current.faq, cache), current)  # another process was first
                faq = read_cached(staged, cache)
                made = sets.add(staged, Publication(texts.BY_BOT, texts.FIRST, faq.content_hash), current)
                sets.point_to(made)
        except OSError as error:  # no set can be made of it, on a full disk for example
            log.error("the FAQ could not be published", folder=str(sets.folder), cause=str(error))
            return FoundSet(read_cached(folder, cache), None, (texts.UNSTORED.format(error=what_failed(error)),))
    except FaqBroken as broken:
        log.error("the FAQ files cannot be used", folder=str(folder), problems=shown(broken.problems))
        return FoundSet(Faq.empty(broken.problems), None, shown(broken.problems))
    except Trouble as error:  # a file is being saved at this moment
        return FoundSet(Faq.empty(()), None, (str(error),))
    log.info("the FAQ folder was published, as there was no set yet", number=made.number, entries=len(faq.entries))
    return FoundSet(faq, made)


def shown(problems: Iterable[Problem], most: int = 5) -> tuple[str, ...]:
    return tuple(str(one) for one in errors_of(tuple(problems))[:most])
