"""Short ways through the store: what happens to it, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from bot.helpdesk.model.actions import Action, Outcome, Send, Verdict
from bot.helpdesk.model.people import Address, Resident
from bot.helpdesk.model.store import Delivery, InboxRow, OutboxRow, Result
from bot.helpdesk.model.ticket import Ticket
from bot.storage import ErasureCounts, SqlStore, queries
from bot.storage.database.schema import TABLES
from bot.storage.database.sql import EVER, Connection
from bot.storage.queries.ledger import remember, row_counts
from bot.storage.retention.erasure import RetentionLimits
from tests.storage.samples import NOW, SITI, make_ticket, person, update
from tests.typed import some

_NIGHTS = count(1)


async def save(store: SqlStore, *outcomes: Outcome, now: datetime = NOW) -> None:
    async with store.unit() as unit:
        await unit.save([(None, outcome) for outcome in outcomes], now)


async def send(store: SqlStore, *actions: Action, now: datetime = NOW) -> None:
    await save(store, Outcome(actions=actions), now=now)


async def settle(
    store: SqlStore, rows: Sequence[OutboxRow], state: Delivery, now: datetime = NOW, **details: Any
) -> None:
    async with store.unit() as unit:
        await unit.settle([Result(row, state, **details) for row in rows], now)


async def sent(store: SqlStore, rows: Sequence[OutboxRow], now: datetime = NOW) -> None:
    async with store.unit() as unit:
        await unit.settle([Result(row, Delivery.SENT, message=f"m{row.id}") for row in rows], now)


async def met(store: SqlStore, address: Address = SITI, **changes: Any) -> Resident:
    """Let the store know a resident."""
    await save(store, Outcome(resident=person(address, **changes)))
    return await as_stored(store, address)


async def as_stored(store: SqlStore, address: Address = SITI) -> Resident:
    """Read the resident as the store has him now."""
    return (await store.read(queries.residents.residents_at, [address]))[address]


async def opened(store: SqlStore, address: Address = SITI, number: int = 1, **changes: Any) -> Ticket:
    """Open a ticket of a new resident and return it as the store has it."""
    await save(store, Outcome(resident=person(address), tickets=(make_ticket(number, **changes),)))
    return some(await store.read(queries.tickets.numbered, number))


async def asked(store: SqlStore, number: int, outcome: Outcome, chat: str = SITI.chat) -> None:
    """Receive an update and settle it with an outcome."""
    await store.receive([update(number, chat)], NOW)
    async with store.unit() as unit:
        rows = await unit.take(64)
        await unit.save([(row, outcome if row.chat == chat else Outcome(Verdict.IGNORED)) for row in rows], NOW)


async def take(store: SqlStore, limit: int = 64) -> list[InboxRow]:
    """Show what would be taken now; nothing is changed but the number of tries."""
    async with store.unit() as unit:
        return await unit.take(limit)


def texts(rows: Sequence[OutboxRow]) -> list[str]:
    return [row.action.text if isinstance(row.action, Send) else type(row.action).__name__ for row in rows]


async def heard(store: SqlStore, now: datetime = NOW) -> list[str]:
    """Send what may leave now, each message being accepted at once."""
    found: list[str] = []
    while rows := await store.claim(now, 64):
        found += texts(rows)
        await sent(store, rows, now)
    return found


async def scalar(store: SqlStore, statement: str) -> Any:
    """One value straight from the database."""
    return await store.read(lambda connection: connection.fetch(statement)[0][0])


async def column(store: SqlStore, statement: str) -> list[Any]:
    """One column of several rows straight from the database."""
    return await store.read(lambda connection: [row[0] for row in connection.fetch(statement)])


async def execute(store: SqlStore, statement: str) -> None:
    """Something done straight to the database."""
    await store.write(lambda connection: connection.execute(statement))


async def forget(store: SqlStore, before: datetime, now: datetime) -> ErasureCounts:
    """Forget what is as old as that, on a night of its own; no finished row goes."""
    night = date.fromordinal(next(_NIGHTS))
    return some(await store.forget_once(night, RetentionLimits(EVER, before, UTC), now))


async def look(store: SqlStore) -> None:
    """Note how many rows there are, as the bot does every ten minutes."""
    await store.write(lambda connection: remember(connection, row_counts(connection)[1]))


async def everything(store: SqlStore) -> str:
    """Return all that is stored as one text, to search it for traces."""
    return await store.read(all_rows)


def all_rows(connection: Connection) -> str:
    return "\n".join(f"{table}: {row}" for table in TABLES for row in connection.fetch(f"SELECT * FROM {table}"))
