"""276 messages by three writers who saw nothing of the program; its development half, read while the model was mended.

The bounds are at what they were counted at, or just below, so that no change loses it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.matching.index import FaqIndex
from tests.bench.danger_writers import EVERYBODY, measured, messages
from tests.shipped import shipped_faq

MESSAGES = Path(__file__).with_name("danger-other-writers.tsv")
BOUNDS = [
    ("victim", "heard", 0.95, 1.0),
    ("victim", "victim's path", 0.9, 1.0),
    ("relative", "heard", 0.97, 1.0),
    ("relative", "relative's path", 0.93, 1.0),
    ("minor", "warned of anak", 0.95, 1.0),
    ("minor", "warned or heard", 0.98, 1.0),
    ("recruit", "warned or offered", 0.92, 1.0),
    ("recruit", "raised", 0.0, 0.03),
    ("adult_with_child", "warned of anak", 0.0, 0.05),
    ("adult_with_child", "heard", 0.0, 0.0),
    ("ordinary", "raised", 0.0, 0.025),
    ("ordinary", "warned of anak", 0.0, 0.0),
    ("ordinary", "warned of tawaran", 0.0, 0.0),
]


@pytest.fixture(scope="module")
def found(index: FaqIndex) -> Counter[tuple[str, str, str]]:
    checks = next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran")
    return measured(index.decide, frozenset(checks.under), messages(MESSAGES))[0]


@pytest.mark.slow
@pytest.mark.parametrize(("category", "name", "least", "most"), BOUNDS)
def test_messages_of_other_writers_get_what_they_need(
    found: Counter[tuple[str, str, str]], category: str, name: str, least: float, most: float
) -> None:
    assert least <= found[EVERYBODY, category, name] / found[EVERYBODY, category, "messages"] <= most


def test_the_three_writers_are_all_read() -> None:
    counts = Counter((one.writer, one.category) for one in messages(MESSAGES))
    assert sum(counts.values()) == 276
    assert {writer for writer, _ in counts} == {"a", "b", "c"}
    assert set(counts.values()) == {10, 15, 22}
