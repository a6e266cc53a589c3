"""What the bot makes of each writer's messages when nothing was learnt from that writer.

Run: python -m tests.bench.danger_left_out [WRITER …]
(about a minute of processor time a writer)

The writers are those of writer-examples.tsv who saw nothing of the program. For each of them the three models are
trained on everybody else, and the whole matcher decides about his messages. Writers from p on were never read before
the hand-written patterns were made; the earlier ones were.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from bot.cli.export_ordinary_messages import ordinary_messages
from bot.faqfiles.model import Faq
from bot.matching.danger import affected_person, detector, warning_classifier
from bot.matching.training import train_affected_person, train_danger, train_warnings
from bot.matching.training.danger_examples import by_writers
from tests.bench.danger_writers import EVERYBODY, UNWANTED, WANTED, Written, measured
from tests.shipped import shipped_faq, shipped_index

NEITHER_WARNED_OF = ("cektawaran", "tppo-", "tppm-", "pmi-anak-")
"""What the Makefile leaves out of the ordinary messages from which warnings are learnt."""


class LeftOut:
    """Trains the models without one writer, and lets the bot use them."""

    def __init__(self, faq: Faq) -> None:
        self._danger = train_danger.build_training_set(ordinary_messages(faq))
        self._calls = train_affected_person.calls()
        self._call_counts = train_affected_person.counted([one.text for one in self._calls])
        self._warning_examples = train_warnings.warning_examples(ordinary_messages(faq, NEITHER_WARNED_OF))
        self._example_counts, _ = train_warnings.counted(self._warning_examples)

    def use_without(self, writer: str, folder: Path) -> None:
        """Train on everybody else, and let the bot read the new models."""
        others = np.flatnonzero(np.array(self._danger.writers) != writer).tolist()
        train_danger.learn(self._danger, others).write(self._danger.counts, folder / "danger.tsv")
        calls = np.array([at for at, one in enumerate(self._calls) if one.writer != writer])
        fitted = train_affected_person.learn(self._call_counts, self._calls, calls)
        fitted.write(self._call_counts, folder / "affected.tsv")
        chosen = np.array([at for at, one in enumerate(self._warning_examples) if one.writer != writer])
        train_warnings.learn(self._example_counts, self._warning_examples, chosen).write(
            self._example_counts, folder / "warning.tsv"
        )
        use(folder / "danger.tsv", folder / "affected.tsv", folder / "warning.tsv")


def use(danger: Path, affected: Path, warning: Path) -> None:
    """Let the bot read other models."""
    detector.MODEL, affected_person.MODEL, warning_classifier.MODEL = danger, affected, warning
    for known in (detector._model, detector.assess, affected_person.load, warning_classifier.load):
        known.cache_clear()


def shown(found: Counter[tuple[str, str, str]]) -> None:
    """Print the shares of each category."""
    for category in dict.fromkeys((*WANTED, *UNWANTED)):
        total = found[EVERYBODY, category, "messages"]
        for name in (*WANTED.get(category, ()), *UNWANTED.get(category, ())) if total else ():
            got = found[EVERYBODY, category, name]
            print(f"  {category:17} {name:18} {got:4} of {total:4} {got / total:6.1%}")


def main() -> None:
    check = next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran")
    left_out = LeftOut(shipped_faq())
    every: Counter[tuple[str, str, str]] = Counter()
    chosen = sys.argv[1:] or sorted({one.writer for one in by_writers()})
    with tempfile.TemporaryDirectory() as folder:
        for writer in chosen:
            left_out.use_without(writer, Path(folder))
            written = [Written(one.writer, one.kind, one.text) for one in by_writers() if one.writer == writer]
            found, wrong = measured(shipped_index().decide, frozenset(check.under), written)
            print("\n".join(wrong), f"\nwithout {writer}", sep="\n")
            shown(found)
            every.update(found)
    print(f"\nall of {', '.join(chosen)}, each left out")
    shown(every)


if __name__ == "__main__":
    main()
