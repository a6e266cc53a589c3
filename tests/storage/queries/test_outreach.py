"""News and planned days in the store: who gets what, once, whatever dies or changes meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.app.shell.reads import Work
from bot.app.shell.timers import remind
from bot.helpdesk.model.actions import Outcome, Priority, Purpose, Send
from bot.helpdesk.model.outreach import (
    Broadcast,
    BroadcastCounts,
    BroadcastState,
    Reminder,
    ReminderDropped,
    ReminderSet,
    Visit,
)
from bot.helpdesk.model.people import Address, Memory, Resident
from bot.helpdesk.model.store import Delivery, Result
from bot.storage import SqlStore, queries
from bot.storage.queries.outreach import REPORTED_FOR
from tests.helpdesk.desk import small_policy
from tests.storage.samples import LATER, NOW, OFFICER, SITI, make_ticket
from tests.storage.steps import as_stored, execute, forget, met, save, scalar, sent, settle, texts

VILLAGES = ("mandurian", "lawahan")
BROADCAST = Broadcast(0, "budi", "barat", VILLAGES, "Kantor tutup.", NOW, OFFICER, "55", 3, 999)


def address(number: int) -> Address:
    return Address("telegram", str(6000 + number))


async def village(store: SqlStore, count: int = 3) -> list[int]:
    """Residents of Mandurian who agreed; their numbers."""
    return [(await met(store, address(number), news=True, news_at=NOW)).id for number in range(count)]


def message(number: int, news: int = 1) -> Send:
    return Send(address(number), "Kabar", purpose=Purpose.BROADCAST, about=str(news), priority=Priority.BROADCAST)


async def readers(store: SqlStore) -> dict[str, int]:
    return dict(await store.read(queries.outreach.readers, VILLAGES))


async def test_only_who_agreed_and_may_be_disturbed_is_a_reader(store: SqlStore) -> None:
    await village(store)
    assert await readers(store) == {"mandurian": 3}
    await met(store, address(3))
    await met(store, address(4), news=False)
    await met(store, address(5), news=True, blocked_at=NOW)
    await met(store, address(6), news=True, village="jauh")
    endangered = await met(store, address(7), news=True)
    await save(store, Outcome(tickets=(make_ticket(7, endangered.id, emergency=True),)))
    despairing = await met(store, address(9), news=True)
    await save(store, Outcome(tickets=(make_ticket(9, despairing.id, despair=True),)))
    asking = await met(store, address(8), news=True, village="lawahan")
    await save(store, Outcome(tickets=(make_ticket(8, asking.id),)))
    assert await readers(store) == {"mandurian": 3, "lawahan": 1}


async def test_what_is_called_off_has_its_turn_again_and_nobody_twice(store: SqlStore) -> None:
    numbers = await village(store, 5)
    await save(store, Outcome(actions=tuple(message(number) for number in range(5))))
    got, doubtful, waits, *_ = await store.claim(NOW, 3)
    await settle(store, [got], Delivery.SENT, message="9")
    await settle(store, [doubtful], Delivery.UNCERTAIN)
    await settle(store, [waits], Delivery.WAITING, retry_at=LATER)
    async with store.unit() as unit:
        assert await unit.run(queries.outreach.call_off, 1) == numbers[2]
        assert await unit.run(queries.outreach.call_off, 1) is None
        again = await unit.run(queries.outreach.next_readers, replace(BROADCAST, id=1), VILLAGES, 9)
        other = await unit.run(queries.outreach.next_readers, replace(BROADCAST, id=2), VILLAGES, 9)
    assert [reader.id for reader in again] == numbers[2:]
    assert [reader.id for reader in other] == numbers


async def test_what_became_of_each_message_is_counted(store: SqlStore) -> None:
    await village(store, 6)
    await save(store, Outcome(actions=tuple(message(number) for number in range(6))))
    rows = await store.claim(NOW, 5)
    await settle(store, rows[:1], Delivery.SENT, message="9")
    await settle(store, rows[1:2], Delivery.FAILED, reason="blocked")
    await settle(store, rows[2:3], Delivery.FAILED, reason="refused")
    await settle(store, rows[3:4], Delivery.UNCERTAIN)
    async with store.unit() as unit:
        assert await unit.run(queries.outreach.counts, 1) == BroadcastCounts(1, 1, 1, 1, 2)
        assert await unit.run(queries.outreach.counts, 2) == BroadcastCounts()
        await unit.run(queries.outreach.note_blocked, 1, LATER)
        await unit.run(queries.outreach.call_off, 1)
        assert await unit.run(queries.outreach.counts, 1) == BroadcastCounts(1, 1, 1, 1, 1), (
            "what is being sent goes on"
        )
        unsafe = [Result(row, Delivery.FAILED, reason="unsafe") for row in rows[4:]]
        await unit.settle(unsafe, NOW)
        assert await unit.run(queries.outreach.counts, 1) == BroadcastCounts(1, 1, 1, 1), (
            "who is not safe is none of the officer's failures"
        )
    assert await readers(store) == {"mandurian": 5}


async def test_news_whose_end_nobody_knows_is_not_sent_again(store: SqlStore) -> None:
    await save(store, Outcome(actions=(message(0), message(1), Send(SITI, "jawaban"))))
    answer, doubtful, _killed = await store.claim(NOW, 9)
    assert isinstance(answer.action, Send)
    assert answer.action.to == SITI, "an answer goes ahead of news"
    await settle(store, [doubtful], Delivery.UNCERTAIN)
    assert await store.resume([]) == []
    again = await store.claim(LATER, 9)
    assert [row.action.to for row in again] == [SITI]
    assert await store.read(queries.outreach.counts, 1) == BroadcastCounts(uncertain=2)


async def test_who_agreed_is_kept_while_silent_until_he_stops_or_blocks(store: SqlStore) -> None:
    _, stopped, blocked = await village(store)
    await execute(store, f"UPDATE residents SET broadcast_consent = false WHERE id = {stopped}")
    await execute(store, f"UPDATE residents SET blocked_at = seen_at WHERE id = {blocked}")
    await save(store, Outcome(outreach=(replace(BROADCAST, state=BroadcastState.ENDED),)))
    much_later = NOW + timedelta(days=200)
    forgotten = await forget(store, NOW + timedelta(days=100), much_later)
    assert forgotten.residents == 2
    assert await readers(store) == {"mandurian": 1}
    async with store.unit() as unit:
        # its words go; how many got it is kept for the reports
        assert [one.text for one in await unit.run(queries.outreach.recent, "barat", NOW - timedelta(days=7))] == [""]


async def test_whoever_wants_to_be_left_alone_is_not_written_to_ever_after(store: SqlStore) -> None:
    one, *_ = await village(store)
    await execute(store, f"UPDATE residents SET discreet = true WHERE id = {one}")
    await forget(store, NOW + timedelta(days=100), NOW + timedelta(days=200))
    assert await readers(store) == {"mandurian": 2}


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
