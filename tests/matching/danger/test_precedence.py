"""What comes first of danger and warning."""

from __future__ import annotations

import pytest

from bot.matching.danger.detector import DOUBTFUL, UNLIKELY, Assessment
from bot.matching.danger.precedence import is_raised
from bot.matching.danger.warnings import EarlyWarning, WarningScore

PLEA = "tolong, anak saya 15 tahun dibawa agen"


@pytest.mark.parametrize(
    ("probability", "of", "raised"),
    [
        (DOUBTFUL, EarlyWarning.MINOR, False),
        (UNLIKELY, EarlyWarning.MINOR, True),
        (UNLIKELY, EarlyWarning.OFFER, False),
    ],
    ids=["hardly a danger", "a faint one with a child", "a faint one with a grown-up"],
)
def test_a_plea_for_a_child_raises_what_is_more_than_unlikely(
    probability: float, of: EarlyWarning, raised: bool
) -> None:
    assert is_raised(Assessment("doubtful", probability=probability), WarningScore(of, 2.0), PLEA) is raised
