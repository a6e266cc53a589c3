"""Questions answered a second over the local server, beside echo bots that store nothing; start, memory, waiting times.

The server runs in a process of its own; each bot gets the same backlog from the same people in the same run. How long
people wait is counted from the moment when the server has a question to the moment when it has the answer, at a steady
pace that does not slow down for a bot that falls behind (open loop).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from tests.bench.local_server import FIRST_PERSON, OUR_BOT, ROOT, TOKEN, LocalServer, local_server, our_bot, process

QUESTIONS = 2000
PEOPLE = 500
ROUNDS = 3
RATES = (300, 600)
PACED = 10
"""Seconds of a steady pace."""
TICK = 0.005
"""Seconds between two portions of questions."""
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


def offer(server: LocalServer, texts: list[str], rate: int) -> dict[int, float]:
    """Questions at a steady pace, each from a person of its own; when each was offered, by chat."""
    offered: dict[int, float] = {}
    started = time.time()
    while len(offered) < len(texts):
        due = min(len(texts), int((time.time() - started) * rate) + 1)
        portion = range(len(offered), due)
        if portion:
            body = {"messages": [{"from": FIRST_PERSON + n, "text": texts[n]} for n in portion]}
            now = time.time()
            server.tell("messages", body)
            offered |= {FIRST_PERSON + number: now for number in portion}
        time.sleep(TICK)
    return offered


def waits(kind: str, texts: list[str], rate: int, folder: Path) -> list[float]:
    """Milliseconds from each question to its first answer, sorted."""
    with local_server(len(texts), history=4 * len(texts)) as server:
        command, environment = (
            (OUR_BOT, our_bot(server, folder)) if kind == "ours" else ([*ECHO, kind, server.address, TOKEN], {})
        )
        with process(command, **environment):
            server.wait_polling()
            before = server.sent()
            offered = offer(server, texts, rate)
            server.wait_sent(before + len(texts))
            answered: dict[int, float] = {}
            for call in server.tell("calls?method=sendMessage&limit=1000000")["calls"]:
                answered.setdefault(int(call["chat_id"]), call["at"])
    return sorted(1000 * (answered[chat] - at) for chat, at in offered.items())


def print_waits(known: list[str]) -> None:
    """Print the table of waiting times."""
    print(f"\nmilliseconds from question to answer, {PACED} s at a steady pace, median of {ROUNDS} runs")
    print(f"{'offered':10} {'bot':10} {'p50':>8} {'p99':>8} {'longest':>8}")
    for rate in RATES:
        texts = list(islice(cycle(known), rate * PACED))
        found: dict[str, list[tuple[float, float, float]]] = {"stock": [], "ours": []}
        for _ in range(ROUNDS):
            for kind, rows in found.items():
                with tempfile.TemporaryDirectory() as folder:
                    sorted_waits = waits(kind, texts, rate, Path(folder))
                place = int(0.99 * len(sorted_waits))
                rows.append((statistics.median(sorted_waits), sorted_waits[place], sorted_waits[-1]))
        for kind, rows in found.items():
            p50, p99, longest = (statistics.median(column) for column in zip(*rows, strict=True))
            print(f"{rate:6}/s   {kind:10} {p50:8.1f} {p99:8.1f} {longest:8.1f}")
            sys.stdout.flush()


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
    print_waits(known)


if __name__ == "__main__":
    main()
