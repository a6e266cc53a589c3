"""How long people wait while questions keep coming, each from somebody else: ours beside the stock echo bot.

From the moment when the server has a question to the moment when it has the answer, at a steady pace that does not slow
down for a bot that falls behind (open loop).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from tests.bench.end_to_end import ECHO, ROUNDS, known_questions
from tests.bench.local_server import FIRST_PERSON, OUR_BOT, TOKEN, LocalServer, local_server, our_bot, process

RATES = (300, 600)
PACED = 10
"""Seconds of a steady pace."""
TICK = 0.005
"""Seconds between two portions of questions."""


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
            while len(answered) < len(texts):  # a call is kept a moment after it is counted
                for call in server.tell("calls?method=sendMessage&limit=1000000")["calls"]:
                    answered.setdefault(int(call["chat_id"]), call["at"])
    return sorted(1000 * (answered[chat] - at) for chat, at in offered.items())


def main() -> None:
    """Print the table."""
    known = known_questions()
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


if __name__ == "__main__":
    main()
