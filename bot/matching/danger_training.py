"""Learns what danger sounds like: `make bahaya` writes danger-model.tsv anew.

Reads the labelled messages of danger-examples.tsv (danger, lookalike, ordinary) and, on standard input, one ordinary
question a line (the FAQ's phrasings but for those of the emergency entries). A logistic regression on words and
letter groups; prints the rates of a five-fold cross-validation. Needs scikit-learn.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.matching.danger import DANGER, DOUBTFUL, MODEL, words_of
from bot.matching.danger_features import LETTERS, WORDS, letter_features, weighed, word_features

EXAMPLES = Path(__file__).with_name("danger-examples.tsv")
KEPT = 14_000
"""Features that are kept: beyond these the weights are too small to matter, and the file grows."""


def rarity_of(texts: Sequence[Sequence[str]], fewest: int) -> dict[str, float]:
    """Smoothed inverse document frequency of features that occur in at least `fewest` texts."""
    seen = Counter(feature for text in texts for feature in set(text))
    return {f: math.log((1 + len(texts)) / (1 + n)) + 1 for f, n in seen.items() if n >= fewest}


def matrix(views: Sequence[tuple[Sequence[Sequence[str]], dict[str, float]]]) -> tuple[sparse.csr_matrix, list[str]]:
    """Rows of texts over the features of all views; the names carry their view in front."""
    names = [
        f"{kind}{feature}" for kind, (_, rarity) in zip((WORDS, LETTERS), views, strict=True) for feature in rarity
    ]
    place = {name: number for number, name in enumerate(names)}
    rows, columns, values = [], [], []
    for kind, (texts, rarity) in zip((WORDS, LETTERS), views, strict=True):
        for row, text in enumerate(texts):
            for feature, value in weighed(text, rarity).items():
                rows.append(row)
                columns.append(place[kind + feature])
                values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(views[0][0]), len(names))), names


def main() -> None:
    """Train, measure, write the model."""
    labelled = [line.split("\t") for line in EXAMPLES.read_text("utf-8").splitlines()[1:]]
    ordinary = [line.strip() for line in sys.stdin if line.strip()]
    kinds = np.array([row[0] for row in labelled] + ["ordinary"] * len(ordinary))
    texts = [words_of(text) for text in [row[2] for row in labelled] + ordinary]
    target = (kinds == "danger").astype(int)
    words = [list(word_features(text)) for text in texts]
    letters = [list(letter_features(text)) for text in texts]
    rarities = [rarity_of(words, 2), rarity_of(letters, 4)]
    model = LogisticRegression(C=20, max_iter=500)
    rows, names = matrix([(words, rarities[0]), (letters, rarities[1])])
    heavy = np.argsort(-np.abs(model.fit(rows, target).coef_[0]))[:KEPT]
    kept = {names[number] for number in heavy}
    rarities = [
        {f: value for f, value in rarity.items() if kind + f in kept}
        for kind, rarity in zip((WORDS, LETTERS), rarities, strict=True)
    ]
    rows, names = matrix([(words, rarities[0]), (letters, rarities[1])])
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    sure = cross_val_predict(model, rows, target, cv=folds, method="predict_proba")[:, 1]
    for kind in ("danger", "lookalike", "ordinary"):
        mine = sure[kinds == kind]
        raised, asked = (mine >= DANGER).mean(), ((mine >= DOUBTFUL) & (mine < DANGER)).mean()
        sys.stdout.write(f"{kind:10} n {len(mine):5}  alarm {raised:6.1%}  asked first {asked:6.1%}\n")
    model.fit(rows, target)
    both = rarities[0], rarities[1]
    lines = [f"\t\t{model.intercept_[0]:.4f}"]
    for name, weight in zip(names, model.coef_[0], strict=True):
        rarity = both[0 if name[0] == WORDS else 1][name[1:]]
        lines.append(f"{name}\t{rarity:.3f}\t{weight:.3f}")
    MODEL.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
