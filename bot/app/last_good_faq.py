"""The FAQ as it was last taken up, kept on disk: a restart on files that cannot be used goes on with its answers.

Each state is a folder of its own with copies of the files, named by moment and content; the newest counts.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot import clock
from bot.faqfiles.file_names import faq_files
from bot.faqfiles.load_in_subprocess import read_apart
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, errors_of
from bot.faqfiles.watch import Fingerprint, fingerprint
from bot.settings import Settings
from bot.storage.database.engine import folder_of

FOLDER = "faq-terakhir"
_MOMENT = "%Y%m%dT%H%M%SZ"
_HALF = "setengah-"
_INTERRUPTED = timedelta(hours=1)
"""A copy takes a second or two; one that is older will never be finished."""
_NAME = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{12}")

log = structlog.get_logger()


class LastGood:
    """The states of the FAQ that are kept beside the database, or beside the cache where that is on a server."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = clock.now) -> None:
        self._folder = (folder_of(settings.database.get_secret_value()) or settings.cache.parent) / FOLDER
        self._now = now

    @property
    def newest(self) -> Path | None:
        """The folder with the files of the last good state; None when there is none."""
        states = self._states()
        return states[-1] if states else None

    @property
    def since(self) -> datetime | None:
        """When that state was taken up."""
        newest = self.newest
        return datetime.strptime(newest.name.partition("-")[0], _MOMENT).replace(tzinfo=UTC) if newest else None

    def read(self) -> Faq | None:
        """Read the last good state, if there is one and this version of the program can still use it."""
        newest = self.newest
        try:
            return read_apart(newest) if newest else None
        except FaqBroken as broken:
            log.error(
                "the FAQ that was kept cannot be used", problems=[str(one) for one in errors_of(broken.problems)[:5]]
            )
            return None

    def keep(self, source: Path, faq: Faq, seen: Fingerprint | None) -> None:
        """Keep the files in `source`, of which `faq` was read; a failure is logged, for answers do not need it.

        Files that were saved again meanwhile are not kept. `seen`: their state when they were read, if it is known.
        """
        newest = self.newest
        if newest and newest.name.endswith(faq.content_hash[:12]):
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
            # not TemporaryDirectory: its clean-up at exit would meet this thread, which no end waits for, still copying
            building = Path(tempfile.mkdtemp(prefix=_HALF, dir=self._folder))
            try:
                copy = building / "faq"
                _copy(source, copy)
                if fingerprint(source) != seen and read_apart(copy).content_hash != faq.content_hash:
                    return
                kept = self._folder / f"{self._now().astimezone(UTC):{_MOMENT}}-{faq.content_hash[:12]}"
                copy.rename(kept)
            finally:
                shutil.rmtree(building, ignore_errors=True)
            for old in self._states():
                if old != kept:
                    shutil.rmtree(old, ignore_errors=True)
        except (OSError, FaqBroken) as error:
            log.warning("the FAQ could not be kept for a restart", cause=f"{type(error).__name__}: {error}")

    def _sweep(self) -> None:
        """Remove what interrupted copies left; a young one may be another process's work. Raises OSError."""
        for half in self._folder.glob(f"{_HALF}*"):
            if self._now().timestamp() - half.stat().st_mtime > _INTERRUPTED.total_seconds():
                shutil.rmtree(half, ignore_errors=True)

    def _states(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        except OSError:
            return []


def _copy(source: Path, target: Path) -> None:
    """Copy the FAQ's files and have them on disk before anybody relies on them. Raises OSError."""
    for path in faq_files(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("wb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())
