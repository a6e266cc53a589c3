"""Blocking, groups, privacy mode, topics: what Telegram tells the bot of people."""

from __future__ import annotations

import pytest

from telegram_simulator.errors import ActError
from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api


async def test_blocking_and_coming_back_is_reported(server: BotApiServer, api: Api, siti: Phone) -> None:
    await siti.blocks()
    await siti.blocks()
    description = await api.refused("sendMessage", chat_id=5001, text="x")
    assert description == "Forbidden: bot was blocked by the user"
    with pytest.raises(ActError, match="diblokir"):
        await siti.sends("halo")
    await siti.starts("mandurian")
    kicked, member, start = (await api.updates())[1:]
    change = kicked["my_chat_member"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"] == {"user": server.bot.user(), "status": "kicked", "until_date": 0}
    assert (change["chat"]["id"], change["from"]["id"]) == (5001, 5001)
    assert member["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start mandurian"


async def test_the_bot_is_notified_that_it_was_added_and_removed(server: BotApiServer, api: Api, siti: Phone) -> None:
    group = server.group("RT 04", siti)
    added, notice = (await api.updates())[1:]
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert notice["message"]["new_chat_members"] == [server.bot.user()]
    server.acts.set_member(group, siti.person, server.bot.id, "kicked")
    assert (await api.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    description = await api.refused("sendMessage", chat_id=group.id, text="x")
    assert description == "Forbidden: bot was kicked from the supergroup chat"


@pytest.mark.parametrize(
    ("text", "answers_bot", "seen"),
    [
        ("selamat pagi", False, False),
        ("selamat pagi", True, True),
        ("/bantuan", False, True),
        ("/bantuan@tanya_pimpasa_bot", False, True),
        ("/bantuan@bot_lain", False, False),
        ("@tanya_pimpasa_bot biaya paspor", False, True),
        ("@budi_tapin biaya paspor", False, False),
    ],
)
async def test_privacy_mode_shows_the_bot_only_what_is_meant_for_it(
    server: BotApiServer, api: Api, siti: Phone, text: str, answers_bot: bool, seen: bool
) -> None:
    here = siti.within(server.group("RT 04", siti))
    await api.ask("sendMessage", chat_id=here.chat.id, text="Halo")
    await api.updates(offset=server.world.updates.next_id)
    if answers_bot:
        await here.replies(await here.hears(), text)
    else:
        await here.sends(text)
    assert [update["message"]["text"] for update in await api.updates()] == ([text] if seen else [])
