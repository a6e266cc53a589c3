"""An office with more open tickets than a page holds: what is looked up for its officers reaches all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.shell.context import officer_context
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Author, Line
from bot.helpdesk.model.events import Commanded, Event
from bot.helpdesk.model.store import QueueView
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.queue import QUEUE_PAGE
from bot.helpdesk.turn import OfficerContext
from bot.storage import SqlStore, open_store, queries
from tests.databases import new_sqlite
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, pressed, siti, small_policy, wrote

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
CARD = Line(30, Author.RESIDENT, MONDAY, "apa kabar paspor saya", address=BUDI, message="900")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Twenty tickets of Bu Citra's and ten of Pak Budi's, all alike."""
    opened = await open_store(await new_sqlite(tmp_path), exclusive=True)
    async with opened.unit() as unit:
        await unit.save([(None, Outcome(resident=replace(siti(), id=0)))], MONDAY)
        resident = (await unit.run(queries.residents.residents_at, [SITI]))[SITI].id
        tickets = tuple(
            make_ticket(number, resident_id=resident, officer="citra" if number <= 20 else "budi")
            for number in range(1, 31)
        )
        await unit.save([(None, Outcome(tickets=tickets, lines=(CARD,)))], MONDAY)
    yield opened
    await opened.close()


async def known(store: SqlStore, event: Event) -> OfficerContext:
    async with store.unit() as unit:
        return await officer_context(unit, event, MONDAY, POLICY, patient=False)


def numbers(context: OfficerContext) -> list[int]:
    return [ticket.id for ticket in context.queue]


async def test_the_queue_is_whole_and_his_own_are_his_own(store: SqlStore) -> None:
    first = await known(store, Commanded(BUDI, "Budi", MONDAY, "1", "antrean", ""))
    second = await known(store, pressed(Verb.QUEUE, "semua", "2", chat=BUDI))
    beyond = await known(store, pressed(Verb.QUEUE, "semua", "9", chat=BUDI))
    mine = await known(store, pressed(Verb.QUEUE, "saya", chat=BUDI))
    assert numbers(first) == list(range(1, QUEUE_PAGE + 1))
    assert first.queue_counts[QueueView.ALL] == 30
    assert numbers(second) == numbers(beyond) == list(range(QUEUE_PAGE + 1, 31))
    assert numbers(mine) == list(range(21, 31))
    assert set(mine.names.values()) == {siti().name}


async def test_those_who_ask_the_same_are_sought_among_all(store: SqlStore) -> None:
    answering = await known(store, wrote("Bawa KTP.", chat=BUDI, reply_to="900"))
    assert answering.ticket.id == 30
    assert {*numbers(answering)} == {*range(1, 31)}
