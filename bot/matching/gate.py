"""Ranks the entries that a run of words may ask for, and says how sure the best one is."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from bot.matching.engine import Floats
from bot.matching.model import Model, Weighed
from bot.matching.text.normalise import Word

NONE = "~none"
"""The class of what is nobody's."""
ACTS = ("salam", "sapaan", "terima-kasih", "penutup", "minta-petugas", "bantuan", "keluhan")
"""Small talk; its classes begin with "~", too."""
WEIGHTS = (0.36, 2.72, 1.37, 1.45, 1.08)
"""What each signal adds to the log-odds that the best class is right (see `signals`)."""
CONSTANT = -5.9
"""The log-odds without any signal. tests/bench/fit_confidence.py fits both to questions that no model has learnt, so
that one office's dozen of phrasings need not say how far to trust them."""
ANSWER_AT = 0.80
"""Confidence from which a question is answered at once: a wrong answer costs four right ones."""
SURE, EVEN = 0.98, 0.5
"""Confidence from which nothing else need be looked at (the turns before, other halves), and which a class has whose
text this very message is ("syarat paspor"), however much others resemble it; and more likely than not."""
RANKED = 5
TEMPERATURE = 8.0
"""Turns differences of scores into odds; what described the right class best, in every FAQ and public set looked at."""
NO_NONE = -1.0
"""Stands for the score of NONE where that is no class."""


class Kinds(NamedTuple):
    """How many classes can be answered (entries and referrals; they come first), and NONE's number (-1: no class)."""

    answerable: int
    none: int


def kinds_of(labels: Sequence[str]) -> Kinds:
    """Return the kinds of a model's classes. Raises ValueError if an answerable class comes after another one."""
    kinds = [not label.startswith("~") for label in labels]
    answerable = sum(kinds)
    if not all(kinds[:answerable]):
        raise ValueError("the classes that can be answered must come first")
    return Kinds(answerable, labels.index(NONE) if NONE in labels else -1)


class Ranking(NamedTuple):
    """The best answerable classes of a message.

    `order`: their numbers, best first; `weights`: their odds against the best, exp(TEMPERATURE × difference of scores);
    `rest`: those of all other answerable classes and NONE together; `lead`: by how much the best outdoes NONE.
    """

    order: list[int]
    weights: list[float]
    rest: float
    lead: float

    @property
    def best(self) -> int:
        return self.order[0]

    def shares(self, first: float) -> list[float]:
        """Probabilities of the ranked classes: the first has `first`, the others divide the rest by their scores.

        None is as likely as the first unless its score is as high: a doubtful first makes the others less likely, too.
        """
        left = min(first, (1.0 - first) / self.rest) if self.rest > 0 else 0.0
        return [first, *[weight * left for weight in self.weights[1:]]]


def ranked(scores: Floats, kinds: Kinds) -> Ranking:
    """Return the RANKED best answerable classes."""
    own = scores[: kinds.answerable]
    order = own.argsort()[: -RANKED - 1 : -1]
    top = float(own[order[0]])
    odds = np.exp(TEMPERATURE * (own - top))
    none = float(scores[kinds.none]) if kinds.none >= 0 else NO_NONE
    weights = odds[order].tolist()
    odds[order[0]] = 0.0  # a sum with it, less it, would be nothing but rounding where the best is sure
    rest = float(np.add.reduce(odds)) + exp(TEMPERATURE * (none - top))
    return Ranking(order.tolist(), weights, rest, top - none)


def signals(ranking: Ranking, explained: float, paired: float, words: int) -> list[float]:
    """Return the gate's input for one message of so many words.

    The odds of the best class against all others; the share of the telling words that stand in the best class's texts;
    the length; by how much the best class outdoes NONE; and the share of pairs of words that stand in its texts.
    """
    share = 1.0 / (1.0 + ranking.rest)
    return [log(share / (1.0 - share + 1e-6)), explained, log1p(words), ranking.lead, paired]


def log_odds(signals: Sequence[float]) -> float:
    """Return the log-odds that the best class is right."""
    return CONSTANT + sum(weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True))


class Scored(NamedTuple):
    """Words in the model's space, with every class's score: enough to know the best class, not its probability."""

    weighed: Weighed
    scores: Floats


class Candidates(NamedTuple):
    """The entries that a run of words may ask for: the five best classes, their probabilities, and what was ranked."""

    order: list[int]
    chances: list[float]
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


class Ranker:
    """Applies a model's classes, their kinds and the gate to words."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.labels = model.names
        self.kinds = kinds_of(model.names)
        self.acts = {place: act for place, label in enumerate(model.names) for act in ACTS if label == f"~{act}"}

    def score(self, words: Sequence[Word]) -> Scored:
        """Score words, before they are ranked."""
        weighed = self.model.weigh(words)
        return Scored(weighed, self.model.scores(weighed))

    def best_of(self, scores: Floats) -> int:
        """Return the best answerable class."""
        return int(scores[: self.kinds.answerable].argmax())

    def rank(self, words: Sequence[Word], scored: Scored | None = None) -> Candidates:
        """Rank words as one question; `scored`: the same words, where that is known already."""
        found = self.weigh(scored or self.score(words))
        owner = self.model.owner_of(words)
        if not 0 <= owner < self.kinds.answerable or (owner == found.best and found.confidence >= SURE):
            return found
        rest = (1.0 - SURE) / max(1e-6, 1.0 - found.confidence)
        others = [(entry, chance) for entry, chance in zip(found.order, found.chances, strict=True) if entry != owner]
        order = [owner, *(entry for entry, _ in others)][: len(found.order)]
        chances = [SURE, *(min(chance * rest, 1.0 - SURE) for _, chance in others)]
        return found._replace(order=order, chances=chances[: len(order)])

    def weigh(self, scored: Scored) -> Candidates:
        """Rank what is scored already."""
        weighed, scores = scored
        ranking = ranked(scores, self.kinds)
        explained, paired = (share(weighed, ranking.best) for share in (self.model.explained, self.model.paired))
        odds = log_odds(signals(ranking, explained, paired, weighed.words))
        # what several classes share ("mau bikin paspor") is less sure than the gate says: it was fitted to questions
        sure = min(1.0 / (1.0 + exp(-odds)), sqrt(1.0 / (1.0 + ranking.rest)))
        return Candidates(ranking.order, ranking.shares(sure), scored)

    def nearest_act(self, scores: Floats) -> tuple[str, float]:
        """Return the act of small talk that fits best, and its score."""
        number = max(self.acts, key=scores.__getitem__)
        return self.acts[number], float(scores[number])
