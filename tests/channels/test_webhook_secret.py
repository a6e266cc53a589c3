"""Only Telegram, which knows the secret, may write as somebody."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot import clock
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import Intake
from bot.channels.telegram.webhook import PATH, webhook_app
from bot.helpdesk.errors import Trouble
from bot.helpdesk.ports import Received

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({HEADER: "rahasia-panjang"}, 200), ({HEADER: "rahasia-salah"}, 403), ({HEADER: ""}, 403), ({}, 403)],
)
async def test_a_call_without_the_right_secret_is_refused(headers: dict[str, str], status: int):
    kept: list[Received] = []

    async def keep(updates: Sequence[Received]) -> None:
        kept.extend(updates)

    async with TestClient(TestServer(webhook_app(Intake(keep), "rahasia-panjang", Contact(clock.now)))) as telegram:
        answer = await telegram.post(PATH, json={"update_id": 1}, headers=headers)
    assert answer.status == status
    assert len(kept) == (status == 200)


async def test_a_webhook_without_a_secret_does_not_start():
    async def keep(_: Sequence[Received]) -> None: ...

    with pytest.raises(Trouble, match="secret_token"):
        webhook_app(Intake(keep), "", Contact(clock.now))
