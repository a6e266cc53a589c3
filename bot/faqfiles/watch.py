"""Watches the FAQ folder and loads it again after every change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

from bot.faqfiles.file_names import faq_files
from bot.faqfiles.load_in_subprocess import read_apart
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem

# Milliseconds. The operating system usually reports at once; network folders and a folder that vanished never do,
# so the files' dates are looked at every second in any case.
LOOK_EVERY = 1000
GROUP_CHANGES = 200
# Seconds without a change before reading: an editor or `git pull` may still be writing.
SETTLED_AFTER = 0.2
# So many times; what is still being written then is read as it stands, and again when it changes.
MOST_PATIENCE = 5

Fingerprint = tuple[tuple[str, int, int, int], ...]


async def watch_faq(
    folder: Path, seen: Fingerprint | None = None, last_good: Callable[[], Path | None] = lambda: None
) -> AsyncGenerator[Faq | tuple[Problem, ...], None]:
    """Yield the FAQ, or the problems that keep it from being used: once at the start, then after every change.

    `seen`: the state that the caller has read already, so that it is not read again at the start. `last_good`: where
    the caller keeps the state that it took up last; new fees are compared with it.

    A change counts within two seconds of the last save. What reads the same as before is not reported again. The caller
    keeps the last good FAQ. A folder that vanishes is a problem like others, and its return is seen. Ends only when
    cancelled.
    """
    reported: str | tuple[Problem, ...] | None = None
    async with aclosing(_occasions(folder)) as occasions:
        async for _ in occasions:
            now = fingerprint(folder)
            if now == seen:
                continue
            for _ in range(MOST_PATIENCE):
                seen = now
                await asyncio.sleep(SETTLED_AFTER)
                now = fingerprint(folder)
                if now == seen:
                    break
            found = await asyncio.to_thread(_load, folder, last_good())
            state = found.content_hash if isinstance(found, Faq) else found
            if state != reported:
                reported = state
                yield found


async def _occasions(folder: Path) -> AsyncGenerator[None, None]:
    """Yield at once, then whenever something happened in the folder or a second went by."""
    while True:
        yield
        try:
            async for _ in awatch(
                folder,
                watch_filter=None,
                debounce=GROUP_CHANGES,
                rust_timeout=LOOK_EVERY,
                yield_on_timeout=True,
                recursive=True,
            ):
                yield
        except OSError:
            # The folder is not there, or the system has no watches left: looking every second still works.
            await asyncio.sleep(LOOK_EVERY / 1000)


def _load(folder: Path, last_good: Path | None) -> Faq | tuple[Problem, ...]:
    try:
        return read_apart(folder, last_good)
    except FaqBroken as broken:
        return broken.problems


def fingerprint(folder: Path) -> Fingerprint:
    """Return path, date, size and number of every FAQ file: equal when nothing was saved."""
    found = []
    try:
        paths = faq_files(folder)
    except OSError:
        return ()
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            found.append((str(path), 0, 0, 0))
        else:
            found.append((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(found)
