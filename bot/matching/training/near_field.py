"""Questions near the field that nobody's entry answers: a thing that the FAQ knows, and something rare asked about it.

People ask who invented a thing, what it weighs, where its club meets. Without such texts the classifier takes the name
of a thing for enough. They are made from the things that the FAQ's own texts talk about, so any office's FAQ has them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import log
from typing import NamedTuple

from bot.matching.entry import Corpus, Entry
from bot.matching.ranking.features import code

THINGS_AN_ENTRY = 2
QUESTIONS_AN_ASPECT = 12
"""So many things at most are asked about by each aspect; with 30 the figures are the same, only training longer."""
OFTEN = 0.2
"""Share of a word's texts in which another word must stand beside it, for the two to name a thing together."""
FEWEST_OWN = 4
"""For each text made, the FAQ has at least so many of its own: of a few hundred phrasings more would drown them (area
under the curve on xSID with three intents left out: .914 with one for each of its own, .955 with none)."""
COMMON = 0.3
"""Share of the entries from which a word says nothing about what is asked."""
_THING = "{}"


class _Words(NamedTuple):
    """The words of an entry's texts, one list a text, and in how many of them each word stands."""

    texts: list[list[str]]
    counts: Counter[str]


@lru_cache(maxsize=1)
def aspects() -> tuple[str, ...]:
    """Return what may be asked of anything and is answered of nothing, with a gap for the thing."""
    return tuple(files("bot.matching.training").joinpath("rare-aspects.txt").read_text("utf-8").splitlines())


def near_field(corpus: Corpus) -> tuple[str, ...]:
    """Return questions about the corpus's things that none of its entries answers.

    Which things an aspect asks about follows from their letters: a line more in the FAQ leaves the others as they are.
    """
    words = {entry.id: _words_of(entry) for entry in corpus.entries}
    spread = Counter(word for own in words.values() for word in own.counts)
    rare = {word for word, times in spread.items() if times < max(2, COMMON * len(words))}
    owners = {thing: own for own in words.values() for thing in _things(own, spread, len(words))}
    texts = sum(len(own.texts) for own in words.values())
    most = min(QUESTIONS_AN_ASPECT, texts // (FEWEST_OWN * len(aspects())))
    found: set[str] = set()
    for aspect in aspects():
        asked = set(_split(aspect)) & rare
        apart = [thing for thing, own in owners.items() if not asked or not asked <= own.counts.keys()]
        chosen = sorted(apart, key=lambda thing: code(aspect + thing))[:most]
        found.update(aspect.replace(_THING, thing) for thing in chosen)
    return tuple(sorted(found))


def _words_of(entry: Entry) -> _Words:
    texts = [_split(text) for text in (entry.question, *entry.phrasings)]
    return _Words(texts, Counter(word for text in texts for word in set(text)))


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w-]+", text.lower())


def _things(own: _Words, spread: Counter[str], entries: int) -> list[str]:
    """Return what an entry's texts talk about: their most telling words, with the word that often stands beside."""
    telling = {
        word: times / len(own.texts) * log(entries / spread[word])
        for word, times in own.counts.items()
        if times > 1 and len(word) > 2 and spread[word] < entries
    }
    found = []
    for word in sorted(telling, key=lambda one: (-telling[one], one))[:THINGS_AN_ENTRY]:
        beside = Counter(
            pair for text in own.texts for pair in pairwise(text) if word in pair and telling.keys() >= set(pair)
        )
        pair, times = max(beside.items(), key=lambda one: (one[1], one[0]), default=((word,), 0))
        found.append(" ".join(pair) if times >= max(2, OFTEN * own.counts[word]) else word)
    return found
