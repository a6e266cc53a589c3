"""Our matcher beside five plain ones that know the same phrasings, counted by the same code.

Run: python -m tests.bench.matching_bench [QUESTIONS.jsonl …]   (without a file: tests/matching/own-questions.jsonl)

Every peer gets the cut-off that serves it best on the FAQ's own test lines: the loosest one at which at least 95 of
100 of its answers there are right. Questions in several turns are given to the peers as one text.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.faqfiles.load import load_faq
from bot.matching.decision import Decision, Outcome
from bot.matching.evaluate import Question, evaluate
from bot.matching.index import FaqIndex
from bot.matching.lessons import NONE, Lessons, lessons

Rank = Callable[[str], list[tuple[str, float]]]
ROOT = Path(__file__).parents[2]


def _best_of_class(pairs: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for label, score in pairs:
        best[label] = max(score, best.get(label, -1e9))
    return sorted(best.items(), key=lambda one: -one[1])[:5]


def lessons_without_small_talk(learned: Lessons) -> Lessons:
    """The texts of entries, referrals and out of scope."""
    kept = [
        place
        for place, owner in enumerate(learned.owners)
        if learned.labels[owner][:1] != "~" or learned.labels[owner] == NONE
    ]
    return Lessons(
        tuple(learned.texts[place] for place in kept),
        tuple(learned.owners[place] for place in kept),
        learned.labels,
        frozenset(),
    )


def fuzzy(learned: Lessons, scorer: Callable[..., float]) -> Rank:
    """rapidfuzz over all texts."""
    texts = [text.lower() for text in learned.texts]

    def rank(text: str) -> list[tuple[str, float]]:
        found = process.extract(text.lower(), texts, scorer=scorer, limit=40)
        return _best_of_class([(learned.labels[learned.owners[place]], score) for _, score, place in found])

    return rank


def bm25(learned: Lessons) -> Rank:
    """Okapi BM25 over all texts (k1 1.2, b 0.75)."""
    texts = [text.lower().split() for text in learned.texts]
    mean = sum(map(len, texts)) / len(texts)
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, words in enumerate(texts):
        for word, count in Counter(words).items():
            postings[word].append((place, count))

    def rank(text: str) -> list[tuple[str, float]]:
        scores: Counter[int] = Counter()
        for word in text.lower().split():
            found = postings.get(word, [])
            rarity = math.log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
            for place, count in found:
                scores[place] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(texts[place]) / mean))
        return _best_of_class(
            [(learned.labels[learned.owners[place]], score) for place, score in scores.most_common(60)]
        )

    return rank


def char_tfidf(learned: Lessons) -> Rank:
    """Cosine of letter groups with the nearest text."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    matrix = vectorizer.fit_transform(learned.texts)

    def rank(text: str) -> list[tuple[str, float]]:
        similar = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        places = np.argsort(-similar)[:60]
        return _best_of_class([(learned.labels[learned.owners[place]], float(similar[place])) for place in places])

    return rank


def linear_svm(learned: Lessons) -> Rank:
    """A linear SVM on letter groups, without our reading of the words."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    machine = LinearSVC(C=0.5).fit(vectorizer.fit_transform(learned.texts), learned.owners)

    def rank(text: str) -> list[tuple[str, float]]:
        scores = machine.decision_function(vectorizer.transform([text]))[0]
        # The machine's columns are the classes it was given, not all that the lessons name.
        return [(learned.labels[machine.classes_[place]], float(scores[place])) for place in np.argsort(-scores)[:5]]

    return rank


def cut_of(rank: Rank, tests: Sequence[Question]) -> float:
    """The loosest score at which 95 of 100 answers to the test lines are right."""
    firsts = [(rank(test["text"])[:1], test["accept"][0]) for test in tests]
    ranked = sorted(((*first[0], wanted) for first, wanted in firsts if first), key=lambda one: -one[1])
    right, best = 0, math.inf
    for count, (label, score, wanted) in enumerate(ranked, start=1):
        right += label == wanted
        if right >= 0.95 * count:
            best = score
    return best


def as_decider(rank: Rank, cut: float) -> Callable[[Sequence[str]], Decision]:
    """A peer in the shape that the evaluation asks."""

    def decide(turns: Sequence[str]) -> Decision:
        found = rank(" ".join(turns))
        ranking = tuple(one for one in found if one[0] != NONE)
        if not ranking or found[0][0] == NONE:
            return Decision(Outcome.ESCALATE, ranking=ranking)
        if ranking[0][1] >= cut:
            outcome = Outcome.REFER if ranking[0][0].startswith("rujuk") else Outcome.ANSWER
            return Decision(outcome, answers=(ranking[0][0],) if outcome is Outcome.ANSWER else (), ranking=ranking)
        return Decision(Outcome.SUGGEST, suggestions=tuple(label for label, _ in ranking[:3]), ranking=ranking)

    return decide


def main(files: Sequence[str]) -> None:
    """Prints one block of figures for each matcher."""
    faq = load_faq(ROOT / "faq")
    learned = lessons(faq.corpus())
    tests: list[Question] = [
        {"text": text, "kind": "uji", "accept": [entry.id]} for entry in faq.entries.values() for text in entry.tests
    ]
    questions: list[Question] = list(tests)
    for name in files or [str(ROOT / "tests/matching/own-questions.jsonl")]:
        questions.extend(json.loads(line) for line in Path(name).read_text("utf-8").splitlines())
    cache = Path(tempfile.gettempdir()) / "matching-bench"
    begin = perf_counter()
    index = FaqIndex.load(faq.corpus(), cache)
    trained = perf_counter() - begin
    before = psutil.Process(os.getpid()).memory_info().rss
    begin = perf_counter()
    index = FaqIndex.load(faq.corpus(), cache)
    loaded = perf_counter() - begin
    print(f"{len(learned.texts)} texts, {len(learned.labels)} classes; trained {trained:.1f} s, loaded {loaded:.3f} s")
    # One-word greetings would swamp the plain scorers, so they are spared the small talk.
    learned = lessons_without_small_talk(learned)
    deciders: dict[str, Callable[[Sequence[str]], Decision]] = {"ours": index.decide}
    peers: dict[str, Rank] = {
        "rapidfuzz WRatio": fuzzy(learned, fuzz.WRatio),
        "rapidfuzz token_set": fuzzy(learned, fuzz.token_set_ratio),
        "BM25": bm25(learned),
        "letter tf-idf": char_tfidf(learned),
        "linear SVM": linear_svm(learned),
    }
    deciders |= {name: as_decider(rank, cut_of(rank, tests)) for name, rank in peers.items()}
    for name, decide in deciders.items():
        print(f"\n=== {name}")
        print(evaluate(decide, questions).table())
    print(f"\nthis process before our second load: {before / 2**20:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
