"""Learns the weights of danger from the lessons: `make bahaya`.

Reads lessons/*.tsv (a line: kind, writer, message) and, on standard input, harmless messages one a line. One logistic
regression a kind, on the features of `danger.units`. With --left-out it prints instead what becomes of each writer's
messages when the weights were learnt from all others. Needs scikit-learn.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.danger import KINDS, LEARNT_IN, WEIGHTS, Kind, read, term_codes, units
from bot.matching.engine import Codes, Floats, LinearModel
from bot.matching.ranking.features import letter_groups
from bot.matching.training import model_cache

LESSONS = Path(__file__).with_name("lessons")
SOFTNESS = 10.0
"""The inverse of the regularisation."""
FEWEST = 2
"""In how many messages a feature must occur."""
THREADS = 2


class Lesson(NamedTuple):
    """One message. `writer`: "faq" for those on standard input."""

    kind: Kind
    writer: str
    text: str


class Views(NamedTuple):
    """The codes of a message's letter groups, and of its words and pairs."""

    letters: Codes
    terms: Codes


def lessons() -> list[Lesson]:
    """Return all lessons. Raises ValueError naming file and line of a malformed one, and what to write."""
    found = []
    for path in sorted(LESSONS.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            kind, *rest = line.split("\t")
            if kind not in KINDS or len(rest) != 2 or not all(rest):
                names = ", ".join(KINDS)
                raise ValueError(f"{path.name} baris {number}: tulis jenis ({names}), tab, penulis, tab, lalu kalimat")
            found.append(Lesson(Kind(kind), *rest))
    return found


def views(text: str) -> Views:
    """Return the features of a message."""
    found = units(read(text), LEARNT_IN)
    groups = [letter_groups(word) for unit in found for word in unit.words]
    letters = np.concatenate(groups) if groups else np.empty(0, np.uint32)
    return Views(letters, term_codes(term for unit in found for term in unit.terms))


class Space(NamedTuple):
    """The features that count, by code, and the rarity (idf) of each."""

    codes: Codes
    rarity: Floats

    @staticmethod
    def of(messages: Sequence[Views]) -> Space:
        """Return the space that messages span."""
        spread = Counter[int]()
        for one in messages:
            spread.update(set(one.letters.tolist()) | set(one.terms.tolist()))
        known = sorted((number, count) for number, count in spread.items() if count >= FEWEST)
        counts = np.array([count for _, count in known])
        rarity = np.log((1 + len(messages)) / (1 + counts)) + 1
        return Space(np.array([number for number, _ in known], np.uint32), rarity.astype(np.float32))

    def matrix(self, messages: Sequence[Views]) -> Any:
        """Return messages × features, each of the two views of length one."""
        from scipy import sparse

        rows, columns, values = [], [], []
        for at, one in enumerate(messages):
            for view in one:
                places = np.minimum(np.searchsorted(self.codes, view), len(self.codes) - 1)
                places = places[self.codes[places] == view]
                rarity = self.rarity[places]
                rows.append(np.full(len(places), at))
                columns.append(places)
                values.append(rarity / np.sqrt(np.maximum(rarity @ rarity, 1e-9)))
        cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
        return sparse.csr_matrix(cells, shape=(len(messages), len(self.codes)))


def fit(matrix: Any, kinds: NDArray[np.str_]) -> tuple[Floats, Floats]:
    """Return the weights (kinds × features) and the bias of each kind."""
    from sklearn.linear_model import LogisticRegression

    def one(kind: Kind) -> tuple[Floats, float]:
        fitted = LogisticRegression(C=SOFTNESS, solver="liblinear", tol=1e-3, random_state=0).fit(matrix, kinds == kind)
        return fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0])

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(one, KINDS))
    return np.array([weights for weights, _ in found]), np.array([bias for _, bias in found], np.float32)


def learn(known: Sequence[Lesson], read: Sequence[Views]) -> dict[str, NDArray[Any]]:
    """Return the arrays of the weights learnt from lessons; `read`: the features of each."""
    space = Space.of(read)
    weights, bias = fit(space.matrix(read), np.array([lesson.kind for lesson in known]))
    return LinearModel.arrays(space.codes, space.rarity, weights, bias)


def main() -> None:
    """Learn from all lessons and write the weights."""
    harmless = [Lesson(Kind.NONE, "faq", line.strip()) for line in sys.stdin if line.strip()]
    known = [*lessons(), *harmless]
    arrays = learn(known, [views(lesson.text) for lesson in known])
    WEIGHTS.mkdir(exist_ok=True)
    model_cache.write(WEIGHTS, model_cache.Stored(arrays, {"names": list(KINDS), "lessons": len(known)}))
    sys.stdout.write(f"{len(known)} lessons, {len(arrays['codes'])} features\n")


if __name__ == "__main__":
    main()
