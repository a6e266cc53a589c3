"""Guesses what the author of a FAQ file meant to write: only where it is a slip of the finger beyond doubt.

A wrong guess that is followed sends residents to another answer, so a near name is not enough: "tppo-lapor" is no slip
for "tppm-lapor", nor "paspor-5" for "paspor-10".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

# One slip in a short name, one more for every five letters: "polsek" must not become "polres".
LETTERS_PER_SLIP = 5


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the one known name of which `typed` is a misspelling, or None when there is any doubt."""
    names = sorted(set(known))
    plain = _plain(typed)
    if _is_made_of(plain, names):
        return None
    allowed = max(1, len(plain) // LETTERS_PER_SLIP)
    near = [(OSA.distance(plain, _plain(name), score_cutoff=allowed), name) for name in names]
    near = sorted(one for one in near if one[0] <= allowed)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    found = near[0][1]
    return found if _digits(found) == _digits(typed) else None


def hint(typed: str, known: Iterable[str]) -> str:
    """Return ` (maksudnya '…'?)` for the name that was misspelt, or an empty text."""
    guess = nearest(typed, known)
    return f" (maksudnya '{guess}'?)" if guess else ""


def _is_made_of(plain: str, names: Iterable[str]) -> bool:
    """Say whether other names use every word of this one: then it is a name of its own, spelt as intended."""
    if plain in {_plain(name) for name in names}:
        return False
    return set(plain.split("-")) <= {word for name in names for word in _plain(name).split("-")}


def _plain(name: str) -> str:
    """Return the name without what a keyboard or a spreadsheet changes: capitals, blanks, underscores."""
    return re.sub(r"[\s_.-]+", "-", name.strip().casefold())


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)
