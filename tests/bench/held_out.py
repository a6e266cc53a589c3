"""Asks every phrasing of a model that has not learnt it: an honest look where there are no questions by others yet.

Five models, each lacking another fifth of the phrasings and of the out-of-scope texts, so every figure is a little
worse than the whole FAQ's. Takes a minute or two. Run: python -m tests.bench.held_out
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.matching.decision import Decision, Outcome
from bot.matching.entry import Corpus, Entry
from bot.matching.index import FaqIndex
from bot.matching.training.evaluate import Question, evaluate

FOLDS = 5
ROOT = Path(__file__).parents[2]
Asked = list[tuple[Question, Decision]]


def held_out(corpus: Corpus) -> Asked:
    """Every phrasing (kind "in") and out-of-scope text (kind "oos") with the decision of the model that lacks it."""
    asked: Asked = []
    for fold in range(FOLDS):
        with tempfile.TemporaryDirectory() as cache:
            index = FaqIndex.load(_without(corpus, fold), Path(cache))
            for entry in corpus.entries:
                for text in entry.phrasings[fold::FOLDS]:
                    asked.append(({"text": text, "kind": "in", "accept": [entry.id]}, index.decide([text])))
            for text in corpus.out_of_scope[fold::FOLDS]:
                asked.append(({"text": text, "kind": "oos"}, index.decide([text])))
    return asked


def _without(corpus: Corpus, fold: int) -> Corpus:
    def rest(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for place, text in enumerate(texts) if place % FOLDS != fold)

    def fewer(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        return tuple(replace(entry, phrasings=rest(entry.phrasings)) for entry in entries)

    return Corpus(fewer(corpus.entries), corpus.referrals, rest(corpus.out_of_scope))


def confusions(asked: Asked, most: int) -> list[str]:
    """Which entry is taken for which, a line each with an example; those that mislead most surely come first."""
    groups: dict[tuple[str, str], Asked] = {}
    for question, decision in asked:
        wanted = question.get("accept")
        if wanted and decision.ranking and decision.ranking[0][0] not in wanted:
            groups.setdefault((wanted[0], decision.ranking[0][0]), []).append((question, decision))
    worst = sorted(groups.items(), key=lambda one: -sum(decision.ranking[0][1] for _, decision in one[1]))
    lines = []
    for (wanted, taken), cases in worst[:most]:
        at_once = sum(decision.outcome is Outcome.ANSWER for _, decision in cases)
        text = cases[0][0].get("text") or cases[0][0]["turns"][-1]
        lines.append(f"{wanted:29s} taken for {taken:29s} {len(cases):3d}, {at_once} at once   {text[:50]}")
    return lines


def main() -> None:
    """Prints figures, reliability and confusions."""
    asked = held_out(load_faq(ROOT / "faq").corpus())
    made = {question["text"]: decision for question, decision in asked}
    print(evaluate(lambda turns: made[turns[-1]], [question for question, _ in asked]).table())
    print("\n30 worst confusions")
    print("\n".join(confusions(asked, 30)))


if __name__ == "__main__":
    main()
