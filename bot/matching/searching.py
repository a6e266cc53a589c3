"""Search for officers: their words against every text of the FAQ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.judging import Judge
from bot.matching.normalise import Word


def search(judge: Judge, words: Sequence[Word], limit: int) -> list[tuple[str, float]]:
    """Ids of entries and referrals, best first, with how well they fit (0..1); not those that share nothing."""
    if not words or limit < 1:
        return []
    weighed = judge.terms.weigh(words)
    nearest = np.maximum.reduceat(judge.terms.similarities(weighed), judge.class_starts)
    learned = 1.0 / (1.0 + np.exp(-judge.temperature * (judge.terms.scores(weighed) + 0.5)))
    fit = np.where(judge.kinds.answerable & (nearest > 0.02), 0.5 * nearest + 0.5 * learned, 0.0)
    best = np.argsort(-fit, kind="stable")[:limit]
    return [(judge.labels[number], round(float(fit[number]), 4)) for number in best if fit[number] > 0]
