"""Memory over a long time: what the bot takes at rest, on its way to 100,000 updates, and whether it stays there.

Beside all that is resident, which counts programs, libraries and files that other processes may share, what is its own.

python -m tests.bench.long_run [--updates 100000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import psutil

from tests.bench.end_to_end import known_questions
from tests.bench.local_server import OUR_BOT, LocalServer, local_server, our_bot, process

PEOPLE = 5000
PORTION = 2000
QUIET = 1.0
"""Seconds without an answer after which all of a portion is taken to be done."""
SHOWN = 10
"""Lines of the table."""


def until_quiet(server: LocalServer) -> None:
    """Until nothing more is sent: not every message gets an answer of its own, such as one that joins a ticket."""
    sent = -1
    while (now := server.sent()) != sent:
        sent = now
        time.sleep(QUIET)


def megabytes(running: psutil.Process) -> str:
    """Say how much memory is resident, and how much of it no other process shares."""
    memory = running.memory_full_info()
    return f"{memory.rss / 1e6:6.0f} {memory.uss / 1e6:6.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=100_000)
    updates = parser.parse_args().updates
    texts = cycle(known_questions())
    with (
        tempfile.TemporaryDirectory() as folder,
        local_server(PEOPLE) as server,
        process(OUR_BOT, **our_bot(server, Path(folder))) as running,
    ):
        server.wait_polling()
        time.sleep(1)
        print(f"\nMB of the bot's process over {updates:,} updates of {PEOPLE:,} people: resident, its own")
        print(f"{0:9,} {megabytes(running)}", flush=True)
        started = time.perf_counter()
        for done in range(PORTION, updates + 1, PORTION):
            server.ask(list(islice(texts, PORTION)), PEOPLE, first=done - PORTION, held=False)
            until_quiet(server)
            if done % max(PORTION, updates // SHOWN) == 0:
                print(f"{done:9,} {megabytes(running)}", flush=True)
        print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
