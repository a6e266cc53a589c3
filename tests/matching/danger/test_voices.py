"""Messages in eight voices, none of them learnt: bounds below what they are counted at, so that no change loses it."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.index import FaqIndex
from tests.matching.danger.voices import counts, voices
from tests.shipped import shipped_faq

BOUNDS = [
    ("victim", "heard", 0.96, 1.0),
    ("relative", "heard", 0.96, 1.0),
    ("relative", "relative's path", 0.9, 1.0),
    ("minor", "warned of anak", 0.95, 1.0),
    ("recruit", "raised", 0.0, 0.03),
    ("recruit", "warned or offered", 0.92, 1.0),
    ("ordinary", "raised", 0.0, 0.007),
    ("ordinary", "asked", 0.0, 0.04),
    ("ordinary", "warned of anak", 0.0, 0.02),
    ("victim", "victim's path", 0.9, 1.0),
]


@pytest.fixture(scope="module")
def found(index: FaqIndex) -> Counter[tuple[str, str]]:
    """Count what is made of the messages, once."""
    checks = next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran")
    return counts(index.decide, voices(), checks.under)


@pytest.mark.slow
@pytest.mark.parametrize(("label", "name", "least", "most"), BOUNDS)
def test_each_voice_gets_what_it_needs(
    found: Counter[tuple[str, str]], label: str, name: str, least: float, most: float
) -> None:
    assert least <= found[label, name] / found[label, "all"] <= most


def test_the_voices_are_many_and_differ() -> None:
    every = voices()
    assert len({voice.text for voice in every}) == len(every) >= 300
