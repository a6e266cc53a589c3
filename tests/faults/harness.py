"""Real processes to break: the bot (`python -m bot run`) beside the local Telegram, and a database under both.

The product has no test hooks. A test that kills it at a certain step makes that step last, with a fault of the
local Telegram or a lock on the database, and sees from outside that it has been reached.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.matching.index import FaqIndex
from bot.storage.database.engine import Database, open_database
from tests.faults.processes import DEPUTY, OFFICER, ROOT, TOKEN, BotProcess, Caddy, Telegram, command, telegram
from tests.ports import free_port
from tests.shipped import CACHE, OTHERS, learnt

SECRET = "rahasia-uji-webhook"
FIRST_RESIDENT = 100_000
AROUND_THE_CLOCK = dict.fromkeys(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00-23:59")
PEOPLE: dict[str, Any] = {
    "offices": [
        {
            "id": "barat",
            "name": "Kantor Barat",
            "timezone": "Asia/Makassar",
            "hours": AROUND_THE_CLOCK,
            "holidays": False,
            "default_officer": "budi",
        }
    ],
    "officers": [
        {"id": "budi", "name": "Pak Budi", "office": "barat", "telegram_id": OFFICER, "deputy": "citra"},
        {"id": "citra", "name": "Bu Citra", "office": "barat", "telegram_id": DEPUTY},
        {"id": "dewi", "name": "Bu Dewi", "office": "barat"},
    ],
    "villages": [{"id": "mandurian", "name": "Desa Mandurian", "officer": "budi"}],
}


SMALL = Path(__file__).parent / "faq"
"""What the bots of short runs answer from: they start dozens of times, and need half the time for so few entries."""
FAULTS_CACHE = CACHE if "SOAK" in os.environ else OTHERS / "faults"


@cache
def faq_folder() -> Path:
    """Return the FAQ of this run: a small one, or for a long run a copy of the shipped one as it is now."""
    if "SOAK" not in os.environ:
        return SMALL
    folder = Path(tempfile.mkdtemp(prefix="tanya-faq-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return shutil.copytree(ROOT / "faq", folder / "faq")


@cache
def faq() -> Faq:
    """Return what the bots answer from."""
    return load_faq(faq_folder())


@cache
def index() -> FaqIndex:
    """Return their matcher."""
    return learnt(faq(), FAULTS_CACHE)


@dataclass
class Scene:
    """A local Telegram, a database and the bot processes that share it. `random` makes a run repeatable."""

    telegram: Telegram
    database: Database
    url: str
    bots: list[BotProcess]
    random: random.Random
    residents: tuple[int, ...]
    polls: bool

    @property
    def bot(self) -> BotProcess:
        """The only process, or the first."""
        return self.bots[0]

    async def rows(self, statement: str) -> list[Any]:
        """Look into the database."""
        async with self.database.transaction(write=False) as transaction:
            return await transaction.run(lambda connection: connection.fetch(statement))

    async def count(self, statement: str) -> int:
        """Look into the database for one number."""
        return int((await self.rows(statement))[0][0])

    @asynccontextmanager
    async def locked(self, table: str) -> AsyncIterator[None]:
        """Inside, nobody can write: to this table on PostgreSQL, to the file on SQLite."""
        database = await open_database(self.url, exclusive=False)
        try:
            async with database.transaction() as transaction:
                if self.url.startswith("postgresql"):
                    await transaction.run(lambda c: c.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
                yield
        finally:
            await database.close()

    async def quiet(self, patience: float = 120) -> None:
        """Wait until everything offered has been taken, decided and sent, however long that takes.

        Raises TimeoutError where the work has stood still for `patience` seconds.
        """
        least, since = await self.unfinished(), time.monotonic()
        while any(least):
            if time.monotonic() - since > patience:
                raise TimeoutError(f"{least[0]} updates and {least[1]} messages wait, as {patience:.0f} s ago")
            await asyncio.sleep(0.1)
            left = await self.unfinished()
            if left < least:
                least, since = left, time.monotonic()

    async def unfinished(self) -> tuple[int, int]:
        """How many updates wait, and how many messages. Raises RuntimeError where a bot has ended by itself."""
        for bot in self.bots:
            if not bot.alive:
                raise RuntimeError(f"the bot ended by itself:\n{bot.said}")
        offered = int((await self.telegram.counters())["updates_waiting"])
        waiting = await self.count("SELECT count(*) FROM inbox WHERE state = 'waiting'")
        unsent = await self.count("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')")
        return offered + waiting, unsent

    async def ledger(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what `python -m bot ledger --json` prints: received, sent."""
        _, out = await command("ledger", "--json", environment=self.bot.environment)
        received, sent = out.splitlines()
        return msgspec.json.decode(received), msgspec.json.decode(sent)


@asynccontextmanager
async def scene(
    folder: Path,
    url: str,
    *,
    mode: str = "polling",
    processes: int = 1,
    residents: int = 20,
    seed: int = 1,
    people: dict[str, Any] = PEOPLE,
    **settings: str,
) -> AsyncIterator[Scene]:
    """Everything that a run needs, the bots not yet started. `people`: offices, officers and villages of the settings;
    `settings`: further BOT_… variables. Before several webhooks stands Caddy."""
    chats = tuple(range(FIRST_RESIDENT, FIRST_RESIDENT + residents))
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(people))
    await asyncio.to_thread(index)  # learning takes a while after a change, and no time limit should count it
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(telegram(*chats))
        ports = [free_port() for _ in range(processes)]
        environment = {
            "BOT_CONFIG": str(config),
            "BOT_TELEGRAM__TOKEN": TOKEN,
            "BOT_TELEGRAM__BASE_URL": server.address,
            "BOT_TELEGRAM__MESSAGES_PER_SECOND": "0",
            "BOT_TELEGRAM__MODE": mode,
            "BOT_DATABASE": url,
            "BOT_FAQ": str(faq_folder()),
            "BOT_CACHE": str(FAULTS_CACHE),
            **settings,
        }
        if mode == "webhook":
            door = ports[0]
            if processes > 1:
                door = (await stack.enter_async_context(Caddy(ports))).port
            environment |= {
                "BOT_TELEGRAM__WEBHOOK__URL": f"http://127.0.0.1:{door}",
                "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN": SECRET,
            }
        bots = [
            BotProcess(
                {**environment, "BOT_TELEGRAM__WEBHOOK__LISTEN": f"127.0.0.1:{port}"},
                folder / f"bot-{number}.log",
                folder=folder,
            )
            for number, port in enumerate(ports)
        ]
        database = await open_database(url, exclusive=False)
        stack.push_async_callback(database.close)
        for bot in bots:
            stack.callback(bot.put_away)
        yield Scene(server, database, url, bots, random.Random(seed), chats, mode == "polling")
