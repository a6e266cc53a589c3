"""The FAQ read in a process of its own: parser, schema and checks take 20 MB, and a second in which nobody is answered.

python -m bot.faqfiles.load_in_subprocess FOLDER [LAST_GOOD] writes what `read_in_subprocess` reads.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import structlog

from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for reading; it takes one or two."""

log = structlog.get_logger()


def read_in_subprocess(folder: Path, last_good: Path | None = None) -> Faq:
    """Return the FAQ in `folder`, as `load_faq` does. Raises FaqBroken. Reads it here if no process can be started."""
    command = [
        sys.executable,
        "-m",
        "bot.faqfiles.load_in_subprocess",
        str(folder),
        *([str(last_good)] if last_good else ()),
    ]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, env=path)  # noqa: S603
        found = pickle.loads(done.stdout)  # noqa: S301 - our own words
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError) as error:
        log.warning("the FAQ was read in the bot itself", cause=type(error).__name__)
        found = _read(folder, last_good)
    if isinstance(found, Faq):
        return replace(found, entries=MappingProxyType(found.entries), fees=MappingProxyType(found.fees))
    raise FaqBroken(found)


def _read(folder: Path, last_good: Path | None = None) -> object:
    """Return the FAQ as it can be passed on, or its problems."""
    from bot.faqfiles.load import load_faq

    try:
        faq = load_faq(folder, last_good=last_good)
    except FaqBroken as broken:
        return broken.problems
    return replace(faq, entries=dict(faq.entries), fees=dict(faq.fees))


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_read(*map(Path, sys.argv[1:]))))
