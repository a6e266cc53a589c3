"""The programs of a run, each in a process of its own: the local Telegram, bots, and a reverse proxy before bots."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bot.cli.main import main
from tests.ports import free_port
from tests.typed import some
from tests.waiting import until

ROOT = Path(__file__).parents[2]
TOKEN = "123456:faults-token-that-is-long-enough"
OFFICER, DEPUTY = 7001, 7002


class Telegram:
    """The local Telegram in a process of its own, seen through its control API."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self._session = session

    async def tell(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST to the control API; raises for a refusal."""
        async with self._session.post(f"{self.address}/_control/{what}", json=body) as response:
            found: dict[str, Any] = msgspec.json.decode(await response.read())
        if not found.get("ok"):
            raise RuntimeError(f"{what}: {found}")
        return found

    async def look(self, what: str, **query: str | int) -> dict[str, Any]:
        """GET from the control API."""
        async with self._session.get(f"{self.address}/_control/{what}", params=query) as response:
            found: dict[str, Any] = msgspec.json.decode(await response.read())
        return found

    async def counters(self) -> dict[str, Any]:
        """Return the server's counters."""
        return await self.look("counters")

    async def has_given_all(self) -> bool:
        """Whether the bot has fetched every update."""
        return not (await self.counters())["updates_waiting"]

    async def fault(self, kind: str, **scope: Any) -> int:
        """Switch a fault on; its number."""
        number: int = (await self.tell("act/add_fault", {"kind": kind, **scope}))["fault"]["id"]
        return number

    async def struck(self, number: int) -> int:
        """How often a fault that is still on has struck."""
        faults = (await self.look("faults"))["faults"]
        return next((int(fault["used"]) for fault in faults if fault["id"] == number), 0)

    async def well_again(self) -> None:
        """Switch all faults off."""
        await self.tell("act/remove_fault", {})

    async def calls(self, *methods: str) -> list[dict[str, Any]]:
        """Every call of these methods that the server accepted, in order."""
        found: list[dict[str, Any]] = []
        after = 0
        while page := (await self.look("calls", after=after, limit=5000))["calls"]:
            after = page[-1]["seq"]
            found += [call for call in page if call["ok"] and call["method"] in methods]
        return found

    async def write(self, messages: Sequence[tuple[int, str]]) -> None:
        """Texts of residents, in this order."""
        await self.tell("messages", {"messages": [{"from": who, "text": words} for who, words in messages]})

    async def messages(self, chat: int) -> list[dict[str, Any]]:
        """Return what stands in a chat now."""
        found: list[dict[str, Any]] = (await self.look("messages", chat_id=chat))["messages"]
        return found


@asynccontextmanager
async def telegram(*residents: int) -> AsyncIterator[Telegram]:
    """Run a local Telegram, with these residents and both officers in it."""
    command = [sys.executable, "-m", "telegram_simulator", "--port", "0", "--token", TOKEN]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    try:
        address = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session:
            server = Telegram(address, session)
            if residents:
                await server.tell("people", {"first_id": min(residents), "count": len(residents)})
            await server.tell("people", {"first_id": OFFICER, "count": 2, "first_name": "Petugas"})
            yield server
    finally:
        process.kill()
        await process.wait()


PREPARED = multiprocessing.get_context("forkserver")
"""Starts processes as copies of one that has imported the program, which takes longer than all else at a start."""
PREPARED.set_forkserver_preload(["bot.cli.run", "bot.app.wiring"])


def _be(words: Sequence[str], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    """Be `python -m bot` with these words and this environment, in this folder, writing to these files."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in ((1, out), (2, err)):
        with path.open("ab") as stream:
            os.dup2(stream.fileno(), number)
    sys.argv = ["bot", *words]
    main("python -m bot")


async def command(*words: str, environment: dict[str, str], folder: Path = ROOT, err: bool = False) -> tuple[int, str]:
    """Run `python -m bot` with these words to its end; its status and what it printed, with `err` its errors too."""
    with tempfile.NamedTemporaryFile() as out:
        errors = out.name if err else os.devnull
        given = (words, {**os.environ, **environment}, folder, Path(out.name), Path(errors))
        process = PREPARED.Process(target=_be, args=given, daemon=True)
        process.start()
        try:
            await until(lambda: not process.is_alive(), f"{words} has ended")
        finally:
            process.kill()
        return some(process.exitcode), out.read().decode()


@dataclass
class BotProcess:
    """One `python -m bot run` in a folder, started and ended as often as wanted. `kills` counts SIGKILLs."""

    environment: dict[str, str]
    log: Path
    kills: int = 0
    folder: Path = ROOT
    _running: ForkServerProcess | None = field(default=None, repr=False)
    _read_from: int = 0

    def start(self, **more: str) -> None:
        """Start it; see `ready`."""
        self.log.touch()
        self._read_from = self.log.stat().st_size
        environment = {**os.environ, **self.environment, **more}
        self._running = PREPARED.Process(
            target=_be, args=(("run",), environment, self.folder, self.log, self.log), daemon=True
        )
        self._running.start()

    @property
    def said(self) -> str:
        """What this start has written so far."""
        with self.log.open("rb") as stream:
            stream.seek(self._read_from)
            return stream.read().decode(errors="replace")

    @property
    def pid(self) -> int:
        """The process's number."""
        return some(some(self._running).pid)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._running is not None and self._running.is_alive()

    async def ready(self, seconds: float = 60) -> None:
        """Wait until it says that it is ready. Raises RuntimeError with its words when it ended instead."""

        def holds() -> bool:
            if not self.alive:
                raise RuntimeError(f"the bot ended by itself:\n{self.said}")
            return "ready" in self.said

        await until(holds, "the bot is ready", seconds)

    def kill(self) -> None:
        """SIGKILL."""
        assert self._running
        if not self.alive:
            raise RuntimeError(f"the bot ended by itself:\n{self.said}")
        self._running.kill()
        self._running.join()
        self.kills += 1

    async def ended(self, seconds: float = 60) -> int:
        """Wait for its end; the exit status."""
        running = self._running
        assert running
        await until(lambda: not running.is_alive(), "the bot has ended", seconds)
        return some(running.exitcode)

    async def terminate(self) -> tuple[int, float]:
        """SIGTERM; (exit status, seconds until the end)."""
        assert self._running
        started = time.monotonic()
        self._running.terminate()
        return await self.ended(), time.monotonic() - started

    def put_away(self) -> None:
        """Whatever its state, it runs no longer."""
        if self._running and self.alive:
            self._running.kill()
            self._running.join()


class Caddy:
    """The reverse proxy, with the configuration that offices run; only its addresses and the programs' are others."""

    def __init__(self, ports: Sequence[int], staff_page: int = 0) -> None:
        self.port, self.staff_port = free_port(), free_port()
        self._staff_page = f"127.0.0.1:{staff_page or free_port()}"
        self._bots = " ".join(f"127.0.0.1:{port}" for port in ports)
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name, "Caddyfile")
        self._file.write_text(f"{{\n\tadmin off\n}}\nimport {ROOT}/deploy/Caddyfile\n")
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Caddy:
        here = {"DOMAIN": f"http://127.0.0.1:{self.port}", "BOTS": self._bots, "HOME": self._folder.name}
        here |= {"STAFF_DOMAIN": f"http://127.0.0.1:{self.staff_port}", "STAFF_PAGE": self._staff_page}
        self._process = await asyncio.create_subprocess_exec(
            *("caddy", "run", "--adapter", "caddyfile", "--config", self._file),
            env={**os.environ, **here},
            stderr=asyncio.subprocess.DEVNULL,
        )
        await until(self._listens, "Caddy listens")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        self._process.terminate()
        await self._process.wait()
        self._folder.cleanup()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True
