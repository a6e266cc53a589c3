"""Ranks the entries that a run of words may ask for, and says how sure the best one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from math import exp, log, log1p, sqrt
from operator import itemgetter, mul
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from bot.matching.engine import TERMS, Floats, LinearModel, code, pair_codes, phrase_code, root_term, word_codes
from bot.matching.entry import ABOUT_WHAT
from bot.matching.read import Word, stem
from bot.matching.stored import StoredModel

NONE = "~none"
"""The class of what is nobody's."""
ACTS = (
    "salam", "sapaan", "terima-kasih", "penutup", "minta-petugas", "bantuan", "keluhan", "kabar", "bingung", "seru",
    "caci", "mohon", ABOUT_WHAT,
)  # fmt: skip
"""Small talk, and what does not say of what it asks; these classes begin with "~", too."""
WEIGHTS, CONSTANT = (2.5, 1.5, 5.0, 1.6, 0.2), -10.0
"""What each signal adds to the log-odds that the best class is right (`Ranker.rank`), and these without any.
tests/bench/ranking_bench.py fits them to questions that no model has learnt, so that one office's dozen of phrasings
need not say how far to trust them."""
ANSWER_AT = 0.80
"""Confidence from which a question is answered at once: a wrong answer costs four right ones."""
SURE, EVEN = 0.98, 0.5
"""Confidence from which nothing else need be looked at (the turns before, other halves), and which a class has whose
text this very message is ("syarat paspor"), however much others resemble it; and more likely than not."""
RANKED = 5
TEMPERATURE = 8.0
"""Turns differences of scores into odds; what described the right class best, in every FAQ and public set looked at."""
NO_NONE = -1.0
"""Stands for the score of NONE where that is no class."""
SHORT, LONG = 3, 8
"""Letters of a word up to which slips are not looked for, and from which two of them are allowed."""
KEPT_BYTES, FEWEST_KEPT = 6_000_000, 1_000
"""Room for the words that stay known: some 7,900 of 190 classes."""


@dataclass(eq=False)
class WordRun:
    """A run of words in the model's space.

    `single`: what each word adds (words × 1 + classes, see `LinearModel.added`); `pairs`: what each pair of neighbours
    does; `known`: of each word whether the FAQ has its root.
    """

    model: LinearModel
    words: tuple[Word, ...]
    single: Floats
    pairs: Floats
    known: tuple[bool, ...]

    def part(self, start: int, end: int | None = None) -> WordRun:
        """Return the words from `start` to `end`."""
        end = len(self.words) if end is None else end
        pairs = self.pairs[start : max(start, end - 1)]
        return WordRun(self.model, self.words[start:end], self.single[start:end], pairs, self.known[start:end])

    @cached_property
    def summed(self) -> Floats:
        """Return all rows added up."""
        total: Floats = np.add.reduce(self.single) + np.add.reduce(self.pairs)
        return total

    @cached_property
    def scores(self) -> Floats:
        """Return one score a class; higher is likelier."""
        return self.model.scores(self.summed)

    @property
    def size(self) -> int:
        """Return how many words it has."""
        return len(self.words)

    def speaking(self, place: int) -> tuple[float, float]:
        """Return the shares of words and of pairs that speak for a class."""
        words, pairs = (np.count_nonzero(rows[:, 1 + place] > 0) for rows in (self.single, self.pairs))
        return int(words) / max(1, len(self.single)), int(pairs) / max(1, len(self.pairs))

    @property
    def unknown(self) -> int:
        """Return how many of its words have a root that is in no text of the FAQ."""
        return len(self.known) - sum(self.known)


class Said(NamedTuple):
    """Words in the form in which they are added up with others: small, so that many can be kept.

    `summed`: as a run's; `signs`: of each word and each pair a bit for each class, which it speaks for or not;
    `scores`: together with what was said before; `leans`: how far (0..1) they depend on that; `act`: the small talk
    that they are by themselves, if any, and its score.
    """

    summed: Floats
    signs: tuple[NDArray[np.uint8], NDArray[np.uint8]]
    scores: Floats
    leans: float
    act: tuple[str | None, float]

    @property
    def size(self) -> int:
        """Return how many words they are."""
        return len(self.signs[0])

    def speaking(self, place: int) -> tuple[float, float]:
        """Return the shares of words and of pairs that speak for a class."""
        byte, shift = divmod(place, 8)
        words, pairs = (int((bits[:, byte] >> (7 - shift) & 1).sum()) / max(1, len(bits)) for bits in self.signs)
        return words, pairs


@dataclass(eq=False)
class Candidates:
    """What a run of words may ask for: the best class that can be answered, and how sure that is (0..1).

    `scores`: every class's, together with what was said before; `odds`: those of each class that can be answered
    against the one that scores highest; `none`: those of NONE; `signals`: the gate's input, see `Ranker.rank`. `alone`:
    how sure the best class is by the words alone.
    """

    scores: Floats
    best: int
    confidence: float
    odds: Floats
    none: float
    signals: tuple[float, ...]
    alone: float = 0.0

    @cached_property
    def foremost(self) -> list[tuple[int, float]]:
        """Return the RANKED best classes with their probabilities: the others divide the rest by their scores.

        None is as likely as the first unless its score is as high: a doubtful first makes the others less likely, too.
        """
        rest = float(np.add.reduce(self.odds)) - float(self.odds[self.best]) + self.none
        left = min(self.confidence, (1.0 - self.confidence) / max(1e-12, rest))
        places = self.odds.argpartition(-RANKED)[-RANKED:] if len(self.odds) > RANKED else np.arange(len(self.odds))
        shares = zip(places.tolist(), (self.odds[places] * left).tolist(), strict=True)
        others = sorted((one for one in shares if one[0] != self.best), key=lambda one: -one[1])
        return [(self.best, self.confidence), *others[: RANKED - 1]]


class Ranker:
    """Applies the FAQ's model and the gate to words. Safe to share between threads.

    `labels`: the classes; those that can be answered (entries and referrals) come first, `answerable` of them; `none`:
    the number of NONE, -1 where it is no class; `acts`: the small talk by number.
    """

    def __init__(self, stored: StoredModel) -> None:
        """Take a stored model. Raises KeyError; ValueError if an answerable class comes after another one."""
        labels = tuple(stored.about["labels"])
        kinds = [not label.startswith("~") for label in labels]
        self.labels, self.answerable = labels, sum(kinds)
        if not all(kinds[: self.answerable]):
            raise ValueError("the classes that can be answered must come first")
        self.none = labels.index(NONE) if NONE in labels else -1
        self.acts = {place: act for place, label in enumerate(labels) for act in ACTS if label == f"~{act}"}
        self._act_places = np.array([*self.acts])
        self.model = LinearModel(labels, stored.arrays)
        self._phrase_codes, self._phrase_classes = stored.arrays["phrase_codes"], stored.arrays["phrase_classes"]
        kept = max(FEWEST_KEPT, KEPT_BYTES // (4 * len(labels)))
        self._word = lru_cache(maxsize=kept)(self._weigh)
        self._alike = {first: list(words) for first, words in groupby(stored.about["words"], key=itemgetter(0))}

    def _weigh(self, reading: str, root: str, how: str) -> tuple[Floats, bool]:
        known = self.model.rarity_of(code(root_term(root))) > 0
        if not known and how == "unknown" and reading.isalpha():
            # a slip is read as the word of the FAQ that it is nearest to
            most = 1 if len(reading) < LONG else 2
            found = extractOne(reading, self._alike.get(reading[0], ()), scorer=OSA.distance, score_cutoff=most)
            if found and len(reading) > SHORT:
                return self._word(found[0], stem(found[0]), "")
        return self.model.total(word_codes(reading, root)), known

    def run(self, words: Sequence[Word]) -> WordRun:
        """Return words in the model's space."""
        weighed = [self._word(word.reading, word.root, word.how) for word in words]
        single = np.array([row for row, _ in weighed], np.float32).reshape(-1, 1 + len(self.labels))
        pairs = TERMS * self.model.added(pair_codes(words))
        return WordRun(self.model, tuple(words), single, pairs, tuple(known for _, known in weighed))

    def rank(self, words: WordRun | Said) -> Candidates:
        """Rank words as one question; a run that is one of the FAQ's own texts is SURE to be its owner's.

        The gate's signals: the length; by how much the best class outdoes NONE; the shares of words and of pairs that
        speak for it; and its odds against all others. What several classes share ("mau bikin paspor") is less sure than
        they say.
        """
        run, scores = words if isinstance(words, WordRun) else None, words.scores
        own = scores[: self.answerable]
        best = int(own.argmax())
        top, none = float(own[best]), float(scores[self.none]) if self.none >= 0 else NO_NONE
        odds, odds_of_none = np.exp(TEMPERATURE * (own - top)), exp(TEMPERATURE * (none - top))
        rest = max(1e-6, float(odds.sum()) - 1.0 + odds_of_none)
        signals = (log1p(words.size), top - none, *words.speaking(best), -log(rest))
        told = CONSTANT + sum(map(mul, WEIGHTS, signals))
        sure = min(1.0 / (1.0 + exp(-told)), sqrt(1.0 / (1.0 + rest)))
        owner = self.owner_of(run.words) if run else -1
        if 0 <= owner < self.answerable:
            best, sure = owner, max(SURE, sure if owner == best else 0.0)
        return Candidates(scores, best, sure, odds, odds_of_none, signals, sure)

    def owner_of(self, words: Sequence[Word]) -> int:
        """Return the class that has these words as a text, or -1."""
        wanted = phrase_code(words)
        place = int(np.searchsorted(self._phrase_codes, np.uint32(wanted)))
        found = place < len(self._phrase_codes) and self._phrase_codes[place] == wanted
        return int(self._phrase_classes[place]) if found else -1

    def likely(self, scores: Floats) -> NDArray[Any]:
        """Return how likely each class is that can be answered, by the scores alone; zero for the others."""
        own = scores[: self.answerable]
        odds = np.zeros(len(scores))
        odds[: self.answerable] = np.exp(TEMPERATURE * (own - own.max()))
        shares: NDArray[Any] = odds / odds.sum()
        return shares

    def act_of(self, scores: Floats) -> tuple[str | None, float]:
        """Return the act of small talk that scores above every entry and NONE, if one does, and its score."""
        place = self._act_places[scores[self._act_places].argmax()]
        score = float(scores[place])
        none = scores[self.none] if self.none >= 0 else NO_NONE
        return (self.acts[int(place)], score) if score > max(scores[: self.answerable].max(), none) else (None, 0.0)
