"""Fits the gate (`gate.WEIGHTS`, `CONSTANT`) to questions that no model has learnt, and prints what limits cost.

Run: python -m tests.bench.fit_confidence   after a change of FAQ, ranker or signals. The questions are those of
`ranking_bench` that may be read; each is judged by weights that have not seen its set. The constant is then moved until
about 4 of 100 questions near the field are answered.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.faqfiles.load import load_faq
from bot.matching.index import FaqIndex
from tests.bench.ranking_bench import benchmarks

ROOT = Path(__file__).parents[2]
LIMITS = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def main() -> None:
    """Print the weights, and what each limit would cost: right and wrong of the field, and of nobody's."""
    index = FaqIndex.load(load_faq(ROOT / "faq").corpus(), ROOT / "data/cache")
    ranker, turn = index._ranker, index._decider.conversation.turn
    rows, right, nobody, sets = [], [], [], []
    for one in benchmarks():
        for question in one.asked if not one.name.startswith(("xSID", "sofmattress", "FAQ")) else ():
            run = turn(question.text).run
            if run.words:
                found = ranker.rank(run)
                rows.append(found.signals)
                right.append(ranker.labels[found.best] in question.accept)
                nobody.append(not question.accept)
                sets.append(one.name)
    inputs, hits, none, names = np.array(rows), np.array(right), np.array(nobody), np.array(sets)
    sure = np.zeros(len(hits))
    for name in dict.fromkeys(sets):
        own = names == name
        sure[own] = LogisticRegression(C=1).fit(inputs[~own], hits[~own]).predict_proba(inputs[own])[:, 1]
    whole = LogisticRegression(C=1).fit(inputs, hits)
    sys.stdout.write(f"WEIGHTS = {np.round(whole.coef_[0], 2)}\nCONSTANT = {whole.intercept_[0]:.2f}\n\n")
    for limit in LIMITS:
        said = sure >= limit
        shares = [(said & hits)[~none].mean(), (said & ~hits)[~none].mean(), said[none].mean()]
        sys.stdout.write(f"{limit:5.2f} " + "".join(f"{100 * share:8.1f}" for share in shares) + "\n")


if __name__ == "__main__":
    main()
