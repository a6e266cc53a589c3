"""A command of the program as somebody types it, in the tests' own process: a process of its own takes a second."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import structlog

from bot.cli.main import main


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


class Screen(StringIO):
    """What a command writes its errors to; a terminal where a test says so."""


def typed(*words: str, environment: Mapping[str, str] | None = None, answer: str | None = None) -> Done:
    """Run `python -m bot` with these words, and type the answer to what it asks.

    While a bot runs in this process, `err` holds what it logs as well.
    """
    status = 0
    with _as_before(), redirect_stdout(StringIO()) as out, redirect_stderr(Screen()) as err:
        os.environ.update(environment or {})
        sys.argv = ["bot", *words]
        if answer is not None:
            sys.stdin = StringIO(answer)
        try:
            main("python -m bot")
        except SystemExit as end:
            status = int(end.code or 0)
    return Done(status, out.getvalue(), err.getvalue())


@contextmanager
def _as_before() -> Iterator[None]:
    """Undo what a command sets for its whole process: the umask and the logs; and what it was given."""
    umask, hook, logs = os.umask(0), sys.excepthook, structlog.get_config()
    words, keyboard, environment = sys.argv, sys.stdin, dict(os.environ)
    os.umask(umask)
    root, level = logging.root.handlers[:], logging.root.level
    try:
        yield
    finally:
        os.umask(umask)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv, sys.stdin, sys.excepthook = words, keyboard, hook
        structlog.configure(**logs)
        logging.root.handlers[:], logging.root.level = root, level
