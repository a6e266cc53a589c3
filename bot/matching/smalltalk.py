"""Tells small talk from questions: by its score beside the best entry's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.conversation import ParsedMessage
from bot.matching.ranking.clause_splitting import asks, names_nothing
from bot.matching.ranking.features import phrase_code
from bot.matching.ranking.follow_ups import CLOSING
from bot.matching.ranking.ranker import EVEN, Candidates, Ranker, Scored
from bot.matching.text.normalise import Word
from bot.matching.text.officer_request import was_contacted

LEAD = 0.3
"""By how much small talk may stay below an entry that is not sure at all. It need not where that entry is sure, in
proportion, and again after another message: a follow-up ("boleh gitu ya?") sounds like small talk."""
ASKING_LEAD = 0.03
"""How much more for each word of a message that asks: a long question is about something."""
FAINTEST_SMALLTALK = -0.5
"""Score of small talk below which a message sounds like nothing at all: that is for the officer to read."""
GREETINGS, OFFICER = frozenset({"salam", "sapaan"}), "minta-petugas"
CLEAR_SMALLTALK = 0.3
"""Score of small talk that is believed where nothing else can be read: no word spelt right ("makasii kak lopyuu"), or
nothing but the polite frame ("pak petugas")."""


def act_of(
    ranker: Ranker, parsed: ParsedMessage, own: Scored, best: Candidates, *, follows: bool
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
    if score <= FAINTEST_SMALLTALK or (none >= 0 and score <= best.scores[none]):
        return None
    lead = _lead(parsed, best, follows=follows)
    if score - best.scores[best.best] <= lead:
        return None
    greets = framed and act in GREETINGS and best.confidence >= EVEN  # behind the greeting stands a question
    if greets and ranker.nearest_act(own.scores)[1] - best.scores[best.best] <= lead:
        return None
    if act == "penutup" and parsed.courtesy.thanks:
        act = "terima-kasih"
    elif act == "sapaan" and parsed.courtesy.salam:
        act = "salam"
    return act, score > CLEAR_SMALLTALK


def _lead(parsed: ParsedMessage, best: Candidates, *, follows: bool) -> float:
    """Return by how much small talk must outdo the best entry."""
    words = parsed.message.words
    lead = LEAD * (best.confidence + follows - 1)
    return lead + ASKING_LEAD * len(words) if asks(parsed.message, words) else lead


def clear_act(ranker: Ranker, words: Sequence[Word]) -> str | None:
    """Return the act of small talk that words clearly are, if they are any."""
    if not words:
        return None
    act, score = ranker.nearest_act(ranker.score(words).scores)
    return act if score > CLEAR_SMALLTALK else None
