"""How many calls for help are heard, and how many harmless messages raise the alarm.

Run: python -m tests.bench.danger_bench [OLDER-MODEL.tsv …] [QUESTIONS.jsonl …]
(question files: kinds urgent, not_urgent, and the rest)

A cross-validation over the labelled messages and the FAQ's ordinary ones (about a minute of an idle processor); then,
for the shipped model and each older one: messages kept out of training, the FAQ's emergency phrasings (never trained
on), any question files given, and the eight voices with the whole matcher; then the time a message takes.
"""

from __future__ import annotations

import json
import random
import statistics
import string
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from bot.app.faq_reload import index_of
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.matching.danger import detector
from bot.matching.danger.detector import assess
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.training.train_danger import build_training_set, cross_validated, rates
from tests.matching.danger.voices import counts, voices

ROOT = Path(__file__).parents[2]
UNSEEN = ROOT / "tests/matching/danger/danger-unseen.tsv"


def show(title: str, lines: Iterable[str]) -> None:
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}")


def shipped(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Rates of the shipped model for pairs of name and text."""
    named = list(pairs)
    return rates([name for name, _ in named], [assess(text).level for _, text in named])


def questions(path: Path, emergencies: frozenset[str]) -> list[tuple[str, str]]:
    """Take the last turn of each question, named by its kind."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        question = json.loads(line)
        text = question.get("text") or question["turns"][-1]
        kind = question.get("kind", "")
        if kind not in ("urgent", "not_urgent"):
            expected = {*(question.get("accept") or ()), *(question.get("accept_all") or ())}
            kind = "emergency entry" if expected & emergencies else "ordinary"
        found.append((kind, text))
    return found


def milliseconds(texts: Iterable[str]) -> list[float]:
    found = []
    for text in texts:
        started = perf_counter()
        assess(text)
        found.append((perf_counter() - started) * 1000)
    return found


def use(model: Path) -> None:
    """Let the detector read another model."""
    detector.MODEL = model
    for known in (detector._model, detector.assess):
        known.cache_clear()


def ordinary_messages(corpus: Corpus) -> list[str]:
    asked = [text for entry in corpus.entries if not entry.emergency for text in entry.phrasings]
    asked += [text for entry in corpus.referrals for text in entry.phrasings]
    return asked + list(corpus.out_of_scope)


def show_cross_validation(asked: list[str]) -> None:
    training_set = build_training_set(asked)
    levels = cross_validated(training_set)
    kinds = [f"{label}/{kind}" for label, kind in zip(training_set.labels, training_set.kinds, strict=True)]
    show("Cross-validation", rates(training_set.labels, levels))
    show("Cross-validation by kind", rates(kinds, levels))


def show_model(faq: Faq, index: FaqIndex, question_files: Iterable[Path]) -> None:
    """Print what the model in use makes of messages that it has not learnt."""
    unseen = [line.split("\t") for line in UNSEEN.read_text("utf-8").splitlines()[1:]]
    show("Kept out of training", shipped((label, text) for label, _, text in unseen))
    emergencies = [entry for entry in faq.corpus().entries if entry.emergency]
    emergencies_asked = shipped(("emergency entries", text) for entry in emergencies for text in entry.phrasings)
    show("Emergency entries of the FAQ, never trained on", emergencies_asked)
    for path in question_files:
        named = questions(path, frozenset(entry.id for entry in emergencies))
        show(path.name, shipped(sorted(named)))
    under = next(check.check.under for check in faq.checks if check.check.command == "cektawaran")
    found = counts(index.decide, voices(), under)
    lines = [f"{label:10} {name:20} {n:3} of {found[label, 'all']}" for (label, name), n in found.items()]
    show("Eight voices, never trained on, with the whole matcher", sorted(lines))


def main() -> None:
    given = [Path(path) for path in sys.argv[1:]]
    faq = load_faq(ROOT / "faq")
    asked = ordinary_messages(faq.corpus())
    show_cross_validation(asked)
    for model in (*(path for path in given if path.suffix == ".tsv"), detector.MODEL):
        use(model)
        # a decision is remembered: each model is asked by an index of its own
        print(f"\n== {model.name}, {len(model.read_text('utf-8').splitlines())} lines")
        show_model(faq, index_of(faq, ROOT / "data/cache"), [path for path in given if path.suffix != ".tsv"])
    assess.cache_clear()
    usual = milliseconds(asked[:2000])
    chance = random.Random(5)
    longest = max(
        milliseconds("".join(chance.choices(string.ascii_lowercase + "  ", k=100_000)) for _ in range(5)),
    )
    show("Time", [f"median {statistics.median(usual):.2f} ms, 100,000 random letters at most {longest:.0f} ms"])


if __name__ == "__main__":
    main()
