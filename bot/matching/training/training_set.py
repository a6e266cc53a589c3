"""The training set: every text of the FAQ with the class that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.matching.entry import Corpus
from bot.matching.ranking.labels import NONE
from bot.matching.training.near_field import near_field


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Texts sorted by class.

    `owners`: each text's class; `labels`: the classes' names (ids, "~act" for small talk, NONE).
    """

    texts: tuple[str, ...]
    owners: tuple[int, ...]
    labels: tuple[str, ...]


@lru_cache(maxsize=1)
def smalltalk() -> tuple[tuple[str, str], ...]:
    """Return (act, text) pairs of the small talk file."""
    lines = files("bot.matching.text").joinpath("smalltalk.tsv").read_text("utf-8").splitlines()[1:]
    return tuple((act, text) for act, text in (line.split("\t") for line in lines))


def build_training_set(corpus: Corpus) -> TrainingSet:
    """Return all texts of a corpus and of small talk; a hard negative belongs to its real owner."""
    known = {entry.id for entry in (*corpus.entries, *corpus.referrals)}
    pairs: list[tuple[str, str]] = [(NONE, text) for text in (*corpus.out_of_scope, *near_field(corpus))]
    pairs.extend((f"~{act}", text) for act, text in smalltalk())
    for entry in (*corpus.entries, *corpus.referrals):
        pairs.append((entry.id, entry.question))
        pairs.extend((entry.id, text) for text in entry.phrasings)
        for miss in entry.hard_negatives:
            owner = NONE if miss.belongs_to is None else miss.belongs_to
            if owner == NONE or owner in known:
                pairs.append((owner, miss.text))
    pairs = sorted(dict.fromkeys(pairs))
    labels = tuple(dict.fromkeys(label for label, _ in pairs))
    number = {label: place for place, label in enumerate(labels)}
    return TrainingSet(tuple(text for _, text in pairs), tuple(number[label] for label, _ in pairs), labels)
