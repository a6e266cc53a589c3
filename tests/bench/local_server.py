"""The local Bot API server in a process of its own, steered over HTTP; and bots in processes beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psutil

ROOT = Path(__file__).parents[2]
TOKEN = "123456:bench-token"
FIRST_PERSON = 100_000
_SERVER = """
import gc, runpy
gc.disable()
runpy.run_module("telegram_simulator", run_name="__main__")
"""
"""The server without a search for circles of objects, which holds up any bot by 50 ms once it remembers many calls."""


class LocalServer:
    """The server's control side."""

    def __init__(self, address: str) -> None:
        self.address = address

    def tell(self, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """POST to the control API, or GET where there is nothing to tell."""
        sent = {"Content-Type": "application/json", "X-Simulator": "page"}
        data = msgspec.json.encode(body) if body else None
        request = urllib.request.Request(f"{self.address}/_control/{what}", data, sent)
        with urllib.request.urlopen(request, timeout=60) as response:
            found: dict[str, Any] = msgspec.json.decode(response.read())
        return found

    def sent(self) -> int:
        """How many messages the bot has sent."""
        return int(self.tell("counters")["calls"].get("sendMessage 200", 0))

    def wait_polling(self) -> None:
        """Until a bot has started to poll, and a second more."""
        while not self.tell("counters")["polling"]:
            time.sleep(0.02)
        time.sleep(1.0)

    def ask(self, texts: Sequence[str], people: int, *, first: int = 0, held: bool = True) -> None:
        """Questions from many people in turn, beginning with the `first`; held back until `release`."""
        if held:
            self.tell("queue", {"do": "hold"})
        messages = [{"from": FIRST_PERSON + number % people, "text": text} for number, text in enumerate(texts, first)]
        for start in range(0, len(messages), 1000):
            self.tell("messages", {"messages": messages[start : start + 1000]})

    def release(self) -> None:
        """Give out what was held back."""
        self.tell("queue", {"do": "release"})

    def wait_sent(self, count: int, seconds: float = 120) -> float:
        """Seconds until the bot has sent `count` messages."""
        started = time.perf_counter()
        while self.sent() < count:
            if time.perf_counter() - started > seconds:
                raise TimeoutError(f"{self.sent()} of {count} messages after {seconds} s")
            time.sleep(0.01)
        return time.perf_counter() - started


@contextmanager
def local_server(people: int = 0, history: int = 50) -> Iterator[LocalServer]:
    """Run a server with `people` residents who have started the bot; it remembers `history` calls."""
    command = [sys.executable, "-c", _SERVER, "--port", "0", "--token", TOKEN, "--history", str(history)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        server = LocalServer(process.stdout.readline().strip())
        if people:
            server.tell("people", {"first_id": FIRST_PERSON, "count": people})
        try:
            yield server
        finally:
            process.terminate()


@contextmanager
def process(command: Sequence[str], **environment: str) -> Iterator[psutil.Process]:
    """Another program beside us; ended like a supervisor ends it."""
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as running:
        try:
            yield psutil.Process(running.pid)
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()


def our_bot(server: LocalServer, folder: Path, **more: str) -> dict[str, str]:
    """Return the environment in which `python -m bot run` talks to the server."""
    return {
        "BOT_TELEGRAM__TOKEN": TOKEN,
        "BOT_TELEGRAM__BASE_URL": server.address,
        "BOT_TELEGRAM__MESSAGES_PER_SECOND": "0",
        "BOT_DATABASE": f"sqlite:///{folder}/bot.db",
        "BOT_CONFIG": str(ROOT / "config.example.yaml"),
        "BOT_LOG__LEVEL": "warning",
        **more,
    }


OUR_BOT = [sys.executable, "-m", "bot", "run"]
