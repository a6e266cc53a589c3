"""Our ranker on our own questions, on strangers', and on public sets.

Run: python -m tests.bench.ranking_bench [--fit]   (make bench runs it too). One line a set: first rank right, among
three, area under the curve of confidence (questions of the field against nobody's), and right / wrong at the confidence
that 2 of 100 of nobody's questions exceed. The public sets and the development questions stand beside
the checkout (../shared); what is missing there is left out. Ours reads the English set without the Indonesian word
list, which would read "order" and "apply" as Indonesian slips.

`--fit` fits the gate (`gate.WEIGHTS`, `CONSTANT`) to the questions that may be read and that no model has learnt, after
a change of FAQ, ranker or signals, and prints what limits cost; each set is judged by weights that have not seen it.
The constant is then moved until about 4 of 100 questions near the field are answered.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.faqfiles.load import load_faq
from bot.matching import stored
from bot.matching.entry import Corpus, Entry
from bot.matching.index import FaqIndex
from bot.matching.learn.faq import train
from bot.matching.read import MessageReader, read as read_words
from tests.bench.strangers import SHORT, read

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
OWN = ROOT / "tests/matching"
SINGLE = frozenset(("in", "banjar", "robust", "oos", "on", "off", "unclear"))
"""Kinds of single questions."""
LEFT_OUT = frozenset(("PlayMusic", "weather/find", "RateBook"))
STRICT = 0.02
"""Share of the questions of nobody's that may exceed the confidence from which a question counts as answered."""
LIMITS = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)

NO_WORDS = MessageReader({})
"""The word list of English: none."""

Ranked = Sequence[tuple[str, float]]


class Asked(NamedTuple):
    """A question and the entries that answer it; none where it is nobody's."""

    text: str
    accept: tuple[str, ...]


class Benchmark(NamedTuple):
    """What is learnt and what is asked; `reads`: what reads it, if not the Indonesian word list."""

    name: str
    corpus: Corpus
    asked: Sequence[Asked]
    reads: MessageReader | None = None


def benchmarks() -> Iterator[Benchmark]:
    """Return every set that this checkout has."""
    faq = load_faq(ROOT / "faq")
    corpus = faq.corpus()
    referrals = frozenset(entry.id for entry in corpus.referrals)
    tests = [Asked(text, (entry.id,)) for entry in faq.entries.values() for text in entry.tests]
    yield Benchmark("FAQ's test lines", corpus, tests)
    for name, path in (
        ("our style", SHARED / "dev-questions.jsonl"),
        ("strangers, development half", OWN / "strangers.jsonl"),
        ("fresh, near our field, development half", OWN / "fresh-questions.jsonl"),
        ("from the answers, development half", OWN / "answers-questions.jsonl"),
        ("rare questions of known things, development half", OWN / "near-questions.jsonl"),
        ("short messages, development half", SHORT),
        ("nobody's, of our own", OWN / "own-questions.jsonl"),
    ):
        if path.exists():
            yield Benchmark(name, corpus, _questions(path, referrals))
    yield from public_sets()


def public_sets() -> Iterator[Benchmark]:
    """Return the public intent sets: each intent an entry, its first text the question."""
    folder = SHARED / "public-sets"
    if not folder.exists():
        return
    nobody = tuple((folder / "clinc-oos-150.txt").read_text("utf-8").splitlines())
    learnt, test = (
        [(row["sentence"], row["label"]) for row in csv.DictReader(lines.splitlines())]
        for lines in ((folder / f"hint3-sofmattress-{part}.csv").read_text("utf-8") for part in ("train", "test"))
    )
    asked = [Asked(text, () if label == "NO_NODES_DETECTED" else (_id(label),)) for text, label in test]
    yield Benchmark("sofmattress", _corpus(learnt, nobody), asked, NO_WORDS)
    rows = [json.loads(line) for line in (folder / "xsid-id.jsonl").read_text("utf-8").splitlines()]
    learnt = [(row["text"], row["intent"]) for row in rows if row["part"] == "valid"]
    test = [(row["text"], row["intent"]) for row in rows if row["part"] == "test"]
    yield Benchmark("xSID", _corpus(learnt, nobody), [Asked(text, (_id(label),)) for text, label in test])
    fewer = [(text, label) for text, label in learnt if label not in LEFT_OUT]
    asked = [Asked(text, () if label in LEFT_OUT else (_id(label),)) for text, label in test]
    yield Benchmark("xSID, three intents left out", _corpus(fewer, nobody), asked)


def _id(label: str) -> str:
    return label.lower().replace("/", "-").replace("_", "-")


def _corpus(train: Sequence[tuple[str, str]], nobody: tuple[str, ...]) -> Corpus:
    texts: dict[str, list[str]] = {}
    for text, label in train:
        texts.setdefault(_id(label), []).append(text)
    return Corpus(tuple(Entry(id, "set", own[0], tuple(own[1:])) for id, own in texts.items()), (), nobody)


def _questions(path: Path, referrals: frozenset[str]) -> list[Asked]:
    """Return single questions of a file; those of a sealed half, and other offices' services, are not asked."""
    found = []
    for row in read(file=path):
        if row.get("half", "dev") != "dev" or "text" not in row or row.get("sub") == "service":
            continue
        if row["kind"] in SINGLE and not referrals.issuperset(row.get("accept") or ("",)):
            found.append(Asked(row["text"], tuple(row.get("accept", ()))))
    return found


def learnt(corpus: Corpus, reads: MessageReader | None = None) -> FaqIndex:
    """Let our matcher learn."""
    with tempfile.TemporaryDirectory() as folder:
        model = stored.read(train(corpus, Path(folder), reads))
        assert model
    return FaqIndex(corpus, model, reads.read if reads else read_words)


def figures(asked: Sequence[Asked], rankings: Sequence[Ranked], referrals: frozenset[str]) -> str:
    """Return one line of figures, in percent; who is referred to another office is not answered."""
    pairs = list(zip(asked, rankings, strict=True))
    own = [(one, ranking) for one, ranking in pairs if one.accept]
    if not own:
        return f"{'-':>10}{'-':>10}"
    right = np.array([bool(ranking) and ranking[0][0] in one.accept for one, ranking in own])
    three = np.array([any(id in one.accept for id, _ in ranking[:3]) for one, ranking in own])
    line = f"{100 * right.mean():10.1f}{100 * three.mean():10.1f}"
    unwanted = [ranking for one, ranking in pairs if not one.accept]
    nobody = np.array([ranking[0][1] if ranking and ranking[0][0] not in referrals else 0.0 for ranking in unwanted])
    if not len(nobody):
        return line
    sure = np.array([ranking[0][1] if ranking else 0.0 for _, ranking in own])
    above = (sure[:, None] > nobody[None, :]).mean() + 0.5 * (sure[:, None] == nobody[None, :]).mean()
    cut = np.sort(nobody)[::-1][int(STRICT * len(nobody))]
    return (
        line + f"{above:10.3f}{100 * (right & (sure > cut)).mean():10.1f}{100 * (~right & (sure > cut)).mean():10.1f}"
    )


def fit() -> None:
    """Print the weights, and what each limit would cost: right and wrong of the field, and of nobody's."""
    index = FaqIndex.load(load_faq(ROOT / "faq").corpus(), ROOT / "data/cache")
    ranker, turn = index._ranker, index._decider.conversation.turn
    rows, right, nobody, sets = [], [], [], []
    for one in benchmarks():
        for question in one.asked if not one.name.startswith(("xSID", "sofmattress", "FAQ")) else ():
            run = turn(question.text).run
            if run.words:
                found = ranker.rank(run)
                rows.append(found.signals)
                right.append(ranker.labels[found.best] in question.accept)
                nobody.append(not question.accept)
                sets.append(one.name)
    inputs, hits, none, names = np.array(rows), np.array(right), np.array(nobody), np.array(sets)
    sure = np.zeros(len(hits))
    for name in dict.fromkeys(sets):
        own = names == name
        sure[own] = LogisticRegression(C=1).fit(inputs[~own], hits[~own]).predict_proba(inputs[own])[:, 1]
    whole = LogisticRegression(C=1).fit(inputs, hits)
    sys.stdout.write(f"WEIGHTS = {np.round(whole.coef_[0], 2)}\nCONSTANT = {whole.intercept_[0]:.2f}\n\n")
    for limit in LIMITS:
        said = sure >= limit
        shares = [(said & hits)[~none].mean(), (said & ~hits)[~none].mean(), said[none].mean()]
        sys.stdout.write(f"{limit:5.2f} " + "".join(f"{100 * share:8.1f}" for share in shares) + "\n")


def main() -> None:
    """Print a line a set: of how many questions, and of how many of our field."""
    known: dict[int, FaqIndex] = {}
    print(f"{'':66}{'first':>10}{'three':>10}{'AUROC':>10}{'right':>10}{'wrong':>10}")
    for one in benchmarks():
        index = known.get(id(one.corpus)) or known.setdefault(id(one.corpus), learnt(one.corpus, one.reads))
        name = f"{one.name} ({len(one.asked)}; {sum(bool(question.accept) for question in one.asked)})"
        rankings = [index.decide([question.text]).ranking for question in one.asked]
        print(f"{name:66}{figures(one.asked, rankings, frozenset(entry.id for entry in one.corpus.referrals))}")
        sys.stdout.flush()


if __name__ == "__main__":
    fit() if "--fit" in sys.argv else main()
