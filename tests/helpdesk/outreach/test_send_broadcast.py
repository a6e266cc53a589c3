"""A broadcast that the evening interrupts goes on in the morning, to everybody who has not had it, and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.shell.outreach import ON_THE_WAY, PORTION, release, spread
from bot.app.shell.reads import Work
from bot.helpdesk.model.actions import Edit, Outcome
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.outreach import Broadcast, BroadcastBegun, BroadcastState, BroadcastTurned
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Delivery, Result
from bot.helpdesk.texts import outreach as outreach_texts
from bot.storage import SqlStore, open_store, queries
from tests.databases import new_sqlite
from tests.helpdesk.desk import BUDI, DEWI, MONDAY, POLICY, pressed, siti

READERS = 30
EVENING = MONDAY.replace(hour=20, minute=0)
MORNING = EVENING + timedelta(hours=11)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Thirty readers, and a broadcast to them."""
    opened = await open_store(await new_sqlite(tmp_path), exclusive=True)
    async with opened.unit() as unit:
        people = [replace(siti(), id=0, address=Address("telegram", str(6000 + n)), news=True) for n in range(READERS)]
        await unit.save([(None, Outcome(resident=person)) for person in people], MONDAY)
        upto = await unit.run(queries.broadcasts.last_resident)
        begun = Broadcast(0, "budi", "barat", ("mandurian",), "Besok.", MONDAY, BUDI, "55", READERS, upto)
        await unit.save([(None, Outcome(outreach=(BroadcastBegun(begun),)))], MONDAY)
    yield opened
    await opened.close()


class Day:
    """Looks at the broadcasts, and what has been delivered to readers, supervisor (how often) and officer (what)."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.got, self.shown, self.told = store, Counter[str](), "", 0

    async def look(self, now: datetime, most: int = 100) -> None:
        """Look after the broadcasts, then deliver at most so many messages."""
        async with self.store.unit() as unit:
            await spread(Work(unit, POLICY, now))
        rows = await self.store.claim(now, most)
        async with self.store.unit() as unit:
            await unit.settle([Result(row, Delivery.SENT, message=f"m{row.id}") for row in rows], now)
        for row in rows:
            if isinstance(row.action, Edit):
                self.shown = row.action.text
            elif row.action.to == DEWI:
                self.told += 1
            else:
                self.got[row.action.to.chat] += 1


async def test_what_the_evening_holds_up_comes_in_the_morning_once(store: SqlStore) -> None:
    day = Day(store)
    await day.look(EVENING - 2 * ON_THE_WAY, most=5)
    before = day.got.total()
    await day.look(EVENING)
    await day.look(EVENING + timedelta(hours=1))
    assert day.got.total() == before
    assert "07.00" in day.shown
    for seconds in range(20):
        await day.look(MORNING + timedelta(seconds=4 * seconds))
    assert day.told == 1, "its supervisor reads of it once"
    assert len(day.got) == READERS
    assert {*day.got.values()} == {1}
    assert day.shown == f"{outreach_texts.REPORT}\nTerkirim: {READERS}"


async def test_what_could_not_leave_before_the_evening_is_not_fed(store: SqlStore) -> None:
    day = Day(store)
    await day.look(EVENING - ON_THE_WAY)
    assert not day.got
    await day.look(EVENING - ON_THE_WAY - timedelta(seconds=1))
    assert day.got.total() == PORTION


async def test_a_broadcast_that_is_stopped_at_night_stays_stopped(store: SqlStore) -> None:
    day = Day(store)
    await day.look(EVENING - 2 * ON_THE_WAY, most=5)
    await day.look(EVENING)
    async with store.unit() as unit:
        [running] = await unit.run(queries.broadcasts.unfinished, 9)
        turned = BroadcastTurned(running.id, BroadcastState.STOPPING)
        await unit.save([(None, Outcome(outreach=(turned,)))], EVENING)
    for seconds in range(5):
        await day.look(MORNING + timedelta(seconds=4 * seconds))
    assert day.got.total() < PORTION
    assert day.shown.startswith(outreach_texts.REPORT_STOPPED)


HELD = Broadcast(
    0, "budi", "barat", ("mandurian",), "Bayar uang muka.", MONDAY, BUDI, "56", 3, 9, state=BroadcastState.HELD
)
STAFF, STRANGER = Address("telegram", "8001"), Address("telegram", "9999")
ALONE = replace(
    POLICY,
    staff_chats=frozenset({STAFF, BUDI}),
    chats={name: chat for name, chat in POLICY.chats.items() if name != "dewi"},
)


@pytest.mark.parametrize(
    ("policy", "address", "may"),
    [
        (replace(POLICY, staff_chats=frozenset({STAFF})), DEWI, True),
        (replace(POLICY, staff_chats=frozenset({STAFF})), STAFF, False),
        (replace(POLICY, staff_chats=frozenset({STAFF}), away=frozenset({"dewi"})), STAFF, True),
        (replace(POLICY, staff_chats=frozenset({STAFF}), away=frozenset({"dewi"})), DEWI, True),
        (POLICY, BUDI, False),
        (POLICY, POLICY.chats["eko"].address, False),
        (POLICY, STRANGER, False),
        (ALONE, STAFF, True),
        (ALONE, BUDI, False),
    ],
    ids=[
        "supervisor",
        "staff beside him",
        "staff for him",
        "he on leave",
        "author",
        "other office",
        "stranger",
        "staff alone",
        "author of the staff",
    ],
)
async def test_only_who_is_asked_releases_a_broadcast(
    store: SqlStore, policy: Policy, address: Address, may: bool
) -> None:
    async with store.unit() as unit:
        await unit.save([(None, Outcome(outreach=(BroadcastBegun(HELD),)))], MONDAY)
        outcome = await release(Work(unit, policy, MONDAY), pressed("siaran", "lepas", "2", chat=address))
        turned = (BroadcastTurned(2, BroadcastState.SENDING),)
        assert outcome.outreach == (turned if may else ())
        await unit.save([(None, outcome)], MONDAY)
        again = await release(Work(unit, policy, MONDAY), pressed("siaran", "tolak", "2", chat=address))
        assert again.outreach == (), "decided once, or not his to decide"


async def test_a_held_broadcast_is_asked_about_once_and_ends_after_a_week(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.broadcasts.keep, replace(HELD, id=1, state=BroadcastState.ENDED, sent=0), MONDAY)
        await unit.save([(None, Outcome(outreach=(BroadcastBegun(replace(HELD, upto=99)),)))], MONDAY)
    day = Day(store)
    for days in (0, 1, 6):
        await day.look(MONDAY + timedelta(days=days, minutes=1))
    assert (day.told, day.got.total()) == (1, 0)
    assert "menunggu diperiksa" in day.shown
    await day.look(MONDAY + timedelta(days=7, minutes=1))
    assert day.shown == f"{outreach_texts.REPORT_STOPPED}\nTerkirim: 0\n" + outreach_texts.REPORT_SKIPPED.format(
        count=3
    )
    assert day.got.total() == 0
