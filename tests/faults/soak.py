"""The long form of the kill tests: `make soak`, or `python -m tests.faults.soak --updates 2000 --kills 20`.

Every combination of database and way in, three processes on one PostgreSQL, and long backlogs without any kill; the
figures of each, status 1 if any of them lost something.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from bot.cli.progress import progress
from tests.databases import new_sqlite, postgres_programs, postgres_server
from tests.faults.harness import scene
from tests.faults.lives import (
    Death,
    acknowledged,
    at_random,
    confirmed,
    decided,
    fetched,
    lives,
    many,
    sending,
    sent,
    stored,
    waves,
)

COMBINATIONS = ("sqlite-polling", "sqlite-webhook", "postgresql-polling", "postgresql-webhook", "postgresql-three")
BACKLOGS = ("sqlite-backlog", "postgresql-backlog")
STEPS: tuple[Death, ...] = (fetched, stored, acknowledged, sending, sent, confirmed)
PEOPLE = 600


async def backlogs(combination: str, minutes: float, seed: int) -> bool:
    """Run backlogs of more than 30 s for so long, without kills; whether nothing was lost and nothing stood still."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = await new_sqlite(folder) if combination.startswith("sqlite") else await postgres_server().new_database()
        async with scene(folder, url, residents=PEOPLE, seed=seed) as found:
            with progress(combination) as tell:
                seconds, findings = await waves(found, minutes, tell)
    print(
        f"{combination}, {len(seconds)} backlogs of {min(seconds):.0f} to {max(seconds):.0f} s: {findings}", flush=True
    )
    return findings.clean


async def soak(combination: str, updates: int, kills: int, seed: int) -> bool:
    """Run one combination; whether nothing was lost."""
    database, _, way = combination.partition("-")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = await new_sqlite(folder) if database == "sqlite" else await postgres_server().new_database()
        three = way == "three"
        mode = "webhook" if three else way
        async with scene(
            folder, url, mode=mode, processes=3 if three else 1, residents=min(PEOPLE, updates), seed=seed
        ) as found:
            with progress(combination) as tell:
                if three:
                    _, findings = await many(found, kills, updates // kills, tell)
                else:
                    _, findings = await lives(found, deaths(database, kills, seed), updates // kills, tell)
            killed = sum(bot.kills for bot in found.bots)
    print(f"{combination}, {killed} kills, {time.monotonic() - started:.0f} s: {findings}", flush=True)
    return findings.clean


def deaths(database: str, kills: int, seed: int) -> list[Death]:
    """Every step in turn, and every other time any moment; mixed."""
    steps = STEPS if database == "sqlite" else (*STEPS, decided)
    found = [death for step in islice(cycle(steps), (kills + 1) // 2) for death in (step, at_random)][:kills]
    random.Random(seed).shuffle(found)
    return found


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--updates", type=int, default=10_000, help="of each combination")
    parser.add_argument("--kills", type=int, default=100, help="of each combination")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=(*COMBINATIONS, *BACKLOGS), action="append")
    parser.add_argument("--minutes", type=float, default=10, help="of each run of backlogs")
    arguments = parser.parse_args()
    wanted = arguments.only or (*COMBINATIONS, *BACKLOGS)
    if postgres_programs() is None:
        print("PostgreSQL is not installed here: SQLite alone")
        wanted = [combination for combination in wanted if combination.startswith("sqlite")]
    results = [
        asyncio.run(
            backlogs(combination, arguments.minutes, arguments.seed)
            if combination in BACKLOGS
            else soak(combination, arguments.updates, arguments.kills, arguments.seed)
        )
        for combination in wanted
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
