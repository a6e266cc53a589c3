"""Every refusal in Telegram's words, with its code."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

NEVER, BLOCKING, READY, GROUP = 5001, 5002, 5003, -1001


@pytest.fixture
async def place(server: BotApiServer) -> BotApiServer:
    """Somebody who never wrote, somebody who blocks, somebody who is there (message 1), and a group without the bot."""
    server.phone(NEVER, "Belum", username="belum_ada")
    blocking, ready = server.phone(BLOCKING, "Blokir"), server.phone(READY, "Siti")
    await ready.sends("halo")
    await blocking.sends("halo")
    await blocking.blocks()
    server.group("RT 04", ready, [], group_id=GROUP, with_bot=False)
    return server


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Ya", **fields}]]}


TEXT = {"chat_id": READY, "text": "x"}
TO = {"chat_id": READY}


@pytest.mark.parametrize(
    ("method", "params", "status", "description"),
    [
        ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 99, "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "abc", "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@belum_ada", "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": NEVER, "text": "x"}, 403, "Forbidden: bot can't initiate conversation with a user"),
        ("sendMessage", {"chat_id": BLOCKING, "text": "x"}, 403, "Forbidden: bot was blocked by the user"),
        ("sendMessage", {"chat_id": GROUP, "text": "x"}, 403, "Forbidden: bot is not a member of the supergroup chat"),
        ("sendMessage", TO, 400, "Bad Request: message text is empty"),
        ("sendMessage", TO | {"text": ""}, 400, "Bad Request: message text is empty"),
        ("sendMessage", TO | {"text": " \n "}, 400, "Bad Request: text must be non-empty"),
        ("sendMessage", TO | {"text": "<b></b>", "parse_mode": "HTML"}, 400, "Bad Request: text must be non-empty"),
        ("sendMessage", TO | {"text": "x" * 4097}, 400, "Bad Request: message is too long"),
        ("sendMessage", TO | {"text": "😀" * 2049}, 400, "Bad Request: message is too long"),
        ("sendMessage", TO | {"text": "<p>", "parse_mode": "HTML"}, 400,
         'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("sendMessage", TO | {"text": "a.b", "parse_mode": "MarkdownV2"}, 400,
         "Bad Request: parse_mode MarkdownV2 is not played by this server; use HTML"),
        ("sendMessage", TO | {"text": "x", "parse_mode": "rtf"}, 400,
         "Bad Request: parse_mode rtf is not played by this server; use HTML"),
        ("sendMessage", TEXT | {"reply_parameters": {"message_id": 99}}, 400,
         "Bad Request: message to be replied not found"),
        ("sendMessage", TEXT | {"reply_markup": button(callback_data="x" * 65)}, 400,
         "Bad Request: BUTTON_DATA_INVALID"),
        ("sendMessage", TEXT | {"reply_markup": button(callback_data="é" * 33)}, 400,
         "Bad Request: BUTTON_DATA_INVALID"),
        ("sendMessage", TEXT | {"reply_markup": button()}, 400,
         "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ("sendMessage", TEXT | {"reply_markup": button(callback_data="")}, 400,
         "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ("sendMessage", TEXT | {"reply_markup": button(url="kantor")}, 400,
         "Bad Request: inline keyboard button URL 'kantor' is invalid: Wrong HTTP URL"),
        ("sendMessage", TEXT | {"reply_markup": "{"}, 400,
         "Bad Request: can't parse reply keyboard markup JSON object"),
        ("sendMessage", TEXT | {"reply_markup": [1]}, 400, "Bad Request: object expected as reply markup"),
        ("sendMessage", TEXT | {"message_thread_id": 7}, 400, "Bad Request: message thread not found"),
        ("editMessageText", TEXT | {"message_id": 99}, 400, "Bad Request: message to edit not found"),
        ("editMessageText", TEXT | {"message_id": 1}, 400, "Bad Request: message can't be edited"),
        ("deleteMessage", TO | {"message_id": 99}, 400, "Bad Request: message to delete not found"),
        ("deleteMessage", TO, 400, "Bad Request: message identifier is not specified"),
        ("deleteMessages", TO | {"message_ids": []}, 400, "Bad Request: message identifiers are not specified"),
        ("copyMessage", TO | {"from_chat_id": READY, "message_id": 99}, 400, "Bad Request: message to copy not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, 400,
         "Bad Request: query is too old and response timeout expired or query ID is invalid"),
        ("sendPhoto", TO, 400, "Bad Request: there is no photo in the request"),
        ("setMessageReaction", TO | {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🍚"}]}, 400,
         "Bad Request: REACTION_INVALID"),
        ("getFile", {"file_id": "x"}, 400, "Bad Request: invalid file_id"),
        ("setMyCommands", {"commands": [{"command": "Bantuan Saya", "description": "x"}]}, 400,
         "Bad Request: BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, 400,
         "Bad Request: command length must not exceed 32"),
        ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}, 400,
         "Bad Request: command description must be non-empty"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 99}}, 400,
         "Bad Request: chat not found"),
        ("setWebhook", {"url": "bukan alamat"}, 400, "Bad Request: bad webhook: Invalid webhook URL specified"),
        ("setWebhook", {"url": "https://a.id", "secret_token": "a b"}, 400,
         "Bad Request: secret token contains unallowed characters"),
        ("setWebhook", {"url": "https://a.id", "secret_token": "a" * 257}, 400,
         "Bad Request: secret token is too long"),
        ("createForumTopic", {"chat_id": READY, "name": "x"}, 400,
         "Bad Request: method is available only for groups and supergroups"),
        ("menari", {}, 404, "Not Found: method not found"),
    ],
)  # fmt: skip
async def test_a_call_is_refused_as_telegram_does(
    place: BotApiServer, api: Api, method: str, params: dict[str, Any], status: int, description: str
) -> None:
    before = sum(len(chat.messages) for chat in place.world.chats.values())
    code, answer = await api.call(method, **params)
    assert (code, answer["error_code"], answer["description"]) == (status, status, description)
    assert sum(len(chat.messages) for chat in place.world.chats.values()) == before
    if method != "menari":
        assert place.calls[-1].error == description


@pytest.mark.parametrize("token", ["123456:salah", "bukan-token", "0:abc"])
async def test_a_wrong_token_is_unauthorized(server: BotApiServer, api: Api, token: str) -> None:
    async with api.session.get(f"{server.base_url}/bot{token}/getMe") as response:
        assert response.status == 401
        assert (await response.json())["description"].startswith("Unauthorized")
    async with api.session.get(f"{server.base_url}/file/bot{token}/photos/file_0.jpg") as response:
        assert response.status == 401


@pytest.mark.parametrize("how", ["json", "form", "multipart", "query"])
async def test_parameters_come_in_any_form(place: BotApiServer, api: Api, how: str) -> None:
    markup = json.dumps(button(callback_data="y"))
    params = {"chat_id": str(READY), "text": "<b>Halo</b>", "parse_mode": "HTML", "reply_markup": markup}
    forms: dict[str, dict[str, Any]] = {
        "json": {"json": params | {"chat_id": READY, "reply_markup": button(callback_data="y")}},
        "form": {"data": params},
        "query": {"params": params},
    }
    body = forms.get(how, {})
    if how == "multipart":
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            form.add_field(name, value)
        body = {"data": form}
    async with api.session.post(api.url("SENDMESSAGE"), **body) as response:
        result = (await response.json())["result"]
    assert result["text"] == "Halo"
    assert result["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert result["reply_markup"] == button(callback_data="y")


async def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    async with api.session.post(api.url("getMe"), data=b"{", headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["description"] == "Bad Request: can't parse JSON object"


async def test_4096_characters_after_the_tags_are_allowed(place: BotApiServer, api: Api) -> None:
    result = await api.ask("sendMessage", chat_id=READY, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(result["text"]) == 4096
