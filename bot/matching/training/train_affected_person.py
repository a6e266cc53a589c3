"""Trains who is in danger, the writer or another: `make bahaya` writes affected-person-model.tsv anew.

Reads the calls for help of danger-examples.tsv, whose last column says it. Prints the rates. Needs scikit-learn.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.matching.danger import affected_person, patterns
from bot.matching.danger.features import read
from bot.matching.training.danger_examples import OTHER, examples
from bot.matching.training.danger_matrix import counted

FEWEST = 3
"""In how many messages a feature must occur."""
SOFTNESS = 0.3
LIGHTEST = 0.02
"""Weights below this are left out: too small to matter."""
FOLDS = 5


def told(text: str) -> set[str]:
    """Return the features of a call for help."""
    message = read(text)
    return affected_person.features(message, patterns.find(message))


def learn(messages: Sequence[set[str]], of_another: Sequence[bool]) -> dict[str, float]:
    """Return the weight of each feature, and of "" the start's."""
    spread = Counter(feature for features in messages for feature in features)
    counts, names = counted([sorted(one for one in features if spread[one] >= FEWEST) for features in messages])
    fitted = LogisticRegression(C=SOFTNESS, max_iter=2000).fit(counts, np.array(of_another))
    weights = {name: float(weight) for name, weight in zip(names, fitted.coef_[0], strict=True)}
    return {"": float(fitted.intercept_[0])} | {name: one for name, one in weights.items() if abs(one) >= LIGHTEST}


def cross_validated(messages: Sequence[set[str]], of_another: Sequence[bool]) -> float:
    """Return the share of calls that models which have not learnt them read rightly."""
    order = random.Random(1).sample(range(len(messages)), len(messages))
    right = 0
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        kept = [at for at in order if at not in held]
        weights = learn([messages[at] for at in kept], [of_another[at] for at in kept])
        for at in held:
            score = weights[""] + sum(weights.get(feature, 0.0) for feature in messages[at])
            right += (score > 0) is of_another[at]
    return right / len(messages)


def main() -> None:
    """Train, measure, write the model."""
    calls = [one for one in examples() if one.label == "danger"]
    messages = [told(one.text) for one in calls]
    of_another = [one.affected == OTHER for one in calls]
    sys.stdout.write(f"who is in danger: {cross_validated(messages, of_another):.1%} of {len(calls)} read rightly\n")
    lines = [f"{name}\t{weight:.3f}" for name, weight in sorted(learn(messages, of_another).items())]
    Path(affected_person.__file__).with_name(affected_person.MODEL).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
