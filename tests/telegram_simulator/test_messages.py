"""Messages from both sides: sending, answering, editing, deleting, copying, forwarding, buttons."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from telegram_simulator.errors import ActError
from telegram_simulator.phone import CallbackAnswer, Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

YES = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}, {"text": "Tidak", "callback_data": "t"}]]}


@pytest.fixture
async def siti(server: BotApiServer) -> Phone:
    phone = server.phone(5001, "Siti", last_name="Aminah", username="siti_a")
    await phone.starts()
    return phone


async def test_a_message_has_telegrams_form_on_both_sides(server: BotApiServer, api: Api, siti: Phone) -> None:
    [update] = await api.updates()
    assert update["message"] == {
        "message_id": 1,
        "from": {
            "id": 5001, "is_bot": False, "first_name": "Siti", "last_name": "Aminah", "username": "siti_a",
            "language_code": "id",
        },
        "chat": {
            "id": 5001, "first_name": "Siti", "last_name": "Aminah", "username": "siti_a", "type": "private",
        },
        "date": siti.last.date,
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }  # fmt: skip
    sent = await api.ask("sendMessage", chat_id=5001, text="  Halo\r\n ", disable_notification=True)
    assert sent["text"] == "Halo"
    assert sent["from"] == server.bot.user()
    assert sent["message_id"] == 2
    heard = await siti.hears()
    assert (heard.text, heard.silent, heard.from_bot) == ("Halo", True, True)


async def test_private_chats_share_one_numbering_and_supergroups_have_their_own(
    server: BotApiServer, api: Api, siti: Phone
) -> None:
    other = server.phone(5002)
    group = server.group("RT 04", siti, [other])
    assert (await other.sends("a")).id == 2
    here = siti.within(group)
    assert (await here.sends("/a")).id == 2
    assert (await api.ask("sendMessage", chat_id=5001, text="x"))["message_id"] == 3
    assert (await api.ask("sendMessage", chat_id=group.id, text="x"))["message_id"] == 3


async def test_an_answer_carries_the_message_that_it_answers(api: Api, siti: Phone) -> None:
    question = await siti.sends("Berapa biaya paspor anak?")
    reply = {"message_id": question.id}
    sent = await api.ask("sendMessage", chat_id=5001, text="Rp650.000", reply_parameters=reply)
    assert sent["reply_to_message"]["text"] == "Berapa biaya paspor anak?"
    again = await siti.replies(await siti.hears(), "terima kasih")
    answered = again.wire["reply_to_message"]
    assert answered["text"] == "Rp650.000"
    assert "reply_to_message" not in answered


async def test_an_answer_to_a_deleted_message_goes_out_without_it_if_allowed(api: Api, siti: Phone) -> None:
    question = await siti.sends("salah")
    await siti.deletes(question)
    reply = {"message_id": question.id, "allow_sending_without_reply": True}
    sent = await api.ask("sendMessage", chat_id=5001, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent
    assert (await siti.hears()).reply_to is None


async def test_the_bot_does_not_see_deletions(server: BotApiServer, api: Api, siti: Phone) -> None:
    message = await siti.sends("rahasia")
    before = len(server.waiting)
    await siti.deletes(message)
    assert len(server.waiting) == before
    assert message not in siti.messages


async def test_edits_show_and_reach_the_bot(api: Api, siti: Phone) -> None:
    message = await siti.sends("paspr")
    await siti.edits(message, "paspor")
    edited = (await api.updates())[-1]["edited_message"]
    assert (edited["text"], edited["message_id"]) == ("paspor", message.id)
    assert edited["edit_date"] >= edited["date"]
    assert message.edited


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
    assert message.buttons == ["Ya", "Tidak"]
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


async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(
    server: BotApiServer, api: Api, siti: Phone
) -> None:
    group = server.group("RT 04", siti)
    message = await siti.within(group).sends("/a")
    description = await api.refused("deleteMessage", chat_id=group.id, message_id=message.id)
    assert description == "Bad Request: message can't be deleted"
    server.acts.set_member(group, siti.person, server.bot.id, "administrator")
    await api.ask("deleteMessage", chat_id=group.id, message_id=message.id)


async def test_a_copy_is_the_bots_own(server: BotApiServer, api: Api, siti: Phone) -> None:
    officer = server.phone(7001, "Budi")
    await officer.starts()
    question = await siti.sends("lihat imigrasi.go.id")
    copied = await api.ask("copyMessage", chat_id=7001, from_chat_id=5001, message_id=question.id)
    assert set(copied) == {"message_id"}
    copy = await officer.hears()
    assert copy.text == "lihat imigrasi.go.id"
    assert copy.entities == question.entities
    photo = await siti.sends_photo(caption="KTP")
    await api.ask("copyMessage", chat_id=7001, from_chat_id=5001, message_id=photo.id, caption="")
    assert ((await officer.hears()).kind, officer.last.text) == ("photo", "")


async def test_notices_do_not_go_out(server: BotApiServer, api: Api, siti: Phone) -> None:
    group = server.group("RT 04", siti)
    notice = siti.within(group).last
    assert notice.kind == "service"
    params = {"chat_id": 5001, "from_chat_id": group.id, "message_id": notice.id}
    assert await api.refused("copyMessage", **params) == "Bad Request: the message can't be copied"
    with pytest.raises(ActError, match="pemberitahuan"):
        await siti.within(group).forwards(notice)


async def test_only_texts_can_be_edited(server: BotApiServer, api: Api, siti: Phone) -> None:
    place = await siti.sends_location()
    copied = await api.ask("copyMessage", chat_id=5001, from_chat_id=5001, message_id=place.id)
    description = await api.refused("editMessageText", chat_id=5001, text="b", **copied)
    assert description == "Bad Request: there is no text in the message to edit"


async def test_a_person_forwards_to_the_bot_and_keeps_the_first_origin(
    server: BotApiServer, api: Api, siti: Phone
) -> None:
    sent = await api.ask("sendMessage", chat_id=5001, text="jawaban")
    [again] = await siti.forwards(siti.last)
    assert again.wire["forward_origin"]["sender_user"] == server.bot.user()
    assert again.wire["forward_origin"]["date"] == sent["date"]
    description = await api.refused("editMessageText", chat_id=5001, message_id=again.id, text="x")
    assert description == "Bad Request: message can't be edited"


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


async def test_presses_gives_what_the_bot_showed(server: BotApiServer, api: Api, siti: Phone) -> None:
    await api.ask("sendMessage", chat_id=5001, text="Membantu?", reply_markup=YES)

    async def answering() -> None:
        [update] = await api.updates(offset=-1, timeout=5)
        await api.ask("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="Terima kasih")

    await api.updates(offset=server.world.updates.next_id)
    task = asyncio.create_task(answering())
    assert await siti.presses(siti.last, "Ya") == CallbackAnswer("Terima kasih")
    await task


async def test_an_answer_comes_too_late(server: BotApiServer, api: Api, siti: Phone) -> None:
    await api.ask("sendMessage", chat_id=5001, text="Membantu?", reply_markup=YES)
    press = await siti.taps(siti.last, "y")
    server.advance(16)
    description = await api.refused("answerCallbackQuery", callback_query_id=press.id)
    assert description == "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_presses_waits_in_vain_and_says_so(api: Api, siti: Phone) -> None:
    await api.ask("sendMessage", chat_id=5001, text="Membantu?", reply_markup=YES)
    with pytest.raises(TimeoutError, match="did not answer the button 'Ya'"):
        await siti.presses(siti.last, "Ya", timeout=0.05)
    with pytest.raises(ActError, match="Mungkin"):
        await siti.taps(siti.last, "Mungkin")


async def test_a_text_that_is_too_long_is_sent_in_pieces_by_the_phone(api: Api, siti: Phone) -> None:
    await siti.sends("x" * 9000)
    assert [len(update["message"]["text"]) for update in (await api.updates())[1:]] == [4096, 4096, 808]


async def test_hears_passes_over_what_was_not_asked_for(api: Api, siti: Phone) -> None:
    for text in ("satu", "dua", "tiga"):
        await api.ask("sendMessage", chat_id=5001, text=text)
    assert (await siti.hears(contains="dua")).text == "dua"
    assert (await siti.hears()).text == "tiga"
    with pytest.raises(TimeoutError, match="Siti Aminah waited"):
        await siti.hears(timeout=0.05)
    assert siti.heard == ["satu", "dua", "tiga"]


async def test_reactions_of_the_bot_replace_each_other(api: Api, siti: Phone) -> None:
    message = await siti.sends("a")
    for emoji in ("👍", "🙏"):
        reaction = [{"type": "emoji", "emoji": emoji}]
        await api.ask("setMessageReaction", chat_id=5001, message_id=message.id, reaction=reaction)
    assert list(message.reactions.values()) == ["🙏"]
    await api.ask("setMessageReaction", chat_id=5001, message_id=message.id)
    assert message.reactions == {}


async def test_with_a_history_limit_only_the_newest_messages_stay(session: Any) -> None:
    async with BotApiServer(history=3) as server:
        api = Api(server, session)
        phone = server.phone(5001)
        await phone.starts()
        for number in range(10):
            await api.ask("sendMessage", chat_id=5001, text=str(number))
        assert [message.text for message in phone.messages] == ["7", "8", "9"]
        assert [call.params["text"] for call in server.calls] == ["7", "8", "9"]
        assert server.calls.count("sendMessage") == 10


async def test_a_server_without_history_keeps_only_its_counters(session: Any) -> None:
    async with BotApiServer(history=0) as server:
        api = Api(server, session)
        server.acts.create_person("Siti", 5001, started=True)
        for _ in range(3):
            await api.ask("sendMessage", chat_id=5001, text="a")
        assert len(server.calls) == 0
        assert server.world.chats[5001].messages == {}
        assert server.calls.count("sendMessage") == 3
