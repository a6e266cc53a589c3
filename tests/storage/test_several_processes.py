"""Several bot processes on one PostgreSQL share the work, and no chat is in two hands."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Conflict, StorageUnavailable
from bot.helpdesk.model.outreach import Broadcast, ReminderSet, Visit
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Held
from bot.storage import SqlStore, queries
from bot.storage.queries import inbox
from tests.databases import server_or_skip, store_in
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, make_ticket, person, update
from tests.storage.steps import execute, opened, save, scalar, send, sent, take, texts
from tests.waiting import until

pytestmark = pytest.mark.postgres


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = server_or_skip()
    url = await server.take()
    yield url
    server.give_back(url)


@pytest.fixture
async def pair(url: str) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    async with store_in(url) as one, store_in(url) as two:
        yield one, two


async def waits(late: asyncio.Task[Any], store: SqlStore) -> None:
    """Wait until another process waits for a lock."""
    await until(lambda: scalar(store, "SELECT count(*) FROM pg_locks WHERE NOT granted"), "it waits for a lock")
    assert not late.done()


async def test_a_chat_that_another_process_is_at_is_passed_over(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    await one.receive([update(1, "a"), update(2, "a"), update(3, "b"), update(4, "c")], NOW)
    async with one.unit() as unit:
        first = await unit.take(2)
        assert [row.chat for row in first] == ["a", "b"]
        assert [row.chat for row in await take(two)] == ["c"]
        await unit.save([(row, Outcome()) for row in first], NOW)
    assert [row.chat for row in await take(two)] == ["a", "c"]


async def test_a_view_from_before_the_other_finished_yields_nothing_twice(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    await one.receive([update(1, "a")], NOW)

    async def look_then_take() -> None:
        async with two.database.transaction() as transaction:
            await transaction.run(
                lambda connection: connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            )
            assert await transaction.run(lambda c: c.fetch("SELECT count(*) FROM inbox")) == [(1,)]
            async with one.unit() as unit:
                await unit.save([(row, Outcome()) for row in await unit.take(1)], NOW)
            await transaction.run(inbox.take, 1)

    with pytest.raises(Conflict):
        await look_then_take()


async def test_a_late_older_update_waits_for_the_newer_one_being_decided(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    await one.receive([update(1, "a"), update(2, "b")], NOW)
    async with one.unit() as unit:
        assert [row.chat for row in await unit.take(1)] == ["a"]
        values = "VALUES (0, 'telegram', '0', 'a', '{}', now())"
        await execute(two, f"INSERT INTO inbox (id, channel, update_key, chat, raw, received_at) {values}")
        assert [row.chat for row in await take(two)] == ["b"]
    oldest, _ = await take(two)
    assert (oldest.id, oldest.chat) == (0, "a")


async def test_every_update_is_decided_once_and_in_order(pair: tuple[SqlStore, SqlStore]) -> None:
    chats = [str(number % 7) for number in range(150)]
    await pair[0].receive([update(number, chat) for number, chat in enumerate(chats)], NOW)
    seen: list[tuple[str, int]] = []

    async def work(store: SqlStore) -> None:
        while (await store.ledger(None)).open:
            async with store.unit() as unit:
                rows = await unit.take(3)
                await asyncio.sleep(0)
                await unit.save([(row, Outcome()) for row in rows], NOW)
                seen.extend((row.chat, row.id) for row in rows)

    await asyncio.gather(*(work(store) for store in pair * 2))
    assert len(seen) == len(set(seen)) == 150
    for chat in set(chats):
        ids = [number for where, number in seen if where == chat]
        assert ids == sorted(ids)


async def test_every_message_is_claimed_once(pair: tuple[SqlStore, SqlStore]) -> None:
    await send(pair[0], *(Send(Address("telegram", str(number % 9)), str(number)) for number in range(120)))
    heard: list[str] = []

    async def work(store: SqlStore) -> None:
        while (await store.ledger(None)).queued:
            rows = await store.claim(NOW, 4)
            heard.extend(texts(rows))
            await sent(store, rows)

    await asyncio.gather(*(work(store) for store in pair * 2))
    assert set(Counter(heard).values()) == {1}
    assert len(heard) == 120
    for chat in range(9):
        said = [int(text) for text in heard if int(text) % 9 == chat]
        assert said == sorted(said)


async def test_starting_again_leaves_alone_what_a_living_process_is_sending(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    await send(one, Send(SITI, "satu"), Send(BUDI, "dua"))
    rows = await one.claim(NOW, 1)
    assert await two.resume([]) == []
    assert await one.resume([row.id for row in rows]) == []
    assert texts(await two.claim(NOW, 10)) == ["dua"]
    await one.close()
    assert await two.resume([rows[0].id + 1]) == []
    again = await two.claim(NOW, 10)
    assert [(row.id, row.repeat) for row in again] == [(rows[0].id, True)]


async def test_a_process_whose_connection_was_cut_is_not_taken_for_dead(
    pair: tuple[SqlStore, SqlStore], url: str
) -> None:
    one, two = pair
    await send(one, Send(SITI, "satu"))
    rows = await one.claim(NOW, 1)
    # the loop reads the server's farewell in one of its rounds, and the end of the connection in the next
    for rounds in range(4):
        server_or_skip().cut(url)
        for _ in range(rounds):
            await asyncio.sleep(0)
        for store in pair:
            with suppress(StorageUnavailable):
                await store.resume([row.id for row in rows])
        assert await one.resume([row.id for row in rows]) == []
        assert await two.resume([]) == []
        assert await two.claim(NOW, 10) == []
        assert len(await one.database.living_senders()) == 2
        assert await one.database.at_work()


async def test_two_that_change_the_same_ticket_do_not_overwrite_each_other(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    ticket = await opened(one)
    async with one.unit() as unit:
        await unit.save([(None, Outcome(tickets=(replace(ticket, claimed_by="a"),)))], NOW)
        late = asyncio.create_task(save(two, Outcome(tickets=(replace(ticket, claimed_by="b"),))))
        await waits(late, one)
    with pytest.raises(Conflict):
        await late


async def test_two_that_give_the_same_number_do_not_both_succeed(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    async with one.unit() as unit:
        number = await unit.run(queries.tickets.next_number)
        await unit.save([(None, Outcome(resident=person(SITI), tickets=(make_ticket(number),)))], NOW)
        late = asyncio.create_task(save(two, Outcome(resident=person(BUDI), tickets=(make_ticket(number),))))
        await waits(late, one)
    with pytest.raises(Conflict):
        await late
    assert await two.read(queries.tickets.next_number) == number + 1


async def test_two_that_meet_the_same_resident_do_not_make_two(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    async with one.unit() as unit:
        await unit.save([(None, Outcome(resident=person(SITI)))], NOW)
        late = asyncio.create_task(save(two, Outcome(resident=person(SITI))))
        await waits(late, one)
    with pytest.raises(Conflict):
        await late


async def test_each_process_knows_how_many_live(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    assert one.processes == 1
    await one.resume([])
    assert one.processes == 2
    await two.close()
    await one.resume([])
    assert one.processes == 1


async def test_a_deadline_is_seen_by_one_process_only(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    await opened(one, next_at=NOW)
    async with one.unit() as unit:
        assert len(await unit.run(queries.tickets.due, LATER, 10)) == 1
        async with two.unit() as other:
            assert await other.run(queries.tickets.due, LATER, 10) == ()


async def test_two_processes_never_send_the_same_held_answer_or_summary(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    await opened(one)
    held = Held("budi", 1, "55", "Bawa KTP.", LATER)
    await save(one, Outcome(held=held), Outcome(held=replace(held, message="56")))
    later = LATER + timedelta(minutes=1)
    async with one.unit() as first, two.unit() as second:
        [mine] = await first.run(queries.officers.held_due, later, 1)
        [theirs] = await second.run(queries.officers.held_due, later, 9)
    assert {mine.message, theirs.message} == {"55", "56"}
    async with one.unit() as first:
        await first.run(queries.officers.owe_summary, "budi", NOW)

    async def look() -> tuple[str, ...]:
        async with two.unit() as second:
            return await second.run(queries.officers.summaries_due, later)

    async with one.unit() as first:
        assert await first.run(queries.officers.summaries_due, later) == ("budi",)
        late = asyncio.create_task(look())
        await waits(late, one)
    assert await late == ()


async def test_two_processes_never_send_the_same_broadcast_or_reminder(pair: tuple[SqlStore, SqlStore]) -> None:
    one, two = pair
    news = Broadcast(0, "budi", "barat", ("mandurian",), "Kantor tutup.", NOW, OFFICER, "55", 3, 999)
    await save(one, Outcome(outreach=(news, replace(news, officer="citra"))))
    async with one.unit() as first, two.unit() as second:
        [mine] = await first.run(queries.outreach.unfinished, 1)
        [theirs] = await second.run(queries.outreach.unfinished, 9)
    assert mine.id != theirs.id
    day = Visit(0, "barat", "budi", "mandurian", "penyuluhan", NOW + timedelta(days=3), "Balai Desa")
    await save(one, Outcome(outreach=(day,)))
    for address in (SITI, BUDI):
        await save(one, Outcome(resident=person(address), outreach=(ReminderSet(1, NOW),)))
    async with one.unit() as first, two.unit() as second:
        [here] = await first.run(queries.outreach.reminders_due, LATER, 1)
        [there] = await second.run(queries.outreach.reminders_due, LATER, 9)
    assert here.address != there.address
