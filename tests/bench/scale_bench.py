"""How much a machine carries: answers a second for one, two and three processes, and for ever more residents.

PostgreSQL and webhook behind a load balancer, 1,200 villages with 60 officers in 12 offices, each resident with a
history of ten questions and every twentieth with a closed ticket. All programs share the machine, so the processor time
an answer costs says more than the rate: `python -m tests.bench.scale_bench [--questions 2000] [--largest 100000]`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, text

from tests.databases import PostgresServer, postgres_server
from tests.faults.harness import AROUND_THE_CLOCK, FIRST_RESIDENT, Scene, scene
from tests.faults.processes import until
from tests.faults.stream import known_questions

VILLAGES, OFFICES, OFFICERS = 1200, 12, 60
PEOPLE = 500
"""Residents who write during a measurement, taken from the whole population."""
HISTORY = 10


def programme() -> dict[str, Any]:
    """Write the settings of the national programme: twenty villages an officer, five officers an office."""
    offices = [
        {"id": f"kantor-{n}", "name": f"Kantor {n}", "timezone": "Asia/Makassar", "hours": AROUND_THE_CLOCK}
        for n in range(OFFICES)
    ]
    officers = [
        {"id": f"petugas-{n}", "name": f"Petugas {n}", "office": f"kantor-{n % OFFICES}", "telegram_id": 7001 + n}
        for n in range(OFFICERS)
    ]
    villages = [{"id": f"desa-{n}", "name": f"Desa {n}", "officer": f"petugas-{n % OFFICERS}"} for n in range(VILLAGES)]
    return {"offices": offices, "officers": officers, "villages": villages}


FILLING = (
    "INSERT INTO residents (channel, chat, name, village, joined_at, outside, discreet, hush, seen_at)"
    f" SELECT 'telegram', ({FIRST_RESIDENT} + n)::text, 'Warga ' || n, 'desa-' || n % {VILLAGES}, now(), false,"
    " false, false, now()"
    " FROM generate_series(0, :count - 1) AS n",
    "INSERT INTO inbox (channel, update_key, message_key, chat, received_at, state, verdict, done_at, said)"
    f" SELECT 'telegram', 'lama-' || n, 'lama-' || n, ({FIRST_RESIDENT} + n / {HISTORY})::text, now(), 'done', 1,"
    f" now(), (n % {HISTORY})::text FROM generate_series(0, :count * {HISTORY} - 1) AS n",
    "INSERT INTO outbox (channel, chat, fleeting, keep, purpose, priority, state, message, queued_at, sent_at)"
    f" SELECT 'telegram', ({FIRST_RESIDENT} + n / {HISTORY})::text, false, false, '', 5, 'sent', n::text, now(), now()"
    f" FROM generate_series(0, :count * {HISTORY} - 1) AS n",
    "INSERT INTO tickets (id, resident, village, office, officer, question, opened_at, state, emergency, attempted,"
    " closed_at, version)"
    " SELECT row_number() OVER (), id, village, 'kantor-0', 'petugas-0', 'soal lama', now(), 'closed', false, '[]',"
    " now(), 1 FROM residents WHERE id % 20 = 0",
    "UPDATE counters SET value = (SELECT count(*) FROM tickets) WHERE name = 'ticket'",
    "ANALYZE",
)


def _execute(statement: str, values: dict[str, int], connection: Connection) -> None:
    connection.execute(text(statement), values)


async def fill(found: Scene, residents: int) -> None:
    """Store the population and its history, as the rows that it would have left."""
    async with found.database.transaction() as transaction:
        for statement in FILLING:
            values = {"count": residents} if ":count" in statement else {}
            await transaction.run_long(partial(_execute, statement, values))


def spent(processes: list[psutil.Process]) -> float:
    """Seconds of processor time that these processes have used so far."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def backends(server: PostgresServer) -> list[psutil.Process]:
    """List the database server's processes, those that come and go as far as they are there now."""
    pid = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


async def measured(server: PostgresServer, folder: Path, processes: int, residents: int, questions: int) -> str:
    """One line of the table."""
    url = await server.new_database()
    async with scene(
        folder, url, mode="webhook", processes=processes, residents=PEOPLE, people=programme(), BOT_LOG__LEVEL="info"
    ) as found:
        await fill(found, residents)
        for bot in found.bots:
            bot.start()
        for bot in found.bots:
            await bot.ready()
        await asyncio.sleep(2)
        running = [psutil.Process(bot.pid) for bot in found.bots]
        texts = [known.text for known in known_questions()]
        batch = [(FIRST_RESIDENT + n % PEOPLE, words) for n, words in enumerate(islice(cycle(texts), questions))]
        before, used, stored = await found.telegram.accepted("sendMessage"), spent(running), spent(backends(server))
        started = time.perf_counter()
        for start in range(0, len(batch), 500):
            await found.telegram.write(batch[start : start + 500])

        async def answered() -> bool:
            return await found.telegram.accepted("sendMessage") >= before + questions

        await until(answered, "every question is answered", 300)
        seconds = time.perf_counter() - started
        own, database = spent(running) - used, spent(backends(server)) - stored
        memory = sum(process.memory_info().rss for process in running) / len(running) / 1e6
    server.drop(url)
    return (
        f"| {processes} | {residents:,} | {questions / seconds:.0f} | {1000 * own / questions:.1f} "
        f"| {1000 * database / questions:.1f} | {memory:.0f} |"
    )


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--largest", type=int, default=100_000)
    given = parser.parse_args()
    server = postgres_server()
    sizes = [size for size in (1_000, 10_000, 100_000) if size <= given.largest]
    print("| processes | residents | answers/s | ms of processor an answer: bot | database | MB a process |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        for processes, residents in [*((1, size) for size in sizes), (2, sizes[-1]), (3, sizes[-1])]:
            folder = Path(tempfile.mkdtemp(dir=name))
            print(await measured(server, folder, processes, residents, given.questions), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
