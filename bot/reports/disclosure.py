"""Which counts a report may show. One or two residents of a village are somebody whom all know.

Counts of one and two are hidden, and so much beside them that nobody can work them out from a sum. A count of nothing
is shown: nobody stands behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.helpdesk.texts import report as texts

FEWEST = 3
"""Smaller counts are shown as "<3"."""

Row = tuple[int, ...]


def is_small(count: int) -> bool:
    """Return whether so few residents must not be shown."""
    return 0 < count < FEWEST


def shown(count: int) -> str:
    """Write a count of residents that stands alone."""
    return f"<{FEWEST}" if is_small(count) else texts.number(count)


def beside_their_sum(*counts: int) -> list[str]:
    """Write counts of residents whose sum is shown, too."""
    covered = hidden([(count,) for count in counts])
    return [texts.HIDDEN if place in covered else texts.number(count) for place, count in enumerate(counts)]


def hidden(rows: Sequence[Row], also: Collection[int] = ()) -> frozenset[int]:
    """Return the places of the rows that are not shown, where the sum of each column is.

    Those that hold a small count, and then the smallest others until the hidden counts of no column follow from their
    sum; all, also those of nothing, where that is never so. `also`: rows that are not shown in any case.
    """
    found = {place for place, row in enumerate(rows) if any(map(is_small, row))} | set(also)
    if not found:
        return frozenset()
    others = sorted((place for place, row in enumerate(rows) if any(row)), key=lambda place: (sum(rows[place]), place))
    for place in others:
        if rest(rows, found) is not None:
            return frozenset(found)
        found.add(place)
    return frozenset(found if rest(rows, found) is not None else range(len(rows)))


def rest(rows: Sequence[Row], places: Collection[int]) -> Row | None:
    """Return the sums of the hidden rows' columns; None where they would give a count away."""
    columns = list(zip(*(rows[place] for place in places), strict=True))
    # a sum leaves open which hidden count is which, unless they are equal
    doubtful = (sum(one) == 0 or (sum(one) >= FEWEST and len(set(one)) > 1) for one in columns)
    return tuple(map(sum, columns)) if all(doubtful) else None
