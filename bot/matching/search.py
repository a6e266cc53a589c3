"""Search for officers: their words against every text of the FAQ, by the model and by their first letters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from bot.matching.entry import Corpus
from bot.matching.ranking.calibration import TEMPERATURE
from bot.matching.ranking.ranker import Ranker
from bot.matching.text.cleaning import clean
from bot.matching.text.normalise import Word

MOST_WORDS = 4
"""Typed words whose first letters are looked at; longer texts are found by the model."""
_WORD = re.compile(r"[a-z0-9]+")


class PrefixIndex:
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
        """Return by id how well words that begin like the typed ones stand for the entry, 0..1."""
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
            # a beginning that nearly every entry knows ("say", "p") says little of which one is wanted
            weight = 1.0 - len(fits) / self._entries if len(typed) > 1 else 1.0
            for id, fit in fits.items():
                found[id] += weight * min(1.0, fit) / len(typed)
        return found


def _words(text: str) -> list[str]:
    return _WORD.findall(clean(text))


def search(
    ranker: Ranker, beginnings: PrefixIndex, text: str, words: Sequence[Word], limit: int
) -> list[tuple[str, float]]:
    """Return ids of entries and referrals, best first, with how well they fit (0..2); not those that share nothing.

    `words`: the text as the matcher reads it.
    """
    if limit < 1:
        return []
    prefix_fits = beginnings.fits(text)
    learned = _model_fits(ranker, words) if words else {}
    fits = {id: learned.get(id, 0.0) + prefix_fits.get(id, 0.0) for id in {*learned, *prefix_fits}}
    best = sorted(fits, key=lambda id: (-fits[id], id))[:limit]
    return [(id, round(fits[id], 4)) for id in best]


def _model_fits(ranker: Ranker, words: Sequence[Word]) -> dict[str, float]:
    """Return by id how well the model fits the words, 0..1; entries that share no distinctive word are left out."""
    scored = ranker.score(words)
    count = ranker.kinds.answerable
    similar = ranker.terms.similarities(scored.weighed)[: ranker.class_ends[count]]
    nearest = np.maximum.reduceat(similar, ranker.class_ends[:count])
    # the logistic function, in the form that no score can make overflow
    learned = 0.5 + 0.5 * np.tanh(0.5 * TEMPERATURE * (scored.scores[:count] + 0.5))
    fit = np.where(nearest > 0.02, 0.5 * nearest + 0.5 * learned, 0.0)
    return {ranker.labels[number]: float(fit[number]) for number in np.flatnonzero(fit)}
