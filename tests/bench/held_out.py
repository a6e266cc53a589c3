"""Ask every phrasing of a model that has not learnt it: an honest measure where there are no questions by others yet.

Five models, each lacking another fifth of the phrasings and of the out-of-scope texts, so every figure is a little
worse than the whole FAQ's. Takes a minute or two. Run: python -m tests.bench.held_out
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.matching.decision import DecisionKind
from bot.matching.entry import Corpus, Entry
from bot.matching.index import FaqIndex
from bot.matching.training.evaluate import evaluate
from bot.matching.training.judge_answers import Asked, Question, ask_each

FOLDS = 5
ROOT = Path(__file__).parents[2]


def held_out(corpus: Corpus) -> Iterator[Asked]:
    """Ask the model that lacks it every phrasing (kind "in") and out-of-scope text (kind "oos")."""
    for fold in range(FOLDS):
        questions: list[Question] = [
            {"text": text, "kind": "in", "accept": [entry.id]}
            for entry in corpus.entries
            for text in entry.phrasings[fold::FOLDS]
        ]
        questions += [{"text": text, "kind": "oos"} for text in corpus.out_of_scope[fold::FOLDS]]
        with tempfile.TemporaryDirectory() as cache:
            yield from ask_each(FaqIndex.load(_without(corpus, fold), Path(cache)).decide, questions)


def _without(corpus: Corpus, fold: int) -> Corpus:
    def rest(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for place, text in enumerate(texts) if place % FOLDS != fold)

    def fewer(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        return tuple(replace(entry, phrasings=rest(entry.phrasings)) for entry in entries)

    return Corpus(fewer(corpus.entries), corpus.referrals, rest(corpus.out_of_scope))


def confusions(asked: Iterable[Asked], most: int) -> list[str]:
    """Say which entry is taken for which, a line each with an example; those that mislead most surely come first."""
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        wanted, ranking = one.question.get("accept"), one.decision.ranking
        if wanted and ranking and ranking[0][0] not in wanted:
            groups.setdefault((wanted[0], ranking[0][0]), []).append(one)
    worst = sorted(groups.items(), key=lambda group: -sum(one.decision.ranking[0][1] for one in group[1]))
    lines = []
    for (wanted, taken), cases in worst[:most]:
        at_once = sum(one.decision.outcome is DecisionKind.ANSWER for one in cases)
        lines.append(f"{wanted:29s} taken for {taken:29s} {len(cases):3d}, {at_once} at once   {cases[0].text[:50]}")
    return lines


def main() -> None:
    """Print figures, reliability and confusions."""
    asked = list(held_out(load_faq(ROOT / "faq").corpus()))
    print(evaluate(asked).table())
    print("\n30 worst confusions")
    print("\n".join(confusions(asked, 30)))


if __name__ == "__main__":
    main()
