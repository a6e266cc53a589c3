"""Updates come in once, wait in order, and leave with what became of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome, Priority
from bot.storage import SqlStore
from tests.storage.samples import LATER, NOW, scalar, take, update


async def test_a_settled_update_no_longer_holds_what_it_said(store: SqlStore) -> None:
    await store.receive([update(1, raw=b"rahasia")], NOW)
    async with store.unit() as unit:
        await unit.save([(row, Outcome()) for row in await unit.take(64)], LATER)
    assert await scalar(store, "SELECT raw FROM inbox") is None
    assert await scalar(store, "SELECT state FROM inbox") == "done"


async def test_a_buried_update_is_kept_and_in_nobodys_way(store: SqlStore) -> None:
    await store.receive([update(1, "a", raw=b"rusak"), update(2, "a", raw=b"baik")], NOW)
    async with store.unit() as unit:
        (row,) = await unit.take(64)
        await unit.dead_letter(row.id, "unreadable: KeyError", NOW)
    assert [row.raw for row in await take(store)] == [b"baik"]
    assert bytes(await scalar(store, "SELECT raw FROM inbox WHERE state = 'dead'")) == b"rusak"
    assert await scalar(store, "SELECT reason FROM inbox WHERE state = 'dead'") == "unreadable: KeyError"
    assert await scalar(store, "SELECT tries FROM inbox WHERE state = 'dead'") == 0


async def test_an_update_left_unsettled_has_one_try_more(store: SqlStore) -> None:
    await store.receive([update(1, "a"), update(2, "b")], NOW)
    async with store.unit() as unit:
        first, _ = await unit.take(64)
        await unit.save([(first, Outcome())], NOW)
    assert [(row.chat, row.tries) for row in await take(store)] == [("b", 1)]


async def test_a_unit_that_fails_over_a_single_update_counts_a_try_for_it(store: SqlStore) -> None:
    await store.receive([update(1, "a"), update(2, "b")], NOW)

    async def work() -> None:
        async with store.unit() as unit:
            await unit.take(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    assert [(row.chat, row.tries) for row in await take(store)] == [("a", 1), ("b", 0)]


async def test_a_call_for_help_goes_ahead_with_what_its_chat_wrote_before(store: SqlStore) -> None:
    await store.receive([update(1, "a"), update(2, "b"), update(3, "a")], NOW)
    await store.receive([update(4, "c"), replace(update(5, "b"), priority=Priority.EMERGENCY)], LATER)
    seen = []
    for _ in range(5):
        async with store.unit() as unit:
            (row,) = await unit.take(1)
            seen.append(row.chat)
            await unit.save([(row, Outcome())], LATER)
    assert seen == ["b", "b", "a", "a", "c"]
