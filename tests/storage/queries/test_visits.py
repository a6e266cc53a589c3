"""Planned days in the store, and reminders that are owed once, whatever changes meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.app.shell.reads import Work
from bot.app.shell.timers import remind
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.memory import Memory
from bot.helpdesk.model.outreach import (
    Reminder,
    ReminderDropped,
    ReminderSet,
    Visit,
)
from bot.helpdesk.model.people import Resident
from bot.storage import SqlStore, queries
from bot.storage.queries.outreach import REPORTED_FOR
from tests.helpdesk.desk import small_policy
from tests.storage.samples import LATER, NOW, SITI, as_stored, forget, met, save, scalar, sent, texts

SOON, MONTH = NOW + timedelta(days=3), NOW + timedelta(days=30)
DAY = Visit(0, "barat", "budi", "mandurian", "penyuluhan", SOON, "Balai Desa 🙏")


async def plan(store: SqlStore, *days: Visit) -> tuple[Visit, ...]:
    await save(store, Outcome(outreach=tuple(day for day in days)))
    return await store.read(queries.outreach.planned_in, ("mandurian", "lawahan"), NOW)


async def asks(store: SqlStore, day: int = 1, due_days: int = 2) -> Resident:
    """Siti asks to be reminded."""
    known = (await store.read(queries.residents.residents_at, [SITI])).get(SITI)
    siti = known or await met(store)
    await save(store, Outcome(resident=siti, outreach=(ReminderSet(day, NOW + timedelta(days=due_days)),)))
    return await as_stored(store)


async def due(store: SqlStore, days: int) -> tuple[Reminder, ...]:
    return await store.write(queries.outreach.reminders_due, NOW + timedelta(days=days), 20)


async def test_a_reminder_is_due_once_and_its_day_goes_with_it(store: SqlStore) -> None:
    [day] = await plan(store, DAY)
    siti = await asks(store, day.id)
    await asks(store, day.id)
    assert await due(store, 1) == ()
    [owed] = await due(store, 2)
    assert (owed.address, owed.what, owed.may_hear, owed.resident) == (SITI, "remind", True, siti.id)
    assert owed.visit == day
    async with store.unit() as unit:
        await unit.run(queries.outreach.keep_reminder, owed, "remind", None)
        [shown] = await unit.run(queries.outreach.planned_in, ("mandurian",), NOW)
        assert shown.reminded == 1
        assert (await unit.run_long(queries.audit.kept, siti.id)).visits == (shown,)
    assert await due(store, 9) == ()


async def test_who_does_not_want_it_is_not_reminded(store: SqlStore) -> None:
    [day] = await plan(store, DAY)
    siti = await asks(store, day.id)
    await save(store, Outcome(resident=siti, outreach=(ReminderDropped(day.id),)))
    assert await due(store, 9) == ()


async def test_erasing_takes_the_reminder_and_time_takes_what_is_over(store: SqlStore) -> None:
    [day] = await plan(store, DAY)
    siti = await asks(store, day.id)
    await save(store, Outcome(erase=siti.id))
    assert await scalar(store, "SELECT count(*) FROM reminders") == 0
    again = await asks(store, day.id)
    # she is owed a message, so she is not forgotten before it
    assert (await forget(store, LATER, NOW + timedelta(days=2))).residents == 0
    forgotten = await forget(store, LATER, SOON + timedelta(days=1))
    assert forgotten.residents == 1
    assert await scalar(store, "SELECT count(*) FROM reminders") == 0
    assert await scalar(store, "SELECT count(*) FROM visits") == 1, "the reports of its year name it"
    await forget(store, LATER, SOON + REPORTED_FOR)
    assert await scalar(store, "SELECT count(*) FROM visits") == 0
    assert again.id
    [newer] = await plan(store, DAY)
    assert newer.id > day.id, "a number is never used again"


async def sent_by_round(store: SqlStore, at: datetime) -> list[str]:
    """Send what one round of reminding has to send at that moment."""
    async with store.unit() as unit:
        await remind(Work(unit, small_policy(), at))
    rows = await store.claim(at, 20)
    await sent(store, rows)
    return texts(rows)


async def test_a_reminder_that_falls_due_at_night_comes_in_the_morning_once(store: SqlStore) -> None:
    [day] = await plan(store, replace(DAY, starts_at=MONTH))
    await asks(store, day.id)
    night = (NOW + timedelta(days=5)).replace(hour=13)  # nine in the evening there
    await save(store, Outcome(outreach=(replace(day, place="Masjid"),)), now=night)
    assert await sent_by_round(store, night) == []
    morning = night.replace(hour=23)
    [moved] = await sent_by_round(store, morning)
    assert moved.startswith("Jadwal berubah")
    assert await sent_by_round(store, morning) == []
    assert await sent_by_round(store, MONTH - timedelta(days=2)) == []
    [reminder] = await sent_by_round(store, MONTH - timedelta(hours=17))
    assert "Pengingat" in reminder
    assert await sent_by_round(store, MONTH - timedelta(hours=16)) == []


async def test_whoever_may_not_hear_gets_no_reminder_and_it_does_not_come_later(store: SqlStore) -> None:
    [day] = await plan(store, DAY)
    siti = await asks(store, day.id)
    await save(store, Outcome(resident=replace(siti, memory=Memory(hush=True))))
    assert await sent_by_round(store, SOON - timedelta(hours=20)) == []
    await save(store, Outcome(resident=replace(await as_stored(store), memory=Memory())))
    assert await sent_by_round(store, SOON - timedelta(hours=19)) == []
