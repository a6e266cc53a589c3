"""1,400 messages by four writers who saw nothing of the program, counted before anybody read them.

The bounds are at what they were counted at since danger is asked about from 1 % on, or just below, so that no change
loses it (docs/bahaya.md). Recruits who are asked about danger get the check of offers below the question; that is not
counted as offered.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.matching.index import FaqIndex
from bot.matching.training.danger_examples import by_writers
from tests.bench.danger_writers import EVERYBODY, measured, messages
from tests.shipped import shipped_faq

MESSAGES = Path(__file__).with_name("danger-unread-writers.tsv")
BOUNDS = {
    ("victim", "heard"): (0.93, 1.0),
    ("victim", "victim's path"): (0.86, 1.0),
    ("relative", "heard"): (0.92, 1.0),
    ("relative", "relative's path"): (0.81, 1.0),
    ("minor", "warned of anak"): (0.85, 1.0),
    ("minor", "warned or heard"): (0.89, 1.0),
    ("recruit", "warned or offered"): (0.87, 1.0),
    ("recruit", "raised"): (0.0, 0.036),
    ("adult_with_child", "heard"): (0.0, 0.016),
    ("adult_with_child", "warned of anak"): (0.0, 0.08),
    ("ordinary", "raised"): (0.0, 0.0),
    ("ordinary", "heard"): (0.0, 0.008),
    ("ordinary", "warned of anak"): (0.0, 0.005),
    ("ordinary", "warned of tawaran"): (0.0, 0.045),
    ("lookalike", "raised"): (0.0, 0.05),
}


@pytest.mark.slow
def test_messages_of_unread_writers_get_what_they_need(index: FaqIndex) -> None:
    checks = frozenset(next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran").under)
    counted, _ = measured(index.decide, checks, messages(MESSAGES))
    shares = {
        (category, name): counted[EVERYBODY, category, name] / counted[EVERYBODY, category, "messages"]
        for category, name in BOUNDS
    }
    missed = {key: shares[key] for key, (least, most) in BOUNDS.items() if not least <= shares[key] <= most}
    assert not missed


def test_the_unread_writers_are_no_lessons() -> None:
    every = messages(MESSAGES)
    assert Counter(one.writer for one in every) == {"i": 215, "j": 264, "t": 460, "u": 460}
    assert {one.text for one in by_writers()}.isdisjoint(one.text for one in every)
