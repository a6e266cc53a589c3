"""Learns the weights of danger from the lessons: `make bahaya`.

Reads lessons/*.tsv (a line: kind, writer, message) and, on standard input, harmless messages one a line. One logistic
regression over all kinds, on `danger.features`. Needs scikit-learn.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching import stored
from bot.matching.danger import KINDS, LEARNT_IN, TERM, WEIGHTS, DangerKind, features, letter_codes, term_codes
from bot.matching.engine import Codes, LinearModel
from bot.matching.learn.space import space_of
from bot.matching.read import read

LESSONS = Path(__file__).with_name("lessons")
SOFTNESS = 10.0
"""The inverse of the regularisation."""
STEPS, NEAR = 600, 5e-5
"""After how many steps at most, and how near to the best weights, learning ends; at 3e-4 rates strayed by a point."""
FEWEST = 3
"""In how many lessons a feature must occur."""
_letters = lru_cache(maxsize=None)(letter_codes)


class Lesson(NamedTuple):
    """One message. `writer`: "faq" for those on standard input."""

    kind: DangerKind
    writer: str
    text: str


def lessons() -> list[Lesson]:
    """Return all lessons. Raises ValueError naming file and line of a malformed one, and what to write."""
    found = []
    for path in sorted(LESSONS.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            kind, *rest = line.split("\t")
            if kind not in KINDS or len(rest) != 2 or not all(rest):
                names = ", ".join(KINDS)
                raise ValueError(f"{path.name} baris {number}: tulis jenis ({names}), tab, penulis, tab, lalu kalimat")
            found.append(Lesson(DangerKind(kind), *rest))
    return found


def codes_in(text: str) -> Codes:
    """Return the codes of a message's features, those of words and pairs as often as they count."""
    words, pairs = features(read(text), LEARNT_IN)
    terms = term_codes((*(forms[-1] for forms in words), *pairs))
    return np.concatenate((*map(_letters, words), np.repeat(terms, TERM)))


def learn(known: Sequence[Lesson], read: Sequence[Codes]) -> dict[str, NDArray[Any]]:
    """Return the arrays of the weights learnt from lessons; `read`: the codes of each."""
    from sklearn.linear_model import LogisticRegression

    space = space_of(read, FEWEST)
    kinds = np.array([KINDS.index(lesson.kind) for lesson in known])
    fitted = LogisticRegression(C=SOFTNESS, max_iter=STEPS, tol=NEAR).fit(space.matrix, kinds)
    return LinearModel.arrays(space.codes, space.rarity, fitted.coef_.T, fitted.intercept_, weakest=0.0)


def main() -> None:
    """Learn from all lessons and write the weights."""
    harmless = [Lesson(DangerKind.NONE, "faq", line.strip()) for line in sys.stdin if line.strip()]
    known = [*lessons(), *harmless]
    arrays = learn(known, [codes_in(lesson.text) for lesson in known])
    WEIGHTS.mkdir(exist_ok=True)
    stored.write(WEIGHTS, stored.StoredModel(arrays, {"names": list(KINDS), "lessons": len(known)}))
    sys.stdout.write(f"{len(known)} lessons, {len(arrays['codes'])} features\n")


if __name__ == "__main__":
    main()
