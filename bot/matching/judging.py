"""Judges a run of words: which entries it may ask for, with which probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.calibrate import Evidence, Kinds, best_first, confidence, shares, signals
from bot.matching.lessons import ACTS
from bot.matching.model import Floats, Model
from bot.matching.normalise import Word
from bot.matching.terms import Terms, Weighed


class Judgement(NamedTuple):
    """What a run of words may ask for.

    `order`: the five best answerable classes; `chances`: their probabilities; `scores`: of every class; `act`: the
    small talk that fits best, and by how much more (or less, below 0) than the best entry it fits: `act_lead`;
    `explained`: share of the telling words that speak for the best class.
    """

    order: NDArray[np.int64]
    chances: list[float]
    scores: Floats
    act: str
    act_lead: float
    explained: float

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

    @staticmethod
    def of(model: Model, labels: Sequence[str], kinds: Kinds, temperature: float) -> Judge:
        """Puts a judge together; `labels` are the model's classes."""
        starts = np.searchsorted(model.text_classes, np.arange(len(labels)))
        acts = {number: label[1:] for number, label in enumerate(labels) if label[1:] in ACTS and label[0] == "~"}
        return Judge(model, tuple(labels), kinds, temperature, Terms(model), starts, acts)

    def judge(self, words: Sequence[Word]) -> Judgement:
        """Judges words as one question."""
        weighed = self.terms.weigh(words)
        return self.weigh(self.terms.scores(weighed), weighed, len(words))

    def scores(self, words: Sequence[Word]) -> Floats:
        """Every class's score for words; higher is likelier."""
        return self.terms.scores(self.terms.weigh(words))

    def weigh(self, scores: Floats, weighed: Weighed, words: int) -> Judgement:
        """Judges given scores, for words that are weighed already."""
        nearest = np.maximum.reduceat(self.terms.similarities(weighed), self.class_starts)
        order = best_first(scores, self.kinds)
        explained = self.terms.explained(weighed, int(order[0]))
        evidence = Evidence(explained, weighed.known_letters, words)
        values = signals(scores, order, nearest, evidence, self.kinds, self.model.reliability, self.temperature)
        sure = confidence(values, self.model.gate)
        chances = shares(scores, order, self.kinds, self.temperature, sure)
        act = max(self.acts, key=lambda number: float(scores[number]))
        return Judgement(order, chances, scores, self.acts[act], float(scores[act] - scores[order[0]]), explained)
