"""Where the settings file is; imports nothing, for what must be quick."""

from __future__ import annotations

import os
from pathlib import Path


def chosen_file(path: str | None) -> str | None:
    """Return the settings file that is read: `path`, BOT_CONFIG, ./config.yaml, or none."""
    return path or os.environ.get("BOT_CONFIG") or ("config.yaml" if Path("config.yaml").exists() else None)
