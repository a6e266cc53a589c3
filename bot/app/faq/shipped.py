"""The FAQ that comes with the program, and its model: learnt when a release is made, so that a first start need not.

python -m bot.app.faq.shipped learns the model into the program's own folder, from which the wheel takes it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import structlog

import bot
from bot.app.faq.published import awaits_first_start
from bot.matching import stored
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.settings import Settings
from bot.storage.database.upgrade import is_unused

_PROGRAM = Path(bot.__file__).parent
FAQ = (_PROGRAM / "shipped_faq", _PROGRAM.parent / "faq")
"""Where the FAQ lies in an installed program, and in a checkout."""
MODEL = _PROGRAM / "shipped_model"
"""Not under version control; named by what it was learnt from, so one of another FAQ or program is never used."""

log = structlog.get_logger()


def shipped_folder() -> Path:
    return next(one for one in FAQ if one.is_dir())


def copy_to(folder: Path, shipped: Path | None = None) -> None:
    """Copy the FAQ, or another folder that comes with the program, in one step; no half stays. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as building:
        copy = Path(building) / folder.name
        copy.mkdir()
        for path in sorted((source := shipped or shipped_folder()).rglob("*")):
            # with the rights of the bot's own files, not with those that everybody has to the program's
            to = copy / path.relative_to(source)
            to.mkdir() if path.is_dir() else shutil.copyfile(path, to)
        copy.rename(folder)


async def copy_on_first_start(settings: Settings) -> None:
    """Copy the FAQ that comes with the program to the default folder if that is missing and there is no database yet.

    A folder that is missing later, or one that the settings name, is a disk that is not there yet or a mistake: the bot
    then starts with the last good FAQ and alerts the staff, and an old FAQ must not take the place of theirs.
    Raises Trouble when the database cannot be read.
    """
    folder = settings.faq
    if not awaits_first_start(settings) or not await is_unused(settings.database.get_secret_value()):
        return
    try:
        copy_to(folder)
        log.info("the FAQ that comes with the program was copied", folder=str(folder))
    except OSError as error:
        if not folder.is_dir():  # no other process of the same office was first
            # the bot hears danger without it too, and alerts the staff
            log.error("the FAQ folder could not be made", folder=str(folder), cause=str(error))


def take_shipped(corpus: Corpus, cache: Path) -> None:
    """Put the model that comes with the program into the cache, if it is this corpus's and the cache has none."""
    wanted = stored.model_folder(corpus, cache)
    shipped = MODEL / wanted.name
    if stored.is_complete(wanted) or not stored.is_complete(shipped):
        return
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy_to(wanted, shipped)
    except OSError as error:
        # another process was faster, or the cache cannot be written: then it is learnt elsewhere
        log.info("the model that comes with the program was not taken", cause=str(error))


if __name__ == "__main__":
    from bot.faqfiles.load import load_faq  # no start of the bot reads files itself

    shutil.rmtree(MODEL, ignore_errors=True)
    FaqIndex.load(load_faq(shipped_folder()).corpus(), MODEL)
