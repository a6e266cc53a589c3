"""The one place where the time is read; everything else gets it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, with its zone."""
    return datetime.now(UTC)
