"""The FAQ read in a process of its own: parser, schema and checks take 20 MB, and a second in which nobody is answered.

python -m bot.faqfiles.load_in_subprocess FOLDER [LAST_GOOD] writes the FAQ, or its problems, as JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import structlog

from bot.faqfiles.faq_json import from_json, to_json
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for reading; it takes one or two."""

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
    names = map(str, filter(None, (folder, last_good)))
    command = [sys.executable, "-m", "bot.faqfiles.load_in_subprocess", *names]
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


if __name__ == "__main__":
    sys.stdout.buffer.write(to_json(read_directly(*map(Path, sys.argv[1:]))))
