"""A backup is tried out beside the bot: it comes back whole or a sentence says why, and only then it is noted."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.helpdesk.model.errors import Trouble
from bot.storage import SqlStore
from bot.storage.backup.backup import take_backup
from bot.storage.backup.restore import NOTES, last_rehearsal, rehearse
from tests.storage.samples import LATER, NOW, update


@pytest.fixture
async def backup(store: SqlStore, database_url: str, tmp_path: Path) -> Path:
    """Take a backup of a store with twelve updates."""
    await store.receive([update(number, str(number)) for number in range(12)], NOW)
    return (await take_backup(database_url, tmp_path / "cadangan", NOW)).path


async def test_a_backup_that_comes_back_is_noted_and_leaves_nothing_else(backup: Path) -> None:
    before = {path.name for path in backup.parent.iterdir()}
    done, books = await rehearse(backup, LATER)
    assert (done.taken, books.received) == (NOW, 12)
    assert {path.name for path in backup.parent.iterdir()} - before == {NOTES}
    notes = backup.parent / NOTES
    assert stat.S_IMODE(notes.stat().st_mode) == 0o600
    assert json.loads(notes.read_text())["file"] == backup.name
    assert last_rehearsal(backup.parent) == LATER


async def test_a_backup_that_was_changed_is_refused_and_not_noted(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as file:
        file.execute("DELETE FROM inbox")
        file.commit()
    with pytest.raises(Trouble, match="tidak sama dengan saat dibuat"):
        await rehearse(backup, LATER)
    assert last_rehearsal(backup.parent) is None


@pytest.mark.parametrize("notes", ["", "{", '{"at": 5}', "[]", '{"at": "kemarin"}'])
def test_notes_that_cannot_be_read_count_as_none(notes: str, tmp_path: Path) -> None:
    (tmp_path / NOTES).write_text(notes)
    assert last_rehearsal(tmp_path) is None
