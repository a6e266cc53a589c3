"""Updates come in once; messages go out chat by chat in order; each ends up where its result says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_type_hints

import pytest
from hypothesis import given, strategies as st
from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.model.actions import Acknowledge, Action, Copy, Delete, Outcome, Priority, Purpose, React, Send
from bot.helpdesk.model.people import Address, Memory
from bot.helpdesk.model.store import Among, Delivery
from bot.storage import SqlStore, queries
from bot.storage.database.sql import Refused
from bot.storage.database.sqlite import SqliteDatabase
from bot.storage.queries.outbox import MOST_TRIES, decode, encode
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, update
from tests.storage.steps import as_stored, execute, heard, met, opened, save, scalar, send, settle, take, texts


async def test_an_uncertain_message_is_tried_once_more_and_then_stays_uncertain(store: SqlStore) -> None:
    await send(store, Send(SITI, "1"), Send(SITI, "2"))
    await settle(store, await store.claim(NOW, 10), Delivery.UNCERTAIN, cause="ReadTimeout")
    ledger = await store.ledger(None)
    assert (ledger.queued, ledger.uncertain) == (2, 0)
    (again,) = await store.claim(NOW, 10)
    assert texts([again]) == ["1"]
    assert (again.tries, again.repeat) == (1, True)
    await settle(store, [again], Delivery.UNCERTAIN, cause="ReadTimeout")
    ledger = await store.ledger(None)
    assert (ledger.queued, ledger.uncertain) == (1, 1)
    assert texts(await store.claim(NOW, 10)) == ["2"]


async def test_while_contact_is_lost_a_silence_is_no_try(store: SqlStore) -> None:
    await send(store, Send(SITI, "1"), Send(SITI, "2"))
    for _ in range(MOST_TRIES + 1):
        (row,) = await store.claim(NOW, 10)
        assert texts([row]) == ["1"]
        assert row.tries <= 2
        await settle(store, [row], Delivery.UNCERTAIN, counts=False)
    (again,) = await store.claim(NOW, 10)
    assert again.repeat
    await settle(store, [again], Delivery.SENT, message="m1")
    assert texts(await store.claim(NOW, 10)) == ["2"]


async def test_a_card_of_an_emergency_is_tried_until_it_is_accepted_or_refused(store: SqlStore) -> None:
    await opened(store)
    await send(store, urgent(OFFICER, "kartu", Purpose.CARD))
    for _ in range(MOST_TRIES):
        await settle(store, await store.claim(NOW, 10), Delivery.UNCERTAIN)
    await store.claim(NOW, 10)
    given_up = await store.resume([])
    await settle(store, given_up, Delivery.UNCERTAIN)
    assert await store.claim(NOW, 10) == []  # what kills the bot waits for a while
    (again,) = await store.claim(NOW + timedelta(minutes=5), 10)
    assert (texts([again]), again.repeat, again.late) == (["kartu"], True, True)


async def test_a_card_and_a_ring_that_are_on_their_way_are_not_queued_again(store: SqlStore) -> None:
    await opened(store)
    card, ring = (urgent(OFFICER, purpose, purpose) for purpose in (Purpose.CARD, Purpose.RING))
    for _ in range(2):
        await send(store, card, ring, urgent(OFFICER, "kata"))
    await send(store, urgent(BUDI, "ring", Purpose.RING))
    assert sorted(await heard(store)) == ["card", "kata", "kata", "ring", "ring"]
    await send(store, ring)
    assert texts(await store.claim(NOW, 10)) == ["ring"]


def urgent(to: Address, text: str, purpose: Purpose = Purpose.NONE) -> Send:
    return Send(to, text, ticket=1, purpose=purpose, priority=Priority.EMERGENCY)


AMONG: list[tuple[Among, list[str]]] = [
    (Among.URGENT, ["ring", "tolong"]),
    (Among.FRESH, ["ring", "tolong", "biasa"]),
    (Among.PROBES, ["kartu", "ring", "tolong", "biasa"]),
    (Among.ANSWERS, ["kartu", "bantuan", "ring", "tolong", "biasa"]),
    (Among.ALL, ["kartu", "bantuan", "ring", "tolong", "biasa", "kabar"]),
]


@pytest.mark.parametrize(("among", "leave"), AMONG)
async def test_while_contact_is_lost_few_messages_leave(store: SqlStore, among: Among, leave: list[str]) -> None:
    await opened(store)
    chats = [replace(SITI, chat=str(number)) for number in range(900, 906)]
    await send(store, urgent(chats[0], "kartu", Purpose.CARD), urgent(chats[1], "bantuan"))
    await settle(store, await store.claim(NOW, 10), Delivery.UNCERTAIN)
    await send(store, urgent(chats[2], "ring", Purpose.RING), urgent(chats[3], "tolong"), Send(chats[4], "biasa"))
    await send(store, Send(chats[5], "kabar", priority=Priority.BROADCAST))
    assert texts(await store.claim(NOW, 10, among)) == leave


async def test_news_wait_until_what_their_reader_wrote_is_decided(store: SqlStore) -> None:
    await send(store, Send(SITI, "kabar", priority=Priority.BROADCAST))
    await store.receive([update(1)], NOW)
    assert await store.claim(NOW, 10) == []
    async with store.unit() as unit:
        (row,) = await unit.take(1)
        await unit.save([(row, Outcome(actions=(Send(SITI, "jawaban"),)))], NOW)
    assert await heard(store) == ["jawaban", "kabar"]


async def test_a_repeat_that_has_to_wait_is_still_a_repeat(store: SqlStore) -> None:
    await send(store, Send(SITI, "1"))
    await settle(store, await store.claim(NOW, 10), Delivery.UNCERTAIN)
    await settle(store, await store.claim(NOW, 10), Delivery.WAITING, retry_at=LATER)
    (again,) = await store.claim(LATER, 10)
    assert (again.tries, again.repeat) == (2, True)


@pytest.mark.parametrize("state", [Delivery.WAITING, Delivery.UNCERTAIN])
@pytest.mark.parametrize("action", [Acknowledge(SITI, "cb"), React(SITI, "m1", "👍")], ids=["receipt", "reaction"])
async def test_a_receipt_or_reaction_is_never_tried_twice(store: SqlStore, action: Action, state: Delivery) -> None:
    await send(store, action, Send(SITI, "jawaban"))
    await settle(store, await store.claim(NOW, 10), state, retry_at=LATER)
    assert texts(await store.claim(NOW, 10)) == ["jawaban"]
    assert (await store.ledger(None)).undelivered == 1
    assert await scalar(store, "SELECT reason FROM outbox WHERE state = 'failed'") == "late"


async def test_what_is_taken_out_of_a_chat_stands_there_no_more(store: SqlStore) -> None:
    await opened(store)
    replies = tuple(Send(SITI, text, ticket=1, purpose=Purpose.REPLY) for text in "abc")
    elsewhere = Send(OFFICER, "kartu", ticket=1, purpose=Purpose.CARD)
    await send(store, *replies, elsewhere)
    for message in "1234":
        if rows := await store.claim(LATER, 1):
            await settle(store, rows, Delivery.SENT, message="1" if rows[0].action.to == OFFICER else message)

    async def standing() -> list[tuple[Address, str]]:
        return [(one.address, one.message) for one in await store.read(queries.outbox.sent_of, 1)]

    before = await standing()
    mine = [message for address, message in before if address == SITI]
    await send(store, Delete(SITI, mine[0], ticket=1, more=(mine[1],)))
    assert await standing() == [one for one in before if one[0] == OFFICER or one[1] == mine[2]]
    await settle(store, await store.claim(LATER, 9), Delivery.FAILED, reason="refused")
    assert await standing() == before


async def test_what_a_killed_process_was_sending_is_sent_again_but_not_for_ever(store: SqlStore) -> None:
    await send(store, Send(SITI, "1"), Send(SITI, "2"), Acknowledge(BUDI, "cb"))
    await store.claim(NOW, 10)
    assert await store.resume([]) == []
    for _ in range(MOST_TRIES - 1):
        (again,) = await store.claim(NOW, 10)
        assert texts([again]) == ["1"]
        assert again.repeat
        given_up = await store.resume([])
    assert texts(given_up) == ["1"]
    await settle(store, given_up, Delivery.UNCERTAIN)
    ledger = await store.ledger(None)
    assert (ledger.queued, ledger.uncertain, ledger.undelivered) == (1, 1, 1)
    assert await store.resume([]) == []
    assert texts(await store.claim(NOW, 10)) == ["2"]


async def test_an_emergency_goes_ahead_in_its_own_chat_and_takes_its_photo_along(store: SqlStore) -> None:
    await send(store, Send(OFFICER, "lama"), Send(OFFICER, "lama lagi"))
    await send(store, Send(OFFICER, "darurat", priority=Priority.EMERGENCY), Copy(OFFICER, SITI, "p1"))
    assert await heard(store) == ["darurat", "Copy", "lama", "lama lagi"]


async def test_a_message_that_cannot_be_read_stands_in_nobodys_way(store: SqlStore) -> None:
    await send(store, Send(SITI, "1"), Send(SITI, "2"))
    await execute(store, """UPDATE outbox SET action = '["besok", {}]' WHERE id = 1""")
    assert await store.claim(NOW, 10) == []
    assert store.put_aside_at == NOW
    assert texts(await store.claim(NOW, 10)) == ["2"]
    assert (await store.ledger(None)).undelivered == 1


DAMAGE = {
    "text that is none": ("sqlite", "action = CAST(x'ff' AS TEXT)", ["2", "a"]),
    "a word for a number": ("sqlite", "priority = 'x'", ["1", "2", "a"]),
    "a number that cannot grow": ("postgresql", "tries = 2147483647", ["2", "a"]),
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_message_that_the_database_cannot_read_stops_no_other(store: SqlStore, damage: str) -> None:
    kind, change, readable = DAMAGE[damage]
    if isinstance(store.database, SqliteDatabase) != (kind == "sqlite"):
        pytest.skip("the other database does not take such a value")
    await send(store, Send(SITI, "1"), Send(BUDI, "a"), Send(SITI, "2"))
    await execute(store, f"UPDATE outbox SET {change} WHERE id = 1")
    assert sorted(await heard(store)) == readable
    assert (store.put_aside_at == NOW) is ("1" not in readable)
    async with store.unit() as unit:
        assert await unit.claim(NOW, 10) == []


async def test_where_no_message_can_be_claimed_none_is_put_aside(store: SqlStore) -> None:
    await send(store, Send(SITI, "1"), Send(BUDI, "a"))
    await execute(store, "ALTER TABLE outbox RENAME COLUMN sender TO other")
    with pytest.raises(Refused):
        await store.claim(NOW, 10)
    await execute(store, "ALTER TABLE outbox RENAME COLUMN other TO sender")
    assert store.put_aside_at is None
    assert len(await store.claim(NOW, 10)) == 2


async def test_it_is_seen_when_claiming_that_a_resident_cannot_answer_safely(store: SqlStore) -> None:
    siti, _ = await met(store), await met(store, BUDI)
    await send(store, Send(SITI, "1"), Send(BUDI, "a"), Send(OFFICER, "x"))
    await settle(store, await store.claim(NOW, 10), Delivery.WAITING, retry_at=NOW)
    await save(store, Outcome(resident=replace(siti, memory=Memory(hush=True))))
    rows = await store.claim(NOW, 10)
    assert {row.action.to: row.hushed for row in rows} == {SITI: True, BUDI: False, OFFICER: False}
    await settle(store, rows, Delivery.WAITING, retry_at=NOW)
    await save(store, Outcome(resident=replace(await as_stored(store), memory=Memory())))
    assert not any(row.hushed for row in await store.claim(NOW, 10))


NUMBERS = st.integers(0, 2**53)


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Build a struct of this kind with any words, buttons, purposes and tickets."""
    given = {name: st.from_type(of) for name, of in get_type_hints(kind).items()}
    return st.builds(kind, **given | ({"ticket": NUMBERS} if "ticket" in given else {}))


st.register_type_strategy(Struct, any_of)


@given(st.one_of([any_of(kind) for kind in Action.__args__]))
def test_an_action_comes_back_as_it_was(action: Action) -> None:
    back = decode(encode(action))
    assert back == action
    assert type(back) is type(action)


def test_an_action_stored_before_a_field_was_added_gets_the_default() -> None:
    back = decode('["send", {"to": {"channel": "telegram", "chat": "5001"}, "text": "halo"}]')
    assert back == Send(SITI, "halo")


async def test_a_settled_update_no_longer_holds_what_it_said(store: SqlStore) -> None:
    await store.receive([update(1, raw=b"rahasia")], NOW)
    async with store.unit() as unit:
        await unit.save([(row, Outcome()) for row in await unit.take(64)], LATER)
    assert await scalar(store, "SELECT raw FROM inbox") is None
    assert await scalar(store, "SELECT state FROM inbox") == "done"


async def test_a_buried_update_is_kept_and_in_nobodys_way(store: SqlStore) -> None:
    await store.receive([update(1, "a", raw=b"rusak"), update(2, "a", raw=b"baik")], NOW)
    async with store.unit() as unit:
        (row,) = await unit.take(64)
        await unit.dead_letter(row.id, "unreadable: KeyError", NOW)
    assert [row.raw for row in await take(store)] == [b"baik"]
    assert bytes(await scalar(store, "SELECT raw FROM inbox WHERE state = 'dead'")) == b"rusak"
    assert await scalar(store, "SELECT reason FROM inbox WHERE state = 'dead'") == "unreadable: KeyError"
    assert await scalar(store, "SELECT tries FROM inbox WHERE state = 'dead'") == 0


async def test_an_update_left_unsettled_has_one_try_more(store: SqlStore) -> None:
    await store.receive([update(1, "a"), update(2, "b")], NOW)
    async with store.unit() as unit:
        first, _ = await unit.take(64)
        await unit.save([(first, Outcome())], NOW)
    assert [(row.chat, row.tries) for row in await take(store)] == [("b", 1)]


async def test_a_unit_that_fails_over_a_single_update_counts_a_try_for_it(store: SqlStore) -> None:
    await store.receive([update(1, "a"), update(2, "b")], NOW)

    async def work() -> None:
        async with store.unit() as unit:
            await unit.take(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    assert [(row.chat, row.tries) for row in await take(store)] == [("a", 1), ("b", 0)]


async def test_a_call_for_help_goes_ahead_with_what_its_chat_wrote_before(store: SqlStore) -> None:
    await store.receive([update(1, "a"), update(2, "b"), update(3, "a")], NOW)
    await store.receive([update(4, "c"), replace(update(5, "b"), priority=Priority.EMERGENCY)], LATER)
    seen = []
    for _ in range(5):
        async with store.unit() as unit:
            (row,) = await unit.take(1)
            seen.append(row.chat)
            await unit.save([(row, Outcome())], LATER)
    assert seen == ["b", "b", "a", "a", "c"]
