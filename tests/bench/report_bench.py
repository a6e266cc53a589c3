"""How long a year's report takes, and how much memory: python -m tests.bench report_bench

Once with a tenth of the tickets, each in a process of its own: memory must not grow with them.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.app.directory import directory_of
from bot.app.report_files import ReportRequest, as_file, tables_of
from bot.helpdesk.model.month import Month
from bot.settings import OfficerSettings, OfficeSettings, Settings, VillageSettings
from bot.storage.database.tables import answer_counts, residents, tickets
from bot.storage.store import open_store

TICKETS, VILLAGES = 100_000, 60
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
SETTINGS = Settings(
    offices=(
        OfficeSettings(
            id="barat", name="Kantor Barat", hours=dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-16:00")
        ),
    ),
    officers=(OfficerSettings(id="budi", name="Pak Budi", office="barat"),),
    villages=tuple(VillageSettings(id=f"desa-{n}", name=f"Desa {n}", officer="budi") for n in range(VILLAGES)),
)


def fill(connection: Connection, count: int) -> None:
    """Add tickets spread over the year, most of them answered, and a count of answers for each day and village."""
    person = {"id": 1, "channel": "telegram", "chat": "1", "name": "Siti", "joined_at": YEAR, "seen_at": YEAR}
    person |= {"discreet": False, "hush": False, "outside": False}
    connection.execute(insert(residents), person)
    for first in range(0, count, 5000):
        rows = []
        for number in range(first, min(first + 5000, count)):
            opened = YEAR + timedelta(minutes=number * 525_000 // count)
            reply = None if number % 9 == 0 else opened + timedelta(minutes=7 + number * 13 % 6000)
            rows.append(
                {"id": number + 1, "resident": 1, "village": f"desa-{number % VILLAGES}", "office": "barat"}
                | {"officer": "budi", "question": "", "opened_at": opened, "state": "closed", "emergency": False}
                | {"attempted": "[]", "first_reply_at": reply, "closed_at": reply, "version": 1}
            )
        connection.execute(insert(tickets), rows)
    days = [(YEAR + timedelta(days=day)).date() for day in range(365)]
    kinds = [{"village": f"desa-{number}", "topic": "paspor", "count": 3} for number in range(VILLAGES)]
    counts = [{"day": day, **kind} for day in days for kind in kinds]
    connection.execute(insert(answer_counts), counts)


async def filled(url: str, count: int) -> None:
    """Make the database."""
    store = await open_store(url, exclusive=True)
    async with store.database.transaction() as transaction:
        await transaction.run_long(fill, count)
    await store.close()


async def report(url: str) -> None:
    """Make the year's workbook."""
    directory = directory_of(SETTINGS)
    wanted = ReportRequest(directory, list(directory.offices.values()), {"paspor": "Paspor"}, NOW)
    began, used = time.perf_counter(), time.process_time()
    tables = await tables_of(url, wanted, [Month(2026, number) for number in range(1, 13)])
    size = len(as_file(tables, "xlsx"))
    took, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{VILLAGES} villages, twelve months: {took:.1f} s ({cpu:.1f} s of processor), "
        f"{peak / 1024:.0f} MB at the peak, workbook {size // 1024} kB"
    )


def main() -> None:
    """Measure a tenth and the whole, each in a process of its own."""
    if len(sys.argv) > 1:
        asyncio.run(report(sys.argv[1]))
        return
    for count in (TICKETS // 10, TICKETS):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bot.db"
            asyncio.run(filled(url, count))
            print(f"{count} tickets, ", end="", flush=True)
            root = Path(__file__).parents[2]
            subprocess.run([sys.executable, "-m", "tests.bench.report_bench", url], check=True, cwd=root)


if __name__ == "__main__":
    main()
