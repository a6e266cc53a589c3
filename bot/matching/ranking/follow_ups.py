"""Ranks follow-ups together with the message before: "biayanya?", "kalau untuk anak?", "papanya sudah tidak di sini".

Added up are its own words, both messages read as one, and which entry people come to from which; the last two count the
less, the more complete the message is in itself. The weights were fitted together (a conditional logit) to follow-ups
by four writers, to the FAQ's test lines said after something else, and to messages of nobody's, and then brought to
fewer numbers that decide alike; see docs/experiments.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.entry import Corpus
from bot.matching.ranking.calibration import TEMPERATURE
from bot.matching.ranking.model import Floats
from bot.matching.ranking.ranker import Candidates, Ranker, ScoredWords
from bot.matching.ranking.term_weights import WeighedTerms

CARRIED, RELATED = 0.42, 0.58
"""At a follow-up weight of 1: the weight of both messages read as one, which the entry before gains, too, and by half
every entry of its topic; and what those gain that the FAQ calls related to it."""
EVEN_WORDS, STEEPNESS = 9, 3
"""Words, all known to the FAQ, of a message that is as likely a follow-up as not, and how fast the log-odds fall with
the logarithm of its words and with that of the words that the FAQ lacks."""


@dataclass(frozen=True, slots=True)
class EntryRelations:
    """Which classes share a topic (`topics`: a number each), and pairs of classes that the FAQ calls related."""

    topics: NDArray[np.int64]
    ones: NDArray[np.int64]
    others: NDArray[np.int64]

    @staticmethod
    def of(corpus: Corpus, labels: Sequence[str]) -> EntryRelations:
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
        return EntryRelations(np.array([known.index(name) for name in names]), ones, others)

    def gains(self, ranker: Ranker, before: ScoredWords, *, bare: bool = False) -> Floats:
        """Return what every class gains from the message before, at a follow-up weight of 1.

        `bare`: the words do not say of what they ask ("syaratnya apa saja"), so it is of the same topic.
        """
        scores = before.scores
        answerable = scores[: ranker.kinds.answerable]
        shares = np.exp(TEMPERATURE * (answerable - answerable.max()))
        likely = np.zeros(len(scores))
        likely[: len(shares)] = shares / shares.sum()
        topics = np.bincount(self.topics, likely)[self.topics]
        related = np.bincount(self.others, likely[self.ones], len(likely))
        gained = (1.0 if bare else CARRIED / 2) * topics + RELATED * related + CARRIED * likely
        return gained.astype(np.float32)


class JoinedQuestion(NamedTuple):
    """Words read together with what was said before; `follow_up_weight` (0..1): how far they depend on it."""

    scored: ScoredWords
    follow_up_weight: float


def join(
    ranker: Ranker, relations: EntryRelations, before: ScoredWords, own: ScoredWords, *, bare: bool = False
) -> JoinedQuestion:
    """Read words together with the message before them; `bare`: they do not say of what they ask."""
    follow_up_weight = _follow_up_weight(own.weighed.words, len(own.weighed.unknown))
    both = own.weighed.after(before.weighed)
    context = np.float32(CARRIED) * ranker.terms.scores(both) + relations.gains(ranker, before, bare=bare)
    return JoinedQuestion(ScoredWords(both, own.scores + np.float32(follow_up_weight) * context), follow_up_weight)


def rank_follow_up(
    ranker: Ranker, own: ScoredWords, alone: Callable[[], Candidates], joined: JoinedQuestion
) -> Candidates:
    """Rank words that were said after others.

    `own`, `alone`: the words alone, and what ranks them, for it seldom matters; `joined`: both read together.
    """
    together = ranker.weigh(joined.scored)
    if together.best == ranker.best_of(own.scores) and joined.follow_up_weight < 0.5:
        together = max(together, alone(), key=lambda one: one.confidence)
    explained = min(together.explained, _explained(ranker, own.weighed, together.best))
    return together._replace(explained=explained)


def as_previous(ranker: Ranker, relations: EntryRelations, before: ScoredWords | None, own: ScoredWords) -> ScoredWords:
    """Return words, said after others or first, as what the next message may follow up: with scores in their place."""
    if before is None:
        return own
    joined = join(ranker, relations, before, own)
    return joined.scored if joined.follow_up_weight > 0.5 else ScoredWords(own.weighed, joined.scored.scores)


def _explained(ranker: Ranker, own: WeighedTerms, best: int) -> float:
    """Return the share of a message's distinctive words that speak for an entry; 1 for a message without any."""
    return ranker.terms.explained(own, best, otherwise=1.0)


def _follow_up_weight(words: int, unknown: int) -> float:
    """Return the follow-up weight: how far (0..1) a message depends on the one before."""
    return 1.0 / (1.0 + ((1 + words) * (1 + unknown) / (1 + EVEN_WORDS)) ** STEEPNESS)
