"""One program at a time changes files of a FAQ folder: the bot's staff page, the commands, and what is put back."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Keep out whoever else changes files of the folder, also in other processes. Raises OSError.

    The folder itself is locked, so that nothing is left in it. Not to be taken twice by one thread; whoever takes
    `PublishedSets.alone()` as well takes that one first.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
