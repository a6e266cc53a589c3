"""Guesses what the author of a FAQ file meant to write: only where it is a slip of the finger beyond doubt.

A wrong guess that is followed sends residents to another answer, so a near name is not enough: "tppo-lapor" is no slip
for "tppm-lapor", nor "paspor-5" for "paspor-10".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

# One slip in a short word, two from ten letters on: "polsek" must not become "polres".
LETTERS_PER_SLIP = 5


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the one known name of which `typed` is a misspelling, or None when there is any doubt."""
    names = sorted(set(known))
    words = _words(typed)
    spelt_so = {word for name in names for word in _words(name)}
    near = sorted((slips, name) for name in names if (slips := _slips(words, _words(name), spelt_so)) is not None)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


def hint(typed: str, known: Iterable[str]) -> str:
    """Return ` (maksudnya '…'?)` for the name that was misspelt, or an empty text."""
    guess = nearest(typed, known)
    return f" (maksudnya '{guess}'?)" if guess else ""


def _slips(typed: list[str], right: list[str], spelt_so: set[str]) -> int | None:
    """Return how many letters were mistyped, or None where the name was meant to be another.

    A word that other names have is spelt as intended, and so is a number.
    """
    if len(typed) != len(right):
        # A hyphen too many or too few.
        return 1 if "".join(typed) == "".join(right) else None
    slips = 0
    for word, meant in zip(typed, right, strict=True):
        if word != meant:
            distance = OSA.distance(word, meant)
            if word in spelt_so or distance > max(1, len(word) // LETTERS_PER_SLIP) or _digits(word) != _digits(meant):
                return None
            slips += distance
    return slips


def _words(name: str) -> list[str]:
    """Return the words of a name without what a keyboard or a spreadsheet changes: capitals, blanks, underscores."""
    return re.split(r"[\s_.-]+", name.strip().casefold())


def _digits(word: str) -> list[str]:
    return re.findall(r"\d+", word)
