"""A hundred messages by another writer about young people and work abroad, and about adults beside children.

All were read after they had first been counted: 44 of 60 minors were warned of then, and 6 of 25 adults. The bounds are
below what they are counted at since, so that no change loses it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex
from tests.matching.danger.voices import TODAY

MESSAGES = Path(__file__).with_name("danger-minors.tsv")


@pytest.mark.slow
def test_minors_are_warned_of_and_adults_beside_children_are_not(index: FaqIndex) -> None:
    lines = [line.split("\t") for line in MESSAGES.read_text("utf-8").splitlines()[1:]]
    found: Counter[tuple[str, str]] = Counter()
    for label, text in lines:
        decision = index.decide([text], TODAY)
        warned = decision.outcome is DecisionKind.WARN and decision.act == "anak"
        found[label, "warned" if warned else "heard" if decision.outcome is DecisionKind.EMERGENCY else "neither"] += 1
    assert Counter(label for label, _ in lines) == {"minor": 60, "adult": 25, "ordinary": 15}
    assert found["minor", "warned"] >= 46
    assert found["minor", "neither"] <= 9
    assert found["adult", "warned"] + found["adult", "heard"] <= 3
    assert found["ordinary", "warned"] + found["ordinary", "heard"] == 0
