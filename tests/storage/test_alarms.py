"""An alarm is raised with the decision that found it, told once whoever looks, and over when its cause is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.actions import Outcome
from bot.helpdesk.alarms import AGAIN, Alarm, Kind
from bot.storage import SqlStore, alarms
from bot.storage.alarms import Changes
from tests.storage.samples import LATER, NOW, case, closed, opened, save

UNREACHED, FAQ, LEDGER = Alarm(Kind.UNREACHED, "1"), Alarm(Kind.FAQ, "satu"), Alarm(Kind.LEDGER)
HOUR = timedelta(hours=1)


async def look(store: SqlStore, found: Collection[Alarm] = (), now=NOW, machine: str = "satu") -> Changes:
    async with store.database.transaction() as transaction:
        return await transaction.run(alarms.look, set(found), machine, now)


def names(told: tuple) -> list[Alarm]:
    return [item.alarm for item in told]


async def test_what_is_wrong_is_told_once_then_every_few_hours_and_once_when_it_is_over(store: SqlStore):
    assert names((await look(store, [FAQ, LEDGER])).told) in ([FAQ, LEDGER], [LEDGER, FAQ])
    assert await look(store, [FAQ, LEDGER], NOW + HOUR) == Changes()
    changes = await look(store, [FAQ, LEDGER], NOW + AGAIN)
    assert set(names(changes.told)) == {FAQ, LEDGER}
    assert {item.since for item in changes.told} == {NOW}
    changes = await look(store, [LEDGER], NOW + AGAIN + HOUR)
    assert (names(changes.told), names(changes.over)) == ([], [FAQ])
    assert await look(store, [LEDGER], NOW + AGAIN + HOUR) == Changes()


async def test_an_alarm_of_a_case_comes_with_its_decision_and_ends_with_the_answer(store: SqlStore):
    ticket = await opened(store)
    await save(store, Outcome(alarms=(UNREACHED,)), Outcome(alarms=(UNREACHED,)))
    assert names((await look(store)).told) == [UNREACHED]
    assert await look(store, now=LATER) == Changes()
    await save(store, Outcome(tickets=(closed(ticket),)))
    assert names((await look(store, now=LATER)).over) == [UNREACHED]


async def test_a_card_that_arrives_after_all_ends_the_alarm(store: SqlStore):
    ticket = await opened(store)
    unanswered = Alarm(Kind.UNANSWERED, "1")
    await save(store, Outcome(alarms=(UNREACHED, unanswered)))
    await look(store)
    await save(store, Outcome(tickets=(replace(ticket, carded_at=LATER),)))
    assert names((await look(store, now=LATER)).over) == [UNREACHED]


async def test_an_unanswered_emergency_rings_by_itself_but_one_that_reached_nobody_does_not(store: SqlStore):
    await opened(store, emergency=True)
    await save(store, Outcome(alarms=(Alarm(Kind.UNANSWERED, "1"), UNREACHED)))
    told = (await look(store)).told
    assert {item.alarm.kind: item.rings for item in told} == {Kind.UNANSWERED: True, Kind.UNREACHED: False}


async def test_each_machine_ends_only_its_own(store: SqlStore):
    await look(store, [FAQ])
    assert await look(store, machine="dua") == Changes()
    assert names((await look(store)).over) == [FAQ]


async def test_a_machine_that_is_gone_is_forgotten_after_a_day(store: SqlStore):
    await look(store, [FAQ])
    await save(store, Outcome(alarms=(Alarm(Kind.NO_OFFICER, "banjarmasin"),)))
    changes = await look(store, machine="dua", now=NOW + 25 * HOUR)
    assert set(names(changes.over)) == {FAQ, Alarm(Kind.NO_OFFICER, "banjarmasin")}


async def test_a_decision_that_is_rolled_back_raises_nothing(store: SqlStore):
    ticket = case(1)
    try:
        async with store.unit() as unit:
            await unit.save([(None, Outcome(alarms=(UNREACHED,)))], NOW)
            raise RuntimeError(ticket.id)
    except RuntimeError:
        pass
    assert await look(store) == Changes()
