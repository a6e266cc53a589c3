"""Fresh messages in many registers: bounds below what both halves were measured at, so that no change loses it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.matching.index import FaqIndex
from tests.matching.danger.voices import EIGHT, LATE, NINE, SIX, counts, voices
from tests.shipped import shipped_faq

BOUNDS = [
    (SIX, "victim", "heard", 0.96, 1.0),
    (SIX, "relative", "heard", 0.95, 1.0),
    (SIX, "relative", "relative's path", 0.93, 1.0),
    (SIX, "minor", "warned of anak", 0.95, 1.0),
    (SIX, "recruit", "raised", 0.0, 0.04),
    (SIX, "recruit", "warned or offered", 0.92, 1.0),
    (SIX, "ordinary", "raised", 0.0, 0.007),
    (SIX, "ordinary", "asked", 0.0, 0.02),
    (SIX, "ordinary", "warned of anak", 0.0, 0.02),
    (NINE, "victim", "heard", 0.96, 1.0),
    (NINE, "victim", "victim's path", 0.9, 1.0),
    (NINE, "relative", "heard", 0.96, 1.0),
    (NINE, "relative", "relative's path", 0.95, 1.0),
    (NINE, "minor", "warned of anak", 0.95, 1.0),
    (NINE, "recruit", "raised", 0.0, 0.03),
    (NINE, "recruit", "warned or offered", 0.92, 1.0),
    (NINE, "plain", "raised", 0.0, 0.0),
    (NINE, "plain", "warned of tawaran", 0.0, 0.05),
    (NINE, "urgent", "raised", 0.0, 0.03),
    (NINE, "urgent", "warned of tawaran", 0.0, 0.03),
    (NINE, "ordinary", "raised", 0.0, 0.007),
    (NINE, "ordinary", "warned of anak", 0.0, 0.02),
    (EIGHT, "victim", "heard", 0.96, 1.0),
    (EIGHT, "relative", "heard", 0.96, 1.0),
    (EIGHT, "relative", "relative's path", 0.9, 1.0),
    (EIGHT, "minor", "warned of anak", 0.95, 1.0),
    (EIGHT, "recruit", "raised", 0.0, 0.03),
    (EIGHT, "recruit", "warned or offered", 0.92, 1.0),
    (EIGHT, "ordinary", "raised", 0.0, 0.007),
    (EIGHT, "ordinary", "asked", 0.0, 0.04),
    (EIGHT, "ordinary", "warned of anak", 0.0, 0.02),
    (EIGHT, "victim", "victim's path", 0.9, 1.0),
    (LATE, "victim", "heard", 0.96, 1.0),
    (LATE, "victim", "victim's path", 0.9, 1.0),
    (LATE, "relative", "heard", 0.96, 1.0),
    (LATE, "relative", "relative's path", 0.9, 1.0),
    (LATE, "minor", "warned of anak", 0.93, 1.0),
    (LATE, "recruit", "raised", 0.0, 0.03),
    (LATE, "recruit", "warned or offered", 0.92, 1.0),
    (LATE, "ordinary", "raised", 0.0, 0.007),
    (LATE, "urgent", "raised", 0.0, 0.007),
    (LATE, "lookalike", "raised", 0.0, 0.06),
]


@pytest.fixture(scope="module")
def found(index: FaqIndex) -> dict[Path, Counter[tuple[str, str]]]:
    """Count what is made of each file's messages, once."""
    checks = next(check.check for check in shipped_faq().checks if check.check.command == "cektawaran")
    return {path: counts(index.decide, voices(path), checks.under) for path in (SIX, NINE, EIGHT, LATE)}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "label", "name", "least", "most"), BOUNDS)
def test_each_voice_gets_what_it_needs(
    found: dict[Path, Counter[tuple[str, str]]], path: Path, label: str, name: str, least: float, most: float
) -> None:
    assert least <= found[path][label, name] / found[path][label, "all"] <= most


@pytest.mark.parametrize("path", [SIX, NINE, EIGHT, LATE], ids=["six", "nine", "eight", "late"])
def test_the_voices_are_many_and_differ(path: Path) -> None:
    every = voices(path)
    assert len({voice.text for voice in every}) == len(every) >= 300
