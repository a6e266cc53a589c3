"""A group that became a supergroup has another number, which the log names: only the operator can write it down."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
from structlog.testing import capture_logs

from bot.channels.telegram.request import Calls
from bot.channels.telegram.send import Sender
from bot.helpdesk.model.actions import Send
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, OutboxRow


async def test_the_new_number_of_a_group_is_logged_and_kept_as_the_cause() -> None:
    async def exchange(address: str, body: bytes) -> tuple[int, bytes]:
        answer = {"ok": False, "description": "group upgraded", "parameters": {"migrate_to_chat_id": -1001234}}
        return 400, orjson.dumps(answer)

    sender = Sender(Calls("http://telegram", exchange), lambda: datetime(2026, 11, 24, tzinfo=UTC))
    with capture_logs() as logs:
        result = await sender.send(OutboxRow(1, Send(Address("telegram", "-77"), "Laporan harian"), 0, False))
    assert (result.state, result.reason) == (Delivery.FAILED, "refused")
    assert result.cause == "now the supergroup -1001234"
    assert [line["new"] for line in logs if "supergroup" in line["event"]] == [-1001234]
