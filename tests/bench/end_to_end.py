"""Questions answered a second over the local server, beside echo bots that store nothing; start, memory.

The server runs in a process of its own; each bot gets the same backlog from the same people in the same run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from tests.bench.local_server import OUR_BOT, ROOT, TOKEN, LocalServer, local_server, our_bot, process

QUESTIONS = 2000
PEOPLE = 500
ROUNDS = 3
IDLE = 10
"""Seconds over which the bot at rest is watched."""
NAMES = {
    "stock": "python-telegram-bot echo, as documented",
    "aiogram": "aiogram echo",
    "ours": "Tanya PIMPASA, everything stored",
}
TOPICS = ("paspor", "umrah-haji", "pekerja-migran", "dasar")


ECHO = [sys.executable, "-m", "tests.bench.echo_bots"]
"""Followed by the kind of echo bot, the server's address and the token."""


class Backlog(NamedTuple):
    """What a bot makes of a held-back backlog.

    `rate`: replies a second; `undisturbed`: the same without the time in which other programs had the core; `cpu`:
    milliseconds of processor time a reply; `memory`: MB of the bot afterwards.
    """

    rate: float
    undisturbed: float
    cpu: float
    memory: float


def known_questions() -> list[str]:
    """Phrasings that the bot answers at once, a different one each time: no cache helps."""
    from bot.faqfiles.load import load_faq
    from bot.matching.index import FaqIndex

    faq = load_faq(ROOT / "faq")
    index = FaqIndex.load(faq.corpus(), ROOT / "data" / "cache")
    own = [text for entry in faq.entries.values() if entry.topic in TOPICS for text in entry.phrasings]
    return [text for text in own if len(index.decide([text]).answers) == 1]


def backlog(server: LocalServer, texts: list[str], command: list[str], environment: dict[str, str]) -> Backlog:
    """Measure what a bot makes of a backlog."""
    with process(command, **environment) as running:
        server.wait_polling()
        server.ask(texts, PEOPLE)
        before, worked, waited = server.sent(), sum(running.cpu_times()[:2]), waited_for_core(running.pid)
        server.release()
        seconds = server.wait_sent(before + len(texts))
        worked, waited = sum(running.cpu_times()[:2]) - worked, waited_for_core(running.pid) - waited
        count, memory = len(texts), running.memory_info().rss / 1e6
        return Backlog(count / seconds, count / (seconds - waited), 1000 * worked / count, memory)


def waited_for_core(pid: int) -> float:
    """Seconds in which the program's main thread could have run, and another program had the core (Linux)."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


def at_rest(folder: Path) -> tuple[float, float]:
    """(MB, per cent of a core) of our bot while nothing happens."""
    with local_server(1) as server, process(OUR_BOT, **our_bot(server, folder)) as running:
        server.wait_polling()
        time.sleep(IDLE)  # the files of the FAQ are read once more after the start
        worked = sum(running.cpu_times()[:2])
        time.sleep(IDLE)
        return running.memory_info().rss / 1e6, 100 * (sum(running.cpu_times()[:2]) - worked) / IDLE


def first_answer(folder: Path, text: str) -> float:
    """Seconds from starting the program to the first answer to a question that was already waiting."""
    with local_server(1) as server:
        server.ask([text], 1, held=False)
        started = time.perf_counter()
        with process(OUR_BOT, **our_bot(server, folder)):
            server.wait_sent(1)
            return time.perf_counter() - started


def main() -> None:
    """Print the table."""
    known = known_questions()
    texts = list(islice(cycle(known), QUESTIONS))
    figures: dict[str, list[Backlog]] = {}
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):
            for kind in NAMES:
                with local_server(PEOPLE) as server:
                    folder = Path(name) / f"{number}-{kind}"
                    folder.mkdir()
                    if kind == "ours":
                        result = backlog(server, texts, OUR_BOT, our_bot(server, folder))
                    else:
                        result = backlog(server, texts, [*ECHO, kind, server.address, TOKEN], {})
                figures.setdefault(kind, []).append(result)
        starts = []
        for number in range(ROUNDS):
            folder = Path(name) / f"start-{number}"
            folder.mkdir()
            starts.append(first_answer(folder, texts[0]))
        (Path(name) / "rest").mkdir()
        memory, busy = at_rest(Path(name) / "rest")
    middle = {kind: Backlog(*map(statistics.median, zip(*rows, strict=True))) for kind, rows in figures.items()}
    ours = middle["ours"]
    print(f"\n{QUESTIONS} questions of {PEOPLE} people from a backlog, median of {ROUNDS}")
    print(f"{'':42} replies/s  ours to it  undisturbed  ours to it   ms CPU    MB")
    for kind, label in NAMES.items():
        rate, undisturbed, cpu, after = middle[kind]
        free = f"{undisturbed:12.0f} {ours.undisturbed / undisturbed:11.2f}"
        print(f"{label:42} {rate:9.0f} {ours.rate / rate:11.2f} {free} {cpu:8.2f} {after:5.0f}")
    print(f"at rest: {memory:.0f} MB, {busy:.1f} % of a core")
    print(f"start to first answer: {statistics.median(starts):.2f} s (median of {ROUNDS})")


if __name__ == "__main__":
    main()
