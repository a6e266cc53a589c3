"""Finds the questions of one message that asks several, each sure by itself; a single question stays whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from bot.matching.ranking.clause_splitting import (
    asks,
    asks_for_figures,
    asks_in_words,
    aspects,
    inquires,
    names_nothing,
    places,
    ties,
    without_connector,
)
from bot.matching.ranking.follow_ups import (
    EntryRelations,
    JoinedQuestion,
    as_previous,
    join,
    rank_follow_up,
)
from bot.matching.ranking.ranker import ANSWER_AT, EVEN, SURE, Candidates, Ranker, ScoredWords
from bot.matching.text.normalise import Message, Word

MOST_PARTS = 3
_Parts = list[tuple[Sequence[Word], Candidates]]
"""Questions of one message: the words of each, and what they ask for."""


class QuestionSplitter:
    """Finds the questions of one message. `referrals`: ids that are never one of several questions."""

    def __init__(self, ranker: Ranker, relations: EntryRelations, referrals: Collection[str]) -> None:
        self._ranker = ranker
        self._relations = relations
        self._referrals = referrals

    def questions(self, message: Message, words: Sequence[Word], whole: Candidates, *, sure: bool) -> list[Candidates]:
        """Return the questions of one message, two or three, where each is sure by itself; else nothing.

        EVEN chances are enough where the whole is not sure enough for one answer, for bare figures and for nouns listed
        of one thing ("syarat dan biaya paspor"). Each must be SURE where the first part asks nothing, but says what is
        wrong ("akta ga punya, ktp juga masih dicetak, bisa ga"), or where the whole does not support both.

        `whole`: the candidates of all `words`; `sure`: whether these suffice for one answer. What a message really asks
        for ranks high in the candidates of the whole, too: "denda? sejuta ya?" is one question.
        """
        threshold = ANSWER_AT if sure else EVEN
        parts = self._split(message, words, None, threshold, frozenset())
        for place, (own, _) in enumerate(parts):
            before = self._ranker.score(parts[0][0]) if place else None
            others = frozenset(part.best for _, part in (*parts[:place], *parts[place + 1 :]))
            finer = self._split(message, own, before, threshold, others)
            if finer:
                parts = [*parts[:place], *finer, *parts[place + 1 :]]
                break
        if not _is_supported_by(whole, message, parts):
            parts = []
        listed: _Parts = [(own, self._ranker.rank(own)) for own in aspects(words, MOST_PARTS)]
        if len(listed) > len(parts) and len({part.best for _, part in listed}) == len(listed):
            parts = listed if all(part.confidence >= EVEN for _, part in listed) else parts
        if any(self._ranker.labels[part.best] in self._referrals for _, part in parts):
            return []
        return [part for _, part in parts]

    def _split(
        self,
        message: Message,
        words: Sequence[Word],
        before: ScoredWords | None,
        threshold: float,
        others: frozenset[int],
    ) -> _Parts:
        """Split a run of words into the best two questions, with the words of each; or return nothing.

        `before`: what the message says ahead of the words; `threshold`: the confidence that each of them needs, though
        bare figures ("bayar berapa") need less, as they cannot be anything else; `others`: what is asked for elsewhere
        in the message, and so not here.
        """
        best: _Parts = []
        sure = 0.0
        for place, strong in places(message, words):
            if not strong and (best or before):
                continue
            first, second = words[:place], without_connector(words[place:])
            # one mark at the end of a clause cannot say that both of its halves ask
            cut = first[-1].clause == second[0].clause
            asking, asked = ((asks_in_words(part) if cut else asks(message, part)) for part in (first, second))
            if len(second) < 2 or (not asking and (before or not strong)) or not asked:
                continue
            left = _Half.of(self._ranker, first)
            needed = threshold if asking else SURE
            left_needs = EVEN if before and asks_for_figures(first) else needed
            ranked_left = self._rank_first(left, before, threshold)
            if ranked_left.confidence < max(sure, left_needs):
                continue  # many splits end here, before the second half is looked at
            right = _Half.of(self._ranker, second)
            joined = self._join(as_previous(self._ranker, self._relations, before, left.scored), right)
            known = others if before else others | {left.best}
            if known.issuperset((right.best, self._ranker.best_of(joined.scored.scores))):
                continue  # the second half asks for the same
            ranked_right = rank_follow_up(self._ranker, right.scored, right.rank, joined)
            right_needs = EVEN if asks_for_figures(second) else needed
            is_new = ranked_right.best != ranked_left.best and others.isdisjoint((ranked_left.best, ranked_right.best))
            if is_new and ranked_right.confidence >= max(sure, right_needs):
                best = [(first, ranked_left), (second, ranked_right)]
                sure = min(ranked_left.confidence, ranked_right.confidence)
        return best

    def _rank_first(self, half: _Half, before: ScoredWords | None, threshold: float) -> Candidates:
        """Rank the first half, as a follow-up where it is not sure by itself and something stands ahead of it."""
        alone = half.rank()
        if before is None or alone.confidence >= threshold:
            return alone
        return rank_follow_up(self._ranker, half.scored, half.rank, self._join(before, half))

    def _join(self, before: ScoredWords, half: _Half) -> JoinedQuestion:
        return join(self._ranker, self._relations, before, half.scored, bare=names_nothing(half.words))


class _Half(NamedTuple):
    """One of the two halves that a run of words is split into."""

    ranker: Ranker
    words: Sequence[Word]
    scored: ScoredWords
    best: int

    @staticmethod
    def of(ranker: Ranker, words: Sequence[Word]) -> _Half:
        """Score a half."""
        scored = ranker.score(words)
        return _Half(ranker, words, scored, ranker.best_of(scored.scores))

    def rank(self) -> Candidates:
        """Rank the half as a question of its own."""
        return self.ranker.rank(self.words, self.scored)


def _is_supported_by(whole: Candidates, message: Message, parts: _Parts) -> bool:
    """Return whether the whole message supports each part, or they need no support."""
    if parts and all(asks_for_figures(words) for words, _ in parts[1:]):
        return True
    separated = len(parts) == 2 and _is_separated(message, parts[0][0], parts[1][0])
    if separated and all(part.confidence >= SURE for _, part in parts):
        return True
    return {part.best for _, part in parts} <= set(whole.order if separated else whole.order[: 2 * len(parts) - 1])


def _is_separated(message: Message, first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Return whether the second part is told apart from the first.

    A question mark ends the first, a "dan", "terus" or "sama" begins the second, or they are two clauses with a
    question word each.
    """
    if any(word.clause in message.asked and word.clause != second[0].clause for word in first):
        return True
    if first[-1].clause != second[0].clause and inquires(first) and inquires(second):
        return True
    place = next((place for place, word in enumerate(message.words) if word is second[0]), 0)
    return place > 0 and ties(message.words[place - 1])
