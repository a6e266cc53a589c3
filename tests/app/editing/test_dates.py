"""The dates that staff write are their office's, also before eight in the morning."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot import clock
from bot.app.editing.changes import seen
from bot.app.editing.desk import Desk
from bot.app.editing.office import Office
from bot.app.people.directory import directory_of
from bot.cli.common import Context
from bot.faqfiles.load import load_faq
from bot.faqfiles.published_sets import PublishedSets
from bot.faqfiles.working_files import WorkingFiles
from bot.settings import Settings
from bot.storage import open_store
from tests.app.editing.conftest import RINI
from tests.databases import new_sqlite
from tests.helpdesk.desk import small_policy
from tests.shipped import SMALL

EARLY = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
"""1 December, 06.30 at the office."""
ENTRY = "paspor-biaya"


async def test_a_signature_bears_the_offices_date(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    store = await open_store(await new_sqlite(tmp_path), exclusive=True)
    files = WorkingFiles(folder, PublishedSets(tmp_path / "published", lambda: EARLY))
    policy = replace(small_policy(), directory=directory_of(Settings()))
    desk = Desk(Office(files, store, lambda: policy, lambda: EARLY), cast("Any", None))
    before = load_faq(folder)
    await desk.sign(RINI, ENTRY, seen(before, before.entries[ENTRY]))
    await store.close()
    assert load_faq(folder).entries[ENTRY].verified_on == date(2026, 12, 1)


def test_a_check_of_the_files_goes_by_the_offices_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: EARLY)
    monkeypatch.delenv("BOT_CONFIG", raising=False)
    assert Context("config.example.yaml").now.date() == date(2026, 12, 1)
