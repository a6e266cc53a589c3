"""What each set loses without one part of the matcher: what a part is worth that is to stay.

Run: python -m tests.bench.ablate   (two minutes; each feature and the lexicon are learnt anew without it). Printed are
the questions that may be read: right and wrong of our field, follow-ups, double questions with both answers and with a
stray one, nobody's that are answered, and small talk.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from bot.faqfiles.load import load_faq
from bot.matching import decide, features, follow_up, gate, several, stored
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.learn import faq
from bot.matching.learn.faq import train
from bot.matching.read import MessageReader, read
from tests.bench.strangers import ROWS, group
from tests.matching.test_rates import given

ROOT = Path(__file__).parents[2]
SHOWN = ("right at once", "wrong at once", "both halves answered", "stray", "answered", "small talk, asked back")
NOTHING = np.empty(0, np.uint32)


@contextmanager
def without(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put something in the place of a part."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    features._of_word.cache_clear()
    try:
        yield
    finally:
        setattr(owner, name, before)
        features._of_word.cache_clear()


LEARNT = {
    "letter groups": (features, "letter_groups", lambda word: []),
    "roots": (features, "root_term", lambda root: ""),
    "greetings before texts": (faq, "OPENINGS", ()),
    "pairs of roots": (features, "pair_codes", lambda words: NOTHING),
}
APPLIED = {
    "small talk": (gate.Ranker, "act_of", lambda *_: None),
    "what was said before": (follow_up, "CARRIED", 0.0),
    "two questions": (decide, "questions", lambda *_: []),
    "words that ask": (several, "_asks", lambda *_: True),
    "texts word for word": (gate.Ranker, "owner_of", lambda *_: -1),
}


def asked() -> list[dict[str, Any]]:
    """Return the questions that may be read."""
    rows = (json.loads(line) for file in sorted((ROOT / "tests/matching").glob("*.jsonl")) for line in file.open())
    return [row for row in rows if row.get("half") != "sealed"]


def figures(index: FaqIndex, questions: list[dict[str, Any]]) -> str:
    """Return the shares in percent, by kind."""
    index._decider.conversation.turn.cache_clear()
    pairs = [(one, given(index._decider.decide_calmly(one.get("turns") or [one["text"]]))) for one in questions]
    cells = []
    for kind, title, test in ROWS:
        own = [pair for pair in pairs if group(pair[0]) == kind and title in SHOWN]
        if own:
            cells.append(f"{kind} {title.split()[0]} {100 * sum(test(*pair) for pair in own) / len(own):.1f}")
    return ", ".join(cells)


def learnt(corpus: Corpus, reads: MessageReader | None = None) -> FaqIndex:
    """Return an index that is learnt in this process."""
    with tempfile.TemporaryDirectory() as folder:
        model = stored.read(train(corpus, Path(folder), reads))
    assert model
    return FaqIndex(corpus, model, reads.read if reads else read)


def main() -> None:
    """Print a line a part."""
    corpus, questions = load_faq(ROOT / "faq").corpus(), asked()
    whole = learnt(corpus)
    sys.stdout.write(f"{'whole':22s}{figures(whole, questions)}\n")
    for name, part in APPLIED.items():
        with without(*part):
            sys.stdout.write(f"{name:22s}{figures(whole, questions)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{'lexicon':22s}{figures(learnt(corpus, MessageReader({})), questions)}\n")
    for name, part in LEARNT.items():
        with without(*part):
            if part[1] == "pair_codes":
                with without(gate, "pair_codes", part[2]):
                    sys.stdout.write(f"{name:22s}{figures(learnt(corpus), questions)}\n")
            else:
                sys.stdout.write(f"{name:22s}{figures(learnt(corpus), questions)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
