"""Gaps of the FAQ: questions without a sure answer, put together by meaning, with how many people asked. Pure.

What few have asked is not shown at all: the fewer, the easier somebody is recognised.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from statistics import fmean

from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.privacy.names import NAME, nameless
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.texts.staff import PROPOSED_HEADING
from bot.matching.search import Meaning, likeness

FEWEST = 3
"""People of whom a group, a village or a week is shown at all."""
ALIKE = 0.3
"""From this likeness on (0..1), on average to those of a group, a question is one of them."""
COMPARED = 5
"""Members of a group that another question is compared with."""
SHOWN = 5
ASKING = re.compile(r"\b(?:apa|apakah|berapa|bagaimana|kapan|mana|siapa|kenapa|mengapa|boleh|bisa|perlu)\b")
"""Words that make a sentence a question; one without any begins with "Bagaimana kalau"."""


class Unanswered(Struct, frozen=True):
    """A question that went to an officer, or whose answer did not help. `person`: a number, only to be counted.

    `answer`: what an officer said to it, "" where none did.
    """

    person: int
    at: datetime
    text: str
    village: str | None = None
    answer: str = ""


class GapGroup(Struct, frozen=True):
    """Questions of one meaning. `texts`: the wordings, most frequent first, without names and numbers."""

    id: str
    texts: tuple[str, ...]
    people: int
    villages: Mapping[str, int]
    answer: str
    heading: str


def gap_groups(
    rows: Iterable[Unanswered], people: Sequence[str], meaning: Callable[[str], Meaning]
) -> tuple[GapGroup, ...]:
    """Return the groups, those of the most people first. `people`: names that are hidden too."""
    groups: list[list[tuple[Unanswered, Meaning]]] = []
    for row in rows:
        text = " ".join(nameless(masked(row.text)[0], people).split())
        clean = replace(row, text=text, answer=nameless(masked(row.answer)[0], people))
        meant = meaning(text.replace(NAME, ""))
        near = {fmean(likeness(meant, other) for _, other in group[:COMPARED]): group for group in groups}
        if max(near, default=0.0) < ALIKE:
            groups.append([(clean, meant)])
        else:
            near[max(near)].append((clean, meant))
    found = (one for one in map(_group, groups) if one.people >= FEWEST)
    return tuple(sorted(found, key=lambda one: (-one.people, one.id)))


def proposed_heading(texts: Iterable[Meaning], said: Iterable[str]) -> str:
    """Return a question as a villager would ask it: the text that holds most of what these share, spelt properly.

    Never one of those in which it was `said`. A word that is only guessed may be a name, unless several use it.
    """
    every = [text.words for text in texts]
    times = Counter(word.root for text in every for word in text)
    raw, found = {" ".join(re.findall(r"\w+", text.casefold())) for text in said}, {"": 0.0}
    for text in every:
        words = [word for word in text if word.known or word.reading in ("di", "ke") or times[word.root] >= FEWEST]
        told = " ".join(word.reading for word in words).removesuffix(" di").removesuffix(" ke")
        if told not in raw:
            found[told] = sum(word.rarity * (1.0 if 2 * times[word.root] >= len(every) else -0.3) for word in words)
    best = max(found, key=lambda told: found[told])
    return f"{best.capitalize()}?" if ASKING.search(best) else PROPOSED_HEADING.format(words=best) if best else ""


def _group(group: list[tuple[Unanswered, Meaning]]) -> GapGroup:
    rows = [row for row, _ in group]
    texts = [text for text, _ in Counter(row.text for row in rows).most_common()]
    villages: dict[str, set[int]] = {}
    for row in rows:
        villages.setdefault(row.village or "", set()).add(row.person)
    by_people = sorted(villages.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return GapGroup(
        hashlib.sha256(min(texts).casefold().encode()).hexdigest()[:12],
        tuple(texts[:SHOWN]),
        len({row.person for row in rows}),
        {village: len(who) for village, who in by_people if village and len(who) >= FEWEST},
        max((row.answer for row in rows), key=len, default=""),
        proposed_heading({row.person: meant for row, meant in group}.values(), texts),
    )
