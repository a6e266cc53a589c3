"""Gaps of the FAQ: questions without a sure answer, put together by meaning, with how many people asked. Pure.

What few have asked is not shown at all: the fewer, the easier somebody is recognised.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.privacy.names import NAME, nameless
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.texts.staff import PROPOSED_HEADING
from bot.matching.search import WordMeaning, likeness

FEWEST = 3
"""People of whom a group, a village or a week is shown at all."""
ALIKE = 0.55
"""From this likeness on (0..1) two questions count as one."""
COMPARED = 5
"""Members of a group that another question is compared with."""
SHOWN = 5
WORDS = 5
"""Words of a proposed heading."""

Meaning = Callable[[str], Sequence[WordMeaning]]


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


Read = tuple[Unanswered, tuple[WordMeaning, ...]]
"""A question with what its words mean."""


def gap_groups(rows: Iterable[Unanswered], people: Sequence[str], meaning: Meaning) -> tuple[GapGroup, ...]:
    """Return the groups, those of the most people first. `people`: names that are hidden too."""
    groups: list[list[Read]] = []
    for row in rows:
        text = " ".join(nameless(masked(row.text)[0], people).split())
        clean = replace(row, text=text, answer=nameless(masked(row.answer)[0], people))
        if not (words := tuple(meaning(text.replace(NAME, "")))):
            continue
        nearness = [max(likeness(words, other) for _, other in group[:COMPARED]) for group in groups]
        nearest = max(nearness, default=0.0)
        if nearest >= ALIKE:
            groups[nearness.index(nearest)].append((clean, words))
        else:
            groups.append([(clean, words)])
    found = map(_group, groups)
    return tuple(sorted((one for one in found if one.people >= FEWEST), key=lambda one: (-one.people, one.id)))


def proposed_heading(texts: Iterable[Sequence[WordMeaning]]) -> str:
    """Return a heading made of what these texts have in common, never one of them as it was written."""
    every = [tuple(word for word in text if word.known) for text in texts]
    times = Counter(word.root for text in every for word in text)
    words = {word.root: word for text in every for word in text}
    shared = [root for root, count in times.items() if 2 * count >= len(every)]
    best = sorted(shared, key=lambda root: -times[root] * words[root].rarity)[:WORDS]
    first = max(every, key=lambda text: len({word.root for word in text} & set(best)), default=())
    order = {word.root: place for place, word in enumerate(first)}
    best.sort(key=lambda root: order.get(root, len(order)))
    return PROPOSED_HEADING.format(words=" ".join(words[root].reading for root in best)) if best else ""


def _group(group: list[Read]) -> GapGroup:
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
        proposed_heading([words for _, words in group]),
    )
