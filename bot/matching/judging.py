"""Judges a run of words: which entries it may ask for, with which probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.calibrate import Evidence, Kinds, best_first, confidence, shares, signals
from bot.matching.features import phrase_code
from bot.matching.lessons import ACTS
from bot.matching.meaning import SHARE, UNSURE, Meaning, agreement
from bot.matching.model import Floats, Model
from bot.matching.normalise import Word
from bot.matching.terms import Terms, Weighed

KNOWN_BY_HEART = 0.95
"""Confidence at least, where the best class has this very text ("syarat paspor"), however much others resemble it."""


class Judgement(NamedTuple):
    """What a run of words may ask for.

    `order`: the five best answerable classes; `chances`: their probabilities; `scores`: of every class; `act`: the
    small talk that fits best, and by how much more (or less, below 0) than the best entry it fits: `act_lead`;
    `explained`: share of the telling words that speak for the best class; `weighed`: the words in the model's space.
    """

    order: NDArray[np.int64]
    chances: list[float]
    scores: Floats
    act: str
    act_lead: float
    explained: float
    weighed: Weighed

    @property
    def best(self) -> int:
        return int(self.order[0])

    @property
    def confidence(self) -> float:
        return self.chances[0]


@dataclass(frozen=True, slots=True)
class Judge:
    """A trained model with what is needed to apply it to words."""

    model: Model
    labels: tuple[str, ...]
    kinds: Kinds
    temperature: float
    terms: Terms
    class_starts: NDArray[np.int64]
    acts: dict[int, str]
    meaning: Meaning | None

    @staticmethod
    def of(
        model: Model, labels: Sequence[str], kinds: Kinds, temperature: float, meaning: Meaning | None = None
    ) -> Judge:
        """Puts a judge together; `labels` are the model's classes."""
        starts = np.searchsorted(model.text_classes, np.arange(len(labels)))
        acts = {number: label[1:] for number, label in enumerate(labels) if label[1:] in ACTS and label[0] == "~"}
        return Judge(model, tuple(labels), kinds, temperature, Terms(model), starts, acts, meaning)

    def judge(self, words: Sequence[Word]) -> Judgement:
        """Judges words as one question."""
        weighed = self.terms.weigh(words)
        found = self.weigh(self.terms.scores(weighed), weighed, len(words))
        if found.confidence < KNOWN_BY_HEART and self.model.owner_of(phrase_code(words)) == found.best:
            rest = (1.0 - KNOWN_BY_HEART) / max(1e-6, 1.0 - found.confidence)
            return found._replace(chances=[KNOWN_BY_HEART, *(chance * rest for chance in found.chances[1:])])
        return found

    def scores(self, words: Sequence[Word]) -> Floats:
        """Every class's score for words; higher is likelier."""
        return self.terms.scores(self.terms.weigh(words))

    def reconsider(self, words: Sequence[Word], first: Judgement) -> Judgement:
        """The first judgement, or one that the words' meaning has a say in where the first was not sure."""
        if self.meaning is None or first.confidence >= UNSURE:
            return first
        meant = self.meaning.scores(words)
        return self.weigh(first.scores + SHARE * meant, first.weighed, len(words), meant)

    def weigh(self, scores: Floats, weighed: Weighed, words: int, meant: Floats | None = None) -> Judgement:
        """Judges given scores, for words that are weighed already; `meant`: the meaning's part in the scores."""
        nearest = np.maximum.reduceat(self.terms.similarities(weighed), self.class_starts)
        order = best_first(scores, self.kinds)
        explained = self.terms.explained(weighed, int(order[0]))
        evidence = Evidence(explained, weighed.known_letters, words)
        values = signals(scores, order, nearest, evidence, self.kinds, self.model.reliability, self.temperature)
        if meant is None or self.meaning is None:
            sure = confidence(values, self.model.gate)
        else:
            more = agreement(meant, int(order[0]), self.kinds.answerable)
            sure = confidence(np.append(values, more), self.meaning.gate)
        chances = shares(scores, order, self.kinds, self.temperature, sure)
        act = max(self.acts, key=lambda number: float(scores[number]))
        return Judgement(
            order, chances, scores, self.acts[act], float(scores[act] - scores[order[0]]), explained, weighed
        )
