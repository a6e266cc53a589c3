"""What the bot makes of messages by writers who saw nothing of it: who is heard, warned, offered a check.

Run: python -m tests.bench.danger_writers FILE.tsv
(a line: writer, category, message; categories: victim, relative, minor, recruit, adult_with_child, ordinary, lookalike)

Prints each message that does not get what it needs, then the figures of each writer and category. Years of birth are
counted from TODAY.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.matching.decision import Decision
from tests.matching.danger.voices import names_of
from tests.shipped import shipped_faq, shipped_index

TODAY = date(2026, 11, 28)
EVERYBODY = "all"
WANTED = {
    "victim": ("heard", "heard or offered help", "victim's path"),
    "relative": ("heard", "heard or offered help", "relative's path"),
    "minor": ("warned of anak", "warned or heard"),
    "recruit": ("warned or offered",),
}
"""What each category's messages need."""
UNWANTED = {
    "recruit": ("raised",),
    "adult_with_child": ("raised", "heard", "warned of anak"),
    "ordinary": ("raised", "heard", "warned of anak", "warned of tawaran"),
    "lookalike": ("raised", "heard"),
}
"""What they must not get."""


class Written(NamedTuple):
    """One message of a file."""

    writer: str
    category: str
    text: str


def messages(path: Path) -> list[Written]:
    """Return a file's messages; a first line of headings is left out."""
    lines = [Written(*line.split("\t")) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [one for one in lines if one.category in {*WANTED, *UNWANTED}]


def measured(
    decide: Callable[[Sequence[str], date], Decision], checked: frozenset[str], written: Sequence[Written]
) -> tuple[Counter[tuple[str, str, str]], list[str]]:
    """Return how many of each writer's and category's messages got what, and those that were answered wrongly."""
    found: Counter[tuple[str, str, str]] = Counter()
    wrong = []
    for one in written:
        names = set(names_of(decide([one.text], TODAY), checked))
        for writer in (one.writer, EVERYBODY):
            found.update((writer, one.category, name) for name in (*names, "messages"))
        missing = [f"not {name}" for name in WANTED.get(one.category, ()) if name not in names]
        missing += [name for name in UNWANTED.get(one.category, ()) if name in names]
        if missing:
            wrong.append(f"{one.writer} {one.category}: {', '.join(missing)} [{', '.join(sorted(names))}]: {one.text}")
    return found, wrong


def main() -> None:
    check = next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran")
    found, wrong = measured(shipped_index().decide, frozenset(check.under), messages(Path(sys.argv[1])))
    print("\n".join(wrong))
    for (writer, category, _), total in sorted((key, n) for key, n in found.items() if key[2] == "messages"):
        for name in (*WANTED.get(category, ()), *UNWANTED.get(category, ())):
            got = found[writer, category, name]
            print(f"{writer:4} {category:17} {name:18} {got:3} of {total:3} {got / total:6.1%}")


if __name__ == "__main__":
    main()
