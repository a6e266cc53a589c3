"""Reports and sheets as they leave: the application makes them, a channel sends them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.helpdesk.model.actions import Report


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report's part: its words, with its picture (PNG) or its workbook where one was wanted and could be made.

    `name`: the workbook's.
    """

    text: str
    picture: bytes | None = None
    workbook: bytes | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """A sheet as a file."""

    name: str
    content: bytes


MakeReport = Callable[[Report], Awaitable[MadeReport]]
"""Makes a part of a report of what is known now. Raises Trouble."""
