"""How far a long command is: a bar on a terminal, and a line now and then where the output goes into a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from bot.helpdesk.model.progress import Tell

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

T = TypeVar("T")

EVERY = 10.0
"""Seconds between two lines: a log is not filled, and a command that ends sooner writes none."""


@contextmanager
def progress(label: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Tell]:
    """Show how far it is, on standard error: what a command prints stays what other programs read."""
    with ExitStack() as stack:
        yield _bar(label, stack) if sys.stderr.isatty() else _lines(label, clock)


def each(items: Iterable[T], count: int, label: str) -> Iterator[T]:
    """Yield the items, and show how many of them are done."""
    with progress(label) as tell:
        for done, item in enumerate(items, 1):
            yield item
            tell(done, count)


def _bar(label: str, stack: ExitStack) -> Tell:
    """Draw a bar, which appears at the first step: what cannot begin says why without one."""
    bars: list[ProgressBar[int]] = []

    def tell(done: int, of: int) -> None:
        if not bars:
            bars.append(stack.enter_context(click.progressbar(length=of, label=label, file=sys.stderr)))
        bars[0].length = of
        bars[0].update(done - bars[0].pos)

    return tell


def _lines(label: str, clock: Callable[[], float]) -> Tell:
    said = clock()

    def tell(done: int, of: int) -> None:
        nonlocal said
        if clock() - said >= EVERY:
            said = clock()
            click.echo(f"{label}: {done} dari {of}", err=True)

    return tell
