"""What the worst texts of 4,096 characters cost: each pattern and function, and a whole decision on a cold cache.

Run: python -m tests.bench.worst_bench
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial

from bot.matching import danger
from tests.shipped import shipped_index
from tests.test_worst_texts import FUNCTIONS, PATTERNS
from tests.worst_texts import LONGEST, WORST

TRIES = 5
SHOWN = 12


def milliseconds(work: Callable[[str], object], text: str, tries: int = TRIES) -> float:
    """Of the processor, in the shortest of several runs."""
    best = float("inf")
    for _ in range(tries):
        prefix_fits = time.thread_time()
        work(text)
        best = min(best, time.thread_time() - prefix_fits)
    return 1000 * best


def show(title: str, rows: list[tuple[float, str]]) -> None:
    print(f"\n{title}")
    for took, name in sorted(rows, reverse=True)[:SHOWN]:
        print(f"  {took:7.1f} ms  {name}")


def _found(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def main() -> None:
    """Print the three tables, the dearest first."""
    texts = {name: text(LONGEST) for name, text in WORST.items()}
    patterns = [
        max((milliseconds(partial(_found, found), text), f"{name}: {kind}") for kind, text in texts.items())
        for name, found in PATTERNS.items()
    ]
    show("patterns, each with its worst text", patterns)
    functions = [
        max((milliseconds(work, text), f"{name}: {kind}") for kind, text in texts.items())
        for name, work in FUNCTIONS.items()
    ]
    show("functions, each with its worst text", functions)
    danger.load()
    index = shipped_index()
    index.decide(["berapa biaya paspor"])
    # one run each: from the second on, everything about these words is remembered
    show(
        "decisions", [(milliseconds(lambda text: index.decide([text]), text, 1), kind) for kind, text in texts.items()]
    )


if __name__ == "__main__":
    main()
