"""Reads a message of a conversation: alone where it is sure by itself, else together with the turns before it.

Added up are its own words, both messages read as one, and which entry people come to from which; the last two count the
less, the more complete the message is in itself ("biayanya?", "kalau untuk anak?", "papanya sudah tidak di sini"). The
numbers were fitted together to follow-ups by four writers, to the FAQ's test lines said after something else, and to
messages of nobody's; see docs/experiments.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from bot.matching.courtesy import ParsedMessage, frame, names_nothing
from bot.matching.engine import Floats
from bot.matching.entry import Corpus
from bot.matching.gate import EVEN, SURE, TEMPERATURE, Candidates, Ranker, Scored
from bot.matching.text.normalise import Normaliser, Word

CARRIED, RELATED = 0.42, 0.58
"""At a follow-up weight of 1: the weight of both messages read as one, which the entry before gains, too, and by half
every entry of its topic; and what those gain that the FAQ calls related to it."""
EVEN_WORDS, STEEPNESS = 9, 3
"""Words, all known to the FAQ, of a message that is as likely a follow-up as not, and how fast the log-odds fall with
the logarithm of its words and with that of the words that the FAQ lacks."""
EARLIER_TURNS = 2
MOST_RANKED = 120
"""Words of a message that are ranked; of a longer one the first and the last sixty, for a long story asks its
question at one of the two. Danger is looked for in all of it."""
KEPT_MESSAGES = 1024
"""Parsed messages that stay in memory, for the next one of their writer may be a follow-up."""


class FollowUps:
    """Reads words together with what was said before them."""

    def __init__(self, corpus: Corpus, ranker: Ranker) -> None:
        """Entries are related whichever of the two names the other."""
        self._ranker = ranker
        topic_of = {entry.id: entry.topic for entry in corpus.entries}
        names = [topic_of.get(label, "") for label in ranker.labels]
        known = sorted(set(names))
        self.topics = np.array([known.index(name) for name in names])
        place = {label: number for number, label in enumerate(ranker.labels)}
        pairs = {
            (place[entry.id], place[other]) for entry in corpus.entries for other in entry.related if other in place
        }
        both = sorted(pairs | {(other, one) for one, other in pairs})
        self.ones, self.others = np.array(both, np.int64).reshape(-1, 2).T

    def gains(self, before: Scored, *, bare: bool = False) -> Floats:
        """Return what every class gains from the message before, at a follow-up weight of 1.

        `bare`: the words do not say of what they ask ("syaratnya apa saja"), so it is of the same topic.
        """
        answerable = before.scores[: self._ranker.kinds.answerable]
        shares = np.exp(TEMPERATURE * (answerable - answerable.max()))
        likely = np.zeros(len(before.scores))
        likely[: len(shares)] = shares / shares.sum()
        topics = np.bincount(self.topics, likely)[self.topics]
        related = np.bincount(self.others, likely[self.ones], len(likely))
        gained: Floats = (1.0 if bare else CARRIED / 2) * topics + RELATED * related + CARRIED * likely
        return gained

    def join(self, before: Scored, own: Scored, *, bare: bool = False) -> tuple[Scored, float]:
        """Read words together with the message before; return with them how far (0..1) they depend on it."""
        complete = (1 + own.weighed.words) * (1 + len(own.weighed.unknown)) / (1 + EVEN_WORDS)
        follow_up_weight = 1.0 / (1.0 + complete**STEEPNESS)
        both = own.weighed.after(before.weighed)
        context = CARRIED * self._ranker.model.scores(both) + self.gains(before, bare=bare)
        return Scored(both, own.scores + follow_up_weight * context), follow_up_weight

    def rank(self, words: Sequence[Word], alone: Candidates, before: Scored | None) -> Candidates:
        """Rank words that were said after others; `alone`: what they ask for by themselves."""
        if before is None or alone.confidence >= SURE:
            return alone
        return self._ranker.weigh(self.join(before, alone.scored, bare=names_nothing(words))[0])

    def after(self, before: Scored | None, own: Scored) -> Scored:
        """Return words as what the next message may follow up: with those before where they say little themselves."""
        if before is None:
            return own
        joined, follow_up_weight = self.join(before, own)
        return joined if follow_up_weight > EVEN else Scored(own.weighed, joined.scores)


class Conversation:
    """Reads and ranks the last turn of a conversation. Safe to share between threads."""

    def __init__(self, ranker: Ranker, follow_ups: FollowUps, normaliser: Normaliser) -> None:
        self._ranker = ranker
        self._follow_ups = follow_ups
        self._normaliser = normaliser
        self.parse = lru_cache(maxsize=KEPT_MESSAGES)(self._parse)

    def _parse(self, text: str) -> ParsedMessage:
        """Read a message and remove its polite frame."""
        message = self._normaliser.read(text)
        if len(message.words) > MOST_RANKED:
            ends = message.words[: MOST_RANKED // 2] + message.words[-MOST_RANKED // 2 :]
            message = replace(message, words=ends)
        return ParsedMessage(message, frame(message.words))

    def rank(self, parsed: ParsedMessage, own: Scored, turns: Sequence[str]) -> Candidates:
        """Rank what the message asks for, with the turns before it where it is not sure by itself; `own`: its words."""
        alone = self._ranker.rank(parsed.words, own)
        return alone if alone.confidence >= SURE else self._follow_ups.rank(parsed.words, alone, self.previous(turns))

    def depends_on_earlier(self, turns: Sequence[str]) -> bool:
        """Return whether the earlier turns change the best entry of the last one."""
        parsed = self.parse(turns[-1])
        own = self._ranker.score(parsed.words)
        return self.rank(parsed, own, turns).best != self._ranker.rank(parsed.words, own).best

    def earlier(self, turns: Sequence[str]) -> list[ParsedMessage]:
        """Return the earlier turns that asked or stated something."""
        return [parsed for parsed in map(self.parse, turns[-1 - EARLIER_TURNS : -1]) if parsed.words]

    def previous(self, turns: Sequence[str]) -> Scored | None:
        """Return the earlier turns, each read after the one before it."""
        before = None
        for parsed in self.earlier(turns):
            before = self._follow_ups.after(before, self._ranker.score(parsed.words))
        return before
