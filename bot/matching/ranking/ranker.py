"""Judges a run of words: which entries it may ask for, with which probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.matching.ranking.calibration import (
    UNSEEN,
    Evidence,
    Gate,
    Kinds,
    Near,
    best_of,
    probability,
    ranked,
    shares,
    signals,
)
from bot.matching.ranking.embedding_reranker import SHARE, UNSURE, Meaning, agreement
from bot.matching.ranking.features import phrase_code
from bot.matching.ranking.labels import ACTS
from bot.matching.ranking.model import Floats, Model
from bot.matching.ranking.term_weights import Terms, Weighed
from bot.matching.text.normalise import Word

KNOWN_BY_HEART = 0.95
"""Confidence at least, where the best class has this very text ("syarat paspor"), however much others resemble it."""


class Scored(NamedTuple):
    """Words in the model's space, with every class's score: enough to tell the best class, not how sure that is."""

    weighed: Weighed
    scores: Floats


class Judgement(NamedTuple):
    """What a run of words may ask for.

    `order`: the five best answerable classes; `chances`: their probabilities; `act`: the small talk that fits best, and
    by how much more (or less, below 0) than the best entry it fits: `act_lead`; `explained`: share of the telling words
    that speak for the best class; `scored`: what was judged.
    """

    order: list[int]
    chances: list[float]
    act: str
    act_lead: float
    explained: float
    scored: Scored

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
    temperature: float
    terms: Terms
    class_ends: list[int]
    acts: dict[int, str]
    gate: Gate
    meaning: Meaning | None

    @staticmethod
    def of(
        model: Model, labels: Sequence[str], kinds: Kinds, temperature: float, meaning: Meaning | None = None
    ) -> Ranker:
        """Build a ranker; `labels` are the model's classes."""
        ends = np.searchsorted(model.text_classes, np.arange(len(labels) + 1)).tolist()
        acts = {number: label[1:] for number, label in enumerate(labels) if label[1:] in ACTS and label[0] == "~"}
        return Ranker(model, tuple(labels), kinds, temperature, Terms(model), ends, acts, Gate.of(model.gate), meaning)

    def score(self, words: Sequence[Word]) -> Scored:
        """Words before they are judged."""
        weighed = self.terms.weigh(words)
        return Scored(weighed, self.terms.scores(weighed))

    def best_of(self, scores: Floats) -> int:
        """Return the best answerable class."""
        return best_of(scores, self.kinds)

    def ranker(self, words: Sequence[Word], scored: Scored | None = None) -> Judgement:
        """Judges words as one question; `scored`: the same words, where that is known already."""
        found = self.weigh(scored or self.score(words))
        if found.confidence < KNOWN_BY_HEART and self.model.owner_of(phrase_code(words)) == found.best:
            rest = (1.0 - KNOWN_BY_HEART) / max(1e-6, 1.0 - found.confidence)
            return found._replace(chances=[KNOWN_BY_HEART, *(chance * rest for chance in found.chances[1:])])
        return found

    def reconsider(self, words: Sequence[Word], first: Judgement) -> Judgement:
        """Return the first candidates, or, if these are not sure, candidates that the embedding reranked."""
        if self.meaning is None or first.confidence >= UNSURE:
            return first
        meant = self.meaning.scores(words)
        return self.weigh(first.scored._replace(scores=first.scores + SHARE * meant), meant)

    def nearest_act(self, scores: Floats) -> tuple[str, float]:
        """Return the act of small talk that fits best, and its score."""
        number = max(self.acts, key=scores.__getitem__)
        return self.acts[number], float(scores[number])

    def near(self, weighed: Weighed, best: int) -> Near:
        """How near the texts of the best class are to the words, and those of the other answerable classes."""
        similar = self.terms.similarities(weighed)
        begin, end, last = (self.class_ends[number] for number in (best, best + 1, self.kinds.answerable))
        before, own, after = (
            float(np.maximum.reduce(similar[one:other], initial=0.0))
            for one, other in ((0, begin), (begin, end), (end, last))
        )
        return Near(own, max(before, after))

    def weigh(self, scored: Scored, meant: Floats | None = None) -> Judgement:
        """Judges what is scored already; `meant`: the meaning's part in the scores."""
        weighed, scores = scored
        ranking = ranked(scores, self.kinds, self.temperature)
        best = ranking.best
        evidence = Evidence(self.terms.explained(weighed, best), weighed.known_letters, weighed.words)
        told, gate = signals(ranking, UNSEEN, evidence, self.model.reliability), self.gate
        if meant is not None and self.meaning is not None:
            told += agreement(meant, best, self.kinds.answerable)
            gate = self.meaning.gate
        odds = gate.odds(told)
        if odds < gate.certain:
            odds += gate.nearer(self.near(weighed, best))
        sure = probability(odds)
        act, score = self.nearest_act(scores)
        lead = score - ranking.scores[0]
        return Judgement(ranking.order, shares(ranking, sure), act, lead, evidence.explained, scored)
