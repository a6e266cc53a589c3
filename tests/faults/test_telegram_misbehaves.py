"""Telegram misbehaves: the bot loses nothing, repeats nothing without its mark, and makes nobody else wait."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from telegram_simulator.phone import PATIENCE, Phone
from tests.faults.conftest import SILENCE, newcomer, quiet, ticket_of
from tests.stories.conftest import Village

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION, ANSWER = "brp biaya bikin paspor", "Rp950.000"
MARK = "(mungkin sudah terkirim)"
SEND = ["sendMessage"]


def answers(phone: Phone) -> list[str]:
    return [text for text in phone.heard if ANSWER in text]


FAULTS: list[tuple[dict[str, Any], int, int]] = [
    # what happens to the first answer, how often it then stands in the chat, how many of these are marked as repeats
    ({"kind": "error", "code": 500, "seconds": 0.8}, 1, 0),
    ({"kind": "error", "code": 502, "times": 1}, 1, 0),
    ({"kind": "error", "code": 401, "times": 1}, 1, 0),
    ({"kind": "error", "code": 404, "times": 1}, 1, 0),
    ({"kind": "error", "code": 429, "parameters": {"retry_after": 1}, "times": 1}, 1, 0),
    ({"kind": "drip", "pace": SILENCE * 2, "times": 1}, 1, 0),
    ({"kind": "delay", "pace": SILENCE / 20, "times": 1}, 1, 0),
    ({"kind": "hang", "times": 1}, 1, 1),
    ({"kind": "reset", "times": 1}, 1, 1),
    ({"kind": "lost_answer", "times": 1}, 2, 1),
    ({"kind": "half_body", "times": 1}, 2, 1),
]


async def test_an_answer_arrives_whatever_happens_to_its_first_try(village: Village) -> None:
    # all at once, each to a resident of its own, for each of them takes its time
    tetangga = await newcomer(village)
    people = [await newcomer(village) for _ in FAULTS]
    for person, (fault, _, _) in zip(people, FAULTS, strict=True):
        village.server.faults.add(methods=SEND, chats=[person.id], **fault)
        await person.sends(QUESTION)
    await tetangga.sends(QUESTION)
    await tetangga.hears(contains=ANSWER)
    await quiet(village)
    for person, (fault, heard, marked) in zip(people, FAULTS, strict=True):
        found = answers(person)
        assert (len(found), sum(text.startswith(MARK) for text in found)) == (heard, marked), fault
        assert MARK not in found[0] or heard == 1, fault
    assert len(answers(tetangga)) == 1


async def test_a_chat_that_must_wait_three_hours_waits_alone_and_in_order(village: Village) -> None:
    warga, tetangga = await newcomer(village), await newcomer(village)
    three_hours = {"retry_after": 3 * 3600}
    village.server.faults.add("error", code=429, parameters=three_hours, methods=SEND, chats=[warga.id], times=1)
    for text in (QUESTION, "syarat paspor anak", QUESTION):
        await warga.sends(text)
    await tetangga.sends(QUESTION)
    await tetangga.hears(contains=ANSWER)
    await asyncio.sleep(0.3)
    assert answers(warga) == []
    await village.passes(timedelta(hours=3, seconds=1))
    await quiet(village)
    assert [ANSWER in text for text in warga.heard[1:4]] == [True, False, True]
    assert not any(MARK in text for text in warga.heard)


async def test_formatting_that_telegram_refuses_is_sent_plainly(village: Village) -> None:
    warga = await newcomer(village)
    refused = "Bad Request: can't parse entities: unexpected end tag"
    with village.server.faults.add("error", code=400, description=refused, methods=SEND, chats=[warga.id], times=1):
        await warga.sends(QUESTION)
        await warga.hears(contains=ANSWER)
    assert "parse_mode" not in village.server.calls.of("sendMessage")[-1].params
    assert "<b>" not in answers(warga)[0]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "error", "code": 403, "description": "Forbidden: bot was blocked by the user"}, "memblokir"),
        ({"kind": "error", "code": 400, "description": "Bad Request: message is too long"}, "GAGAL"),
        ({"kind": "lost_answer"}, "Belum pasti sampai"),
        ({"kind": "hang"}, "Belum pasti sampai"),
    ],
    ids=["blocked", "refused", "accepted-without-answer", "hang"],
)
async def test_the_officer_hears_what_became_of_his_answer(
    village: Village, fault: dict[str, Any], outcome: str
) -> None:
    warga, budi = await newcomer(village), village.budi
    number = await ticket_of(village, warga, f"kunci balai desa dipegang siapa kalau {outcome}")
    card = await budi.sees(f"kalau {outcome}")
    with village.server.faults.add(methods=SEND, chats=[warga.id], **fault):
        reply = await budi.replies(card, "Dipegang Pak RT.")
        notice = await budi.hears(contains=outcome)
        assert f"#{number}" in notice.text
        assert notice.reply_to == reply.id
    # an answer that nobody read is none, and the card says so
    reads = "Balas pesan ini" if outcome == "GAGAL" else "✓ Dijawab"
    await village.until(lambda: any(message.id == card.id and reads in message.text for message in budi.messages))
    sent = [text for text in warga.heard if "Dipegang Pak RT" in text]
    assert [text.startswith(MARK) for text in sent] == ([False, True] if fault["kind"] == "lost_answer" else [])


async def test_an_answer_repeated_once_and_then_confirmed_is_reported_as_arrived(village: Village) -> None:
    warga, budi = await newcomer(village), village.budi
    await ticket_of(village, warga, "kunci balai desa dipegang siapa kalau sekali saja")
    card = await budi.sees("kalau sekali saja")
    with village.server.faults.add("lost_answer", methods=SEND, chats=[warga.id], times=1):
        await budi.replies(card, "Dipegang Pak RT.")
        await budi.hears(contains="Sampai ke warga")
    await quiet(village)
    assert [text.startswith(MARK) for text in warga.heard if "Dipegang" in text] == [False, True]
    assert sum("Dipegang" in text for text in budi.heard) == 0


async def test_a_photo_that_is_copied_again_says_so(village: Village) -> None:
    warga, budi = await newcomer(village), village.budi
    await ticket_of(village, warga, "kunci balai desa dipegang siapa kalau pakai foto")
    heard = len(budi.messages)
    with village.server.faults.add("lost_answer", methods=["copyMessage"], chats=[budi.id], times=1):
        await warga.sends_photo()
        await quiet(village)
    kinds = [message.text if message.text == MARK else message.kind for message in budi.messages[heard:]]
    assert kinds == ["text", "photo", MARK, "photo"]


async def test_a_network_that_is_away_for_a_while_repeats_nothing(village: Village) -> None:
    warga = await newcomer(village)
    await quiet(village)
    await village.server.stop()
    await warga.sends(QUESTION)
    await asyncio.sleep(0.5)
    await village.server.start()
    await warga.hears(contains=ANSWER, timeout=PATIENCE)
    await quiet(village)
    assert len(answers(warga)) == 1
    assert not any(MARK in text for text in warga.heard)


@pytest.mark.parametrize("again", ["same id", "new id", "same id later", "new id later"])
async def test_an_update_that_comes_again_is_answered_once(village: Village, again: str) -> None:
    warga = await newcomer(village)
    message = await warga.sends(QUESTION)
    if "later" in again:
        await warga.hears(contains=ANSWER)
    village.server.deliver_again(message, new_id="new" in again)
    await warga.hears(contains=ANSWER) if "later" not in again else None
    await quiet(village)
    assert len(answers(warga)) == 1


async def test_shuffled_updates_are_all_answered(village: Village) -> None:
    phones = [await newcomer(village) for _ in range(8)]
    queue = village.server.world.updates
    queue.hold()
    for phone in phones:
        await phone.sends(QUESTION)
        await phone.sends("syarat paspor anak")
    queue.shuffle(Random(3))
    queue.release()
    await quiet(village)
    assert [len(answers(phone)) for phone in phones] == [1] * 8
    assert [len(phone.heard) for phone in phones] == [3] * 8


async def test_what_waited_for_most_of_a_day_is_answered_with_an_apology(village: Village) -> None:
    warga = await newcomer(village)
    village.server.world.updates.hold()
    await warga.sends(QUESTION)
    await village.passes(timedelta(hours=20))
    village.server.world.updates.release()
    answer = await warga.hears(contains=ANSWER)
    assert answer.text.startswith("Maaf, pesan Bapak/Ibu dari")


POISON: list[Any] = [
    "bukan json",
    {"callback_query": {"id": "1", "from": {"id": 5001}, "data": "menu"}},
    {"message": {"message_id": "tujuh"}},
    {"message": None},
    {"hologram": {"id": 1, "chat": {"id": 5001}}},
    {"message": {"message_id": 900_001, "date": 1, "chat": {"id": 5001, "type": "private"}, "hologram": {"depth": 3}}},
    {"of_the_future": 1, "message": {"message_id": 900_002, "date": 1, "chat": {"id": 5001, "type": "planet"}}},
    {"update_id": "tujuh"},
    {"update_id": True, "message": {}},
]


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: str(poison)[:40])
async def test_a_poison_update_among_good_ones_stops_nobody(village: Village, poison: Any) -> None:
    before, after = await newcomer(village), await newcomer(village)
    queue = village.server.world.updates
    queue.hold()
    await before.sends(QUESTION)
    village.server.inject(poison)
    await after.sends(QUESTION)
    queue.release()
    await before.hears(contains=ANSWER, timeout=PATIENCE)
    await after.hears(contains=ANSWER, timeout=PATIENCE)
    await quiet(village)
    assert len(answers(before)) == len(answers(after)) == 1
    books = await village.app.store.ledger(None)
    assert books.received == books.answered + books.open + books.failed + books.ignored


async def test_the_books_balance_after_all_of_this(village: Village) -> None:
    await quiet(village)
    books = await village.app.store.ledger(None)
    assert books.received == books.answered + books.open + books.failed + books.ignored
    assert books.queued == 0
    assert village.app.engine.troubles == ()
