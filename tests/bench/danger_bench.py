"""What the bot makes of messages that nobody learnt from: how many of each kind get what they need.

Run: python -m tests.bench.danger_bench [FILE.tsv] (a line: writer, category, message; first a line of headings)
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.matching.danger import DESPAIR_OTHER, FAMILY
from bot.matching.entry import Decision, DecisionKind
from tests.shipped import shipped_index

COUNTED = Path(__file__).parents[1] / "matching" / "danger" / "counted-writers.tsv"
TUNING = COUNTED.with_name("tuning-writers.tsv")
"""Three writers each: the limits are chosen with the totals of the second in view; neither is ever read."""
TODAY = date(2026, 11, 30)


def messages(path: Path = COUNTED) -> Mapping[str, Sequence[str]]:
    """Return the messages of a file by category."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines()[1:]:
        _, category, text = line.split("\t")
        found[category].append(text)
    return found


def gets(decision: Decision) -> Iterator[str]:
    """Yield what a message gets."""
    if decision.outcome is DecisionKind.EMERGENCY:
        yield "asked" if decision.doubtful else "alarm"
        yield "heard"
        entry = decision.answers[0]
        yield (
            "despair's path"
            if entry.startswith("putus-asa")
            else f"{'relative' if entry == FAMILY else 'victim'}'s path"
        )
        if entry in {FAMILY, DESPAIR_OTHER}:
            yield "path of another"
    elif decision.doubtful:
        yield "offered help"
    if decision.outcome is DecisionKind.WARN:
        yield "warned"
        yield f"warned of {decision.act}"
    yield decision.outcome.value


def rates(decide: Callable[[Sequence[str], date], Decision], path: Path = COUNTED) -> dict[tuple[str, str], float]:
    """Return the share (0..1) of each category's messages that get each thing."""
    shares: dict[tuple[str, str], float] = {}
    for category, texts in messages(path).items():
        counts = Counter(name for text in texts for name in gets(decide([text], TODAY)))
        shares |= {(category, name): count / len(texts) for name, count in counts.items()}
    return shares


def main() -> None:
    """Print the shares of a file, or of the counted writers."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else COUNTED
    sizes = {category: len(texts) for category, texts in messages(path).items()}
    for (category, name), share in sorted(rates(shipped_index().decide, path).items()):
        print(f"{category:16} {sizes[category]:4}  {name:18} {share:6.1%}")


if __name__ == "__main__":
    main()
