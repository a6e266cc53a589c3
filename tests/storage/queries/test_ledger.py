"""The books say of everything what became of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome, Priority, Purpose, Send, Verdict
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import OVERDUE_AFTER, UNSENT_AFTER, Discrepancies
from bot.helpdesk.model.ticket import Author, Held, Line
from bot.storage import SqlStore, queries
from bot.storage.queries.ledger import LOOKED_AT
from bot.storage.retention.erasure import KEPT_FOR, RetentionLimits
from tests.databases import new_sqlite, store_in
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, closed, make_ticket, person, update
from tests.storage.steps import as_stored, asked, execute, look, met, opened as opened_ticket, save, send, sent
from tests.typed import some


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
        ("UPDATE outbox SET state = 'entah' WHERE id = 1", Discrepancies(unknown=1)),
        ("UPDATE tickets SET next_at = NULL WHERE id = 1", Discrepancies(undated=1)),
        ("DELETE FROM inbox WHERE id = 1", Discrepancies(vanished=1)),
        ("DELETE FROM outbox WHERE id = 1", Discrepancies(vanished_messages=1)),
        ("DELETE FROM lines WHERE id = 1", Discrepancies(vanished_lines=1)),
        (
            "UPDATE inbox SET ticket = NULL WHERE ticket = 1; DELETE FROM lines WHERE ticket = 1;"
            " DELETE FROM audit_events WHERE ticket = 1; DELETE FROM tickets WHERE id = 1",
            Discrepancies(ticketless=1, vanished_tickets=1, vanished_lines=1),
        ),
    ],
)
async def test_rows_that_contradict_each_other_are_found(store: SqlStore, damage: str, found: Discrepancies) -> None:
    await asked(store, 1, Outcome(Verdict.ANSWERED, (Send(SITI, "a"), Send(BUDI, "b"))))
    await asked(store, 2, opened(1))
    await asked(store, 3, opened(2, BUDI))
    await look(store)
    assert await store.discrepancies(NOW) == Discrepancies()
    for statement in damage.split("; "):
        await execute(store, statement)
    assert await store.discrepancies(NOW) == found
    assert found.damaged
    # what comes later does not make up for it
    await asked(store, 4, Outcome(Verdict.ANSWERED, (Send(SITI, "c"),)))
    await asked(store, 5, opened(3, Address("telegram", "5003")))
    assert await store.discrepancies(NOW) == found
    await look(store)
    assert await store.discrepancies(NOW) == found


async def test_a_question_is_answered_from_the_officers_first_reply_on(store: SqlStore) -> None:
    await asked(store, 1, opened(1))
    ticket = some(await store.read(queries.tickets.numbered, 1))
    await save(store, Outcome(tickets=(replace(ticket, first_reply_at=LATER),)))
    assert ((await store.ledger(None)).answered, (await store.ledger(None)).open) == (1, 0)


def opened(number: int, address: Address = SITI) -> Outcome:
    """Open a ticket in which somebody has said something."""
    said, ticket = Line(number, Author.RESIDENT, NOW, "tolong", address=address), make_ticket(number)
    return Outcome(Verdict.TICKET, resident=person(address), tickets=(ticket,), lines=(said,), ticket=number)


async def test_rows_that_go_by_rule_are_not_missed(store: SqlStore) -> None:
    for number in (1, 2):
        await asked(store, number, Outcome(Verdict.ANSWERED, (Send(SITI, "a"),)))
    await sent(store, await store.claim(NOW, 9))
    await look(store)
    await asked(store, 3, opened(1))
    await save(store, Outcome(erase=1))
    assert await store.clear_finished(RetentionLimits(NOW + KEPT_FOR, NOW, UTC, newest=1)) == 4
    assert await store.discrepancies(NOW) == Discrepancies()
    await look(store)
    await execute(store, "DELETE FROM inbox WHERE id = 3")
    assert (await store.discrepancies(NOW)).vanished == 1


async def test_a_ticket_that_was_deleted_before_any_look_is_found(tmp_path: Path) -> None:
    url = await new_sqlite(tmp_path)
    async with store_in(url) as store:
        await asked(store, 1, opened(1))
    with closing(sqlite3.connect(tmp_path / "bot.db")) as raw:  # as in the sqlite3 shell, which minds no foreign keys
        raw.execute("DELETE FROM tickets")
        raw.commit()
    async with store_in(url) as store:
        assert await store.discrepancies(NOW) == Discrepancies(ticketless=1, vanished_tickets=1)


SOON, LATE = NOW + OVERDUE_AFTER, NOW + OVERDUE_AFTER + timedelta(seconds=1)


async def test_an_update_that_nobody_decides_is_found(store: SqlStore) -> None:
    await store.receive([update(1)], NOW)
    assert await store.discrepancies(SOON) == Discrepancies()
    found = await store.discrepancies(LATE)
    assert found == Discrepancies(overdue=1)
    assert not found.damaged
    async with store.unit() as unit:
        (row,) = await unit.take(1)
        await unit.save([(row, Outcome(Verdict.ANSWERED))], LATE)
    assert await store.discrepancies(LATE) == Discrepancies()


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
    assert await store.discrepancies(NOW) == Discrepancies()
    assert await store.discrepancies(LATE) == Discrepancies(unreached=count)


async def test_a_card_on_its_way_to_a_new_officer_counts_as_reaching_him(store: SqlStore) -> None:
    siti = await met(store)
    await save(store, Outcome(tickets=(make_ticket(1, siti.id),)))
    await send(store, Send(OFFICER, "Kasus #1", purpose=Purpose.CARD, ticket=1), now=SOON)
    assert await store.discrepancies(LATE) == Discrepancies()
    assert (await store.discrepancies(SOON + OVERDUE_AFTER + timedelta(seconds=1))).unreached == 1


HOUR_LATER = NOW + UNSENT_AFTER + timedelta(seconds=1)
HELD_BY: dict[str, tuple[str, int]] = {
    "nothing": ("UPDATE outbox SET retry_at = NULL", 1),
    "nothing: it is being sent": ("UPDATE outbox SET state = 'sending'", 1),
    "nothing: the pause is over": ("INSERT INTO chat_pauses VALUES ('telegram', '5001', '{now}')", 1),
    "nothing: the clock was wrong": ("INSERT INTO chat_pauses VALUES ('telegram', '5001', '{years}')", 1),
    "429": ("INSERT INTO chat_pauses VALUES ('telegram', '5001', '{tonight}')", 0),
    "it was sent": ("UPDATE outbox SET state = 'sent'", 0),
}


@pytest.mark.parametrize("rule", HELD_BY)
async def test_a_message_that_waits_for_more_than_an_hour_is_found(store: SqlStore, rule: str) -> None:
    statement, count = HELD_BY[rule]
    await send(store, Send(SITI, "a"))
    moments = {"now": NOW, "tonight": NOW + timedelta(hours=12), "years": NOW + timedelta(days=800)}
    await execute(
        store, statement.format(**{name: at.strftime("%Y-%m-%d %H:%M:%S.%f") for name, at in moments.items()})
    )
    assert await store.discrepancies(NOW + UNSENT_AFTER) == Discrepancies()
    found = await store.discrepancies(HOUR_LATER)
    assert found == Discrepancies(unsent=count)
    assert not found.alarming  # that it waits is an alert of its own


async def test_an_answer_that_was_put_off_and_not_sent_is_found(store: SqlStore) -> None:
    await opened_ticket(store)
    await save(store, Outcome(held=Held("pimpasa-mandurian", 1, "77", "Besok pagi.", LATER)))
    assert (await store.discrepancies(LATER + UNSENT_AFTER)).kept_back == 0
    found = await store.discrepancies(LATER + UNSENT_AFTER + timedelta(seconds=1))
    assert found.kept_back == 1
    assert (found.alarming, found.damaged) == (True, False)


async def test_a_deadline_that_nobody_minds_is_found(store: SqlStore) -> None:
    await opened_ticket(store, carded_at=NOW, next_at=NOW)
    await opened_ticket(store, BUDI, 2, carded_at=NOW)
    siti = await as_stored(store)
    await save(store, Outcome(tickets=(replace(closed(make_ticket(3, siti.id)), next_at=NOW),)))
    assert await store.discrepancies(SOON) == Discrepancies()
    found = await store.discrepancies(LATE)
    assert found == Discrepancies(missed=1)
    assert (found.alarming, found.damaged) == (True, False)


UNCERTAIN: dict[str, tuple[dict[str, Any], str, int]] = {
    "the card of an emergency": ({}, "", 1),
    "of an ordinary question": ({}, "UPDATE tickets SET emergency = false", 0),
    "of an emergency that is over": ({}, "UPDATE tickets SET state = 'closed'", 0),
    "first aid before there is a ticket": ({"ticket": None, "priority": Priority.EMERGENCY}, "", 1),
    "of nothing": ({"ticket": None}, "", 0),
}


@pytest.mark.parametrize("kind", UNCERTAIN)
async def test_an_uncertain_message_of_an_emergency_is_found(store: SqlStore, kind: str) -> None:
    message, change, count = UNCERTAIN[kind]
    await opened_ticket(store, emergency=True, carded_at=NOW)
    await send(store, Send(OFFICER, "Kasus #1", **{"ticket": 1, **message}))
    await execute(store, "UPDATE outbox SET state = 'uncertain'")
    if change:
        await execute(store, change)
    found = await store.discrepancies(NOW)
    assert found == Discrepancies(uncertain=count)
    assert (found.alarming, found.damaged) == (count > 0, False)


async def test_an_uncertain_first_aid_without_a_ticket_is_not_counted_for_ever(store: SqlStore) -> None:
    await send(store, Send(SITI, "Tetap tenang.", priority=Priority.EMERGENCY))
    await execute(store, "UPDATE outbox SET state = 'uncertain'")
    assert (await store.discrepancies(NOW + LOOKED_AT)).uncertain == 1
    assert (await store.discrepancies(NOW + LOOKED_AT + timedelta(seconds=1))).uncertain == 0
