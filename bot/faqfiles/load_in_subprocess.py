"""The FAQ read in a process of its own: parser, schema and checks take 20 MB, and a second in which nobody is answered.

python -m bot.faqfiles.load_in_subprocess FOLDER [LAST_GOOD] writes the FAQ, or its problems, as JSON: each value is
built by the type that its field names, so a text can become nothing but a FAQ.

What was read last is kept beside the matcher's cache: a start need not read the same files again, wherever they stand.
It is named by all that it was made of (the files and the program that read them) and has its own hash before it: one of
other files, of another program, or a damaged one is never used.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import structlog

from bot.faqfiles.file_names import all_files
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem
from bot.files import replace

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for reading; it takes one or two."""

BROKEN = "problems"
"""The one name in a text that holds no FAQ but what is wrong with its files."""
KEPT = 3
"""States that are kept; older ones go."""
MATCHING = ("entry.py", "lexicon.py", "lexicon.tsv", "read.py")
READ_WITH = ("faqfiles", "files.py", "printable.py", "helpdesk", *(f"matching/{name}" for name in MATCHING))
"""The parts of the program on which it depends what is read of a file."""
_FAQ, _END, _HASH = "faq-", ".json", 64

log = structlog.get_logger()


def read_in_subprocess(folder: Path, last_good: Path | None = None) -> Faq:
    """Return the FAQ in `folder`, as `load_faq` does. Raises FaqBroken. Reads it here if no process can be started."""
    try:
        found = read_in_child(folder, last_good)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the FAQ was read in the bot itself", cause=type(error).__name__)
        found = read_directly(folder, last_good)
    if isinstance(found, Faq):
        return found
    raise FaqBroken(found)


def read_in_child(folder: Path, last_good: Path | None = None) -> Faq | tuple[Problem, ...]:
    """Return what `read_directly` does, from another process. Raises OSError, SubprocessError, ValueError."""
    command = [sys.executable, "-m", "bot.faqfiles.load_in_subprocess", *map(str, filter(None, (folder, last_good)))]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, env=path)  # noqa: S603
    return from_json(done.stdout)


def read_directly(folder: Path, last_good: Path | None = None) -> Faq | tuple[Problem, ...]:
    """Return the FAQ, or its problems."""
    from bot.faqfiles.load import load_faq

    try:
        return load_faq(folder, last_good=last_good)
    except FaqBroken as broken:
        return broken.problems


def read_cached(folder: Path, cache: Path) -> Faq:
    """Return the FAQ in `folder` as `read_in_subprocess` does, from the cache where it was read before.

    Its warnings name the folder in which it was. Raises FaqBroken.
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
    digest = hashlib.sha256(_program().encode())
    try:
        for path in all_files(folder):
            content = path.read_bytes() if path.is_file() else b""
            digest.update(f"\0{path.relative_to(folder)}\0{len(content)}\0".encode())
            digest.update(content)
    except OSError:
        return None
    return digest.hexdigest()[:20]


@cache
def _program() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in _program_files())).hexdigest()


def _program_files() -> Iterator[Path]:
    for name in READ_WITH:
        part = Path(str(files("bot").joinpath(name)))
        yield from sorted(part.rglob("*.py")) if part.is_dir() else [part]


def _kept(path: Path) -> Faq | tuple[Problem, ...] | None:
    try:
        text = path.read_bytes()
        if text[:_HASH].decode() != hashlib.sha256(text[_HASH:]).hexdigest():
            raise ValueError("another hash")
        return from_json(text[_HASH:])
    except OSError:
        return None
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


def to_json(found: Faq | tuple[Problem, ...]) -> bytes:
    """Return a FAQ, or the problems that keep it from being used, as JSON."""
    return msgspec.json.encode(found if isinstance(found, Faq) else {BROKEN: found})


def from_json(text: bytes) -> Faq | tuple[Problem, ...]:
    """Return what `to_json` was given. Raises ValueError for anything else."""
    found: Faq | tuple[Problem, ...]
    if text.startswith(f'{{"{BROKEN}":'.encode()):
        found = msgspec.json.decode(text, type=dict[str, tuple[Problem, ...]])[BROKEN]
    else:
        found = msgspec.json.decode(text, type=Faq)
    if to_json(found) != text:  # a field more, for example
        raise ValueError("not as it is written")
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(to_json(read_directly(*map(Path, sys.argv[1:]))))
