"""Officers who cannot be reached, and messages that Telegram does not take as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import PEOPLE, Village, asks_officer, learnt, shown, village_with
from tests.stories.test_danger import HELP

QUESTION, EMOJI = "kunci balai desa dipegang siapa", "😀"
SEND = ["sendMessage"]


async def test_two_officers_who_never_pressed_start_do_not_keep_a_card(tmp_path: Path) -> None:
    officers = [
        {"id": "gani", "name": "Pak Gani", "office": "barat", "telegram_id": 7011, "deputy": "hadi"},
        {"id": "hadi", "name": "Pak Hadi", "office": "barat", "telegram_id": 7012, "deputy": "gani"},
        *PEOPLE["officers"],
    ]
    villages = [{**PEOPLE["villages"][0], "officer": "gani"}]
    await learnt()
    async with village_with(await new_sqlite(tmp_path), officers=officers, villages=villages) as village:
        village.server.phone(7011, "Gani")
        village.server.phone(7012, "Hadi")
        await village.warga.starts("mandurian")
        await asks_officer(village.warga, "kunci balai desa dipegang siapa")
        card = await village.dewi.hears(contains="kunci balai desa")
        await village.dewi.replies(card, "Dipegang Pak RT.")
        await village.warga.hears(contains="Dipegang Pak RT.")
        refused = (call for call in village.server.calls.of("sendMessage") if call.error is not None)
        assert sum(int(call.params["chat_id"]) in {7011, 7012} for call in refused) == 2


@pytest.mark.parametrize("opening", [QUESTION, HELP], ids=["question", "call-for-help"])
async def test_a_text_of_emoji_arrives_whole_however_telegram_counts(village: Village, opening: str) -> None:
    warga, budi = village.warga, village.budi
    await warga.starts("mandurian")
    await warga.asks("/petugas", "Tulis pertanyaan")
    await warga.sends(f"{opening} {EMOJI * 1980}")
    await village.until(lambda: emoji_in(budi) == 1980)
    last = await budi.sees(EMOJI)
    assert "Alihkan" in last.buttons
    # the last of the pieces is the one that changes with its ticket
    await budi.presses(last, "Ambil" if opening == QUESTION else "Saya tangani")
    await village.until(lambda: "Ditangani Pak Budi" in shown(budi, last.id))
    assert emoji_in(budi) == 1980


async def test_a_card_that_telegram_finds_too_long_all_the_same_comes_in_pieces(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await warga.starts("mandurian")
    words = " ".join(f"papan{number}" for number in range(300))
    too_long = "Bad Request: MESSAGE_TOO_LONG"
    with village.server.faults.add("error", code=400, description=too_long, methods=SEND, chats=[budi.id], times=2):
        await asks_officer(warga, f"{QUESTION} {words}")
        await village.until(lambda: all(word in " ".join(budi.heard) for word in words.split()))
    assert "Ambil" in (await budi.sees("Balas pesan ini")).buttons
    assert not any(QUESTION in text for text in village.citra.heard)


@pytest.mark.parametrize("opening", [QUESTION, HELP], ids=["question", "call-for-help"])
async def test_a_card_that_telegram_refuses_for_good_is_reported_in_plain_words(village: Village, opening: str) -> None:
    warga, budi, citra = village.warga, village.budi, village.citra
    await warga.starts("mandurian")
    refused = "Bad Request: BUTTON_DATA_INVALID"
    with village.server.faults.add("error", code=400, description=refused, methods=SEND, chats=[budi.id], times=1):
        await asks_officer(warga, opening)
        notice = await budi.hears(contains="kartunya tidak bisa ditampilkan")
    await budi.hears(contains=opening)
    await budi.replies(notice, "Dipegang Pak RT.")
    await warga.hears(contains="Dipegang Pak RT.")
    # his deputy hears of calls for help only
    assert any(opening in text for text in citra.heard) is (opening == HELP)


def emoji_in(phone: Phone) -> int:
    return sum(message.text.count(EMOJI) for message in phone.messages)
