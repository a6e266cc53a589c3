"""A fee as staff type it, and whether it moves so far that it must be typed twice."""

from __future__ import annotations

import re

FURTHEST_CHANGE = 30
"""Per cent. Tariffs are raised by less, or by a new law that somebody has read."""
LARGEST = 1_000_000_000


def amount_in(text: str) -> int | None:
    """Return the amount that somebody wrote ("700000", "Rp700.000", "rp 700.000,-"); None where it is none."""
    together = "".join(text.split()).casefold()
    bare = re.sub(r"^rp\.?|(?:,(?:-|0{1,2}))?(?:rupiah)?$", "", together)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", bare):
        bare = bare.replace(".", "")
    return int(bare) if re.fullmatch(r"\d{1,10}", bare, re.ASCII) and int(bare) <= LARGEST else None


def is_far(before: int, after: int) -> bool:
    """Return whether somebody should look at the new amount twice: it moves far, or the service would be free."""
    return after == 0 or abs(after - before) * 100 > FURTHEST_CHANGE * before
