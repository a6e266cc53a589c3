"""Ranks a message of a conversation: alone where it is sure by itself, else together with the turns before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.matching.ranking.clause_splitting import names_nothing
from bot.matching.ranking.follow_ups import EntryRelations, as_previous, join, rank_follow_up
from bot.matching.ranking.ranker import SURE, Candidates, Ranker, ScoredWords
from bot.matching.text.courtesy import Courtesy, frame
from bot.matching.text.normalise import Message, Normaliser, Word

EARLIER_TURNS = 2
MOST_RANKED = 120
"""Words of a message that are ranked; of a longer one the first and the last sixty, for a long story asks its
question at one of the two. Danger is looked for in all of it."""
KEPT_MESSAGES = 1024
"""Parsed messages that stay in memory, for the next one of their writer may be a follow-up."""


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message with its polite frame removed."""

    message: Message
    courtesy: Courtesy

    @property
    def words(self) -> tuple[Word, ...]:
        return self.courtesy.rest


class ConversationRanker:
    """Ranks the last turn of a conversation. Safe to share between threads."""

    def __init__(self, ranker: Ranker, relations: EntryRelations, normaliser: Normaliser) -> None:
        self._ranker = ranker
        self._relations = relations
        self._normaliser = normaliser
        self._parse = lru_cache(maxsize=KEPT_MESSAGES)(self._parse_uncached)

    def parse(self, text: str) -> ParsedMessage:
        """Read a message and remove its polite frame."""
        return self._parse(text)

    def _parse_uncached(self, text: str) -> ParsedMessage:
        message = self._normaliser.read(text)
        if len(message.words) > MOST_RANKED:
            ends = message.words[: MOST_RANKED // 2] + message.words[-MOST_RANKED // 2 :]
            message = replace(message, words=ends)
        return ParsedMessage(message, frame(message.words))

    def rank(self, parsed: ParsedMessage, own: ScoredWords, turns: Sequence[str]) -> Candidates:
        """Rank what the message asks for, with the turns before it where it is not sure by itself; `own`: its words."""
        alone = self.rank_alone(parsed, own)
        before = None if alone.confidence >= SURE else self.previous(turns)
        if before is None:
            return alone
        joined = join(self._ranker, self._relations, before, alone.scored, bare=names_nothing(parsed.words))
        return rank_follow_up(self._ranker, alone.scored, lambda: alone, joined)

    def rank_alone(self, parsed: ParsedMessage, own: ScoredWords | None = None) -> Candidates:
        """Rank what the message asks for without the turns before it; `own`: its words, where they are scored."""
        return self._ranker.rank(parsed.words, own)

    def depends_on_earlier(self, turns: Sequence[str]) -> bool:
        """Return whether the earlier turns change the best entry of the last one."""
        parsed = self.parse(turns[-1])
        own = self._ranker.score(parsed.words)
        return self.rank(parsed, own, turns).best != self.rank_alone(parsed, own).best

    def earlier(self, turns: Sequence[str]) -> list[ParsedMessage]:
        """Return the earlier turns that asked or stated something."""
        return [parsed for parsed in map(self.parse, turns[-1 - EARLIER_TURNS : -1]) if parsed.words]

    def previous(self, turns: Sequence[str]) -> ScoredWords | None:
        """Return the earlier turns, each read after the one before it."""
        before = None
        for parsed in self.earlier(turns):
            before = as_previous(self._ranker, self._relations, before, self._ranker.score(parsed.words))
        return before
