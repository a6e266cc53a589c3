"""Lets a short follow-up ("biayanya?", "kalau untuk anak?") lean on the topic of what was asked before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.judging import Judge, Judgement
from bot.matching.model import Floats
from bot.matching.normalise import Word

TOPIC_PULL = 0.6
"""How much score an entry gains when it surely shares the topic of the question before."""
SHORT, LONG = 4, 16
JOINT_PULL = 0.5
"""A short message is also read together with the one before ("kalau anak?" after "syarat paspor dewasa"): up to SHORT
words with this weight, then with less and less, from LONG words on not at all."""
REPEAT_PUSH = 0.3
"""How much the entry of the question before loses: people rarely ask the same thing twice."""
_SHARPNESS = 8.0


def follow(
    judge: Judge, topics: NDArray[np.int64], before: Sequence[Word], words: Sequence[Word], alone: Judgement
) -> Judgement:
    """Judges words that were said after others; `topics`: the topic number of every class.

    A message that changes the topic keeps its own best entry: its score is far above what the old topic can lend.
    """
    said = judge.terms.weigh(before)
    earlier = np.where(judge.kinds.answerable, judge.terms.scores(said), -np.inf)
    joined = alone.weighed.after(said, times=2)
    scores = alone.scores + TOPIC_PULL * _topic_shares(earlier, topics)[topics]
    pull = JOINT_PULL * min(1.0, (LONG - len(words)) / (LONG - SHORT))
    if pull > 0:
        scores += pull * judge.terms.scores(joined)
    scores[int(earlier.argmax())] -= REPEAT_PUSH
    together = judge.weigh(scores, joined, len(words) + len(before))
    if together.best == alone.best and alone.confidence > together.confidence:
        return alone
    return together


def _topic_shares(scores: Floats, topics: NDArray[np.int64]) -> Floats:
    likely = np.exp(_SHARPNESS * (scores - scores.max()))
    shares = np.bincount(topics, likely, minlength=int(topics.max()) + 1)
    found: Floats = (shares / shares.sum()).astype(np.float32)
    return found
