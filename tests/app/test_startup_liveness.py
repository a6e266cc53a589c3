"""/livez answers from the first moment, until the bot's own pages take over; what is wrong is said by them."""

from __future__ import annotations

import asyncio
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import clock
from bot.app.startup_liveness import VARIABLE, StartupLiveness
from bot.app.web_listener import WebListener
from bot.metrics import Metrics
from bot.settings import Settings
from tests.faults.processes import free_port

LIVE = (200, '{"ok": true, "trouble": null}')
STARTING = (503, '{"ok": false, "trouble": "Bot sedang dinyalakan."}')


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the bot in an empty folder, with no variables."""
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_CONFIG", VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def address() -> Iterator[str]:
    """Give a free address, which is free again at the end."""
    found = f"127.0.0.1:{free_port()}"
    yield found
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(found.rpartition(":")[2])), 1)


def asked(address: str, path: str = "/livez") -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@pytest.mark.parametrize("told", ["variable", "file", "named file"])
def test_it_answers_where_the_settings_say(
    told: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"file": "config.yaml", "named file": "lain.yaml"}.get(told)
    if name is None:
        monkeypatch.setenv(VARIABLE, address)
        (tmp_path / "config.yaml").write_text("health: {listen: '127.0.0.1:1'}\n")
    else:
        (tmp_path / name).write_text(f"health:\n  listen: {address}\n")
    with StartupLiveness(name if told == "named file" else None):
        assert asked(address) == LIVE
        assert asked(address, "/readyz") == asked(address, "/metrics") == STARTING


@pytest.mark.parametrize(
    "content",
    [
        *(None, "", "health: {}\n", "health: 3\n", "health: {listen: 8080}\n", "health: [\n", "- a\n", "\x00"),
        *(
            "health: {listen: 'localhost:8080'}\n",
            "health: {listen: '127.0.0.1:0'}\n",
            "health: {listen: '1.2.3.4:99'}\n",
        ),
    ],
)
def test_where_nothing_is_certain_nothing_is_opened(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "config.yaml").write_text(content)
    with StartupLiveness(None) as first:
        assert first.taken_over("") is None


def test_a_taken_address_is_left_to_who_reports_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        monkeypatch.setenv(VARIABLE, f"127.0.0.1:{other.getsockname()[1]}")
        with StartupLiveness(None) as first:
            assert first.taken_over(f"127.0.0.1:{other.getsockname()[1]}") is None


async def test_the_bots_own_pages_take_over_and_nobody_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, address)
    answers: list[tuple[int, str]] = []

    async def ask() -> None:
        while True:
            answers.append(await asyncio.to_thread(asked, address))

    with StartupLiveness(None) as first:
        asking = [asyncio.create_task(ask()) for _ in range(3)]
        await asyncio.sleep(0.1)
        listener = WebListener(Settings(health={"listen": address}), Metrics(), clock.now, first)
        async with listener.open():
            before = len(answers)
            while len(answers) < before + 20:  # noqa: ASYNC110 (they have no event)
                await asyncio.sleep(0.01)
            for one in asking:
                one.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
            status, page = await asyncio.to_thread(asked, address, "/metrics")
            assert (status, "bot_ready 0.0" in page) == (200, True)
    assert set(answers) == {LIVE}


async def test_another_address_than_it_took_is_opened_anew(address: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(f"health:\n  listen: {address}\n")
    other = f"127.0.0.1:{free_port()}"
    with StartupLiveness(None) as first:
        async with WebListener(Settings(health={"listen": other}), Metrics(), clock.now, first).open():
            assert (await asyncio.to_thread(asked, other)) == LIVE
            with pytest.raises(urllib.error.URLError):
                await asyncio.to_thread(asked, address)


def test_who_says_nothing_keeps_nobody_for_long(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, address)
    with StartupLiveness(None), socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):
        assert asked(address) == LIVE
