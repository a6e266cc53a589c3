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

from bot.matching.entry import ABOUT_WHAT, Corpus
from bot.matching.gate import ANSWER_AT, EVEN, SURE, Candidates, Ranker, Said, WordRun
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
KEPT_TURNS, KEPT_SAID = 32, 2_048
"""Messages that stay in memory: as read, while they are decided; and as said, for the next two of their writer may be
follow-ups: of some 600 people who write at once. Some 5 MB."""


class Utterance(NamedTuple):
    """A message as read, and its words in the model's space."""

    message: Message
    run: WordRun

    @property
    def is_readable(self) -> bool:
        """Return whether there is one real word, or one that the FAQ knows."""
        words = zip(self.run.words, self.run.known, strict=True)
        return any(word.how != "unknown" or known for word, known in words if not word.reading.isdigit())


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
        self.kept = lru_cache(maxsize=KEPT_SAID)(lambda text: self.said(self.turn(text).run))

    def _turn(self, text: str) -> Utterance:
        message = self._read(text)
        words = message.words
        if len(words) > MOST_RANKED:
            words = words[: MOST_RANKED // 2] + words[-MOST_RANKED // 2 :]
        return Utterance(message, self._ranker.run(words))

    def said(self, run: WordRun) -> Said:
        """Return words in the form in which they are added up with others."""
        complete = (1 + len(run.words)) * (1 + run.unknown) / (1 + EVEN_WORDS)
        words, pairs = (np.packbits(rows[:, 1:] > 0, axis=1) for rows in (run.single, run.pairs))
        leans = 1.0 / (1.0 + complete**STEEPNESS)
        return Said(run.summed, (words, pairs), run.scores, leans, self._ranker.act_of(run.scores))

    def rank(self, run: WordRun, own: Said, before: Said | None) -> Candidates:
        """Rank what words ask for, with what was said before them. `own`: the same words, to be added up.

        Words that are sure by themselves keep their entry, unless what was said before leads to an answer of the same
        topic: "mau bikin paspor" behind "anak saya umur 15" asks for a child's papers.
        """
        alone = self._ranker.rank(run)
        if before is None:
            return alone
        joined = self._ranker.rank(self._join(own, before))
        joined.alone = alone.confidence if alone.best == joined.best else 0.0
        goes_on = joined.confidence >= ANSWER_AT and self.topics[joined.best] == self.topics[alone.best]
        return joined if goes_on or alone.confidence < SURE else alone

    def _join(self, own: Said, before: Said) -> Said:
        """Read words together with those before."""
        likely = self._ranker.likely(before.scores)
        topics = np.bincount(self.topics, likely)[self.topics]
        related = np.bincount(self._others, likely[self._ones], len(likely))
        summed = own.summed + before.summed
        words, pairs = (np.concatenate(both) for both in zip(own.signs, before.signs, strict=True))
        of_topic = (2 if own.act[0] == ABOUT_WHAT else 0.5) * topics
        context = CARRIED * (self._ranker.model.scores(summed) + likely + related + of_topic)
        return own._replace(
            summed=summed, signs=(words, pairs), scores=(own.scores + own.leans * context).astype(np.float32)
        )

    def previous(self, turns: Sequence[str]) -> Said | None:
        """Return the last of the earlier turns, read after the one before it where it says little by itself."""
        before = None
        for said in map(self.kept, turns[-1 - EARLIER_TURNS : -1]):
            if not said.size:
                continue
            if before is not None:
                joined = self._join(said, before)
                said = joined if said.leans > EVEN else said._replace(scores=joined.scores)
            before = said
        return before
