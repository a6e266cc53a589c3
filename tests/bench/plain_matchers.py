"""Five plain matchers that know the FAQ's phrasings, in the shape that the evaluation asks: what ours is held against.

Every one gets the cut-off that serves it best on the FAQ's own test lines: the loosest at which at least 95 of 100 of
its answers there are right. Questions in several turns are given to them as one text.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.matching.decision import Decision, DecisionKind
from bot.matching.ranking.labels import NONE
from bot.matching.training.judge_answers import Decide, Question
from bot.matching.training.training_set import TrainingSet

Rank = Callable[[str], list[tuple[str, float]]]


def peers(learned: TrainingSet, referrals: frozenset[str], tests: Sequence[Question]) -> dict[str, Decide]:
    """Train the plain matchers, by name, on the texts of entries, referrals and out of scope."""
    known = _without_small_talk(learned)
    ranks = {
        "WRatio": _fuzzy(known, fuzz.WRatio),
        "token_set": _fuzzy(known, fuzz.token_set_ratio),
        "BM25": _bm25(known),
        "tf-idf": _char_tfidf(known),
        "SVM": _linear_svm(known),
    }
    # the test lines are asked twice: for the cut-off, and to be counted
    kept: dict[str, Rank] = {name: lru_cache(maxsize=None)(rank) for name, rank in ranks.items()}
    return {name: _as_decider(rank, _cut_of(rank, tests), referrals) for name, rank in kept.items()}


def _best_of_class(pairs: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for label, score in pairs:
        best[label] = max(score, best.get(label, -1e9))
    return sorted(best.items(), key=lambda one: -one[1])[:5]


def _without_small_talk(learned: TrainingSet) -> TrainingSet:
    """One-word greetings would swamp the plain scorers, so they are spared the small talk."""
    kept = [
        place
        for place, owner in enumerate(learned.owners)
        if learned.labels[owner][:1] != "~" or learned.labels[owner] == NONE
    ]
    return TrainingSet(
        tuple(learned.texts[place] for place in kept),
        tuple(learned.owners[place] for place in kept),
        learned.labels,
    )


def _fuzzy(learned: TrainingSet, scorer: Callable[..., float]) -> Rank:
    """rapidfuzz over all texts."""
    texts = [text.lower() for text in learned.texts]

    def rank(text: str) -> list[tuple[str, float]]:
        found = process.extract(text.lower(), texts, scorer=scorer, limit=40)
        return _best_of_class([(learned.labels[learned.owners[place]], score) for _, score, place in found])

    return rank


def _bm25(learned: TrainingSet) -> Rank:
    """Okapi BM25 over all texts (k1 1.2, b 0.75)."""
    texts = [text.lower().split() for text in learned.texts]
    mean = sum(map(len, texts)) / len(texts)
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, words in enumerate(texts):
        for word, count in Counter(words).items():
            postings[word].append((place, count))

    def rank(text: str) -> list[tuple[str, float]]:
        scores: defaultdict[int, float] = defaultdict(float)
        for word in text.lower().split():
            found = postings.get(word, [])
            rarity = math.log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
            for place, count in found:
                scores[place] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(texts[place]) / mean))
        return _best_of_class(
            [
                (learned.labels[learned.owners[place]], score)
                for place, score in sorted(scores.items(), key=lambda one: -one[1])[:60]
            ]
        )

    return rank


def _char_tfidf(learned: TrainingSet) -> Rank:
    """Cosine of letter groups with the nearest text."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    matrix = vectorizer.fit_transform(learned.texts)

    def rank(text: str) -> list[tuple[str, float]]:
        similar = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        places = np.argsort(-similar)[:60]
        return _best_of_class([(learned.labels[learned.owners[place]], float(similar[place])) for place in places])

    return rank


def _linear_svm(learned: TrainingSet) -> Rank:
    """Train a linear SVM on letter groups, without our reading of the words."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    machine = LinearSVC(C=0.5).fit(vectorizer.fit_transform(learned.texts), learned.owners)

    def rank(text: str) -> list[tuple[str, float]]:
        scores = machine.decision_function(vectorizer.transform([text]))[0]
        # The machine's columns are the classes it was given, not all that the examples name.
        return [(learned.labels[machine.classes_[place]], float(scores[place])) for place in np.argsort(-scores)[:5]]

    return rank


def _cut_of(rank: Rank, tests: Sequence[Question]) -> float:
    """Find the loosest score at which 95 of 100 answers to the test lines are right."""
    firsts = [(rank(test["text"])[:1], test["accept"][0]) for test in tests]
    ranked = sorted(((*first[0], wanted) for first, wanted in firsts if first), key=lambda one: -one[1])
    right, best = 0, math.inf
    for count, (label, score, wanted) in enumerate(ranked, start=1):
        right += label == wanted
        if right >= 0.95 * count:
            best = score
    return best


def _as_decider(rank: Rank, cut: float, referrals: frozenset[str]) -> Decide:
    def decide(turns: Sequence[str]) -> Decision:
        found = rank(" ".join(turns))
        ranking = tuple(one for one in found if one[0] != NONE)
        if not ranking or found[0][0] == NONE:
            return Decision(DecisionKind.ESCALATE, ranking=ranking)
        best, score = ranking[0]
        if score < cut:
            return Decision(DecisionKind.SUGGEST, suggestions=tuple(label for label, _ in ranking[:3]), ranking=ranking)
        if best in referrals:
            return Decision(DecisionKind.REFER, ranking=ranking)
        return Decision(DecisionKind.ANSWER, answers=(best,), confidence=1.0, ranking=ranking)

    return decide
