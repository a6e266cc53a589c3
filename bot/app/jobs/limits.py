"""Limits for free disk space and the age of backups, for the running bot's alerts and for `doctor`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

SPARE = 500 * 2**20
"""Bytes that must be free: enough for some weeks, so that there is time to act."""
TOO_OLD = timedelta(hours=26)
"""The age of the newest backup: one is made each night, and two hours are for one that is slow."""


def nearest_existing(folder: Path) -> Path:
    """Return the folder, or the closest one above it that is there: it lies on the same disk."""
    return folder if folder.exists() or folder == folder.parent else nearest_existing(folder.parent)
