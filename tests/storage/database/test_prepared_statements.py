"""A statement that is made ready once gives what SQLAlchemy gives, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from bot.storage import SqlStore
from bot.storage.database.prepared_statements import Prepared
from bot.storage.database.tables import leaves, officer_chats

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
_ADD = Prepared(insert(officer_chats))
_AMONG = Prepared(
    select(officer_chats.c.officer, officer_chats.c.joined_at, officer_chats.c.draft_text)
    .where(officer_chats.c.officer.in_(bindparam("names", expanding=True)))
    .order_by(officer_chats.c.officer)
)
_TURN = Prepared(
    update(leaves)
    .where(leaves.c.officer == bindparam("who"))
    .values(begun=bindparam("so"))
    .returning(leaves.c.officer, leaves.c.begun)
)


def officer(name: str, joined_at: datetime = NOON) -> dict[str, Any]:
    return {"officer": name, "channel": "telegram", "chat": name, "joined_at": joined_at, "draft_text": "a\0b"}


async def run(store: SqlStore, work: Any) -> Any:
    async with store.database.transaction() as transaction:
        return await transaction.run(work)


async def test_values_have_their_columns_types_both_ways(store: SqlStore) -> None:
    await run(store, lambda c: _ADD.each(c, [officer(name) for name in "abcde"]))
    for count in range(1, 6):
        found = await run(store, lambda c, count=count: _AMONG.rows(c, {"names": list("abcde"[:count])}))
        assert [tuple(row) for row in found] == [(name, NOON, "ab") for name in "abcde"[:count]]


async def test_each_set_of_values_gives_its_rows(store: SqlStore) -> None:
    leave = {"officer": "a", "starts": NOON, "ends": NOON, "begun": False}
    await run(store, lambda c: c.execute(insert(leaves), leave))
    found = await run(store, lambda c: _TURN.rows(c, {"who": "a", "so": True}))
    assert [tuple(row) for row in found] == [("a", True)]
    assert list(await run(store, lambda c: _TURN.rows(c, {"who": "b", "so": True}))) == []


async def test_what_is_refused_is_refused_as_ever(store: SqlStore) -> None:
    def twice(connection: Connection) -> None:
        _ADD.each(connection, [officer("a"), officer("a")])

    with pytest.raises(IntegrityError):
        await run(store, twice)
    with pytest.raises(StatementError, match="needs a zone"):
        await run(store, lambda c: _ADD.each(c, [officer("b", datetime(2026, 11, 24))]))
    assert list(await run(store, lambda c: _AMONG.rows(c, {"names": ["a", "b"]}))) == []
