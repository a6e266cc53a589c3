"""News in the store: who may get it, in small portions, once, whatever dies when."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome, Priority, Purpose, Send
from bot.helpdesk.model.outreach import (
    Broadcast,
    BroadcastCounts,
    BroadcastState,
)
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, Result
from bot.storage import SqlStore, queries
from tests.storage.samples import LATER, NOW, OFFICER, SITI, execute, forget, make_ticket, met, save, settle

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
