"""Finds the two questions of one message that asks both, each sure by itself; a single question stays whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.matching.courtesy import asks, asks_in_words, inquires
from bot.matching.follow_up import FollowUps
from bot.matching.gate import ANSWER_AT, EVEN, SURE, Candidates, Ranker
from bot.matching.text.normalise import Message, Word

_CONNECTORS = frozenset(("terus", "dan", "serta", "kemudian", "lantas", "sekalian", "plus"))
_TIES = _CONNECTORS | {"sama"}
MOST_PLACES = 5
_Parts = list[tuple[Sequence[Word], Candidates]]
"""Questions of one message: the words of each, and what they ask for."""


class QuestionSplitter:
    """Finds the questions of one message. `referrals`: ids that are never one of several questions."""

    def __init__(self, ranker: Ranker, follow_ups: FollowUps, referrals: Collection[str]) -> None:
        self._ranker = ranker
        self._follow_ups = follow_ups
        self._referrals = referrals

    def questions(self, message: Message, words: Sequence[Word], whole: Candidates) -> list[Candidates]:
        """Return both questions of one message where each is sure by itself; else nothing.

        EVEN chances are enough where the whole is not sure enough for one answer. Each must be SURE where the first
        part asks nothing, but says what is wrong ("akta ga punya, ktp juga masih dicetak, bisa ga"), or where the whole
        does not support both. `whole`: the candidates of all `words`; what a message really asks for ranks high there,
        too: "denda? sejuta ya?" is one question.
        """
        threshold = ANSWER_AT if whole.confidence >= ANSWER_AT else EVEN
        best: _Parts = []
        sure = 0.0
        for place in _places(message, words):
            first, second = words[:place], _without_connector(words[place:])
            # one mark at the end of a clause cannot say that both of its halves ask
            cut = first[-1].clause == second[0].clause
            asking, asked = ((asks_in_words(part) if cut else asks(message, part)) for part in (first, second))
            needed = max(sure, threshold if asking else SURE)
            left = self._ranker.rank(first)
            if len(second) < 2 or not asked or left.confidence < needed:
                continue
            right = self._follow_ups.rank(second, self._ranker.rank(second), left.scored)
            if right.best != left.best and right.confidence >= needed:
                best, sure = [(first, left), (second, right)], min(left.confidence, right.confidence)
        named = {self._ranker.labels[part.best] for _, part in best}
        supported = best and named.isdisjoint(self._referrals) and _is_supported_by(whole, message, best)
        return [part for _, part in best] if supported else []


def _places(message: Message, words: Sequence[Word]) -> list[int]:
    """Return positions before which the words may be split in two, the likeliest first."""
    found: list[tuple[int, int]] = []
    for position in range(2, len(words) - 1):
        before, here = words[position - 1], words[position]
        if here.clause != before.clause:
            found.append((0 if before.clause in message.asked else 1, position))
        elif here.reading in _CONNECTORS:
            found.append((2, position))
    return [position for _, position in sorted(found)[:MOST_PLACES]]


def _without_connector(words: Sequence[Word]) -> Sequence[Word]:
    """Return the second question without the "dan", "terus" or "sama" that tied it to the first."""
    skipped = 0
    while skipped < len(words) - 1 and words[skipped].reading in _TIES | {"dengan", "juga"}:
        skipped += 1
    return words[skipped:]


def _is_supported_by(whole: Candidates, message: Message, parts: _Parts) -> bool:
    """Return whether the whole message supports both parts, or they need no support."""
    (first, left), (second, right) = parts
    separated = _is_separated(message, first, second)
    if separated and min(left.confidence, right.confidence) >= SURE:
        return True
    return {left.best, right.best} <= set(whole.order if separated else whole.order[:3])


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
    return place > 0 and message.words[place - 1].reading in _TIES
