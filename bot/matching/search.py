"""Search for officers, by the model and by first letters; and what texts mean, to put like questions together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

import numpy as np

from bot.matching.engine import Floats, code, root_term
from bot.matching.entry import Corpus
from bot.matching.gate import Ranker
from bot.matching.read import Message, tokens_of

MOST_WORDS = 4
"""Typed words whose first letters are looked at; longer texts are found by the model."""


class PrefixIndex:
    """Every word of the FAQ and how much it stands for each entry, to be found by its first letters.

    A word counts a third for each: it stands in the entry's id, in its question, and in so large a share of phrasings.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._owners: dict[str, dict[str, float]] = defaultdict(dict)
        for entry in (*corpus.entries, *corpus.referrals):
            counts = Counter(word for text in entry.phrasings for word in set(tokens_of(text).typed))
            shares = {word: count / len(entry.phrasings) / 3 for word, count in counts.items()}
            for word in (*set(tokens_of(entry.question).typed), *set(entry.id.split("-"))):
                shares[word] = shares.get(word, 0.0) + 1 / 3
            for word, share in shares.items():
                self._owners[word][entry.id] = share
        self._entries = 1 + len(corpus.entries) + len(corpus.referrals)

    def fits(self, text: str) -> dict[str, float]:
        """Return by id how well words that begin like the typed ones stand for the entry, 0..1."""
        typed = dict.fromkeys(tokens_of(text).typed)
        found: dict[str, float] = defaultdict(float)
        for start in typed if len(typed) <= MOST_WORDS else ():
            fits: dict[str, float] = defaultdict(float)
            for word, owners in self._owners.items():
                if word.startswith(start):
                    for id, share in owners.items():
                        fits[id] += share
            # a beginning that nearly every entry knows ("say", "p") says little of which one is wanted
            weight = 1.0 - len(fits) / self._entries if len(typed) > 1 else 1.0
            for id, fit in fits.items():
                found[id] += weight * min(1.0, fit) / len(typed)
        return found


def search(ranker: Ranker, beginnings: PrefixIndex, text: str, message: Message, limit: int) -> list[tuple[str, float]]:
    """Return ids of entries and referrals, best first, with how well they fit (0..2); not those that share nothing."""
    fits = defaultdict(float, beginnings.fits(text))
    run = ranker.run(message.words)
    if any(run.known):
        for place, chance in ranker.rank(run).foremost:
            fits[ranker.labels[place]] += chance
    best = sorted(fits, key=lambda id: (-fits[id], id))[:limit]
    return [(id, round(fits[id], 4)) for id in best]


class WordMeaning(NamedTuple):
    """One word: its root, how it is written properly, and how rare it is. `known`: it was read, not guessed."""

    root: str
    reading: str
    rarity: float
    known: bool


class Meaning(NamedTuple):
    """What a text means. `words`: each root once; `leans`: to which entries; `weights`: how much each root says."""

    words: tuple[WordMeaning, ...]
    leans: Floats | None = None
    weights: Mapping[str, float] = {}


def meant(ranker: Ranker, message: Message) -> Meaning:
    """Return what a message means; a word that the FAQ lacks is as rare as any."""
    first = {word.root: word for word in reversed(message.words)}
    rarity = {root: ranker.model.rarity_of(code(root_term(root))) or ranker.model.rarest for root in first}
    roots = dict.fromkeys(word.root for word in message.words)
    words = [WordMeaning(root, first[root].reading, rarity[root], first[root].how != "unknown") for root in roots]
    if not words:
        return Meaning(())
    scores = ranker.run(message.words).scores[: ranker.answerable]
    leans = scores - scores.mean()
    length = sqrt(sum(word.rarity**2 for word in words))
    weights = {word.root: word.rarity / length for word in words}
    return Meaning(tuple(words), leans / max(1e-9, float(np.linalg.norm(leans))), weights)


def likeness(one: Meaning, other: Meaning) -> float:
    """Return how alike two texts are (0..1): by roots that both have, rare ones most, and by where they lean.

    Of 90 matters, each put in three ways, those two together find 20 where words alone find none.
    """
    words = sum(one.weights[root] * other.weights[root] for root in one.weights.keys() & other.weights.keys())
    if not words or one.leans is None or other.leans is None:
        return words
    return sqrt(words * max(0.0, float(one.leans @ other.leans)))
