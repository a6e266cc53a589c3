"""Tells small talk from questions: by its score beside the best entry's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.conversation import ParsedMessage
from bot.matching.ranking.clause_splitting import asks, names_nothing
from bot.matching.ranking.features import phrase_code
from bot.matching.ranking.ranker import EVEN, Candidates, Ranker, ScoredWords
from bot.matching.text.normalise import Word
from bot.matching.text.officer_request import was_contacted

LEAD = 0.3
"""By how much small talk may stay below an entry that is not sure at all. It need not where that entry is sure, in
proportion, again where the message asks something, and again after another message: a follow-up ("boleh gitu ya?")
sounds like small talk. Below 0 it yields to an entry that is likely, and what scores below -LEAD sounds like nothing at
all, and is for the officer to read; what scores above LEAD is believed where nothing else can be read: no word
spelt right ("makasii kak lopyuu"), or nothing but the polite frame ("pak petugas")."""
CLOSING = frozenset({"terima-kasih", "penutup"})
"""Small talk that never ends in a question mark."""
GREETINGS, OFFICER = frozenset({"salam", "sapaan"}), "minta-petugas"


def act_of(
    ranker: Ranker, parsed: ParsedMessage, own: ScoredWords, best: Candidates, *, follows: bool
) -> tuple[str, bool] | None:
    """Return the act of small talk that a message is, and whether its score is clear; None if it asks something.

    What it asks is ranked without its polite frame, which says nothing about that; what it does, with the frame on: it
    may be all that distinguishes thanks from a farewell ("makasih ya nak, nenek doakan kamu"). `own`: the words without
    their frame; `follows`: another message stands before it.
    """
    words = parsed.message.words
    exact_match = ranker.model.owner_of(phrase_code(parsed.words)) == best.best
    if exact_match or names_nothing(parsed.words):
        return None
    framed = len(words) > len(parsed.words)
    act, score = ranker.nearest_act((ranker.score(words) if framed else own).scores)
    if follows and act in CLOSING and parsed.words[-1].clause in parsed.message.asked:
        return None
    if act == OFFICER and was_contacted(parsed.message.readings):
        return None
    none = ranker.kinds.none
    if score <= -LEAD or (none >= 0 and score <= best.scores[none]):
        return None
    lead = _lead(parsed, best, follows=follows)
    if score - best.scores[best.best] <= lead or (score <= 0 and best.confidence >= EVEN):
        return None
    greets = framed and act in GREETINGS and best.confidence >= EVEN  # behind the greeting stands a question
    if greets and ranker.nearest_act(own.scores)[1] - best.scores[best.best] <= lead:
        return None
    if act == "penutup" and parsed.courtesy.thanks:
        act = "terima-kasih"
    elif act == "sapaan" and parsed.courtesy.salam:
        act = "salam"
    return act, score > LEAD


def _lead(parsed: ParsedMessage, best: Candidates, *, follows: bool) -> float:
    """Return by how much small talk must outdo the best entry."""
    return LEAD * (best.confidence + asks(parsed.message, parsed.message.words) + follows - 1)


def clear_act(ranker: Ranker, words: Sequence[Word]) -> str | None:
    """Return the act of small talk that words clearly are, if they are any."""
    if not words:
        return None
    act, score = ranker.nearest_act(ranker.score(words).scores)
    return act if score > LEAD else None
