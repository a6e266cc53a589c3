"""How far long work is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Hears how many steps are done, and of how many."""


def unheard(_: int, __: int) -> None:
    """Tell nobody."""
