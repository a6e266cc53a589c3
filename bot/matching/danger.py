"""Notices that a resident, or someone they know, is in danger. Runs before everything else, on every message.

A small linear model over words, pairs of words and letter groups, learnt from labelled messages in many voices
(`danger_training`); letter groups let it read through typing slips. It is shipped as a text file, so that it works
when the FAQ is broken, and every alarm can name the words that raised it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.matching.danger_features import LETTERS, WORDS, letter_features, weighed, word_features
from bot.matching.lexicon import load
from bot.matching.normalise import Normaliser

MODEL = Path(__file__).with_name("danger-model.tsv")
DANGER, DOUBTFUL = 0.6, 0.35
"""Probabilities from which the alarm is raised, and from which a gentle question is asked first: in cross-validation a
missed call for help is the dearer mistake, and the question costs an ordinary resident one tap."""
SHOWN = 3
"""Words that a sign names."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """`level`: "none", "doubtful" or "danger"; `signs`: what was noticed, in Indonesian."""

    level: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Model:
    bias: float
    rarity: dict[str, dict[str, float]]
    weight: dict[str, dict[str, float]]


@lru_cache(maxsize=1)
def _model() -> _Model:
    rarity: dict[str, dict[str, float]] = {WORDS: {}, LETTERS: {}}
    weight: dict[str, dict[str, float]] = {WORDS: {}, LETTERS: {}}
    first, *lines = MODEL.read_text("utf-8").splitlines()
    for line in lines:
        name, rare, heavy = line.split("\t")
        rarity[name[0]][name[1:]] = float(rare)
        weight[name[0]][name[1:]] = float(heavy)
    return _Model(float(first.split("\t")[2]), rarity, weight)


@lru_cache(maxsize=1)
def _normaliser() -> Normaliser:
    return Normaliser(load(), {})


def words_of(text: str) -> list[str]:
    """The message's words as they are read: slang and Banjar in Indonesian, without marks."""
    return [word.reading for word in _normaliser().read(text).words]


@lru_cache(maxsize=256)
def assess(text: str) -> Assessment:
    """How dangerous the situation in a message sounds."""
    model, words = _model(), words_of(text)
    told = weighed(word_features(words), model.rarity[WORDS])
    spelt = weighed(letter_features(words), model.rarity[LETTERS])
    parts = {feature: value * model.weight[WORDS][feature] for feature, value in told.items()}
    score = model.bias + sum(parts.values())
    score += sum(value * model.weight[LETTERS][feature] for feature, value in spelt.items())
    sure = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
    if sure < DOUBTFUL:
        return Assessment("none")
    heaviest = [feature for feature in sorted(parts, key=lambda f: -parts[f])[:SHOWN] if parts[feature] > 0]
    signs = (f"terdengar berbahaya ({sure:.0%}), terutama: {', '.join(heaviest)}",) if heaviest else (f"{sure:.0%}",)
    return Assessment("danger" if sure >= DANGER else "doubtful", signs)
