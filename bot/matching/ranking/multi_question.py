"""Finds the questions of one message that asks several, each sure by itself; a single question stays whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from bot.matching.ranking.clause_splitting import asks, asks_for_figures, aspects, places, ties, without_connector
from bot.matching.ranking.follow_ups import OTHER_HALF, Before, Kinship, follow, join, said_after
from bot.matching.ranking.ranker import Judgement, Ranker
from bot.matching.text.normalise import Message, Word

MOST_PARTS = 3
SPLIT_AT, UNSURE_SPLIT_AT = 0.90, 0.65
"""Confidence from which each part of a message counts as a question of its own; the second where the whole of it is
not sure enough for one answer, and for nouns listed of one thing ("syarat dan biaya paspor")."""
FEWEST_SPLIT = 5
"""Words from which a message may hold two questions."""
FAINTEST, FURTHEST = -0.7, 1.1
"""What the message as a whole must score for each of two questions that nothing sets apart, and by how much one may
outdo the other: what only the cut-off half asks for ("… harus bawa apa?" after a story of a torn passport)
is no question of the message."""

_Parts = list[tuple[Sequence[Word], Judgement]]
"""Questions of one message: the words of each, and what they ask for."""


def questions_of(
    ranker: Ranker, kinship: Kinship, offices: Collection[str], message: Message, words: Sequence[Word],
    whole: Judgement, *, sure: bool,
) -> list[Judgement]:  # fmt: skip
    """Return the questions of one message, two or three, where each is sure by itself; else nothing.

    `offices`: the referrals, which are never one of several; `whole`: the judgement of all `words`; `sure`: is it sure
    enough for one answer? What a message really asks for stands foremost in its judgement as a whole, too: "denda?
    sejuta ya?" is one question.
    """
    worth = SPLIT_AT if sure else UNSURE_SPLIT_AT
    parts = _cut(ranker, kinship, message, words, None, worth, frozenset())
    for place, (own, _) in enumerate(parts):
        before = Before(ranker.score(parts[0][0]), OTHER_HALF) if place else None
        others = frozenset(part.best for _, part in (*parts[:place], *parts[place + 1 :]))
        finer = _cut(ranker, kinship, message, own, before, worth, others)
        if finer:
            parts = [*parts[:place], *finer, *parts[place + 1 :]]
            break
    if not _stands_in(whole, message, parts):
        parts = []
    listed: _Parts = [(own, ranker.ranker(own)) for own in aspects(words, MOST_PARTS)]
    if len(listed) > len(parts) and len({part.best for _, part in listed}) == len(listed):
        parts = listed if all(part.confidence >= UNSURE_SPLIT_AT for _, part in listed) else parts
    if any(ranker.labels[part.best] in offices for _, part in parts):
        return []
    return [part for _, part in parts]


def _stands_in(whole: Judgement, message: Message, parts: _Parts) -> bool:
    """Return whether the whole message supports each part, or the later parts ask for bare figures."""
    if parts and all(asks_for_figures(words) for words, _ in parts[1:]):
        return True
    if not {part.best for _, part in parts} <= set(whole.order[: 2 * len(parts) - 1]):
        return False
    if len(parts) != 2 or _set_apart(message, parts[0][0], parts[1][0]):
        return True
    scores = [float(whole.scores[part.best]) for _, part in parts]
    return min(scores) >= FAINTEST and max(scores) - min(scores) <= FURTHEST


def _set_apart(message: Message, first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Return whether a question mark ends the first part, or a "dan", "terus" or "sama" begins the second."""
    if any(word.clause in message.asked and word.clause != second[0].clause for word in first):
        return True
    place = next((place for place, word in enumerate(message.words) if word is second[0]), 0)
    return place > 0 and ties(message.words[place - 1])


def _cut(
    ranker: Ranker,
    kinship: Kinship,
    message: Message,
    words: Sequence[Word],
    before: Before | None,
    worth: float,
    others: frozenset[int],
) -> _Parts:
    """Split a run of words into the best two questions, with the words of each; or return nothing.

    `before`: what the message says ahead of the words; `worth`: the confidence that each of them needs, though bare
    figures ("bayar berapa") need less, as they cannot be anything else; `others`: what is asked for elsewhere in the
    message, and so not here.
    """
    best: _Parts = []
    sure = 0.0
    for place in places(message, words) if len(words) >= FEWEST_SPLIT else ():
        first, second = words[:place], without_connector(words[place:])
        if len(second) < 2 or not asks(message, first) or not asks(message, second):
            continue
        scored, further = ranker.score(first), ranker.score(second)
        joined = join(ranker, kinship, said_after(ranker, kinship, before, scored, OTHER_HALF), further)
        known = others if before else others | {ranker.best_of(scored.scores)}
        if known.issuperset((ranker.best_of(further.scores), ranker.best_of(joined.scored.scores))):
            continue  # most cuts end here: the second half asks for the same
        left = ranker.ranker(first, scored)
        if before is not None and left.confidence < worth:
            joined_left = join(ranker, kinship, before, scored)
            left = follow(ranker, scored, partial(ranker.ranker, first, scored), joined_left, asks=True)
        if left.confidence < max(sure, UNSURE_SPLIT_AT if before and asks_for_figures(first) else worth):
            continue
        right = follow(ranker, further, partial(ranker.ranker, second, further), joined, asks=True)
        enough = UNSURE_SPLIT_AT if asks_for_figures(second) else worth
        new = right.best != left.best and others.isdisjoint((left.best, right.best))
        if new and right.confidence >= max(sure, enough):
            best, sure = [(first, left), (second, right)], min(left.confidence, right.confidence)
    return best
