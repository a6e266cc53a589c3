"""What danger is read from: ideas and their modes, words, pairs of words, and groups of letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.matching.danger import patterns
from bot.matching.danger.patterns import ACT, DENIED, Found
from bot.matching.text.lexicon import load
from bot.matching.text.normalise import Message, Normaliser

IDEAS, WORDS, LETTERS = "i", "w", "c"
GROUPS = (3, 4, 5)
"""The views of a message that the models read; the first is the ideas, or the order in which it tells."""
_LAUGH = re.compile(
    r"\b(?:(?:wk)+w?|(?:ha){2,}h?|(?:he){2,}h?|(?:xi){2,}|lol|ngakak)\b|[\U0001f602\U0001f606\U0001f923]"
)
_LAUGH_WITHIN = 4000
SHORT, LONG = 3, 45
"""Words up to which a message is a cry or a scrap, and from which it is a story, where much is only mentioned."""
_USUAL = 3
"""How often words count that slips are repaired to; all alike."""


@lru_cache(maxsize=1)
def normaliser() -> Normaliser:
    """Return a reader with the general lexicon that also repairs slips towards danger's words: "dskap" → "disekap"."""
    lexicon = load()
    usual = {word for reading in lexicon.words.values() for word in reading}
    danger_words = {word for word in patterns.load().vocabulary if len(word) > 3}
    return Normaliser(lexicon, {word: _USUAL for word in sorted(usual | danger_words) if word.isalpha()})


@lru_cache(maxsize=patterns.KEPT_MESSAGES)
def read(text: str) -> Message:
    """Read a text with this reader; several rules look at the same message, one after the other."""
    return normaliser().read(text)


def idea_features(text: str, message: Message, modes: Sequence[tuple[Found, str]], found: Sequence[Found]) -> set[str]:
    """Ideas, acts and signs with their modes, whether the message opens with a question, its length."""
    features: set[str] = set()
    known = patterns.signs()
    asserted = {one.idea for one, mode in modes if mode != DENIED}
    for one, mode in modes:
        if mode == DENIED:
            if one.idea not in asserted:
                features |= {f"denied {one.idea}", "denied"}
            continue
        features.add(f"{one.idea} {mode}")
        if known[one.idea].grade == ACT:
            features.add(f"act {mode}")
    features.update(one.idea for one in found if one.idea not in known or one.idea in asserted)
    if _LAUGH.search(text[:_LAUGH_WITHIN].lower()):
        features.add("!laugh")
    if message.asked:
        features.add("!question")
    if not SHORT < len(message.words) < LONG:
        features.add("!short" if len(message.words) <= SHORT else "!long")
    lists = patterns.load().lists
    first = patterns.end_of_first_sentence(message)
    opening = next((w.reading for w in message.words if w.reading not in lists["@opening"]), "")
    if opening in lists["@question"]:
        features.add("opens how" if opening == "bagaimana" else "opens what")
        if any(known[one.idea].grade == ACT and mode != DENIED and one.start < first for one, mode in modes):
            features.add("opens act")
    return features


def word_features(words: Sequence[str]) -> list[str]:
    """Return single words and neighbouring pairs."""
    return [*words, *map(" ".join, pairwise(words))]


def letter_features(words: Iterable[str]) -> list[str]:
    """Return groups of three to five letters inside each word, its ends marked by a space."""
    found: list[str] = []
    for word in words:
        padded = f" {word} "
        found += [padded[at : at + size] for size in GROUPS for at in range(max(1, len(padded) - size + 1))]
    return found
