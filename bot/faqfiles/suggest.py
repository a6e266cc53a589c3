"""Guesses what the author of a FAQ file meant to write."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

# Below this a guess is more often wrong than right ("dasar" for "alamat"), and a wrong hint costs trust.
LEAST_LIKENESS = 60.0


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `typed`, or None when nothing is near."""
    found = process.extractOne(typed, sorted(known), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return found[0] if found else None


def hint(typed: str, known: Iterable[str]) -> str:
    """Return ` (maksudnya '…'?)` for the nearest known word, or an empty text."""
    guess = nearest(typed, known)
    return f" (maksudnya '{guess}'?)" if guess else ""
