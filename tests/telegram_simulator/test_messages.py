"""What people and the bot send each other: messages, buttons, files, blocking, groups, privacy mode."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from telegram_simulator.errors import ActError
from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

YES = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}, {"text": "Tidak", "callback_data": "t"}]]}


async def test_an_answer_to_a_deleted_message_goes_out_without_it_if_allowed(api: Api, siti: Phone) -> None:
    question = await siti.sends("salah")
    await siti.deletes(question)
    reply = {"message_id": question.id, "allow_sending_without_reply": True}
    sent = await api.ask("sendMessage", chat_id=5001, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent
    assert (await siti.hears()).reply_to is None


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"text": "<b>Halo</b>", "parse_mode": "HTML", "reply_markup": YES}, True),
        ({"text": "Halo", "reply_markup": YES}, False),
        ({"text": "<b>Halo</b>", "parse_mode": "HTML"}, False),
        ({"text": "<b>Halo!</b>", "parse_mode": "HTML", "reply_markup": YES}, False),
    ],
)
async def test_an_edit_must_change_something(api: Api, siti: Phone, change: dict[str, Any], refused: bool) -> None:
    sent = await api.ask("sendMessage", chat_id=5001, text="<b>Halo</b>", parse_mode="HTML", reply_markup=YES)
    status, answer = await api.call("editMessageText", chat_id=5001, message_id=sent["message_id"], **change)
    assert status == (400 if refused else 200)
    if refused:
        assert answer["description"].startswith("Bad Request: message is not modified: specified new message content")
    else:
        assert (await siti.sees("Halo")).edited


async def test_an_edit_without_buttons_takes_them_away(api: Api, siti: Phone) -> None:
    sent = await api.ask("sendMessage", chat_id=5001, text="a", reply_markup=YES)
    message = await siti.hears()
    await api.ask("editMessageText", chat_id=5001, message_id=sent["message_id"], text="b")
    assert message.buttons == []


async def test_the_bot_deletes_for_48_hours(server: BotApiServer, api: Api, siti: Phone) -> None:
    mine = await api.ask("sendMessage", chat_id=5001, text="a")
    theirs = await siti.sends("b")
    server.advance(48 * 3600 - 60)
    await api.ask("deleteMessage", chat_id=5001, message_id=theirs.id)
    server.advance(120)
    description = await api.refused("deleteMessage", chat_id=5001, message_id=mine["message_id"])
    assert description == "Bad Request: message can't be deleted for everyone"
    await api.ask("sendMessage", chat_id=5001, text="c")
    fresh = siti.last
    await api.ask("deleteMessages", chat_id=5001, message_ids=[fresh.id, 9999])
    assert fresh.deleted
    assert [message.text for message in siti.messages] == ["/start", "a"]


async def test_a_pressed_button_gets_its_answer(api: Api, siti: Phone) -> None:
    await api.ask("sendMessage", chat_id=5001, text="Membantu?", reply_markup=YES)
    message = await siti.hears()
    press = await siti.taps(message, "Tidak")
    query = (await api.updates())[-1]["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("t", 5001, message.id)
    assert query["id"] == press.id
    assert int(query["chat_instance"])
    too_long = await api.refused("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    await api.ask("answerCallbackQuery", callback_query_id=query["id"], text="x" * 200, show_alert=True)
    assert press.answered


async def test_an_answer_comes_too_late(server: BotApiServer, api: Api, siti: Phone) -> None:
    await api.ask("sendMessage", chat_id=5001, text="Membantu?", reply_markup=YES)
    press = await siti.taps(siti.last, "y")
    server.advance(16)
    description = await api.refused("answerCallbackQuery", callback_query_id=press.id)
    assert description == "Bad Request: query is too old and response timeout expired or query ID is invalid"


JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\x03" + b"\0" * 12


async def test_a_persons_photo_comes_with_its_size_and_caption(api: Api, siti: Phone) -> None:
    await siti.sends_photo(JPEG, caption="KTP saya #ktp")
    message = (await api.updates())[-1]["message"]
    assert message["caption"] == "KTP saya #ktp"
    assert message["caption_entities"][0]["type"] == "hashtag"
    [photo] = message["photo"]
    assert (photo["width"], photo["height"], photo["file_size"]) == (640, 480, len(JPEG))


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
