"""An alert is raised with the decision that found it, reported by one process only, and over with its cause."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import AGAIN, Alert, AlertGroup, AlertKind
from bot.helpdesk.model.people import Address
from bot.storage import SqlStore
from bot.storage.queries import alerts
from bot.storage.queries.alerts import Changes
from tests.storage.samples import NOW, closed, make_ticket
from tests.storage.steps import opened, save

UNREACHED, NO_OFFICER = Alert(AlertKind.UNREACHED, "1"), Alert(AlertKind.NO_OFFICER, "banjarmasin")
FAQ, LEDGER = Alert(AlertKind.FAQ, "satu/1", "satu"), Alert(AlertKind.LEDGER, "satu/1", "satu")
FAQ_BESIDE, LEDGER_BESIDE = Alert(AlertKind.FAQ, "satu/2", "satu"), Alert(AlertKind.LEDGER, "satu/2", "satu")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def look(store: SqlStore, found: Collection[Alert] = (), now: datetime = NOW, process: str = "satu/1") -> Changes:
    return await store.write(alerts.look, set(found), process, now)


def names(groups: tuple[AlertGroup, ...]) -> list[Alert]:
    return [item.alert for group in groups for item in group]


async def test_an_alert_is_reported_once_then_every_few_hours_and_at_its_end(store: SqlStore) -> None:
    assert names((await look(store, [FAQ, LEDGER])).due) in ([FAQ, LEDGER], [LEDGER, FAQ])
    assert await look(store, [FAQ, LEDGER], NOW + HOUR) == Changes()
    changes = await look(store, [FAQ, LEDGER], NOW + AGAIN)
    assert set(names(changes.due)) == {FAQ, LEDGER}
    assert {group[0].since for group in changes.due} == {NOW}
    changes = await look(store, [LEDGER], NOW + AGAIN + HOUR)
    assert (names(changes.due), names(changes.over)) == ([], [FAQ])
    assert await look(store, [LEDGER], NOW + AGAIN + HOUR) == Changes()


async def test_two_processes_on_one_machine_make_one_alert_and_no_flapping(store: SqlStore) -> None:
    due, over = [], []
    for second in range(0, 60, 2):
        now = NOW + timedelta(seconds=second)
        # the second one finds less than the first, and the books' fault only later
        for found, process in (([FAQ, LEDGER], "satu/1"), ([LEDGER_BESIDE] if second > 20 else [], "satu/2")):
            changes = await look(store, found, now, process)
            due += names(changes.due)
            over += names(changes.over)
    assert set(due) == {FAQ, LEDGER}
    assert len(due) == 2
    assert over == []
    later = NOW + MINUTE
    assert await look(store, [FAQ, FAQ_BESIDE], later) == Changes()
    assert names((await look(store, [], later, "satu/2")).over) == [LEDGER_BESIDE]


async def test_alerts_of_a_process_that_ended_are_cleared(store: SqlStore) -> None:
    await look(store, [FAQ])
    assert await look(store, process="satu/2", now=NOW + 4 * MINUTE) == Changes()
    # the next one finds the same: nothing new, and nothing is over
    assert await look(store, [FAQ_BESIDE], NOW + 4 * MINUTE, "satu/2") == Changes()
    assert await look(store, [FAQ_BESIDE], NOW + 6 * MINUTE, "satu/2") == Changes()
    assert [one.alert for one in await store.write(alerts.standing)] == [FAQ_BESIDE]
    assert names((await look(store, process="tiga/1", now=NOW + 20 * MINUTE)).over) == [FAQ_BESIDE]


async def test_an_office_without_officers_is_forgotten_after_a_day(store: SqlStore) -> None:
    await save(store, Outcome(alerts=(NO_OFFICER,)))
    assert names((await look(store)).due) == [NO_OFFICER]
    assert (await look(store, now=NOW + 23 * HOUR)).over == ()
    assert names((await look(store, now=NOW + 25 * HOUR)).over) == [NO_OFFICER]


async def test_tickets_of_one_officer_are_one_alert_with_a_count(store: SqlStore) -> None:
    tickets = [await opened(store, Address("telegram", str(number)), number) for number in range(1, 7)]
    found = [Alert(AlertKind.UNREACHED, str(number), "fajar") for number in range(1, 7)]
    await save(store, Outcome(alerts=tuple(found[:2])))
    assert [len(group) for group in (await look(store)).due] == [2]
    for number in range(2, 6):
        await save(store, Outcome(alerts=(found[number],)))
        assert await look(store, now=NOW + number * MINUTE) == Changes()
    (again,) = (await look(store, now=NOW + AGAIN)).due
    assert [one.alert.subject for one in again] == ["1", "2", "3", "4", "5", "6"]
    for ticket in tickets[:-1]:
        await save(store, Outcome(tickets=(closed(ticket),)))
        assert await look(store, now=NOW + AGAIN) == Changes()
    await save(store, Outcome(tickets=(closed(tickets[-1]),)))
    assert names((await look(store, now=NOW + AGAIN)).over) == [found[-1]]


async def test_a_decision_that_is_rolled_back_raises_nothing(store: SqlStore) -> None:
    ticket = make_ticket(1)
    try:
        async with store.unit() as unit:
            await unit.save([(None, Outcome(alerts=(UNREACHED,)))], NOW)
            raise RuntimeError(ticket.id)
    except RuntimeError:
        pass
    assert await look(store) == Changes()
