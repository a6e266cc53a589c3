"""What years of messages cost: a question, /metrics, the ledger and a backup, beside an empty database.

python -m tests.bench.growth_bench [--postgres] [--rows 3000000]

The rows are as an older version left them, half in the inbox and half in the outbox; then the night comes and they go.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import Connection, text

from bot import clock
from bot.app.jobs.alerts import Alerts, this_process
from bot.app.jobs.context import JobContext
from bot.app.jobs.retention import NightlyRetention
from bot.app.jobs.self_checks import Checks
from bot.app.web_listener import WebListener
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.texts.alerts import StaffChat
from bot.metrics import Metrics
from bot.settings import Settings
from bot.storage import SqlStore, open_store
from bot.storage.backup.backup import take_backup
from bot.storage.store import beside
from tests.bench.storage_bench import NOW, Costs, questions
from tests.databases import new_sqlite, postgres_server
from tests.faults.processes import free_port

ROUNDS = 15
QUESTIONS = 200
PORTION = 100_000
"""Rows that one statement adds: an answer of PostgreSQL is waited for a minute."""
WITA = ZoneInfo("Asia/Makassar")
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)",
    "postgresql": "WITH n AS (SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS i)",
}
_MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', '2024-11-01', '+' || (i * 40) || ' seconds') || '.000000+00:00'",
    "postgresql": "timestamptz '2024-11-01 00:00+00' + i * interval '40 seconds'",
}


def fill(connection: Connection, rows: int) -> None:
    """Add rows as they were left by messages that were answered one after the other for two years."""
    numbers, moment = (words[connection.dialect.name] for words in (_NUMBERS, _MOMENT))
    for into in (
        "INSERT INTO inbox (channel, update_key, message_key, chat, received_at, state, verdict, done_at, said)"
        f" {numbers} SELECT 'telegram', CAST(-i AS TEXT), (i % 100000) || ':' || -i, CAST(i % 100000 AS TEXT),"
        f" {moment}, 'done', CASE WHEN i % 9 = 0 THEN 3 ELSE 1 END, {moment}, CAST(i AS TEXT) FROM n",
        "INSERT INTO outbox"
        " (channel, chat, fleeting, keep, purpose, priority, state, tries, message, queued_at, sent_at)"
        f" {numbers} SELECT 'telegram', CAST(i % 100000 AS TEXT), false, false, '', 5, 'sent', 1, CAST(i AS TEXT),"
        f" {moment}, {moment} FROM n",
    ):
        for first in range(1, rows // 2 + 1, PORTION):
            connection.execute(text(into), {"first": first, "last": min(first + PORTION - 1, rows // 2)})
    connection.exec_driver_sql("ANALYZE")


class Measured:
    """A database and what is asked of it."""

    def __init__(self, store: SqlStore, url: str) -> None:
        self.store, self.url = store, url
        self.metrics = Metrics()
        context = JobContext(store, url, clock.now, wake=lambda: None, metrics=self.metrics)
        staff = StaffChat(None, OfficeHours(WITA, {}), {})
        self.checks = Checks(context, Alerts(context, staff, this_process()), [], None)
        self.asked = 0

    async def question(self, batch: int) -> tuple[float, float]:
        """Milliseconds that a question takes, of this processor and in all."""
        costs, first = Costs(), 10_000_000 + self.asked
        await questions(self.store, first, QUESTIONS, batch, costs)
        self.asked += QUESTIONS
        return sum(costs.cpu.values()) / QUESTIONS * 1000, sum(costs.wall.values()) / QUESTIONS * 1000

    async def page(self) -> float:
        """Milliseconds from the request to the end of the answer of /metrics, a median of fifty."""
        address = f"127.0.0.1:{free_port()}"
        listener = WebListener(Settings(health={"listen": address}), self.metrics, clock.now)
        async with listener.open(), aiohttp.ClientSession() as session:

            async def ask() -> None:
                async with session.get(f"http://{address}/metrics") as answer:
                    await answer.read()

            return statistics.median([await timed(ask) for _ in range(50)]) * 1000

    async def books(self) -> None:
        """Do what `ledger` does."""
        async with beside(self.url) as store:
            await store.ledger(None)
            await store.discrepancies(clock.now())

    async def backup(self) -> None:
        """Take a backup and check it."""
        with tempfile.TemporaryDirectory() as folder:
            await take_backup(self.url, Path(folder), clock.now())


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def night(one: Measured) -> str:
    """Let the night come while people ask: how long it takes, and how long the slowest question of the night takes."""
    waited: list[float] = []

    async def ask() -> None:
        while True:
            costs, first = Costs(), 20_000_000 + len(waited)
            await questions(one.store, first, 1, 1, costs)
            waited.append(sum(costs.wall.values()))
            await asyncio.sleep(0.1)

    asking = asyncio.create_task(ask())
    began = time.perf_counter()
    await NightlyRetention(one.store, WITA, timedelta(days=90), lambda: NOW).look(NOW)
    seconds = time.perf_counter() - began
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    return (
        f"{seconds:.0f} s; {len(waited)} questions beside it: {1000 * statistics.median(waited):.0f} ms,"
        f" the slowest {max(waited):.2f} s"
    )


async def compare(empty: Measured, full: Measured) -> None:
    """Print what is asked of both, in turns, so that the machine is as busy for the one as for the other."""
    for batch in (1, 64):
        took: dict[Measured, list[tuple[float, float]]] = {empty: [], full: []}
        for _ in range(ROUNDS):
            for one in (empty, full):
                took[one].append(await one.question(batch))
        for name, place in (("processor", 0), ("all", 1)):
            before, after = (statistics.median(pair[place] for pair in took[one]) for one in (empty, full))
            print(
                f"  a question in a batch of {batch}, {name}: {before:.3f} ms empty, {after:.3f} ms full"
                f" ({100 * (after / before - 1):+.0f} %)"
            )
    for name, work in (
        ("a look at the queues and the books, once a minute", full.checks.queues),
        ("ledger", full.books),
    ):
        print(f"  {name}: {await timed(work):.2f} s")
    print(f"  /metrics: {await full.page():.1f} ms")


async def measure(new: Callable[[str], Awaitable[str]], rows: int) -> None:
    """Measure an empty database beside a full one, before and after the night."""
    both = []
    for name in ("empty", "full"):
        url = await new(name)
        both.append(Measured(await open_store(url, exclusive=True), url))
    empty, full = both
    for one in both:
        await one.question(64)
    async with full.store.database.transaction() as transaction:
        await transaction.run_long(fill, rows)
    print(f"{rows} rows, as an older version left them")
    await compare(empty, full)
    print(f"the night: {await night(full)}", flush=True)
    await compare(empty, full)
    print(f"  backup: {await timed(full.backup):.1f} s")
    for one in both:
        await one.store.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="a private PostgreSQL server instead of SQLite")
    parser.add_argument("--rows", type=int, default=3_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:

        async def new(name: str) -> str:
            if options.postgres:
                return await postgres_server().new_database()
            place = Path(folder) / name
            place.mkdir()
            return await new_sqlite(place)

        await measure(new, options.rows)


if __name__ == "__main__":
    asyncio.run(main())
