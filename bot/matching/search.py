"""Search for officers: their words against every text of the FAQ, by what they mean and by their first letters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from bot.matching.entry import Corpus
from bot.matching.ranking.ranker import Ranker
from bot.matching.text.cleaning import clean
from bot.matching.text.normalise import Word

MOST_WORDS = 4
"""Typed words whose first letters are looked at; longer texts are found by what they mean."""
_WORD = re.compile(r"[a-z0-9]+")


class Beginnings:
    """Every word of the FAQ and how much it stands for each entry, to be found by its first letters.

    A word counts a third for each: it stands in the entry's id, in its question, and in so large a share of phrasings.
    """

    def __init__(self, corpus: Corpus) -> None:
        owners: dict[str, dict[str, float]] = defaultdict(dict)
        for entry in (*corpus.entries, *corpus.referrals):
            counts = Counter(word for text in entry.phrasings for word in set(_words(text)))
            for word, count in counts.items():
                owners[word][entry.id] = count / len(entry.phrasings) / 3
            for word in (*set(_words(entry.question)), *set(entry.id.split("-"))):
                owners[word][entry.id] = owners[word].get(entry.id, 0.0) + 1 / 3
        self._entries = 1 + len(corpus.entries) + len(corpus.referrals)
        self._words = sorted(owners)
        self._owners = dict(owners)

    def fits(self, text: str) -> dict[str, float]:
        """By id: how well words that begin like the typed ones stand for the entry, 0..1."""
        typed = list(dict.fromkeys(_words(text)))
        if not 0 < len(typed) <= MOST_WORDS:
            return {}
        found: dict[str, float] = defaultdict(float)
        for start in typed:
            fits: dict[str, float] = defaultdict(float)
            for place in range(bisect_left(self._words, start), len(self._words)):
                word = self._words[place]
                if not word.startswith(start):
                    break
                for id, share in self._owners[word].items():
                    fits[id] += share
            # a beginning that nearly every entry knows ("say", "p") tells little of which one is meant
            telling = 1.0 - len(fits) / self._entries if len(typed) > 1 else 1.0
            for id, fit in fits.items():
                found[id] += telling * min(1.0, fit) / len(typed)
        return found


def _words(text: str) -> list[str]:
    return _WORD.findall(clean(text))


def search(
    ranker: Ranker, beginnings: Beginnings, text: str, words: Sequence[Word], limit: int
) -> list[tuple[str, float]]:
    """Ids of entries and referrals, best first, with how well they fit (0..2); not those that share nothing.

    `words`: the text as the matcher reads it.
    """
    if limit < 1:
        return []
    begun = beginnings.fits(text)
    meant = _meant(ranker, words) if words else {}
    fits = {id: meant.get(id, 0.0) + begun.get(id, 0.0) for id in {*meant, *begun}}
    best = sorted(fits, key=lambda id: (-fits[id], id))[:limit]
    return [(id, round(fits[id], 4)) for id in best]


def _meant(ranker: Ranker, words: Sequence[Word]) -> dict[str, float]:
    """By id: how well the words fit what was learnt, 0..1; what shares no telling word with them is left out."""
    scored = ranker.score(words)
    count = ranker.kinds.answerable
    similar = ranker.terms.similarities(scored.weighed)[: ranker.class_ends[count]]
    nearest = np.maximum.reduceat(similar, ranker.class_ends[:count])
    # the logistic function, in the form that no score can make overflow
    learned = 0.5 + 0.5 * np.tanh(0.5 * ranker.temperature * (scored.scores[:count] + 0.5))
    fit = np.where(nearest > 0.02, 0.5 * nearest + 0.5 * learned, 0.0)
    return {ranker.labels[number]: float(fit[number]) for number in np.flatnonzero(fit)}
