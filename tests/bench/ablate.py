"""What each rule, list, view and step of the matcher is worth: the figures of every set without it.

Run: python -m tests.bench.ablate [NAME …]   One row an ablation, in points against the whole; a name chooses those that
contain it. Questions are those that may be read (never a sealed half). Most rules are switched off while deciding;
those marked + shape what is learnt, too, and are learnt anew without (a quarter of a minute each, and the public sets).
"""

from __future__ import annotations

import builtins
import importlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from bot.faqfiles.load import load_faq
from bot.matching import features, model_cache
from bot.matching.courtesy import Courtesy
from bot.matching.decision import DecisionKind
from bot.matching.entry import Corpus
from bot.matching.features import terms
from bot.matching.index import FaqIndex
from bot.matching.learn.train import train
from bot.matching.text.cleaning import tokens_of
from bot.matching.text.lexicon import NO_FRIENDS, REGIONAL, load
from bot.matching.text.lexicon import rows as lexicon_rows
from bot.matching.text.normalise import Word
from tests.bench.ranking_bench import OWN, ROOT, SHARED, Benchmark, public_sets
from tests.bench.strangers import FILE, OPTIONS, both, group, read, stray

Off = tuple[str, Any]
"""What is replaced, "module:name" below bot.matching, and by what."""


def returns(value: Any) -> Callable[..., Any]:
    """Return a function that says nothing but this."""
    return lambda *_, **__: value


def _no_pairs(words: Sequence[Word]) -> tuple[list[str], list[str], list[str]]:
    return *terms(words)[:2], []


def _no_regional() -> list[tuple[str, ...]]:
    return [row for row in lexicon_rows() if row[2].removesuffix("?") not in REGIONAL]


NOTHING = re.compile("((?!))")
ABLATIONS: Mapping[str, Sequence[Off]] = {
    "reader: false friends": [("text.lexicon:Lexicon.false_friends_beside", lambda *_: NO_FRIENDS)],
    "reader: siblings (kk)": [("text.normalise:sibling_at", returns((None, 1)))],
    "reader: passive typed apart": [("text.normalise:Normaliser._passive", returns(None))],
    "reader: phrases": [("text.normalise:Normaliser._phrase", returns((None, 1)))],
    "reader: digit letters": [("text.spelling:Speller.from_digits", lambda _, word: word)],
    "reader: number and unit": [("text.normalise:_UNITS", frozenset())],
    "reader: digits at all": [("text.normalise:Normaliser._read_number", returns(None))],
    "reader: stretched letters": [("text.normalise:_squeezed", returns([]))],
    "reader: glued words": [("text.spelling:Speller.split", returns(None))],
    "reader: spelling repair": [("text.spelling:Speller.repair", returns(None))],
    "reader: repair by vowels": [("text.spelling:_drops_only_vowels", returns(False))],
    "reader: repair by distance": [("text.spelling:Speller._nearest", returns(None))],
    "reader: tails of lexicon words": [("text.normalise:_CLITICS", ())],
    "reader: markdown, tags": [("text.cleaning:_MARKDOWN_LINK", NOTHING), ("text.cleaning:_TAG", NOTHING)],
    "reader: spaced out": [("text.cleaning:_SPACED_OUT", NOTHING)],
    "courtesy: frame": [("follow_up:frame", lambda words: Courtesy(False, False, False, False, tuple(words)))],
    "courtesy: called or meant": [("courtesy:_ADDRESS", frozenset())],
    "courtesy: exclaimed": [("decide:exclaimed", returns(None))],
    "officer: request": [("decide:asks_for_officer", returns(False))],
    "smalltalk": [("decide:act_of", returns(None))],
    "ranker: phrase word for word": [("model:Model.owner_of", returns(-1))],
    "ranker: cap by share": [("gate:sqrt", returns(1.0))],
    "follow-up": [("follow_up:Conversation.previous", returns(None))],
    "follow-up: related": [("follow_up:RELATED", 0.0)],
    "follow-up: gains": [("follow_up:FollowUps.gains", returns(np.float32(0)))],
    "several": [("several:QuestionSplitter.questions", returns([]))],
    "several: support of the whole": [("several:_is_supported_by", returns(True))],
    "several: separated": [("several:_is_separated", returns(False))],
    "several: without connector": [("several:_without_connector", lambda words: words)],
    "decide: asks how": [("decide:Decider._asks_how", returns(False))],
    "decide: names a topic": [("decide:Decider._names_topic", returns(False))],
    "decide: of nothing": [("decide:names_nothing", returns(False))],
    "decide: only asks": [("decide:_only_asks", returns(False))],
    "decide: fragment": [("decide:Decider._is_fragment", returns(False))],
    "decide: readable": [("decide:Decider._readable", returns(True))],
    "decide: taught": [("decide:Decider._is_taught", returns(False))],
    "+view: pairs": [("model:terms", _no_pairs), ("features:terms", _no_pairs)],
    "+view: letters 3-5": [("features:LETTER_GROUPS", (3, 4, 5))],
    "+view: letters 2-4": [("features:LETTER_GROUPS", (2, 3, 4))],
    "+roots": [("text.normalise:stem", lambda word: word)],
    "+regional words": [("text.lexicon:rows", _no_regional)],
}

Row = dict[str, float]


def questions() -> list[dict[str, Any]]:
    """Return every question that may be read, with the set that it counts in."""
    found: list[dict[str, Any]] = []
    for path in (FILE, *OPTIONS.values(), OWN / "own-questions.jsonl", SHARED / "dev-questions.jsonl"):
        if path.exists():
            style = "own " if path.parent == SHARED else ""
            found += [{**one, "set": style + group(one)} for one in read(file=path) if one.get("half", "dev") == "dev"]
    return found


def counted(index: FaqIndex, asked: Sequence[dict[str, Any]]) -> Row:
    """Return the figures of all sets in percent."""
    sums: dict[str, list[bool]] = {}

    def note(name: str, value: bool) -> None:
        sums.setdefault(name, []).append(value)

    for one in asked:
        given = index.decide(one.get("turns") or [one["text"]])
        name, right = one["set"].removeprefix("own "), set(one.get("accept", ())) & set(given.answers)
        own = "own " if one["set"] in ("own in", "own banjar") else ""
        sent = given.outcome in (DecisionKind.ANSWER, DecisionKind.REFER)
        if name in ("in", "banjar", "robust", "followup", "on"):
            note(f"{own}{name} right", bool(right))
            note(f"{own}{name} wrong", sent and not right)
            if name == "in":
                note(f"{own}{name} first", any(id in one["accept"] for id, _ in given.ranking[:1]))
        elif name == "multi":
            note("multi both", both(one, {"answers": given.answers}))
            note("multi stray", stray(one, {"answers": given.answers}))
        elif name in ("smalltalk", "service") and "act" in one:
            note(f"{name} right", given.act == one["act"])
        elif name in ("near", "far", "off", "unclear"):
            note(f"{name} answered", given.outcome is DecisionKind.ANSWER)
    return {name: 100 * sum(values) / len(values) for name, values in sums.items()}


def learnt(corpus: Corpus, folder: Path, lexicon: Any = None) -> FaqIndex:
    """Return an index that is learnt in this process, with what is switched off."""
    stored = model_cache.read(train(corpus, folder, lexicon))
    assert stored
    return FaqIndex.of(corpus, stored, lexicon)


def public(one: Benchmark) -> float:
    """Return how often the best entry of a public set is right, in percent."""
    with tempfile.TemporaryDirectory() as folder:
        index = learnt(one.corpus, Path(folder), one.lexicon)
    rankings = [(asked, index.decide([asked.text]).ranking) for asked in one.asked if asked.accept]
    return 100 * float(np.mean([bool(best) and best[0][0] in asked.accept for asked, best in rankings]))


@contextmanager
def without(offs: Sequence[Off]) -> Iterator[None]:
    """Switch rules off."""
    with ExitStack() as stack:
        for target, value in offs:
            module, _, name = target.partition(":")
            owner: Any = importlib.import_module(f"bot.matching.{module}")
            *path, last = name.split(".")
            for part in path:
                owner = getattr(owner, part)
            stack.enter_context(patch.object(owner, last, value, create=last in vars(builtins)))
        forget()
        yield
    forget()


def forget() -> None:
    """Forget what was read before something was switched off."""
    tokens_of.cache_clear()
    load.cache_clear()
    features._remembered_groups.cache_clear()


def main(names: Sequence[str]) -> None:
    """Print the figures of the whole, and of each ablation what it loses (-) and gains (+)."""
    corpus, asked = load_faq(ROOT / "faq").corpus(), questions()
    sets = [one for one in public_sets() if "left out" not in one.name]
    with tempfile.TemporaryDirectory() as folder:
        stored = model_cache.read(train(corpus, Path(folder)))
    assert stored
    whole = counted(FaqIndex.of(corpus, stored), asked) | {one.name: public(one) for one in sets}
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in whole.items()}) + "\n")
    for name, offs in ABLATIONS.items():
        if names and not any(part in name for part in names):
            continue
        with without(offs), tempfile.TemporaryDirectory() as folder:
            if name.startswith("+"):
                row = counted(learnt(corpus, Path(folder)), asked) | {one.name: public(one) for one in sets}
            else:
                row = counted(FaqIndex.of(corpus, stored), asked)
        moved = {title: row[title] - whole[title] for title in row}
        cells = "  ".join(f"{title} {value:+.1f}" for title, value in moved.items() if abs(value) >= 0.05)
        sys.stdout.write(f"{name:34s}{cells or '='}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
