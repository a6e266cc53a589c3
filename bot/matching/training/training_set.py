"""What the matcher learns from: every text of the FAQ with the class that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.matching.entry import Corpus
from bot.matching.ranking.labels import NONE


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Texts sorted by class.

    `owners`: each text's class; `labels`: the classes' names (ids, "~act" for small talk, NONE); `tricky`: the places
    of the near misses, which were written to mislead and say little about ordinary questions.
    """

    texts: tuple[str, ...]
    owners: tuple[int, ...]
    labels: tuple[str, ...]
    tricky: frozenset[int]


@lru_cache(maxsize=1)
def smalltalk() -> tuple[tuple[str, str], ...]:
    """(act, text) pairs of the small talk file."""
    lines = files("bot.matching.text").joinpath("smalltalk.tsv").read_text("utf-8").splitlines()[1:]
    return tuple((act, text) for act, text in (line.split("\t") for line in lines))


def lessons(corpus: Corpus) -> TrainingSet:
    """All texts of a corpus, of small talk and of what is out of scope; a near miss is a lesson of its real owner."""
    known = {entry.id for entry in (*corpus.entries, *corpus.referrals)}
    pairs: list[tuple[str, str]] = [(NONE, text) for text in corpus.out_of_scope]
    pairs.extend((f"~{act}", text) for act, text in smalltalk())
    for entry in (*corpus.entries, *corpus.referrals):
        pairs.append((entry.id, entry.question))
        pairs.extend((entry.id, text) for text in entry.phrasings)
        for miss in entry.near_misses:
            owner = NONE if miss.belongs_to is None else miss.belongs_to
            if owner == NONE or owner in known:
                pairs.append((owner, miss.text))
    pairs = sorted(dict.fromkeys(pairs))
    labels = tuple(dict.fromkeys(label for label, _ in pairs))
    number = {label: place for place, label in enumerate(labels)}
    misses = {miss.text for entry in (*corpus.entries, *corpus.referrals) for miss in entry.near_misses}
    return TrainingSet(
        tuple(text for _, text in pairs),
        tuple(number[label] for label, _ in pairs),
        labels,
        frozenset(place for place, (_, text) in enumerate(pairs) if text in misses),
    )
