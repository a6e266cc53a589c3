"""From every released version to the next one, with data in it, nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import ColumnClause, Connection, bindparam, column, select, table, text

from bot.helpdesk.model.conversation_memory import Memory, Pending
from bot.helpdesk.model.store import Ledger
from bot.storage import SqlStore, migrations, open_store, queries
from bot.storage.database.engine import open_database
from bot.storage.database.schema import version
from bot.storage.database.types import UtcDateTime
from bot.storage.queries.residents import memory_json
from tests.storage.database.next_version import make, next_version
from tests.storage.database.test_schema import empty_url
from tests.storage.samples import NOW

__all__ = ["empty_url", "next_version"]

STEPS = ScriptDirectory(str(Path(migrations.__file__).parent))
DROPPED = {"held_answers": {"typed", "copied"}, "officer_chats": {"pauses"}}
"""Columns that a later version does without."""
RELEASED = [step.revision for step in reversed(list(STEPS.walk_revisions()))]


def rows_of(connection: Connection, tables: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Read the rows of these columns, as the database gives them without our types."""
    found = {}
    for name, columns in tables.items():
        plain: list[ColumnClause[Any]] = [column(one) for one in columns]
        rows = connection.execute(select(*plain).select_from(table(name)))
        found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("revision", RELEASED)
async def test_an_upgrade_keeps_every_value(empty_url: str, revision: str, next_version: str) -> None:
    made = await make(empty_url, revision)
    columns = {name: [one for one in of if one not in DROPPED.get(name, ())] for name, of in made.items()}
    database = await open_database(empty_url, exclusive=True)
    async with database.transaction(write=False) as transaction:
        before = await transaction.run(rows_of, columns)
    await database.close()

    store = await open_store(empty_url, exclusive=True)
    async with store.database.transaction(write=False) as transaction:
        assert await transaction.run(version) == next_version
        assert await transaction.run(rows_of, {"residents": ["nickname"]}) == {"residents": [(None,)] * 3}
        assert await transaction.run(rows_of, columns) == before
    await works(store)
    await store.close()


async def test_the_upgrade_finds_the_questions_that_wait_for_a_village(empty_url: str) -> None:
    await make(empty_url, "v0001")
    memories = {1: Memory(pending=Pending('"apa itu?"', NOW)), 2: Memory(question='"pending":{"at":')}
    database = await open_database(empty_url, exclusive=True)
    async with database.transaction() as transaction:
        for number, memory in memories.items():
            as_it_was = text("UPDATE residents SET memory = :memory WHERE id = :number")
            values = {"memory": memory_json(memory), "number": number}
            await transaction.run(lambda connection, *with_these: connection.execute(*with_these), as_it_was, values)
    await database.close()

    store = await open_store(empty_url, exclusive=True)
    async with store.unit() as unit:
        (found,) = await unit.run(queries.residents.with_pending, NOW, 10)
        assert (found.id, found.memory) == (1, memories[1])
        assert await unit.run(queries.residents.with_pending, NOW - timedelta(seconds=1), 10) == []
    await store.close()


async def test_the_upgrade_finds_early_warnings_by_their_first_words(empty_url: str) -> None:
    await make(empty_url, "v0009")
    warned, asked = "⚠️ PERINGATAN DINI\nanak saya 15 tahun mau kerja", "apa itu ⚠️ PERINGATAN DINI?"
    memories = {1: Memory(pending=Pending(warned, NOW, early_warning=True)), 2: Memory(pending=Pending(asked, NOW))}
    database = await open_database(empty_url, exclusive=True)
    async with database.transaction() as transaction:
        for number, memory in memories.items():
            as_it_was = text(
                "UPDATE residents SET memory = :memory, pending_since = :since WHERE id = :number"
            ).bindparams(bindparam("since", type_=UtcDateTime))
            written = (
                (memory_json(memory) or "").replace(',"early_warning":true', "").replace(',"early_warning":false', "")
            )
            values = {"memory": written, "number": number, "since": NOW}
            await transaction.run(lambda connection, *with_these: connection.execute(*with_these), as_it_was, values)
        for number, question in ((1, warned), (2, asked)):
            change = text("UPDATE tickets SET question = :question WHERE id = :number")
            values = {"question": question, "number": number}
            await transaction.run(lambda connection, *with_these: connection.execute(*with_these), change, values)
    await database.close()

    store = await open_store(empty_url, exclusive=True)
    async with store.unit() as unit:
        found = [await unit.run(queries.tickets.numbered, number) for number in (1, 2, 3)]
        assert [ticket.early_warning for ticket in found if ticket] == [True, False, False]
        for number, memory in memories.items():
            resident = await unit.run(queries.residents.numbered, number)
            assert resident is not None
            assert resident.memory.pending == memory.pending
    await store.close()


async def works(store: SqlStore) -> None:
    """Read what an older version wrote, and go on from there."""
    assert await store.ledger(None) == Ledger(3, 1, 1, 1, 0, queued=2, sent=1, uncertain=0, undelivered=0)
    async with store.unit() as unit:
        assert [row.id for row in await unit.take(10)] == [1]
        (ticket,) = await unit.run(queries.tickets.all_open)
        resident = await unit.run(queries.residents.numbered, ticket.resident_id)
        assert resident is not None
        assert resident.memory.question == "biaya paspor brp"
        assert len(await unit.run(queries.tickets.lines_of, 1)) == 1
        assert await unit.run(queries.tickets.next_number) == 4
