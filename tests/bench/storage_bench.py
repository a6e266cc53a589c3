"""What storing costs: a simple question's whole way through the store, without the deciding and the sending.

python -m tests.bench.storage_bench [--postgres] [--questions 5000] [--batch 64] [--known]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.helpdesk.model.actions import Button, Outcome, Send
from bot.helpdesk.model.conversation_memory import Memory, Turn
from bot.helpdesk.model.entities import Address, Resident
from bot.helpdesk.model.store import Delivery, InboxRow, Received, Result
from bot.helpdesk.model.verbs import Verb
from bot.storage import SqlStore, open_store
from tests.databases import new_sqlite, postgres_server

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TEXT = "pak kalau bikin paspor anak umur 5 tahun syaratnya apa saja ya, bapaknya kerja di Malaysia"
ANSWER = "Untuk paspor anak, siapkan:\n" + "\n".join(f"{n}. Berkas nomor {n}, asli dan salinannya" for n in range(9))
RAW = b'{"update_id": 1, "message": {"text": "' + TEXT.encode() + b'", "chat": {"id": 1}' + b" " * 300 + b"}}"
BUTTONS = (
    (Button("Sudah jelas", Verb.PICK_ENTRY, ("paspor-anak-syarat",)), Button("Tanya petugas", Verb.ASK_OFFICER)),
)


class Costs:
    """Seconds of CPU and of waiting, by step."""

    def __init__(self) -> None:
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.wall: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu[step] += time.process_time() - cpu
        self.wall[step] += time.perf_counter() - wall


def answered(resident: Resident) -> Outcome:
    memory = Memory(turns=(Turn(TEXT, NOW, "paspor-anak-syarat"), Turn(TEXT, NOW, "paspor-anak-biaya")))
    return Outcome(actions=(Send(resident.address, ANSWER, BUTTONS),), resident=replace(resident, memory=memory))


async def questions(store: SqlStore, first: int, count: int, batch: int, costs: Costs) -> None:
    for start in range(first, first + count, batch):
        ids = range(start, min(start + batch, first + count))
        updates = [Received("telegram", str(n), f"{n % count}:{n}", str(n % count), RAW) for n in ids]
        with costs.of("receive"):
            await store.receive(updates, NOW)
    for _ in range(0, count, batch):
        with costs.of("take, residents, tickets"):
            manager = store.unit()
            unit = await manager.__aenter__()
            rows = await unit.inbox.take(batch)
            known = await unit.residents.at([Address(row.channel, row.chat) for row in rows])
            await unit.tickets.of([resident.id for resident in known.values()], NOW - timedelta(days=7))
            await unit.tickets.next_number()
        done: list[tuple[InboxRow | None, Outcome]] = []
        for row in rows:
            address = Address(row.channel, row.chat)
            done.append((row, answered(known.get(address) or Resident(0, address, "Siti", "mandurian", NOW))))
        with costs.of("save"):
            await unit.save(done, NOW)
            await manager.__aexit__(None, None, None)
        with costs.of("claim"):
            claimed = await store.claim(NOW, batch)
        results = [Result(row, Delivery.SENT, message=str(row.id)) for row in claimed]
        with costs.of("settle"):
            async with store.unit() as unit:
                await unit.settle(results, NOW)


async def measure(url: str, count: int, batch: int) -> None:
    store = await open_store(url, exclusive=True)
    for who, first in (("new residents", 1_000_000), ("known residents", 2_000_000)):
        costs = Costs()
        await questions(store, first, count, batch, costs)
        print(f"\n{count} questions of {who}, in batches of {batch}")
        for step in costs.cpu:
            cpu, wall = costs.cpu[step] / count * 1000, costs.wall[step] / count * 1000
            print(f"  {step:26} {cpu:7.3f} ms CPU {wall:7.3f} ms wall")
        cpu, wall = sum(costs.cpu.values()), sum(costs.wall.values())
        print(f"  {'all':26} {cpu / count * 1000:7.3f} ms CPU {wall / count * 1000:7.3f} ms wall a question")
        print(f"  {count / wall:,.0f} questions a second")
    ledger = await store.ledger(None)
    assert ledger.answered == ledger.sent == 2 * count, ledger
    started = time.perf_counter()
    await store.ledger(None)
    print(f"\nledger over {ledger.received} rows: {(time.perf_counter() - started) * 1000:.1f} ms")
    await store.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="a private PostgreSQL server instead of SQLite")
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=64)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = await postgres_server().new_database() if options.postgres else await new_sqlite(Path(folder))
        await measure(url, options.questions, options.batch)


if __name__ == "__main__":
    asyncio.run(main())
