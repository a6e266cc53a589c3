"""Officers who cannot be reached, and messages that Telegram does not take as they are."""

from __future__ import annotations

from pathlib import Path

from tests.stories.conftest import PEOPLE, Village, learnt, village_with
from tests.stories.test_main_job import asks_officer


def cards_refused(village: Village, *chats: int) -> int:
    """How often Telegram refused a message to one of these chats."""
    calls = village.server.calls.of("sendMessage")
    return sum(call.error is not None and int(call.params["chat_id"]) in chats for call in calls)


async def test_two_officers_who_never_pressed_start_do_not_keep_a_card(tmp_path: Path):
    officers = [
        {"id": "gani", "name": "Pak Gani", "office": "barat", "telegram_id": 7011, "deputy": "hadi"},
        {"id": "hadi", "name": "Pak Hadi", "office": "barat", "telegram_id": 7012, "deputy": "gani"},
        *PEOPLE["officers"],
    ]
    villages = [{**PEOPLE["villages"][0], "officer": "gani"}]
    await learnt()
    async with village_with(f"sqlite:///{tmp_path}/bot.db", officers=officers, villages=villages) as village:
        village.server.phone(7011, "Gani")
        village.server.phone(7012, "Hadi")
        await village.warga.starts("mandurian")
        await asks_officer(village.warga, "kunci balai desa dipegang siapa")
        card = await village.dewi.hears(contains="kunci balai desa")
        await village.dewi.replies(card, "Dipegang Pak RT.")
        await village.warga.hears(contains="Dipegang Pak RT.")
        assert cards_refused(village, 7011, 7012) == 2
