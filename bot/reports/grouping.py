"""Puts texts together that say the same; how alike two are is given."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import TypeVar

T = TypeVar("T")
Likeness = Callable[[T, T], float]
COMPARED = 5
"""Different members of a group that another is compared with."""


def grouped(every: Iterable[T], likeness: Likeness[T], alike: float, key: Callable[[T], Hashable]) -> list[list[T]]:
    """Return groups of what is alike, in the order of their first members.

    `key`: what two must have in common to be put together at all.
    """
    groups: dict[Hashable, list[list[T]]] = {}
    for one in every:
        standing = groups.setdefault(key(one), [])
        nearest = max(standing, key=partial(_nearness, one, likeness), default=None)
        if nearest and _nearness(one, likeness, nearest) >= alike:
            nearest.append(one)
        else:
            standing.append([one])
    return [group for standing in groups.values() for group in standing]


def _nearness(one: T, likeness: Likeness[T], group: list[T]) -> float:
    return max(likeness(one, other) for other in group[:COMPARED])
