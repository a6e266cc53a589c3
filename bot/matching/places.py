"""Reads which country abroad a message speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.read import read

SOMEWHERE = "luar negeri"
"""Abroad, without a country's name."""
_COUNTRIES = frozenset({
    "saudi", "malaysia", "taiwan", "hongkong", "singapura", "brunei", "dubai", "kuwait", "oman", "qatar", "yordania",
    "mesir", "suriah", "irak", "turki", "cina", "korea", "jepang", "bahrain", "yaman", "lebanon", "kamboja",
    "myanmar", "laos", "thailand", "filipina", "vietnam", "pakistan", "india", "jerman", "polandia", "kanada",
    "australia", "jordan", "makau", "macau", "fiji", "libya", "tunisia", "maroko", "sudan", "rusia", "serbia",
    "rumania", "hungaria", "spanyol", "italia", "inggris", "maladewa",
})  # fmt: skip
_COUNTRY_OF = {
    "jeddah": "saudi", "makkah": "saudi", "madinah": "saudi", "serawak": "malaysia", "lumpur": "malaysia",
    "lahad": "malaysia", "phnom": "kamboja", "hong": "hongkong", "dhabi": "dubai", "emirat": "dubai", "uae": "dubai",
}  # fmt: skip
"""What the lexicon does not read as a country, as it does Johor or Taichung."""
_VAGUE = frozenset({"arab", "luar", "eropa", "amerika"})
"""What names no country, but says that it is abroad."""
_AHEAD = frozenset({"mau", "akan", "hendak", "besok", "lusa", "nanti", "diajak", "ditawari"})
_AHEAD_WITHIN = 6


def country_named(text: str) -> str | None:
    """Return the first country abroad that a text names, SOMEWHERE for "luar negeri", None for none."""
    known = _COUNTRIES | _VAGUE | _COUNTRY_OF.keys()
    words = read(text).readings
    named = [one for at, one in enumerate(words) if one in known and not _is_still_ahead(words, at)]
    countries = [_COUNTRY_OF.get(one, one) for one in named if one not in _VAGUE]
    return countries[0] if countries else SOMEWHERE if named else None


def _is_still_ahead(words: Sequence[str], place: int) -> bool:
    """Return whether a country is only where somebody is to go: "mau dijual ke malaysia"."""
    before = words[max(0, place - _AHEAD_WITHIN) : place]
    return "ke" in before and not _AHEAD.isdisjoint(before)
