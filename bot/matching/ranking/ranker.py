"""Ranks the entries that a run of words may ask for, with their probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from bot.matching.ranking.calibration import Kinds, best_of, log_odds, probability, ranked, shares, signals
from bot.matching.ranking.features import phrase_code
from bot.matching.ranking.labels import ACTS
from bot.matching.ranking.model import Floats, Model
from bot.matching.ranking.term_weights import Terms, WeighedTerms
from bot.matching.text.normalise import Word

ANSWER_AT = 0.80
"""Confidence from which a question is answered at once: a wrong answer costs four right ones."""
SURE, EVEN = 0.98, 0.5
"""Confidence from which nothing else need be looked at (the turns before, other halves), and which a class has whose
text this very message is ("syarat paspor"), however much others resemble it; and more likely than not."""


class ScoredWords(NamedTuple):
    """Words in the model's space, with every class's score: enough to know the best class, not its probability."""

    weighed: WeighedTerms
    scores: Floats


class Candidates(NamedTuple):
    """The entries that a run of words may ask for.

    `order`: the five best answerable classes; `chances`: their probabilities; `explained`: share of the
    distinctive words that stand in texts of the best class; `scored`: what was ranked.
    """

    order: list[int]
    chances: list[float]
    explained: float
    scored: ScoredWords

    @property
    def best(self) -> int:
        return self.order[0]

    @property
    def confidence(self) -> float:
        return self.chances[0]

    @property
    def scores(self) -> Floats:
        """Every class's."""
        return self.scored.scores


@dataclass(frozen=True, slots=True)
class Ranker:
    """A trained model with what is needed to apply it to words.

    `class_ends`: where each class's training texts end, after a 0: those of class n stand from [n] to [n + 1].
    """

    model: Model
    labels: tuple[str, ...]
    kinds: Kinds
    terms: Terms
    class_ends: list[int]
    acts: dict[int, str]

    @staticmethod
    def of(model: Model, labels: Sequence[str], kinds: Kinds) -> Ranker:
        """Build a ranker; `labels` are the model's classes."""
        ends = np.searchsorted(model.text_classes, np.arange(len(labels) + 1)).tolist()
        acts = {number: label[1:] for number, label in enumerate(labels) if label[1:] in ACTS and label[0] == "~"}
        return Ranker(model, tuple(labels), kinds, Terms(model), ends, acts)

    def score(self, words: Sequence[Word]) -> ScoredWords:
        """Score words, before they are ranked."""
        weighed = self.terms.weigh(words)
        return ScoredWords(weighed, self.terms.scores(weighed))

    def best_of(self, scores: Floats) -> int:
        """Return the best answerable class."""
        return best_of(scores, self.kinds)

    def rank(self, words: Sequence[Word], scored: ScoredWords | None = None) -> Candidates:
        """Rank words as one question; `scored`: the same words, where that is known already."""
        found = self.weigh(scored or self.score(words))
        owner = self.model.owner_of(phrase_code(words))
        if not 0 <= owner < self.kinds.answerable or (owner == found.best and found.confidence >= SURE):
            return found
        rest = (1.0 - SURE) / max(1e-6, 1.0 - found.confidence)
        others = [(entry, chance) for entry, chance in zip(found.order, found.chances, strict=True) if entry != owner]
        order = [owner, *(entry for entry, _ in others)][: len(found.order)]
        chances = [SURE, *(min(chance * rest, 1.0 - SURE) for _, chance in others)]
        return found._replace(order=order, chances=chances[: len(order)])

    def nearest_act(self, scores: Floats) -> tuple[str, float]:
        """Return the act of small talk that fits best, and its score."""
        number = max(self.acts, key=scores.__getitem__)
        return self.acts[number], float(scores[number])

    def weigh(self, scored: ScoredWords) -> Candidates:
        """Rank what is scored already."""
        weighed, scores = scored
        ranking = ranked(scores, self.kinds)
        best = ranking.best
        explained = self.terms.explained(weighed, best)
        inputs = signals(ranking, explained, self.terms.paired(weighed, best), weighed.words)
        # what several classes share ("mau bikin paspor") is less sure than the gate says: it was fitted to questions
        sure = min(probability(log_odds(inputs)), sqrt(1.0 / (1.0 + ranking.rest)))
        return Candidates(ranking.order, shares(ranking, sure), explained, scored)
