"""Calls without python-telegram-bot: the same errors; a message too long goes out in pieces, each of them once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs
from telegram.error import ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.request import Calls, NoAnswer
from bot.channels.telegram.send import Sender
from bot.helpdesk.model.actions import Button, Copy, Edit, Purpose, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.texts.resident import REPEATED

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


NOW = datetime(2026, 11, 24, tzinfo=UTC)
BUDI = Address("telegram", "7001")
WORDS = [f"papan{number}" for number in range(300)]
BUTTONS = ((Button("Ambil", Verb.CLAIM, ("1",)),),)
CARD = Send(BUDI, " ".join(WORDS), BUTTONS, ticket=1, purpose=Purpose.CARD)
CORRECTION = Edit(BUDI, "5", " ".join(WORDS), BUTTONS, ticket=1, purpose=Purpose.CORRECTION, about="9")
TOO_LONG = (400, {"ok": False, "error_code": 400, "description": "Bad Request: MESSAGE_TOO_LONG"})
BUSY = (429, {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}})
DOWN = (502, {"ok": False})
SENT = (200, {"ok": True, "result": {"message_id": 77}})
LOST = None


class Scripted:
    """Telegram with these answers, one after the other, and then with success; `taken`: what it has accepted."""

    def __init__(self, *answers: tuple[int, Any] | None) -> None:
        self.answers = list(answers)
        self.taken: list[dict[str, Any]] = []

    async def exchange(self, address: str, body: bytes) -> tuple[int, bytes]:
        answer = self.answers.pop(0) if self.answers else SENT
        if answer is None:
            raise NoAnswer("the answer was lost")
        if answer is SENT:
            self.taken.append(msgspec.json.decode(body))
        return answer[0], msgspec.json.encode(answer[1])

    async def send(self, row: OutboxRow) -> Result:
        return await Sender(Calls("http://telegram", self.exchange), lambda: NOW).send(row)


CASES = {
    "pause after the first": ((TOO_LONG, SENT, BUSY), Delivery.WAITING),
    "failure after the first": ((TOO_LONG, SENT, DOWN), Delivery.WAITING),
    "lost answer after the first": ((TOO_LONG, SENT, LOST), Delivery.UNCERTAIN),
    "pause before the first": ((TOO_LONG, BUSY), Delivery.WAITING),
    "pause within pieces of pieces": ((TOO_LONG, TOO_LONG, SENT, BUSY), Delivery.WAITING),
}


@pytest.mark.parametrize("action", [CARD, CORRECTION], ids=["message", "change"])
@pytest.mark.parametrize(("answers", "state"), CASES.values(), ids=CASES)
async def test_what_has_arrived_of_a_long_message_is_not_repeated(
    action: Send | Edit, answers: tuple[tuple[int, Any] | None, ...], state: Delivery
) -> None:
    server = Scripted(*answers)
    first = await server.send(OutboxRow(1, action, 0, repeat=False))
    assert first.state is state
    assert first.row.action == action
    again = first.left or action
    assert (again.buttons, again.ticket, again.purpose, again.about) == (
        action.buttons,
        action.ticket,
        action.purpose,
        action.about,
    )
    second = await server.send(OutboxRow(1, again, 1, repeat=False))
    assert (second.state, second.left) == (Delivery.SENT, None)
    assert Counter(" ".join(call["text"] for call in server.taken).split()) == Counter(WORDS)
    assert ["reply_markup" in call for call in server.taken][-1]
    assert sum("reply_markup" in call for call in server.taken) == 1


async def test_a_copy_that_may_have_arrived_before_quotes_the_line_that_says_so() -> None:
    server = Scripted()
    await server.send(OutboxRow(1, Copy(BUDI, BUDI, "5"), 1, repeat=True))
    mark, copied = server.taken
    assert (mark["text"], copied["reply_parameters"]["message_id"]) == (REPEATED, 77)


async def test_the_new_number_of_a_group_is_logged_and_kept_as_the_cause() -> None:
    """A group that became a supergroup has another number, which only the operator can write down."""
    moved = {"ok": False, "description": "group upgraded", "parameters": {"migrate_to_chat_id": -1001234}}
    with capture_logs() as logs:
        result = await Scripted((400, moved)).send(OutboxRow(1, Send(Address("telegram", "-77"), "Laporan"), 0, False))
    assert (result.state, result.reason) == (Delivery.FAILED, "refused")
    assert result.cause == "now the supergroup -1001234"
    assert [line["new"] for line in logs if "supergroup" in line["event"]] == [-1001234]
