"""What was read of the FAQ's files last, kept beside the matcher's cache: the same files need not be read again.

A start finds the FAQ, and `faq check` the problems.

A file is named by all that it was made of (the files, their folder, the program that read them), so one of other
files or of another program is never used. It is JSON with its own hash before it: a damaged one is not used either,
and whoever wrote it can bring in no more than a FAQ, as with the FAQ's own files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import structlog

from bot.faqfiles.faq_json import from_json, to_json
from bot.faqfiles.file_names import FEES, all_files
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import Problem
from bot.files import replace

KEPT = 3
"""States that are kept; older ones go."""
READ_WITH = ("faqfiles", "files.py", "helpdesk", "matching/entry.py", "matching/lexicon.py", "matching/lexicon.tsv")
"""The parts of the program on which it depends what is read of a file."""
_FAQ, _PROBLEMS, _END = "faq-", "check-", ".json"
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
        _keep(faq, path, _FAQ)
    return faq


def check_cached(
    folder: Path, today: date, cache: Path, *, release: bool = False, last_good: Path | None = None
) -> tuple[Problem, ...]:
    """Return the problems of the FAQ in `folder` as `check_faq` does, from the cache where the same was checked."""
    of = (today.isoformat(), f"{release=}", _fees(last_good))
    state = _state_of(folder, *of)
    path = cache / f"{_PROBLEMS}{state}{_END}"
    kept = _kept(path) if state else None
    if isinstance(kept, tuple):
        return kept
    from bot.faqfiles.load import check_faq  # parser and rules: a third of the time until the kept ones are shown

    problems = check_faq(folder, today, release=release, last_good=last_good)
    if state and _state_of(folder, *of) == state:
        _keep(problems, path, _PROBLEMS)
    return problems


def _fees(last_good: Path | None) -> str:
    """Return what a check compares the fees with."""
    try:
        return hashlib.sha256((last_good / FEES).read_bytes()).hexdigest() if last_good else ""
    except OSError as error:
        return type(error).__name__


def _state_of(folder: Path, *how: str) -> str | None:
    """Return a name for the files, the program that reads them, and how; None where they cannot be read."""
    digest = hashlib.sha256("\0".join((f"{_program()}{folder.absolute()}", *how)).encode())
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


def _keep(found: Faq | tuple[Problem, ...], path: Path, kind: str) -> None:
    content = to_json(found)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(path, hashlib.sha256(content).hexdigest().encode() + content)
        for old in sorted(path.parent.glob(f"{kind}*{_END}"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError as error:
        # a full disk, or another process tidied up first: the files are read again next time
        log.info("the FAQ as it was read could not be kept", cause=str(error))
