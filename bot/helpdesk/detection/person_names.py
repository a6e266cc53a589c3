"""Remove people's names from a text, as far as the words show them; numbers are masked by `pii`."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = "[nama]"
SHORTEST = 3
"""Letters of a known name that is looked for; "Al" and "Bu" stand for other things too often."""

_WORD = r"[A-Z][\w'’-]+"
_CAPITALS = rf"(?P<name>{_WORD}(?:\s+(?:bin(?:ti)?\b|{_WORD}))*)"
_CALLED = re.compile(
    r"(?P<before>\b(?i:pak|bapak|bu|ibu|mas|mbak|mba|kak|bang|haji|hj|h|sdr|sdri|saudara|saudari|almarhum|alm|paman"
    r"|acil|abah)\b\.?\s+)" + _CAPITALS
)
_NAMED = re.compile(r"(?P<before>\b(?i:a\.?\s?n|bin|binti|alias|saya|ulun)\b[.:]?\s+)" + _CAPITALS)
_INTRODUCED = re.compile(
    r"(?P<before>\b(?:nama(?:\s+(?:saya|ulun|anak|suami|istri|ibu|bapak|ayah|lengkap|dia))+|namanya|nama|atas\s+nama)\b"
    r"[.:]?\s+(?:adalah\s+|ialah\s+|itu\s+)?)(?P<name>[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+){0,3})",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    """
    pak bapak ibu mas mbak mba kak kakak bang haji sdr sdri saudara petugas kepala kades lurah camat bupati polisi
    imigrasi kanim paspor ktp kk desa kantor bp3mi dukcapil kua malaysia arab saudi mekah mekkah madinah indonesia
    jakarta banjarmasin kami kita senin selasa rabu kamis jumat sabtu minggu belum sudah mau ingin tidak bisa akan
    harus umrah anak warga rt rw yang dan atau umur dari tinggal dengan di ke untuk tanya minta tolong hilang beda
    salah nya orang tua lengkap
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
"""Titles, ranks, places and common words, which are nobody's name."""


def nameless(text: str, known: Iterable[str] = ()) -> str:
    """Replace names by `NAME`: the known persons' names, and what is called or introduced as one."""
    for pattern in (_CALLED, _INTRODUCED, _NAMED):
        text = pattern.sub(_hidden, text)
    parts = {part.casefold() for name in known for part in re.findall(r"[^\W\d_]+", name) if len(part) >= SHORTEST}
    parts -= _NOBODY
    if parts:
        either = "|".join(sorted(map(re.escape, parts), key=len, reverse=True))
        text = re.sub(rf"(?<!\w)(?:{either})(?!\w)", NAME, text, flags=re.IGNORECASE)
    return re.sub(rf"{re.escape(NAME)}(?:\s+{re.escape(NAME)})+", NAME, text)


def _hidden(match: re.Match[str]) -> str:
    """Hide the name in a match, up to the first word that is nobody's name; a rank after "Pak" is none."""
    words = re.findall(r"\s*\S+", match["name"])
    own = next((place for place, word in enumerate(words) if word.strip().casefold() in _NOBODY), len(words))
    return match["before"] + NAME + "".join(words[own:]) if own else match.group()
