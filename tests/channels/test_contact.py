"""Contact with Telegram that is lost, in each of its ways, is noticed and found again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aiohttp.test_utils import BaseTestServer, TestServer
from structlog.testing import capture_logs

from bot import clock
from bot.channels.telegram import contact, receive
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import PATH, Announcer, Poller, webhook_app
from bot.channels.telegram.request import AiohttpRequest, Calls, NoAnswer
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.store import Received
from telegram_simulator.server import BotApiServer
from tests.waiting import until

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
AT_ONCE = timedelta(0)
SECRET = "rahasia-yang-panjang"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive, "PATIENCE", (0.01,))
    monkeypatch.setattr(receive, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(contact, "CALM", timedelta(seconds=0.05))


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer(webhook_pause=0.02) as running:
        yield running


async def keep(_: Sequence[Received]) -> None: ...


@asynccontextmanager
async def at_work(server: BotApiServer, part: Callable[[Calls], Awaitable[None]]) -> AsyncIterator[None]:
    """Poller or announcer, over the real network layer."""
    async with AiohttpRequest() as request:
        task = asyncio.ensure_future(part(Calls(f"{server.base_url}/bot{server.token}", request.post_json)))
        try:
            yield
            assert not task.done()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


CONFLICT = "Conflict: terminated by other getUpdates request"
FAULTS: list[tuple[dict[str, Any], AlertKind, str]] = [
    ({"kind": "error", "code": 502}, AlertKind.TELEGRAM, "Bad Gateway"),
    (
        {"kind": "error", "code": 429, "parameters": {"retry_after": 1}, "times": 1},
        AlertKind.TELEGRAM,
        "Too Many Requests",
    ),
    ({"kind": "reset"}, AlertKind.TELEGRAM, "NoAnswer"),
    ({"kind": "half_body", "pace": 0.01}, AlertKind.TELEGRAM, "NoAnswer"),
    ({"kind": "error", "code": 409, "description": CONFLICT}, AlertKind.SECOND_BOT, "terminated by other getUpdates"),
]


@pytest.mark.parametrize(("fault", "kind", "words"), FAULTS, ids=lambda value: str(value)[:40])
async def test_a_poll_that_fails_loses_contact_until_one_succeeds(
    server: BotApiServer, fault: dict[str, Any], kind: AlertKind, words: str
) -> None:
    seen, phone = Contact(clock.now), server.phone(5001, "Siti")
    await phone.sends("halo")  # else a poll waits for news before it fails
    with capture_logs() as logs, server.faults.add(methods=["getUpdates"], **fault) as struck:
        async with at_work(server, lambda calls: Poller(calls, keep, seen).run()):
            await until(lambda: kind in seen.lost_for(AT_ONCE) and struck.used)
            assert words in seen.lost_for(AT_ONCE)[kind]
            server.faults.clear()
            while seen.lost_for(AT_ONCE):
                await phone.sends("halo")
                await asyncio.sleep(0.02)
    logged = [(line["event"].rpartition(" ")[2], line["kind"]) for line in logs if "kind" in line]
    assert logged == [("lost", kind), ("restored", kind)]


@asynccontextmanager
async def announced(server: BotApiServer, seen: Contact, *, secret: str = SECRET) -> AsyncIterator[BaseTestServer]:
    """Announce a webhook to Telegram; return the address that it really listens on."""
    async with TestServer(webhook_app(keep, SECRET, seen)) as door:
        url = str(door.make_url(PATH))
        async with at_work(server, lambda calls: Announcer(calls, url, secret, seen).run()):
            yield door


async def test_a_webhook_that_telegram_refuses_is_reported_in_its_words(server: BotApiServer) -> None:
    seen = Contact(clock.now)
    with capture_logs() as logs:
        async with announced(server, seen, secret="rahasia dengan spasi"):
            await until(lambda: server.calls.count("setWebhook", 400) > 2)
            words = seen.lost_for(AT_ONCE)[AlertKind.WEBHOOK_REFUSED]
    assert "ecret token contains unallowed characters" in words
    assert [line["cause"] for line in logs if "cause" in line] == [words]


async def test_a_webhook_that_telegram_cannot_reach_is_noticed_until_it_can(server: BotApiServer) -> None:
    seen = Contact(clock.now)
    phone = server.phone(5001, "Siti")
    async with announced(server, seen) as door:
        await until(lambda: server.calls.of("getWebhookInfo"))
        # what is called is not what listens: as behind a proxy that is switched off
        server.api.pusher.webhook.secret_token = "rahasia-lain-yang-panjang"
        await phone.sends("halo")
        await until(lambda: AlertKind.WEBHOOK in seen.lost_for(AT_ONCE))
        assert "403" in seen.lost_for(AT_ONCE)[AlertKind.WEBHOOK]
        assert (seen.pending, seen.calls) == (1, 0)
        assert abs(seen.failed_at - clock.now().timestamp()) < 60
        server.api.pusher.webhook.secret_token = SECRET
        await until(lambda: not seen.lost_for(AT_ONCE))
        assert seen.calls == 1
        assert door


async def test_a_webhook_that_another_program_deletes_is_set_again(server: BotApiServer) -> None:
    seen = Contact(clock.now)
    async with announced(server, seen), AiohttpRequest() as other:
        await until(lambda: server.calls.of("getWebhookInfo"))
        await Calls(f"{server.base_url}/bot{server.token}", other.post_json).post("deleteWebhook")
        await until(lambda: AlertKind.SECOND_BOT in seen.lost_for(AT_ONCE))
        await until(lambda: not seen.lost_for(AT_ONCE) and server.api.pusher.webhook.url)


async def test_silence_counts_from_the_oldest_unanswered_call_of_a_kind(server: BotApiServer) -> None:
    seconds = [0.0]
    seen = Contact(lambda: NOW + timedelta(seconds=seconds[0]), lambda: seconds[0])
    phone = server.phone(5001, "Siti")
    await phone.starts()

    async def silent_at(moment: float) -> float:
        seconds[0] = moment
        return seen.silent

    async with AiohttpRequest() as request:
        address = f"{server.base_url}/bot{server.token}"
        polls = Calls(address, request.post_json, silence=seen.receiving)
        sends = Calls(address, partial(request.post_json, wait=0.3), silence=seen.sending)
        with server.faults.add("hang", methods=["sendMessage"], times=2) as struck:
            sending = asyncio.ensure_future(sends.post("sendMessage", chat_id=phone.id, text="halo"))
            await until(lambda: struck.used)
            assert await silent_at(44.9) == 0.0
            await polls.post("getUpdates", timeout=0)  # receiving works, and says nothing of sending
            assert await silent_at(45.0) == 45.0
            assert seen.lost_for(timedelta(minutes=1)) == {}
            with pytest.raises(NoAnswer):
                await sending
            assert await silent_at(60.0) == 60.0
            assert AlertKind.TELEGRAM in seen.lost_for(timedelta(minutes=1))
            # the second call hangs, too, and one beside it is answered: only that moment is silence's new begin
            sending = asyncio.ensure_future(sends.post("sendMessage", chat_id=phone.id, text="halo"))
            await until(lambda: struck.used == 2)
            await sends.post("sendMessage", chat_id=phone.id, text="halo lagi")
            assert await silent_at(104.9) == 0.0
            assert await silent_at(105.0) == 45.0
            with pytest.raises(NoAnswer):
                await sending
        assert await silent_at(660.0) == 600.0
        assert await silent_at(661.0) == 0.0  # nothing has been called for so long that nothing waits
        await sends.post("sendMessage", chat_id=phone.id, text="sekali lagi")
        assert seen.sending.seconds == 0.0
