"""Reads which country abroad a message speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.danger.features import read
from bot.matching.danger.patterns import listed

SOMEWHERE = "luar negeri"
"""Abroad, without a country's name."""
_CITIES = {
    "saudi": ("riyadh", "jeddah", "makkah", "madinah"), "malaysia": ("sabah", "sarawak", "serawak", "johor", "tawau"),
    "kamboja": ("poipet", "sihanoukville", "bavet"), "myanmar": ("myawaddy",), "qatar": ("doha",),
}  # fmt: skip
_COUNTRY_OF = {city: country for country, cities in _CITIES.items() for city in cities}
_AHEAD = frozenset({"mau", "akan", "hendak", "besok", "lusa", "nanti", "diajak", "ditawari"})
_AHEAD_WITHIN = 6
_HERE, _VAGUE = frozenset({"batam", "entikong"}), frozenset({"arab", "luar", "eropa", "amerika"})
"""What stands in the list of places abroad but lies at home, on the way there, or is no country."""


def country_named(text: str) -> str | None:
    """Return the first country abroad that a text names, SOMEWHERE for "luar negeri", None for none."""
    known = listed("@abroad") | set(_COUNTRY_OF)
    words = read(text).readings
    named = [one for at, one in enumerate(words) if one in known - _HERE and not _is_still_ahead(words, at)]
    countries = [_COUNTRY_OF.get(one, one) for one in named if one not in _VAGUE]
    return countries[0] if countries else SOMEWHERE if named else None


def _is_still_ahead(words: Sequence[str], place: int) -> bool:
    """Return whether a country is only where somebody is to go: "mau dijual ke malaysia"."""
    before = words[max(0, place - _AHEAD_WITHIN) : place]
    return "ke" in before and not _AHEAD.isdisjoint(before)
