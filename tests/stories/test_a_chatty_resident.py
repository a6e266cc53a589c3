"""One resident writes two hundred messages on: nobody else waits for it, and Telegram never says "too many"."""

from __future__ import annotations

from pathlib import Path

from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import asks_officer, learnt, village_with

FLOOD = 200


def last_number(phone: Phone) -> bool:
    return any(f"papan ke-{FLOOD - 1}." in text for text in phone.heard)


async def test_two_hundred_further_messages_hold_up_nobodys_card(tmp_path: Path) -> None:
    await learnt()
    async with village_with(await new_sqlite(tmp_path), real_limits=True) as village:
        warga, tetangga, budi = village.warga, village.tetangga, village.budi
        for phone in (warga, tetangga):
            await phone.starts("mandurian")
            await phone.hears(contains="Saya bot Imigrasi")
        await asks_officer(warga, "papan nama balai desa jatuh kemarin sore")
        await budi.hears(contains="papan nama")
        for number in range(FLOOD):
            await warga.sends(f"papan ke-{number}.")
        before = len(budi.heard)
        await asks_officer(tetangga, "kunci balai desa dipegang siapa")
        await budi.hears(contains="kunci balai desa", timeout=60)
        await village.until(lambda: last_number(budi), 30)
        said = "\n".join(budi.heard)
        assert all(f"papan ke-{number}." in said for number in range(FLOOD))
        assert [call for call in village.server.calls if call.status == 429] == []
        card = next(place for place, text in enumerate(budi.heard) if "kunci balai desa" in text)
        # a chat takes one message a second
        assert card - before < 5
