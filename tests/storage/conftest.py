"""A fresh store for each test, on SQLite and on PostgreSQL, or on SQLite alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import SqlStore, open_store
from tests.databases import database_url, new_sqlite

__all__ = ["database_url"]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """Provide an open, empty store."""
    opened = await open_store(database_url, exclusive=True)
    yield opened
    await opened.close()


@pytest.fixture
async def on_sqlite(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Provide an open, empty store in `tmp_path`."""
    opened = await open_store(await new_sqlite(tmp_path), exclusive=True)
    yield opened
    await opened.close()
