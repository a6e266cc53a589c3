"""Finds the root of an Indonesian, colloquial or Banjar word: "dibikinin" → "bikin", "mengurusnya" → "urus"."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

_PARTICLES = ("kah", "lah", "pun", "tah")
_OWNERS = ("nya", "ku", "mu")
_SUFFIXES = ("akan", "kan", "an", "in", "i")
# Longest first; the second part lists the first letters that the prefix may have swallowed.
_PREFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("memper", ("",)), ("diper", ("",)), ("meng", ("", "k")), ("meny", ("s",)), ("peng", ("", "k")), ("peny", ("s",)),
    ("mem", ("", "p")), ("men", ("", "t")), ("pem", ("", "p")), ("pen", ("", "t")), ("nge", ("",)), ("ber", ("",)),
    ("bel", ("",)), ("ter", ("",)), ("per", ("",)), ("mang", ("", "k")), ("many", ("s",)), ("mam", ("", "p")),
    ("man", ("", "t")), ("ng", ("", "k")), ("ny", ("c", "s")), ("me", ("",)), ("pe", ("",)), ("be", ("",)),
    ("te", ("",)), ("di", ("",)), ("ke", ("",)), ("se", ("",)), ("ku", ("",)), ("ba", ("",)), ("ta", ("",)),
    ("ma", ("",)), ("pa", ("",)), ("sa", ("",)), ("ka", ("",)), ("n", ("", "t")), ("m", ("p",)),
)  # fmt: skip
_PREFIXES_OF = {
    letter: tuple(one for one in _PREFIXES if one[0][0] == letter) for letter in {prefix[0] for prefix, _ in _PREFIXES}
}
_ENDINGS = _PARTICLES + _OWNERS + _SUFFIXES
_SHORTEST_ROOT = 3
# Roots of this field that a general dictionary lacks; without them "paspornya" would keep its tail.
_FIELD_ROOTS = (
    "agen", "akta", "antre", "aplikasi", "bandara", "bikin", "billing", "biometrik", "bpjs", "cek", "deportasi",
    "domisili", "elektronik", "email", "error", "facebook", "fotokopi", "furoda", "hp", "imigrasi", "kk", "kontak",
    "ktp", "kuota", "login", "mahram", "majikan", "medsos", "online", "paspor", "pmi", "refund", "sampai", "scam",
    "slot", "sponsor", "tekong", "tki", "tkw", "travel", "umrah", "umroh", "vaksin", "visa", "whatsapp", "wna", "wni",
)  # fmt: skip
REMEMBERED = 8_000
"""Words whose roots stay known; people use few different ones."""


@lru_cache(maxsize=1)
def roots() -> frozenset[str]:
    """Indonesian root words (the dictionary that PySastrawi ships), and the roots of this field."""
    text = files("Sastrawi.Stemmer").joinpath("data/kata-dasar.txt").read_text("utf-8")
    return frozenset(text.split()) | frozenset(_FIELD_ROOTS)


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Return the word's root, or the word itself where no root is known."""
    known = roots()
    if word in known or len(word) <= _SHORTEST_ROOT:
        return word
    bare = _without_endings(word)
    for shorter in bare:
        if shorter in known:
            return shorter
    for shorter in bare:
        found = _without_prefix(shorter, known)
        if found is not None:
            return found
    return word


def _without_endings(word: str) -> list[str]:
    forms = [word]
    if not word.endswith(_ENDINGS):
        return forms
    for endings in (_PARTICLES, _OWNERS, _SUFFIXES):
        for form in tuple(forms):
            forms.extend(
                form[: -len(end)] for end in endings if form.endswith(end) and len(form) - len(end) >= _SHORTEST_ROOT
            )
    return forms


def _without_prefix(word: str, known: frozenset[str], depth: int = 2) -> str | None:
    for prefix, swallowed in _PREFIXES_OF.get(word[0], ()):
        if not word.startswith(prefix):
            continue
        rest = word[len(prefix) :]
        for letter in swallowed:
            root = letter + rest
            if len(root) >= _SHORTEST_ROOT and root in known:
                return root
        if depth > 1 and len(rest) > _SHORTEST_ROOT:
            deeper = _without_prefix(rest, known, depth - 1)
            if deeper is not None:
                return deeper
    return None
