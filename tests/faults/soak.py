"""The long form of the kill tests: `make soak`, or `python -m tests.faults.soak --updates 2000 --kills 20`.

Every combination of database and way in, three processes on one PostgreSQL, outages of Telegram, and long backlogs
without any kill; the figures of each, status 1 if any of them lost something.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from bot.cli.common import progress
from tests.databases import new_sqlite, postgres_programs, postgres_server
from tests.faults.harness import scene
from tests.faults.lives import SENDING, STEPS, Death, at_random, decided, lives, many, outage, waves

COMBINATIONS = ("sqlite-polling", "sqlite-webhook", "postgresql-polling", "postgresql-webhook", "postgresql-three")
OUTAGES = "sqlite-outages"
LENGTHS: tuple[tuple[float, Sequence[str] | None], ...] = ((60, SENDING), (40, None), (150, None), (600, None))
"""Seconds of each outage, and the methods that hang: None for all."""
BACKLOGS = ("sqlite-backlog", "postgresql-backlog")
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


async def outages(seed: int) -> bool:
    """Run three outages of each length, all side by side; whether nothing was lost."""

    async def one(number: int, seconds: float, methods: Sequence[str] | None) -> bool:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            async with scene(folder, await new_sqlite(folder), residents=100, seed=seed + number) as found:
                findings = await outage(found, seconds, methods)
        print(f"{OUTAGES}, {seconds:.0f} s of {'sending' if methods else 'all'}: {findings}", flush=True)
        return findings.clean

    return all(await asyncio.gather(*(one(number, *length) for number in range(3) for length in LENGTHS)))


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
    parser.add_argument("--only", choices=(*COMBINATIONS, OUTAGES, *BACKLOGS), action="append")
    parser.add_argument("--minutes", type=float, default=10, help="of each run of backlogs")
    arguments = parser.parse_args()
    wanted = arguments.only or (*COMBINATIONS, OUTAGES, *BACKLOGS)
    if postgres_programs() is None:
        print("PostgreSQL is not installed here: SQLite alone")
        wanted = [combination for combination in wanted if combination.startswith("sqlite")]
    results = []
    for combination in wanted:
        if combination == OUTAGES:
            run = outages(arguments.seed)
        elif combination in BACKLOGS:
            run = backlogs(combination, arguments.minutes, arguments.seed)
        else:
            run = soak(combination, arguments.updates, arguments.kills, arguments.seed)
        results.append(asyncio.run(run))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
