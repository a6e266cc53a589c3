"""Telegram leaves calls unanswered for a while: afterwards every answer has arrived, and what came twice says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.app import wiring
from bot.channels.telegram import receive
from bot.helpdesk.texts import danger as danger_texts, resident as texts
from telegram_simulator.faults import FaultKind
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.faults.conftest import impatient, newcomer, quiet
from tests.stories.conftest import Village, village_with

pytestmark = pytest.mark.asyncio(loop_scope="module")

SILENCE = 0.4
"""Seconds after which this bot takes an answer for lost; the real one waits twenty."""
MARK = "(mungkin sudah terkirim)"
PLEA = "tolong pak saya dikurung majikan ga boleh keluar"
QUESTIONS = {"brp biaya bikin paspor": "Rp950.000", "syarat paspor anak": "akta"}
SENDING = ["sendMessage", "editMessageText", "answerCallbackQuery"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def village(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Village]:
    """Provide a bot that is impatient, also where it receives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receive, "LONG_POLL", 1)
        patch.setattr(receive, "PATIENCE", (0.1,))
        patch.setattr(wiring, "ANSWER_WITHIN", 1 + SILENCE)
        async with village_with(await new_sqlite(tmp_path_factory.mktemp("village"))) as scene:
            impatient(scene, SILENCE)
            yield scene


def copies(phone: Phone, words: str) -> list[str]:
    """Return what the phone heard with these words: the first as it is, each later one marked."""
    found = [text for text in phone.heard if words in text]
    assert all(MARK in text for text in found[1:]), found
    return found


OUTAGES: dict[str, tuple[list[str] | None, FaultKind, int, int]] = {
    # which methods, what happens to them, for how many of the bot's silences, and hours that go by meanwhile
    "all hang for a day": (None, "hang", 2, 24),
    "all answers are lost": (None, "lost_answer", 4, 0),
    "sending hangs": (SENDING, "hang", 4, 0),
    "answers to sending are lost": (SENDING, "lost_answer", 2, 0),
}


@pytest.mark.parametrize(("methods", "kind", "silences", "hours"), OUTAGES.values(), ids=OUTAGES)
async def test_every_answer_arrives_after_an_outage(
    village: Village, methods: list[str] | None, kind: FaultKind, silences: int, hours: int
) -> None:
    people = [await newcomer(village) for _ in range(4)]
    await quiet(village)
    with village.server.faults.add(kind, methods=methods):
        for question in QUESTIONS:
            for person in people[:3]:
                await person.sends(question)
        await asyncio.sleep(silences * SILENCE + 0.3)
        if hours:
            await village.passes(timedelta(hours=hours))
    await people[3].sends("syarat paspor anak")
    await quiet(village)
    for person in people[:3]:
        found = [copies(person, words) for words in QUESTIONS.values()]
        assert all(found), person.heard
        assert methods or all(len(each) <= 2 for each in found), person.heard
        places = [person.heard.index(each[0]) for each in found]
        assert places == sorted(places)


async def test_an_emergencys_cards_are_tried_until_they_arrive(village: Village) -> None:
    warga = await newcomer(village)
    officers = village.budi, village.citra, village.dewi
    await quiet(village)
    with village.server.faults.add("hang", methods=SENDING) as fault:
        await warga.sends(PLEA)
        await village.until(lambda: fault.used >= 6)  # first aid, two cards, these again, and the third
        await village.passes(timedelta(minutes=2))
    for officer in officers:
        card = await officer.hears(contains=PLEA)
        assert len(copies(officer, PLEA)) == 1
        assert card.text.startswith(MARK) or officer is village.dewi
    await quiet(village)
    opening, steps = (
        next(message for message in warga.messages if words in message.text)
        for words in (danger_texts.ALERTED, danger_texts.SAFE_ASK)
    )
    assert opening.text.startswith(f"{MARK}\n{texts.COVERED}")
    assert steps.text.startswith(texts.COVERED)  # it was not tried before, but is late
    assert (opening.silent, steps.silent) == (True, True)


async def test_two_officers_whose_chats_are_silent_count_as_not_reached(village: Village) -> None:
    warga = await newcomer(village)
    unreached = village.budi, village.citra
    await quiet(village)
    with village.server.faults.add("hang", methods=SENDING, chats=[officer.id for officer in unreached]):
        await warga.sends(PLEA)
        await warga.hears(contains=danger_texts.SAFE_ASK)
        await village.dewi.hears(contains=PLEA)
    await quiet(village)
    for officer in unreached:
        # a ring with the same words may come before the card, which was tried and says so
        assert any(text.startswith(MARK) for text in officer.heard if PLEA in text), officer.heard
    assert len([text for text in warga.heard if danger_texts.SAFE_ASK in text]) == 1


async def test_who_cannot_answer_safely_gets_nothing_again(village: Village) -> None:
    warga = await newcomer(village)
    await warga.sends(PLEA)
    asked = await warga.hears(contains=danger_texts.SAFE_ASK)
    await quiet(village)
    before = len(warga.heard)
    with village.server.faults.add("hang", methods=SENDING) as fault:
        await warga.taps(asked, danger_texts.B_SAFE["tidak"])
        await village.until(lambda: fault.used >= 3)
        await asyncio.sleep(SILENCE)
    await quiet(village)
    assert warga.heard[before:] == []
    assert (await village.app.store.ledger(None)).uncertain == 1
