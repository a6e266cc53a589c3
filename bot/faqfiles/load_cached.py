"""What was read of the FAQ's files last, kept beside the matcher's cache: at a start the same files are not read again.

A file is named by all that it was made of (the files, their folder, the program that read them), so one of other
files or of another program is never used. It is JSON with its own hash before it: a damaged one is not used either,
and whoever wrote it can bring in no more than a FAQ, as with the FAQ's own files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import structlog

from bot.faqfiles.file_names import all_files
from bot.faqfiles.load_in_subprocess import from_json, read_in_subprocess, to_json
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import Problem
from bot.files import replace

KEPT = 3
"""States that are kept; older ones go."""
READ_WITH = ("faqfiles", "files.py", "helpdesk", "matching/entry.py", "matching/lexicon.py", "matching/lexicon.tsv")
"""The parts of the program on which it depends what is read of a file."""
_FAQ, _END = "faq-", ".json"
_HASH = 64

log = structlog.get_logger()


def read_cached(folder: Path, cache: Path) -> Faq:
    """Return the FAQ in `folder` as `read_in_subprocess` does, from the cache where it was read before.

    Raises FaqBroken.
    """
    state = _state_of(folder)
    if state is None:
        return read_in_subprocess(folder)
    path = cache / f"{_FAQ}{state}{_END}"
    kept = _kept(path)
    if isinstance(kept, Faq):
        return kept
    faq = read_in_subprocess(folder)
    if _state_of(folder) == state:  # else a file was saved meanwhile
        _keep(faq, path)
    return faq


def _state_of(folder: Path) -> str | None:
    """Return a name for the files and the program that reads them; None where they cannot be read."""
    digest = hashlib.sha256(f"{_program()}{folder.absolute()}".encode())
    try:
        for path in all_files(folder):
            content = path.read_bytes() if path.is_file() else b""
            digest.update(f"\0{path}\0{len(content)}\0".encode())
            digest.update(content)
    except OSError:
        return None
    return digest.hexdigest()[:20]


@cache
def _program() -> str:
    digest = hashlib.sha256()
    for path in _program_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _program_files() -> Iterator[Path]:
    for name in READ_WITH:
        part = Path(str(files("bot").joinpath(name)))
        yield from sorted(part.rglob("*.py")) if part.is_dir() else [part]


def _kept(path: Path) -> Faq | tuple[Problem, ...] | None:
    try:
        text = path.read_bytes()
    except OSError:
        return None
    try:
        if text[:_HASH].decode() != hashlib.sha256(text[_HASH:]).hexdigest():
            raise ValueError("another hash")
        return from_json(text[_HASH:])
    except ValueError as error:
        log.warning("what was kept of the FAQ is damaged; its files are read again", file=str(path), cause=str(error))
        return None


def _keep(faq: Faq, path: Path) -> None:
    content = to_json(faq)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(path, hashlib.sha256(content).hexdigest().encode() + content)
        for old in sorted(path.parent.glob(f"{_FAQ}*{_END}"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError as error:
        # a full disk, or another process tidied up first: the files are read again next time
        log.info("the FAQ as it was read could not be kept", cause=str(error))
