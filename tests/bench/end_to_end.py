"""Questions answered a second over the local server, beside echo bots that store nothing; start and memory.

The server runs in a process of its own; each bot gets the same backlog from the same people in the same run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import yaml

from tests.bench.local_server import OUR_BOT, ROOT, TOKEN, LocalServer, local_server, our_bot, process

QUESTIONS = 2000
PEOPLE = 500
ROUNDS = 3
TOPICS = ("paspor", "umrah-haji", "pekerja-migran", "dasar")


def known_questions() -> list[str]:
    """Phrasings that the bot answers at once, a different one each time: no cache helps."""
    from bot.faqfiles.load import load_faq
    from bot.matching.index import FaqIndex

    faq = load_faq(ROOT / "faq")
    index = FaqIndex.load(faq.corpus(), ROOT / "data" / "cache")
    found = []
    for topic in TOPICS:
        words = yaml.safe_load((ROOT / "faq" / f"{topic}.kalimat.yaml").read_text(encoding="utf-8"))
        for entry in words["entri"].values():
            found += [text for text in entry["kalimat"] if len(index.decide([text]).answers) == 1]
    return found


def backlog(
    server: LocalServer, texts: list[str], command: list[str], environment: dict[str, str]
) -> tuple[float, float]:
    """(replies a second from a held-back backlog, MB of the bot's memory afterwards)."""
    with process(command, **environment) as running:
        while not server.counters()["polling"]:
            time.sleep(0.02)
        time.sleep(1.0)
        server.ask(texts, PEOPLE)
        before = server.sent()
        server.release()
        seconds = server.wait_sent(before + len(texts))
        memory = running.memory_info().rss / 1e6
    return len(texts) / seconds, memory


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
    texts = list(islice(cycle(known_questions()), QUESTIONS))
    echo = [sys.executable, "-m", "tests.bench.echo_bots"]
    figures: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):
            for kind in ("stock", "aiohttp", "aiogram", "ours"):
                with local_server(PEOPLE) as server:
                    folder = Path(name) / f"{number}-{kind}"
                    folder.mkdir()
                    if kind == "ours":
                        result = backlog(server, texts, OUR_BOT, our_bot(server, folder))
                    else:
                        command = [*echo, kind, server.address, TOKEN]
                        result = backlog(server, texts, command, {})
                figures.setdefault(kind, []).append(result)
        starts = []
        for number in range(ROUNDS):
            folder = Path(name) / f"start-{number}"
            folder.mkdir()
            starts.append(first_answer(folder, texts[0]))
    base = statistics.median(rate for rate, _ in figures["stock"])
    names = {
        "stock": "python-telegram-bot echo, as documented",
        "aiohttp": "the same over our aiohttp request",
        "aiogram": "aiogram echo",
        "ours": "Tanya PIMPASA, everything stored",
    }
    print(f"\n{QUESTIONS} questions of {PEOPLE} people from a backlog, median of {ROUNDS}")
    print(f"{'':42} replies/s   ratio   MB")
    for kind, label in names.items():
        rate = statistics.median(rate for rate, _ in figures[kind])
        memory = statistics.median(memory for _, memory in figures[kind])
        print(f"{label:42} {rate:9.0f}   {rate / base:5.2f}  {memory:4.0f}")
    print(f"start to first answer: {statistics.median(starts):.2f} s (median of {ROUNDS})")


if __name__ == "__main__":
    main()
