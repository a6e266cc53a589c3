"""Messages by eight writers who saw nothing of the program, counted before anybody read them (docs/bahaya.md).

Those of i, j, t and u are hard on purpose: many only imply danger, many are in regional languages. Their bounds are at
what they were counted at since danger is asked about from 1 % on, or just below, so that no change loses it. Those of
k, n, o and p are what such people write on an ordinary day: the bounds are the aims, but for look-alikes (aim 0.02).
A recruit who is asked about danger is not counted as offered, whatever buttons stand below the question.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.matching.index import FaqIndex
from bot.matching.training.danger_examples import by_writers
from tests.bench.danger_writers import EVERYBODY, measured, messages
from tests.shipped import shipped_faq

FOLDER = Path(__file__).parent
HARD, EVERYDAY = "danger-unread-writers.tsv", "danger-everyday-writers.tsv"
Bounds = dict[tuple[str, str], tuple[float, float]]
HARD_BOUNDS: Bounds = {
    ("victim", "heard"): (0.91, 1.0),
    ("victim", "heard or offered help"): (0.92, 1.0),
    ("victim", "victim's path"): (0.84, 1.0),
    ("relative", "heard"): (0.91, 1.0),
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

EVERYDAY_BOUNDS: Bounds = {
    ("victim", "heard"): (0.96, 1.0),
    ("victim", "victim's path"): (0.93, 1.0),
    ("relative", "heard"): (0.96, 1.0),
    ("relative", "relative's path"): (0.9, 1.0),
    ("minor", "warned of anak"): (0.95, 1.0),
    ("recruit", "warned or offered"): (0.92, 1.0),
    ("recruit", "raised"): (0.0, 0.03),
    ("ordinary", "raised"): (0.0, 0.007),
    ("ordinary", "heard"): (0.0, 0.02),
    ("lookalike", "raised"): (0.0, 0.034),
}


@pytest.mark.slow
@pytest.mark.parametrize(("file", "bounds"), [(HARD, HARD_BOUNDS), (EVERYDAY, EVERYDAY_BOUNDS)])
def test_messages_of_unread_writers_get_what_they_need(index: FaqIndex, file: str, bounds: Bounds) -> None:
    checks = frozenset(next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran").under)
    counted, _ = measured(index.decide, checks, messages(FOLDER / file))
    shares = {
        (category, name): counted[EVERYBODY, category, name] / counted[EVERYBODY, category, "messages"]
        for category, name in bounds
    }
    missed = {key: shares[key] for key, (least, most) in bounds.items() if not least <= shares[key] <= most}
    assert not missed


def test_the_unread_writers_are_no_examples() -> None:
    every = [one for file in (HARD, EVERYDAY) for one in messages(FOLDER / file)]
    counts = {"i": 215, "j": 264, "t": 460, "u": 460, "k": 240, "n": 210, "o": 210, "p": 240}
    assert Counter(one.writer for one in every) == counts
    assert {one.text for one in by_writers()}.isdisjoint(one.text for one in every)
