"""Reads a message of a conversation: alone where it is sure by itself, else together with the turns before it.

Added up are its own words, both messages read as one, and which entry people come to from which; the last two count the
less, the more complete the message is in itself ("biayanya?", "kalau untuk anak?", "papanya sudah tidak di sini"). The
numbers are chosen on follow-ups by six writers; see docs/experiments.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.matching.engine import Floats
from bot.matching.entry import ABOUT_WHAT, Corpus
from bot.matching.gate import ANSWER_AT, EVEN, SURE, Candidates, Ranker, WordRun
from bot.matching.read import Message

CARRIED = 0.5
"""At a follow-up weight of 1: the weight of both messages read as one, which the entry before and what the FAQ calls
related to it gain, too, and by half every entry of its topic: twice where a message does not say of what it asks."""
EVEN_WORDS, STEEPNESS = 12, 3
"""Words, all known to the FAQ, of a message that is as likely a follow-up as not, and how fast the log-odds fall with
the logarithm of its words and with that of the words that the FAQ lacks."""
EARLIER_TURNS = 2
MOST_RANKED = 120
"""Words of a message that are ranked; of a longer one the first and the last sixty, for a long story asks its
question at one of the two. Danger is looked for in all of it."""
KEPT_TURNS = 256
"""Messages that stay in memory as read, for the next one of their writer may be a follow-up. Some 3 MB."""


class Utterance(NamedTuple):
    """A message as read, and its words in the model's space."""

    message: Message
    run: WordRun

    @property
    def is_readable(self) -> bool:
        """Return whether there is one real word, or one that the FAQ knows."""
        words = zip(self.run.words, self.run.known, strict=True)
        return any(word.how != "unknown" or known for word, known in words if not word.reading.isdigit())


class Said(NamedTuple):
    """Words, and what they ask for: their scores together with those of what was said before them."""

    run: WordRun
    scores: Floats


class Conversation:
    """Reads and ranks the last turn of a conversation. Safe to share between threads."""

    def __init__(self, corpus: Corpus, ranker: Ranker, read: Callable[[str], Message]) -> None:
        """Entries are related whichever of the two names the other."""
        self._ranker, self._read = ranker, read
        topic_of = {entry.id: entry.topic for entry in corpus.entries}
        names = [topic_of.get(label, "") for label in ranker.labels]
        known = sorted(set(names))
        self.topics = np.array([known.index(name) for name in names])
        place = {label: number for number, label in enumerate(ranker.labels)}
        pairs = {
            (place[entry.id], place[other]) for entry in corpus.entries for other in entry.related if other in place
        }
        both = sorted(pairs | {(other, one) for one, other in pairs})
        self._ones, self._others = np.array(both, np.int64).reshape(-1, 2).T
        self.turn = lru_cache(maxsize=KEPT_TURNS)(self._turn)

    def _turn(self, text: str) -> Utterance:
        message = self._read(text)
        words = message.words
        if len(words) > MOST_RANKED:
            words = words[: MOST_RANKED // 2] + words[-MOST_RANKED // 2 :]
        return Utterance(message, self._ranker.run(words))

    def rank(self, own: WordRun, before: Said | None) -> Candidates:
        """Rank what words ask for, with what was said before them.

        Words that are sure by themselves keep their entry, unless what was said before leads to an answer of the same
        topic: "mau bikin paspor" behind "anak saya umur 15" asks for a child's papers.
        """
        alone = self._ranker.rank(own)
        if before is None:
            return alone
        said, _ = self._join(own, before)
        joined = self._ranker.rank(said.run, said.scores)
        goes_on = joined.confidence >= ANSWER_AT and self.topics[joined.best] == self.topics[alone.best]
        return joined if goes_on or alone.confidence < SURE else alone

    def _join(self, own: WordRun, before: Said) -> tuple[Said, float]:
        """Read words together with those before; return with them how far (0..1) they depend on these."""
        complete = (1 + len(own.words)) * (1 + own.unknown) / (1 + EVEN_WORDS)
        weight = 1.0 / (1.0 + complete**STEEPNESS)
        likely = self._ranker.likely(before.scores)
        topics = np.bincount(self.topics, likely)[self.topics]
        related = np.bincount(self._others, likely[self._ones], len(likely))
        both = own.after(before.run)
        bare = self._ranker.act_of(own) == ABOUT_WHAT
        context = CARRIED * (both.scores + likely + related + (2 if bare else 0.5) * topics)
        return Said(both, (own.scores + weight * context).astype(np.float32)), weight

    def earlier(self, turns: Sequence[str]) -> list[Utterance]:
        """Return the earlier turns that asked or stated something."""
        return [turn for turn in map(self.turn, turns[-1 - EARLIER_TURNS : -1]) if turn.run.words]

    def previous(self, turns: Sequence[str]) -> Said | None:
        """Return the last of the earlier turns, read after the one before it where it says little by itself."""
        before = None
        for turn in self.earlier(turns):
            said = Said(turn.run, turn.run.scores)
            if before is not None:
                joined, weight = self._join(turn.run, before)
                said = joined if weight > EVEN else Said(turn.run, joined.scores)
            before = said
        return before
