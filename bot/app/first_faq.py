"""The FAQ that comes with the program, copied to the office's own folder when the bot starts for the first time."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import structlog

import bot
from bot.settings import Settings
from bot.storage.database.upgrade import is_unused

_PROGRAM = Path(bot.__file__).parent
SHIPPED = (_PROGRAM / "shipped_faq", _PROGRAM.parent / "faq")
"""Where the FAQ lies in an installed program, and in a checkout."""

log = structlog.get_logger()


def shipped_folder() -> Path:
    """Return the folder of the FAQ that comes with the program."""
    return next(one for one in SHIPPED if one.is_dir())


async def copy_on_first_start(settings: Settings) -> None:
    """Copy the FAQ that comes with the program to the default folder if that is missing and there is no database yet.

    A folder that is missing later, or one that the settings name, is a disk that is not there yet or a mistake: the bot
    then starts with the last good FAQ and alerts the staff, and an old FAQ must not take the place of theirs.
    Raises Trouble when the database cannot be read.
    """
    if _is_wanted(settings.faq) and await is_unused(settings.database.get_secret_value()):
        _copy(settings.faq)


def _is_wanted(folder: Path) -> bool:
    return folder == Settings.model_fields["faq"].default and not folder.exists() and not folder.is_symlink()


def _copy(folder: Path) -> None:
    try:
        # in one step, so that an end in the middle leaves no half of a FAQ
        building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            shutil.copytree(shipped_folder(), building / "faq")
            (building / "faq").rename(folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        if folder.is_dir():  # another process of the same office was first
            return
        # the bot hears danger without it too, and alerts the staff
        log.error("the FAQ folder could not be made", folder=str(folder), cause=str(error))
    else:
        log.info("the FAQ that comes with the program was copied", folder=str(folder))
