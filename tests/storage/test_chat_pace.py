"""Each chat gets a few messages at once and then one a second, chats take turns, and what is said on joins."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from bot.helpdesk.model.actions import Acknowledge, Action, Copy, OpenTopic, Priority, Purpose, Send
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery
from bot.storage import SqlStore, queries
from bot.storage.chat_pace import GROUP, PERSON, Rate, free_again
from telegram_simulator.faults import RateLimits
from telegram_simulator.people import Chat
from tests.storage.samples import BUDI, NOW, OFFICER, SITI
from tests.storage.steps import execute, heard, opened, scalar, send, settle, texts

SECOND = timedelta(seconds=1)


@pytest.fixture
def paced(store: SqlStore) -> SqlStore:
    store.paced = True
    return store


async def test_a_chat_gets_three_at_once_and_then_one_a_second(paced: SqlStore) -> None:
    await send(paced, *(Send(SITI, str(number)) for number in range(6)), Send(BUDI, "a"))
    assert sorted(await heard(paced, NOW)) == ["0", "1", "2", "a"]
    assert await paced.next_send() == NOW + SECOND
    assert await heard(paced, NOW + 0.9 * SECOND) == []
    assert await heard(paced, NOW + SECOND) == ["3"]
    assert await heard(paced, NOW + 4 * SECOND) == ["4", "5"]


async def test_a_group_is_paced_as_a_whole_whatever_the_topic(paced: SqlStore) -> None:
    await opened(paced)
    topics = [Address("telegram", f"-100123/{number}") for number in range(1, 9)]
    opens = OpenTopic(Address("telegram", "-100123"), "Kasus #1", ticket=1, purpose=Purpose.TOPIC)
    await send(paced, opens, *(Send(topic, topic.chat, ticket=1, purpose=Purpose.CARD) for topic in topics))
    await send(paced, Send(SITI, "halo"), Send(topics[7], "darurat", priority=Priority.EMERGENCY))
    assert await heard(paced, NOW) == ["darurat", "halo", "OpenTopic", "-100123/1", "-100123/2", "-100123/3"]
    assert await heard(paced, NOW + 3 * SECOND) == []
    assert await heard(paced, NOW + 4 * SECOND) == ["-100123/4"]
    assert await heard(paced, NOW + 30 * SECOND) == [f"-100123/{number}" for number in range(5, 9)]
    assert await scalar(paced, "SELECT chat FROM chat_pauses") == "-100123"
    async with paced.unit() as unit:
        standing = await unit.run(queries.outbox.sent_of, 1)
        assert [one.address.chat for one in standing[1:]] == [topic.chat for topic in topics]
        assert await unit.run(queries.tickets.at, topics[0], standing[1].message) == 1


async def test_a_pause_demanded_for_one_topic_holds_for_its_group(paced: SqlStore) -> None:
    one, other = (Address("telegram", f"-100123/{number}") for number in (1, 2))
    await send(paced, Send(one, "a"), Send(other, "b"))
    later = NOW + timedelta(minutes=1)
    await settle(paced, await paced.claim(NOW, 9), Delivery.WAITING, retry_at=later, chat_until=later)
    assert await paced.claim(NOW + 30 * SECOND, 9) == []
    assert texts(await paced.claim(later, 9)) == ["a"]


async def test_what_may_not_leave_for_an_unsafe_phone_does_not_count(paced: SqlStore) -> None:
    await send(paced, *(Send(SITI, str(number)) for number in range(9)))
    for _ in range(6):
        await settle(paced, await paced.claim(NOW, 1), Delivery.FAILED, reason="unsafe")
    assert len(await heard(paced, NOW)) == 3


async def test_a_pressed_button_is_answered_before_what_waits_in_its_chat(paced: SqlStore) -> None:
    await send(paced, *(Send(OFFICER, str(number)) for number in range(9)), Acknowledge(OFFICER, "cb"))
    assert await heard(paced, NOW) == ["Acknowledge", "0", "1", "2"]


async def test_who_had_nothing_lately_goes_first_a_call_for_help_before_all(paced: SqlStore) -> None:
    many = [Address("telegram", str(6000 + number)) for number in range(4)]
    await send(paced, *(Send(chat, f"{chat.chat}-{n}") for n in range(9) for chat in many))
    first = await paced.claim(NOW, 2)
    await settle(paced, first, Delivery.SENT)
    urgent = Priority.EMERGENCY
    await send(paced, Send(SITI, "baru"), Send(many[0], "darurat", priority=urgent))
    turns = texts(await paced.claim(NOW, 4))
    assert turns == ["darurat", "6002-0", "6003-0", "baru"]
    assert texts(first) == ["6000-0", "6001-0"]


@pytest.mark.parametrize(
    ("chat", "rate"),
    [
        (Chat(5001, "private", "Siti", person=object()), PERSON),  # type: ignore[arg-type]
        (Chat(-1001, "supergroup", "Kantor Barat"), GROUP),
    ],
    ids=["person", "group"],
)
@given(delays=st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3), st.floats(0, 2)), max_size=40))
def test_telegram_never_counts_more_than_is_counted_here(
    chat: Chat, rate: Rate, delays: list[tuple[float, float, float]]
) -> None:
    """`delays`: on the way there, on the way back, and until the next message is wanted."""
    clock = 0.0
    limits = RateLimits(lambda: clock)
    until: datetime | None = None
    for there, back, idle in delays:
        if until is not None:
            clock = max(clock, (until - NOW).total_seconds())
        clock += there
        assert limits.take(chat) == 0
        clock += back
        until = free_again(until, NOW + timedelta(seconds=clock), 1, rate)
        clock += idle


FURTHER = Send(OFFICER, "#1 Siti:\nsatu", ticket=1, purpose=Purpose.FOLLOW_UP, priority=Priority.FURTHER)


async def test_what_a_resident_writes_on_joins_what_still_waits(paced: SqlStore) -> None:
    await opened(paced)
    await send(paced, FURTHER)
    for word in ("dua", "tiga"):
        await send(paced, replace(FURTHER, text=f"#1 Siti:\n{word}", silent=True))
    await send(paced, Send(OFFICER, "kartu lain"))
    (card,) = await paced.claim(NOW, 10)
    assert texts([card]) == ["kartu lain"]
    await settle(paced, [card], Delivery.SENT)
    (row,) = await paced.claim(NOW, 10)
    assert row.action == replace(FURTHER, text="#1 Siti:\nsatu\ndua\ntiga")
    await send(paced, replace(FURTHER, text="#1 Siti:\nempat"))
    await send(paced, replace(FURTHER, text="#1 Siti mengirim foto:", about="p1"), Copy(OFFICER, SITI, "p1", ticket=1))
    await settle(paced, [row], Delivery.SENT)
    assert texts(await paced.claim(NOW, 10)) == ["#1 Siti:\nempat\n#1 Siti mengirim foto:"], "before the photo itself"


@pytest.mark.parametrize(
    "between",
    [
        Copy(OFFICER, SITI, "p1", ticket=1),
        replace(FURTHER, priority=Priority.EMERGENCY),
        replace(FURTHER, text="x" * 3800),
        Send(OFFICER, "kartu", ticket=1, purpose=Purpose.CARD),
    ],
    ids=["photo", "emergency", "too-long", "card"],
)
async def test_what_stands_between_is_not_joined_over(paced: SqlStore, between: Action) -> None:
    await opened(paced)
    later = replace(FURTHER, text="#1 Siti:\ndua")
    await send(paced, FURTHER, now=NOW)
    await send(paced, between, now=NOW)
    await send(paced, later, now=NOW)
    assert await scalar(paced, "SELECT count(*) FROM outbox") == 3


@pytest.mark.parametrize("readable", [True, False], ids=["may have arrived", "cannot be read"])
async def test_what_may_have_arrived_or_cannot_be_read_is_not_reworded(paced: SqlStore, readable: bool) -> None:
    await opened(paced)
    await send(paced, FURTHER)
    if readable:
        await settle(paced, await paced.claim(NOW, 10), Delivery.UNCERTAIN)
    else:
        await execute(paced, """UPDATE outbox SET action = '["besok", {}]'""")
    await send(paced, replace(FURTHER, text="#1 Siti:\ndua"))
    assert await scalar(paced, "SELECT count(*) FROM outbox") == 2
