"""What strangers' questions lead to: shares of sets by writers who saw nothing, most of which nobody has read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.matching.index import FaqIndex
from tests.bench.strangers import ANSWERS, FILE, FRESH, LIST, MIXED, MIXED_AGAIN, NEAR, ROWS, ask, group, read

BOUNDS = {
    (LIST, "sealed", "in", "right at once"): (80, 100),
    (LIST, "sealed", "in", "wrong at once"): (0, 2),
    (LIST, "sealed", "near", "answered"): (0, 4),
    (LIST, "sealed", "far", "answered"): (0, 1),
    (LIST, "sealed", "multi", "both halves answered"): (80, 100),
    (LIST, "sealed", "multi", "stray"): (0, 5),
    (LIST, "sealed", "followup", "right at once"): (85, 100),
    (LIST, "sealed", "followup", "wrong at once"): (0, 4),
    (LIST, "sealed", "smalltalk", "small talk, asked back"): (79, 100),
    (FILE, "sealed", "in", "right at once"): (80, 100),
    (FILE, "sealed", "in", "wrong at once"): (0, 2),
    (FILE, "sealed", "near", "answered"): (0, 10),
    (FILE, "sealed", "service", "the right office named"): (72, 100),
    (FRESH, "sealed", "near", "answered"): (0, 12),
    (FRESH, "sealed", "multi", "both halves answered"): (80, 100),
    (ANSWERS, "sealed", "in", "right at once"): (75, 100),
    (NEAR, "sealed", "near", "answered"): (0, 12),
    (MIXED, "sealed", "in", "right at once"): (85, 100),
    (MIXED_AGAIN, "sealed", "in", "right at once"): (70, 100),
}
"""Of a set's half the least and the most percent of a kind that something happens to."""
TESTS = {(kind, title): test for kind, title, test in ROWS}


@pytest.mark.slow
def test_strangers_are_answered_as_often_as_they_were(index: FaqIndex) -> None:
    found = {}
    for file, half in dict.fromkeys((file, half) for file, half, _, _ in BOUNDS):
        pairs = ask(index.decide, read(half, file))
        for key in (key for key in BOUNDS if key[:2] == (file, half)):
            own = [pair for pair in pairs if group(pair[0]) == key[2]]
            found[key] = 100 * sum(TESTS[key[2:]](*pair) for pair in own) / len(own)
    outside = {key: share for key, share in found.items() if not BOUNDS[key][0] <= share <= BOUNDS[key][1]}
    assert {(Path(file).stem, *rest): share for (file, *rest), share in outside.items()} == {}
