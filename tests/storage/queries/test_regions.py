"""Imports of offices, officers and villages: the newest counts, on both databases."""

from __future__ import annotations

from bot.storage import SqlStore
from bot.storage.queries import regions
from tests.storage.samples import LATER, NOW


async def test_the_newest_import_counts(store: SqlStore) -> None:
    async with store.database.transaction() as transaction:
        assert await transaction.run(regions.newest) is None
        assert await transaction.run(regions.newest_number) == 0
        first = await transaction.run(regions.add, '[[2,{"desa":"Mandurian 🙏"}]]', NOW)
        second = await transaction.run(regions.add, "[]", LATER)
    assert second > first > 0
    async with store.database.transaction(write=False) as transaction:
        assert await transaction.run(regions.newest) == (second, "[]")
        assert await transaction.run(regions.newest_number) == second
