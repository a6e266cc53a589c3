"""Writing a file that a command has made."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import why_not


def write_file(path: Path, content: bytes) -> None:
    """Put the file in its place in one step, so that a full disk leaves no half of it. Raises Trouble."""
    building = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        building.write_bytes(content)
        os.replace(building, path)
    except OSError as error:
        with suppress(OSError):  # nothing may have been written, or nothing be there to write into
            building.unlink()
        raise Trouble(f"{path} tidak bisa ditulis ({why_not(error)}). Periksa folder dan izinnya.", error) from error
