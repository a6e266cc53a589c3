"""A fresh store for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.storage import SqlStore, open_store
from tests.databases import database_url

__all__ = ["database_url"]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """Provide an open, empty store."""
    opened = await open_store(database_url, exclusive=True)
    yield opened
    await opened.close()
