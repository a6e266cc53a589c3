"""Leaves, answers that wait, bursts and their summaries, and the list of answers that did not arrive."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from bot.app.shell.reads import Work
from bot.helpdesk.model.actions import Delete, Outcome, Purpose, Send
from bot.helpdesk.model.events import Edited
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.ticket import Held
from bot.storage import SqlStore, queries
from tests.helpdesk.desk import small_policy
from tests.storage.samples import LATER, NOW, SITI, opened, sent, settle


async def keep(store: SqlStore, outcome: Outcome, now: datetime = NOW) -> None:
    async with store.unit() as unit:
        await unit.save([(None, outcome)], now)


async def test_an_answer_that_did_not_arrive_is_listed_until_one_does(store: SqlStore) -> None:
    ticket = await opened(store)

    async def lost(office: str = ticket.office) -> list[tuple[int, str]]:
        async with store.unit() as unit:
            return [(one.ticket, one.reason) for one in await unit.run(queries.reports.lost_of, office, NOW, 10)]

    await keep(store, Outcome(actions=(Send(SITI, "Senin", ticket=ticket.id, purpose=Purpose.REPLY),)))
    assert await lost() == []
    await settle(store, await store.claim(NOW, 30), Delivery.FAILED, reason="blocked")
    assert await lost() == [(ticket.id, "blocked")]
    assert await lost("kantor-lain") == []
    await keep(store, Outcome(actions=(Send(SITI, "Senin", ticket=ticket.id, purpose=Purpose.REPLY),)))
    await sent(store, await store.claim(NOW, 30))
    assert await lost() == []
    async with store.unit() as unit:
        (answer,) = await unit.run(queries.outbox.sent_of, ticket.id)
    await keep(store, Outcome(actions=(Delete(SITI, answer.message),)))
    assert await lost() == [(ticket.id, "blocked")], "what was withdrawn makes nothing good"


async def test_an_answer_waits_until_it_is_due_or_taken_back(store: SqlStore) -> None:
    ticket = await opened(store)
    waits = Held("budi", ticket.id, "101", "Senin", LATER)
    await keep(store, Outcome(held=waits))
    await keep(store, Outcome(held=replace(waits, text="Selasa")))
    await keep(store, Outcome(held=replace(waits, message="102", send_at=NOW)))
    async with store.unit() as unit:
        assert await unit.run(queries.officers.held, "budi", "101") == replace(waits, text="Selasa")
        assert await unit.run(queries.officers.held, "budi", "102") is None
        assert await unit.run(queries.officers.held, "citra", "101") is None
        assert await unit.run(queries.officers.held_due, NOW, 10) == ()
    async with store.unit() as unit:
        assert [one.text for one in await unit.run(queries.officers.held_due, LATER, 10)] == ["Selasa"]
        assert await unit.run(queries.officers.held_due, LATER, 10) == ()


async def test_an_edit_elsewhere_is_not_of_the_answer_that_waits(store: SqlStore) -> None:
    policy, ticket = small_policy(), await opened(store)
    own, topic = policy.chats["budi"].address, Address("telegram", "-100/4")
    waits = Held("budi", ticket.id, "101", "Senin", LATER, place=topic)
    await keep(store, Outcome(held=waits))
    here = Edited(own, "Budi", NOW, "101", "// untuk yang lain")
    there = replace(here, address=topic, group=True, sender=own)
    async with store.unit() as unit:
        alone = await Work(unit, policy, NOW).officer_context(here, patient=False)
        working = await Work(unit, policy, NOW).officer_context(there, patient=False)
    assert (alone.held, alone.target) == (None, None)
    assert working.held == waits
    assert working.ticket.id == ticket.id
