"""Calls without python-telegram-bot's objects end in the same errors as those through its own layer."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from telegram.error import ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.request import Calls, NoAnswer

ANSWERS: list[tuple[int, Any]] = [
    (400, {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities: at 3"}),
    (400, {"ok": False, "description": "Bad Request: chat not found"}),
    (400, {"ok": False, "description": "group upgraded", "parameters": {"migrate_to_chat_id": -1001}}),
    (401, {"ok": False, "description": "Unauthorized"}),
    (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}),
    (404, {"ok": False, "description": "Not Found"}),
    (404, "<html>nginx</html>"),
    (409, {"ok": False, "description": "Conflict: terminated by other getUpdates request"}),
    (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 7}}),
    (429, {"ok": False, "description": "Too Many Requests"}),
    (500, {"ok": False, "description": "Internal Server Error"}),
    (502, "<html>Bad Gateway</html>"),
    (503, ""),
    (302, ""),
    (599, {}),
]


class Theirs(BaseRequest):
    """python-telegram-bot's network layer with an answer that is known beforehand."""

    read_timeout = None

    def __init__(self, status: int, body: Any) -> None:
        self.answer = answer(status, body)

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return self.answer


def answer(status: int, body: Any) -> tuple[int, bytes]:
    return status, body.encode() if isinstance(body, str) else msgspec.json.encode(body)


def calls(status: int, body: Any) -> Calls:
    async def exchange(_: str, __: bytes) -> tuple[int, bytes]:
        return answer(status, body)

    return Calls("http://x", exchange)


async def raised_by(call: Any) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await call
    return caught.value


@pytest.mark.parametrize(("status", "body"), ANSWERS, ids=repr)
async def test_an_error_is_of_the_kind_that_python_telegram_bot_makes_of_it(status: int, body: Any) -> None:
    theirs = await raised_by(Theirs(status, body).post("http://x/sendMessage"))
    ours = await raised_by(calls(status, body).post("sendMessage", chat_id="5"))
    assert type(ours) is type(theirs)
    if isinstance(body, dict) and "description" in body and not isinstance(ours, ChatMigrated | RetryAfter):
        assert ours.message == theirs.message
    if isinstance(ours, RetryAfter) and isinstance(theirs, RetryAfter):
        assert ours.retry_after == theirs.retry_after == 7


@pytest.mark.parametrize("body", ["", "<html>", '{"ok":true', '{"ok":true}', "[]", "5", "[" * 5000], ids=repr)
async def test_a_success_that_says_nothing_is_no_answer(body: str) -> None:
    assert type(await raised_by(calls(200, body).post("sendMessage"))) is NoAnswer


@pytest.mark.parametrize("body", ["[]", "5", '{"parameters":[1]}', '{"parameters":{"retry_after":0}}'], ids=repr)
async def test_a_senseless_body_does_not_hide_that_the_server_refused(body: str) -> None:
    assert type(await raised_by(calls(500, body).post("sendMessage"))) is NetworkError
