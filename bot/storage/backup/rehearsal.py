"""Rehearse a backup: restore it beside the bot, check its ledger, and note when that was done."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.progress import Tell
from bot.helpdesk.model.store import Ledger
from bot.helpdesk.texts.operator import why_not
from bot.storage.backup.copy import Contents
from bot.storage.backup.restore import Notice, SinceBackup, restore
from bot.storage.retention import tombstones
from bot.storage.store import open_existing

NOTES = "latihan.jsonl"
"""In the folder of backups: a line for each rehearsal that went well."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came back of a backup: when it was taken, how many rows, and its ledger."""

    taken: datetime
    contents: Contents
    ledger: Ledger


async def rehearse(file: Path, now: datetime, tell: Tell | None = None) -> Rehearsal:
    """Restore a backup into a temporary folder beside it and check the ledger. Raises Trouble when it is not whole.

    Residents who were erased since are erased there too, as a restore would do. Nothing of it is kept but the note.
    `tell` hears how far it is.
    """
    try:
        erased = tombstones.noted(file.parent)
        with tempfile.TemporaryDirectory(prefix=".latihan-", dir=file.parent) as folder:
            url = f"sqlite:///{folder}/latihan.db"
            restored = await restore(file, url, now, SinceBackup(erased, Notice(None, "")), tell)
            store = await open_existing(url)
            try:
                found, totals = await store.discrepancies(now), await store.ledger(None)
            finally:
                await store.close()
        if found.damaged:
            raise Trouble(f"{file}: bukunya tidak cocok. Pakai cadangan lain, dan kabari pengembang.", str(found))
        _note(file, now, sum(content.rows for content in restored.contents.values()))
    except OSError as error:
        raise Trouble(
            f"Folder {file.parent} tidak bisa ditulis ({why_not(error)}). Periksa ruang disk dan izinnya.", error
        ) from error
    return Rehearsal(restored.taken, restored.contents, totals)


def last_rehearsal(folder: Path) -> datetime | None:
    """Read when a backup of this folder last came back whole. Raises OSError."""
    try:
        lines = (folder / NOTES).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    try:
        return datetime.fromisoformat(json.loads(lines[-1])["at"])
    except (ValueError, KeyError, IndexError, TypeError):
        return None  # half a line, or somebody's own words


def _note(file: Path, now: datetime, rows: int) -> None:
    line = json.dumps({"at": now.isoformat(timespec="seconds"), "file": file.name, "rows": rows})
    handle = os.open(file.parent / NOTES, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as notes:
        notes.write(f"{line}\n")
