"""What is on its way while batches are decided leaves and ends between them, and so makes room for what comes next."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from bot.app.outbox_worker import AT_ONCE, Delivery, Pace

from bot.app import outbox_worker
from bot.app.turns import Turns
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.store import Delivery as State
from bot.helpdesk.model.store import OutboxRow, Received, Result
from bot.helpdesk.service import Helpdesk
from bot.metrics import Metrics
from bot.storage import open_store
from tests.helpdesk.desk import MONDAY, small_policy

BATCHES = 3
BACKLOG = 400


async def test_every_batch_takes_as_many_messages_along_as_may_be_on_their_way(tmp_path: Path):
    store = await open_store(f"sqlite:///{tmp_path}/bot.db", exclusive=True)
    sent: list[int] = []

    async def send(row: OutboxRow) -> Result:
        await asyncio.sleep(0)  # to the network and back
        sent.append(row.id)
        return Result(row, State.SENT, message="1")

    helpdesk = Helpdesk(store, small_policy(), lambda row: None, lambda: MONDAY)
    delivery = Delivery(store, helpdesk, send, Pace(0, lambda: MONDAY), lambda: MONDAY, Metrics(), Turns())
    waiting = [Send(Address("telegram", str(1000 + number)), "Halo.") for number in range(BATCHES * AT_ONCE)]
    async with store.unit() as unit:
        await unit.save([(None, Outcome(actions=(message,))) for message in waiting], MONDAY)
    for batch in range(1, BATCHES + 1):
        await store.receive([Received("telegram", str(batch), None, "1", b"{}")], MONDAY)
        assert await delivery.along(helpdesk.work) == 1
        assert len(sent) == batch * AT_ONCE
    await store.close()


async def test_a_lasting_backlog_does_not_stop_the_outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A look for messages left behind falls due in every batch, as it does once a backlog lasts more than 30 s."""
    monkeypatch.setattr(outbox_worker, "RESUME_EVERY", 0.0)
    store = await open_store(f"sqlite:///{tmp_path}/bot.db", exclusive=True)
    sent: list[int] = []

    async def send(row: OutboxRow) -> Result:
        await asyncio.sleep(0.001)
        sent.append(row.id)
        return Result(row, State.SENT, message="1")

    helpdesk = Helpdesk(store, small_policy(), lambda row: None, lambda: MONDAY)
    delivery = Delivery(store, helpdesk, send, Pace(0, lambda: MONDAY), lambda: MONDAY, Metrics(), Turns())
    waiting = [Send(Address("telegram", str(1000 + number)), "Halo.") for number in range(BACKLOG)]
    async with store.unit() as unit:
        await unit.save([(None, Outcome(actions=(message,))) for message in waiting], MONDAY)
    sending = asyncio.create_task(delivery.run())
    async with asyncio.timeout(10):
        for batch in range(BACKLOG // 4):
            await store.receive([Received("telegram", str(batch), None, "1", b"{}")], MONDAY)
            await delivery.along(helpdesk.work)
        while len(sent) < BACKLOG:  # noqa: ASYNC110 (sending has no event for this)
            await asyncio.sleep(0.01)
    assert sorted(sent) == sorted(set(sent)), "nothing is sent twice"
    delivery.stop()
    await sending
    await store.close()
