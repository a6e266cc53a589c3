"""A message that Telegram finds too long goes out in pieces, each of them once; a group that moved is named."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.request import Calls, NoAnswer
from bot.channels.telegram.send import Sender
from bot.helpdesk.model.actions import Button, Edit, Purpose, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, OutboxRow, Result

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


async def test_the_new_number_of_a_group_is_logged_and_kept_as_the_cause() -> None:
    """A group that became a supergroup has another number, which only the operator can write down."""
    moved = {"ok": False, "description": "group upgraded", "parameters": {"migrate_to_chat_id": -1001234}}
    with capture_logs() as logs:
        result = await Scripted((400, moved)).send(OutboxRow(1, Send(Address("telegram", "-77"), "Laporan"), 0, False))
    assert (result.state, result.reason) == (Delivery.FAILED, "refused")
    assert result.cause == "now the supergroup -1001234"
    assert [line["new"] for line in logs if "supergroup" in line["event"]] == [-1001234]
