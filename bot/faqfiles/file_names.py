"""Which files lie in a FAQ folder, how the files of a FAQ are called, and the lock that whoever changes one takes."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GUIDED_CHECKS = "alur"
"""The folder of guided checks, which need not be there."""

FEES = "biaya.yaml"
REFERRALS = "bukan-layanan.yaml"
PHRASINGS = ".kalimat.yaml"
SEALS = "tanda.yaml"
"""Written by the program: see `seals`."""
OUT_OF_SCOPE = "luar-topik.kalimat.yaml"

Fingerprint = tuple[tuple[str, int, int, int], ...]

PROPER_NAME = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.kalimat)?\.yaml")


def faq_files(folder: Path) -> list[Path]:
    """Return the files that make up the FAQ, sorted by name; editors' hidden files do not count. Raises OSError."""
    return [path for path in all_files(folder) if path.suffix == ".yaml"]


def all_files(folder: Path) -> list[Path]:
    """Return whatever people put into the folders of the FAQ, sorted by name. Raises OSError."""
    checks = folder / GUIDED_CHECKS
    found = [*sorted(folder.iterdir()), *(sorted(checks.iterdir()) if checks.is_dir() else ())]
    # "~$paspor.yaml" is what Office keeps beside a file that is open.
    return [path for path in found if not path.name.startswith((".", "~$"))]


def fingerprint(folder: Path) -> Fingerprint:
    """Return path, date, size and number of every FAQ file: equal when nothing was saved."""
    try:
        return tuple(
            (str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino)
            for path in faq_files(folder)
            for stat in [path.stat()]
        )
    except OSError:
        return ()


def partner_of(name: str) -> str | None:
    """Return the other file of the same topic: the answers' of the phrasings', and the other way round."""
    if name in (FEES, OUT_OF_SCOPE) or "/" in name:
        return None
    topic = name.removesuffix(PHRASINGS)
    return f"{topic}.yaml" if topic != name else name.removesuffix(".yaml") + PHRASINGS


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
