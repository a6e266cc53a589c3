"""The books say of everything what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.store import OVERDUE_AFTER, Discrepancies, Ledger
from bot.helpdesk.model.verbs import Purpose
from bot.storage import SqlStore
from bot.storage.queries.ledger import remember
from tests.storage.samples import (
    LATER,
    NOW,
    OFFICER,
    SITI,
    asked,
    closed,
    execute,
    make_ticket,
    met,
    person,
    save,
    send,
    update,
)


async def test_an_empty_store_has_empty_books(store: SqlStore) -> None:
    assert await store.ledger(None) == Ledger(0, 0, 0, 0, 0, 0, 0, 0, 0)


async def test_each_update_is_counted_where_it_ended(store: SqlStore) -> None:
    await asked(store, 1, Outcome(Verdict.ANSWERED))
    await asked(store, 2, Outcome(Verdict.IGNORED))
    await asked(store, 3, Outcome(Verdict.TICKET, resident=person(), tickets=(make_ticket(1),), ticket=1))
    await store.receive([update(4)], NOW)
    async with store.unit() as unit:
        (row,) = await unit.inbox.take(1)
        await unit.inbox.dead_letter(row.id, "unreadable", NOW)
    await store.receive([update(5)], NOW)
    ledger = await store.ledger(None)
    counts = (ledger.received, ledger.answered, ledger.open, ledger.failed, ledger.ignored)
    assert counts == (5, 1, 2, 1, 1)


async def test_a_ticket_counts_as_answered_once_replied_to_or_closed(store: SqlStore) -> None:
    siti = await met(store)
    states = (
        replace(make_ticket(1, siti.id), first_reply_at=LATER),
        closed(make_ticket(2, siti.id)),
        replace(closed(make_ticket(3, siti.id)), state=TicketState.CANCELLED),
        make_ticket(4, siti.id, claimed_by="pimpasa-mandurian", carded_at=NOW),
    )
    for number, ticket in enumerate(states, 1):
        await asked(store, number, Outcome(Verdict.TICKET, tickets=(ticket,), ticket=ticket.id))
    ledger = await store.ledger(None)
    assert (ledger.answered, ledger.open) == (3, 1)


async def test_a_ticket_that_nobody_can_find_is_never_called_answered(store: SqlStore) -> None:
    await asked(store, 1, Outcome(Verdict.TICKET))
    assert (await store.ledger(None)).open == 1


async def test_the_books_can_begin_at_a_date(store: SqlStore) -> None:
    await store.receive([update(1)], NOW)
    await send(store, Send(SITI, "a"))
    await store.receive([update(2)], LATER)
    await send(store, Send(SITI, "b"), Send(SITI, "c"), now=LATER)
    ledger = await store.ledger(LATER)
    assert (ledger.received, ledger.open, ledger.queued) == (1, 1, 2)
    await save(store)
    assert (await store.ledger(NOW)).queued == 3


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE inbox SET verdict = NULL WHERE id = 1", Discrepancies(unexplained=1)),
        ("UPDATE inbox SET ticket = NULL WHERE id = 2", Discrepancies(ticketless=1)),
        ("UPDATE inbox SET state = 'hilang' WHERE id = 1", Discrepancies(unknown=1)),
        ("UPDATE outbox SET state = 'entah'", Discrepancies(unknown=1)),
        ("UPDATE tickets SET next_at = NULL", Discrepancies(undated=1)),
        ("DELETE FROM inbox WHERE id = 1", Discrepancies(vanished=1)),
    ],
)
async def test_rows_that_contradict_each_other_are_found(store: SqlStore, damage: str, found: Discrepancies) -> None:
    await asked(store, 1, Outcome(Verdict.ANSWERED, (Send(SITI, "a"),)))
    await asked(store, 2, Outcome(Verdict.TICKET, resident=person(), tickets=(make_ticket(1),), ticket=1))
    async with store.database.transaction() as transaction:
        await transaction.run(remember, 2)
        await transaction.run(remember, 1)
    assert not (await store.discrepancies(NOW)).any
    await execute(store, damage)
    assert await store.discrepancies(NOW) == found


SOON, LATE = NOW + OVERDUE_AFTER, NOW + OVERDUE_AFTER + timedelta(seconds=1)


async def test_an_update_that_nobody_decides_is_found(store: SqlStore) -> None:
    await store.receive([update(1)], NOW)
    assert not (await store.discrepancies(SOON)).any
    found = await store.discrepancies(LATE)
    assert found == Discrepancies(overdue=1)
    assert not found.damaged
    async with store.unit() as unit:
        (row,) = await unit.inbox.take(1)
        await unit.save([(row, Outcome(Verdict.ANSWERED))], LATE)
    assert not (await store.discrepancies(LATE)).any


UNREACHED_TICKETS: dict[str, tuple[dict[str, Any], int]] = {
    "no card arrived": ({}, 1),
    "the card arrived": ({"carded_at": NOW}, 0),
    "the officer had the last word": ({"waiting_since": None}, 0),
    "the resident asked again just now": ({"waiting_since": SOON}, 0),
}


@pytest.mark.parametrize("kind", UNREACHED_TICKETS)
async def test_an_open_ticket_whose_card_reached_nobody_is_found(store: SqlStore, kind: str) -> None:
    changes, count = UNREACHED_TICKETS[kind]
    siti = await met(store)
    await save(
        store,
        Outcome(tickets=(make_ticket(1, siti.id, **changes),)),
        Outcome(tickets=(closed(make_ticket(2, siti.id)),)),
    )
    assert not (await store.discrepancies(NOW)).any
    assert await store.discrepancies(LATE) == Discrepancies(unreached=count)


async def test_a_card_on_its_way_to_a_new_officer_counts_as_reaching_him(store: SqlStore) -> None:
    siti = await met(store)
    await save(store, Outcome(tickets=(make_ticket(1, siti.id),)))
    await send(store, Send(OFFICER, "Kasus #1", purpose=Purpose.CARD, ticket=1), now=SOON)
    assert not (await store.discrepancies(LATE)).any
    assert (await store.discrepancies(SOON + OVERDUE_AFTER + timedelta(seconds=1))).unreached == 1
