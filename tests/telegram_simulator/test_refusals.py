"""Every refusal in Telegram's words, with its code: what a lenient server would hide from the bot's own tests."""

from __future__ import annotations

from typing import Any

import pytest

from telegram_simulator.server import BotApiServer
from tests.tables import each_line
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
    return {"reply_markup": {"inline_keyboard": [[{"text": "Ya", **fields}]]}}


def commands(name: str, description: str = "x") -> dict[str, Any]:
    return {"commands": [{"command": name, "description": description}]}


TO = {"chat_id": READY}
TEXT = {**TO, "text": "x"}
UNALLOWED = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
OLD = "query is too old and response timeout expired or query ID is invalid"
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 99, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@belum_ada", "text": "x"}, "chat not found"),
    ("sendMessage", TO, "message text is empty"),
    ("sendMessage", TO | {"text": " \n "}, "text must be non-empty"),
    ("sendMessage", TO | {"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ("sendMessage", TO | {"text": "x" * 4097}, "message is too long"),
    ("sendMessage", TO | {"text": "😀" * 2049}, "message is too long"),
    ("sendMessage", TO | {"text": "<p>", "parse_mode": "HTML"},
     'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
    ("sendMessage", TEXT | {"parse_mode": "rtf"}, "parse_mode rtf is not played by this server; use HTML"),
    ("sendMessage", TEXT | {"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ("sendMessage", TEXT | button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
    ("sendMessage", TEXT | button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
    ("sendMessage", TEXT | button(), UNALLOWED),
    ("sendMessage", TEXT | button(callback_data=""), UNALLOWED),
    ("sendMessage", TEXT | button(url="kantor"), "inline keyboard button URL 'kantor' is invalid: Wrong HTTP URL"),
    ("sendMessage", TEXT | {"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ("sendMessage", TEXT | {"reply_markup": [1]}, "object expected as reply markup"),
    ("sendMessage", TEXT | {"message_thread_id": 7}, "message thread not found"),
    ("editMessageText", TEXT | {"message_id": 99}, "message to edit not found"),
    ("editMessageText", TEXT | {"message_id": 1}, "message can't be edited"),
    ("deleteMessage", TO | {"message_id": 99}, "message to delete not found"),
    ("deleteMessage", TO, "message identifier is not specified"),
    ("deleteMessages", TO | {"message_ids": []}, "message identifiers are not specified"),
    ("copyMessage", TO | {"from_chat_id": READY, "message_id": 99}, "message to copy not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, OLD),
    ("sendPhoto", TO, "there is no photo in the request"),
    ("setMessageReaction", TO | {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🍚"}]}, "REACTION_INVALID"),
    ("getFile", {"file_id": "x"}, "invalid file_id"),
    ("setMyCommands", commands("Bantuan Saya"), "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands("x" * 33), "command length must not exceed 32"),
    ("setMyCommands", commands("x", ""), "command description must be non-empty"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
    ("setWebhook", {"url": "bukan alamat"}, "bad webhook: Invalid webhook URL specified"),
    ("setWebhook", {"url": "https://a.id", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ("setWebhook", {"url": "https://a.id", "secret_token": "a" * 257}, "secret token is too long"),
    ("createForumTopic", TO | {"name": "x"}, "method is available only for groups and supergroups"),
]  # fmt: skip
FORBIDDEN = [
    ("sendMessage", {"chat_id": NEVER, "text": "x"}, "bot can't initiate conversation with a user"),
    ("sendMessage", {"chat_id": BLOCKING, "text": "x"}, "bot was blocked by the user"),
    ("sendMessage", {"chat_id": GROUP, "text": "x"}, "bot is not a member of the supergroup chat"),
]
ALL = [
    *((method, given, 400, f"Bad Request: {words}") for method, given, words in REFUSED),
    *((method, given, 403, f"Forbidden: {words}") for method, given, words in FORBIDDEN),
]


@each_line(("method", "params", "status", "description"), ALL)
async def test_a_call_is_refused_as_telegram_does(
    place: BotApiServer, api: Api, method: str, params: dict[str, Any], status: int, description: str
) -> None:
    before = sum(len(chat.messages) for chat in place.world.chats.values())
    code, answer = await api.call(method, **params)
    assert (code, answer["error_code"], answer["description"]) == (status, status, description)
    assert sum(len(chat.messages) for chat in place.world.chats.values()) == before
    assert place.calls[-1].error == description


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    assert await api.refused("menari") == "Not Found: method not found"


@pytest.mark.parametrize("token", ["123456:salah", "bukan-token"])
async def test_a_wrong_token_is_unauthorized(server: BotApiServer, api: Api, token: str) -> None:
    for path in (f"bot{token}/getMe", f"file/bot{token}/photos/file_0.jpg"):
        async with api.session.get(f"{server.base_url}/{path}") as response:
            assert response.status == 401
            assert (await response.json())["description"].startswith("Unauthorized")


async def test_4096_characters_after_the_tags_are_allowed(place: BotApiServer, api: Api) -> None:
    result = await api.ask("SENDMESSAGE", chat_id=READY, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(result["text"]) == 4096
