"""An officer's report as it leaves: the application makes it, a channel sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.helpdesk.model.actions import Report


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report's part: its words, and its picture (PNG) where one was wanted and could be made."""

    text: str
    picture: bytes | None = None


MakeReport = Callable[[Report], Awaitable[MadeReport]]
"""Makes a part of a report of what is known now. Raises Trouble."""
