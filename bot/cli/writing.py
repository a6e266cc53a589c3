"""Writing a file that a command has made."""

from __future__ import annotations

import os
from pathlib import Path

from bot.helpdesk.model.errors import Trouble


def write_file(path: Path, content: bytes) -> None:
    """Put the file in its place in one step, so that a full disk leaves no half of it. Raises Trouble."""
    building = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        building.write_bytes(content)
        os.replace(building, path)
    except OSError as error:
        building.unlink(missing_ok=True)
        raise Trouble(f"{path} tidak bisa ditulis ({error.strerror}). Periksa folder dan izinnya.", error) from error
