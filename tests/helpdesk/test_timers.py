"""What the desk does of its own accord: what fails for one officer holds up nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.shell import timers
from bot.app.shell.reads import Work
from bot.app.shell.timers import attend_leaves, send_pending, summarise
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.conversation_memory import Awaited, Memory, Pending
from bot.helpdesk.model.entities import Address, Leave
from bot.helpdesk.model.policy import Policy
from bot.storage import SqlStore, open_store, queries
from tests.databases import new_sqlite
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, siti, small_policy
from tests.typed import some

LATER = MONDAY + timedelta(hours=1)
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened_store = await open_store(await new_sqlite(tmp_path), exclusive=True)
    yield opened_store
    await opened_store.close()


def torn_desk() -> Policy:
    """Return a policy on which every rule about Pak Eko fails: his office is not there."""
    policy = small_policy()
    offices = {name: office for name, office in policy.directory.offices.items() if name != "timur"}
    return replace(policy, directory=replace(policy.directory, offices=offices))


async def stored(store: SqlStore, *outcomes: Outcome) -> None:
    async with store.unit() as unit:
        await unit.save([(None, outcome) for outcome in outcomes], MONDAY)


async def queued(store: SqlStore) -> list[Send]:
    return [row.action for row in await store.claim(LATER, 20) if isinstance(row.action, Send)]


async def test_a_summary_that_fails_keeps_nobody_from_his_own(store: SqlStore) -> None:
    hers = make_ticket(1, officer="citra", resident_id=0)
    his = make_ticket(2, officer="eko", office="timur", resident_id=0)
    await stored(store, Outcome(resident=siti(id=0), tickets=(hers, his)))
    async with store.unit() as unit:
        for officer in ("eko", "citra"):
            await unit.run(queries.officers.owe_summary, officer, MONDAY)
        await summarise(Work(unit, torn_desk(), LATER))
    policy = small_policy()
    assert [send.to for send in await queued(store)] == [policy.chats["citra"].address]


async def test_a_question_without_a_village_goes_on_after_ten_minutes(store: SqlStore) -> None:
    tricky = Memory(question='"pending":{"question":"x"')
    pending = Pending("kenapa langit biru", MONDAY, "101", attempted=("dasar-jam",))
    other = Address("telegram", "5002")
    waits = siti(None, id=0, memory=Memory(pending=pending, awaiting=Awaited.VILLAGE))
    await stored(store, Outcome(resident=waits), Outcome(resident=siti(id=0, address=other, memory=tricky)))
    async with store.unit() as unit:
        assert await send_pending(Work(unit, small_policy(), MONDAY + timedelta(minutes=9))) == 0
        assert await send_pending(Work(unit, small_policy(), MONDAY + timedelta(minutes=10))) == 1
        assert await send_pending(Work(unit, small_policy(), LATER)) == 0
        ticket = await unit.run(queries.tickets.numbered, 1)
    assert ticket is not None
    assert (ticket.question, ticket.officer, ticket.opened_at) == ("kenapa langit biru", "dewi", MONDAY)
    assert {send.to for send in await queued(store)} == {SITI, small_policy().chats["dewi"].address}


async def test_new_questions_do_not_hold_up_the_one_that_has_waited_longest(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "AT_ONCE", 1)

    def waits(chat: str, minutes: int) -> Outcome:
        pending = Pending(f"tanya {chat}", MONDAY + timedelta(minutes=minutes), chat)
        address = Address("telegram", chat)
        return Outcome(
            resident=siti(None, id=0, address=address, memory=Memory(pending=pending, awaiting=Awaited.VILLAGE))
        )

    await stored(store, waits("5003", 4), waits("5002", 2), waits("5001", 0))
    found = []
    for minute in (9, 10, 13, 15):
        async with store.unit() as unit:
            await send_pending(Work(unit, small_policy(), MONDAY + timedelta(minutes=minute)))
            found.append([ticket.question for ticket in await unit.run(queries.tickets.all_open)])
    assert [len(questions) for questions in found] == [0, 1, 2, 3]
    assert found[1] == ["tanya 5001"]


async def test_a_leave_that_fails_keeps_nobody_from_his_own(store: SqlStore) -> None:
    eko, budi = Leave("eko", MONDAY, TOMORROW), Leave("budi", MONDAY, TOMORROW)
    hers = make_ticket(1, resident_id=0)
    await stored(store, Outcome(leave=eko), Outcome(leave=budi), Outcome(resident=siti(id=0), tickets=(hers,)))
    async with store.unit() as unit:
        await attend_leaves(Work(unit, torn_desk(), LATER))
        assert some(await unit.run(queries.tickets.numbered, 1)).officer == "citra"
