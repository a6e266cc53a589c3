"""Lets a message lean on what was said before: "biayanya?", "kalau untuk anak?", "papanya sudah tidak di sini".

Added up are its own words, both messages read as one, and which entry people come to from which; the last two count the
less, the more complete the message is in itself. The weights were fitted together (a conditional logit) to follow-ups
by four writers, to the FAQ's test lines said after something else, and to messages of nobody's; see docs/matching.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.entry import Corpus
from bot.matching.ranking.model import Floats
from bot.matching.ranking.ranker import Judgement, Ranker, Scored
from bot.matching.ranking.term_weights import Weighed

JOINED = 0.42
"""Weight of both messages read as one, where the new one leans wholly on the one before."""
SAME_TOPIC, RELATED = 0.23, 0.58
"""What an entry then gains that surely shares the topic of the entry before, or that the FAQ calls related to it."""
SAME_AFTER_TOLD, SAME_AFTER_ASKED = 0.89, 0.59
"""What the entry before gains itself: who only told something will now say more of it; who asked may ask for more."""
OTHER_HALF = 0.4
"""The same for the second half of one message, which the more seldom asks the same thing; found on the FAQ's test
lines: at 0 to 0.2 more messages got a second answer that nobody had asked for."""
LEANING, LESS_A_WORD, LESS_UNKNOWN, LESS_EXPLAINED = 8.93, 3.50, 2.66, 1.49
"""Log-odds that a message leans on the one before, and how they fall with the logarithm of its words, with that of its
words that the FAQ lacks, and with the share of its telling words that speak for its own best entry. Half leaning is a
message of seven words that are all explained, or of ten that tell nothing."""
SHARPNESS = 8.0
"""Turns scores into shares of the entries that the message before may have been about."""
SMALLTALK_LEAD = 0.7
"""By how much the words must sound more like small talk than like a question, where they may carry on what was said
before: small talk does so by 0.99 and more, follow-ups that sound like it ("kapan ada lagi") by 0.6 and less."""
CLOSING = frozenset(("terima-kasih", "penutup"))
"""Small talk that never ends in a question mark."""


class Before(NamedTuple):
    """What was said before.

    `scored`: its words, and every class's score in its place; `again`: what its own entry gains (`SAME_AFTER_TOLD`,
    `SAME_AFTER_ASKED` or `OTHER_HALF`).
    """

    scored: Scored
    again: float


@dataclass(frozen=True, slots=True)
class Kinship:
    """Which classes share a topic (`topics`: a number each), and pairs of classes that the FAQ calls related."""

    topics: NDArray[np.int64]
    ones: NDArray[np.int64]
    others: NDArray[np.int64]

    @staticmethod
    def of(corpus: Corpus, labels: Sequence[str]) -> Kinship:
        """Return the relations of a model's classes; entries are related whichever of the two names the other."""
        topic_of = {entry.id: entry.topic for entry in corpus.entries}
        names = [topic_of.get(label, "") for label in labels]
        known = sorted(set(names))
        place = {label: number for number, label in enumerate(labels)}
        pairs = {
            (place[entry.id], place[other]) for entry in corpus.entries for other in entry.related if other in place
        }
        both = sorted(pairs | {(other, one) for one, other in pairs})
        ones, others = np.array(both, np.int64).reshape(-1, 2).T
        return Kinship(np.array([known.index(name) for name in names]), ones, others)

    def lent(self, ranker: Ranker, before: Before) -> Floats:
        """Return what every class gains from the message before, at a follow-up weight of 1."""
        scores = before.scored.scores
        answerable = scores[: ranker.kinds.answerable]
        shares = np.exp(SHARPNESS * (answerable - answerable.max()))
        likely = np.zeros(len(scores))
        likely[: len(shares)] = shares / shares.sum()
        topics = np.bincount(self.topics, likely)[self.topics]
        related = np.bincount(self.others, likely[self.ones], len(likely))
        found: Floats = (SAME_TOPIC * topics + RELATED * related + before.again * likely).astype(np.float32)
        return found


class Joined(NamedTuple):
    """Words read together with what was said before; `leaning`: how much (0..1) they lean on it."""

    scored: Scored
    leaning: float


def join(ranker: Ranker, kinship: Kinship, before: Before, own: Scored) -> Joined:
    """Read words together with the message before them."""
    explained = ranker.terms.explained(own.weighed, ranker.best_of(own.scores))
    leaning = _leaning(own.weighed.words, len(own.weighed.unknown), explained)
    both = own.weighed.after(before.scored.weighed)
    context = np.float32(JOINED) * ranker.terms.scores(both) + kinship.lent(ranker, before)
    return Joined(Scored(both, own.scores + np.float32(leaning) * context), leaning)


def follow(ranker: Ranker, own: Scored, alone: Callable[[], Judgement], joined: Joined, *, asks: bool) -> Judgement:
    """Judges words that were said after others.

    `own`, `alone`: the words alone, and what judges them, for it seldom matters; `joined`: both read together; `asks`:
    do they end in a question mark?
    """
    best = ranker.best_of(own.scores)
    together = ranker.weigh(joined.scored)
    if together.best == best and joined.leaning < 0.5:
        together = max(together, alone(), key=lambda one: one.confidence)
    act, score = ranker.nearest_act(own.scores)
    lead = max(SMALLTALK_LEAD, float(joined.scored.scores[together.best] - own.scores[best]))
    if score - own.scores[best] > lead and not (asks and act in CLOSING):
        return alone()
    explained = min(together.explained, _explained(ranker, own.weighed, together.best))
    return together._replace(act_lead=-np.inf, explained=explained)


def said_after(ranker: Ranker, kinship: Kinship, before: Before | None, own: Scored, again: float) -> Before:
    """Words, said after others or first, as what the next message may lean on."""
    if before is None:
        return Before(own, again)
    joined = join(ranker, kinship, before, own)
    return Before(joined.scored if joined.leaning > 0.5 else Scored(own.weighed, joined.scored.scores), again)


def _explained(ranker: Ranker, own: Weighed, best: int) -> float:
    """Share of a message's own telling words that speak for an entry; a message without any hides nothing."""
    return ranker.terms.explained(own, best, otherwise=1.0)


def _leaning(words: int, unknown: int, explained: float) -> float:
    """How much (0..1) a message leans on the one before."""
    odds = LEANING - LESS_A_WORD * log1p(words) - LESS_UNKNOWN * log1p(unknown) - LESS_EXPLAINED * explained
    return 1.0 / (1.0 + exp(-odds))
