"""How long a start takes: seconds by the clock and of processor until /livez and /readyz, cold and warm.

python -m tests.bench.start_bench [--rounds 5]. Cold: the FAQ must be read, its model is learnt; warm: a restart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from tests.bench.local_server import OUR_BOT, LocalServer, local_server, our_bot, process
from tests.faults.processes import free_port

PAGES = ("livez", "readyz")


def answers(address: str) -> bool:
    """Whether a page answers that all is well."""
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def spent(running: psutil.Process) -> float:
    """Seconds of processor of a program and of the ones that it started and waited for."""
    times = running.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def start(server: LocalServer, folder: Path) -> dict[str, tuple[float, float]]:
    """Start the bot; by the clock and of processor, the seconds until each page answers."""
    address = f"127.0.0.1:{free_port()}"
    began, found = time.perf_counter(), {}
    with process(OUR_BOT, **our_bot(server, folder), BOT_HEALTH__LISTEN=address) as running:
        for page in PAGES:
            while not answers(f"http://{address}/{page}"):
                time.sleep(0.005)
            found[page] = (time.perf_counter() - began, spent(running))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name, local_server() as server:
        folder = Path(name)
        first = start(server, folder)
        start(server, folder)  # what is kept of the published FAQ is kept now
        again = [start(server, folder) for _ in range(rounds)]
    print(f"seconds: by the clock / of processor; a restart: the best and the median of {rounds}")
    for page in PAGES:
        columns = [sorted(one[page][kind] for one in again) for kind in (0, 1)]
        best, middle = ([pick(column) for column in columns] for pick in (min, statistics.median))
        print(
            f"/{page}: first start {first[page][0]:.2f} / {first[page][1]:.2f}; restart {best[0]:.2f} / {best[1]:.2f},"
            f" {middle[0]:.2f} / {middle[1]:.2f}"
        )


if __name__ == "__main__":
    main()
