"""Persons in a text: remove names, as far as the words show them, and find children."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

NAME, CODE = "[nama]", "[nomor •••]"
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
_NOBODY = frozenset(Path(__file__).with_name("nobody.tsv").read_text("utf-8").split())
"""Titles, ranks, places and common words, which are nobody's name."""


def nameless(text: str, known: Iterable[str] = ()) -> str:
    """Replace names by `NAME`: the known persons' names, and what is called or introduced as one; long codes, too."""
    text = re.sub(r"\d{13,}", CODE, text)
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


_I = r"(?:saya|sy|aku|ak|gue|gw|ulun|unda|kulo|awak)"
_AGE = r"(?P<{}>\d{{1,2}})(?!\s*(?:bulan|bln|hari|minggu|juta|jt|ribu|rb|orang))"
_SAID = re.compile(
    rf"\b{_I}\s+(?:ini\s+)?(?:baru\s+|masih\s+)?(?:ber)?(?:umur|usia)\s*(?:baru\s*)?{_AGE.format('a')}"
    rf"|(?<!\w)(?:umur|usia)\s*(?:{_I}|ku)\s*(?:baru\s*|masih\s*)?{_AGE.format('b')}"
    rf"|\b{_I}\s+(?:baru\s+|masih\s+){_AGE.format('c')}\s*(?:tahun|thn|th)\b"
    rf"|\b{_I}\s+(?:ini\s+)?masih\s+(?:sekolah|pelajar|kelas|kls|anak|di bawah umur|dibawah umur)\b"
    rf"|\b{_I}\s+(?:ini\s+)?(?:(?:masih|baru)\s+)?(?:pelajar|siswa|siswi"
    r"|k(?:e?la|l)s\s*(?:\w+\s*(?:sd|smp|mts|sma|smk|ma)|[789]|1[0-2]))\b"
    rf"|\b{_I}\s+(?:ini\s+)?masih\s+(?:sd|smp|mts|sma|smk)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?i)\b(?:anak|ad[ei]k?|ading|cucu|(?:ke)?ponakan|kemenakan|sepupu|saudara|ipar|tetangga|warga|murid|sisw[ai]|santri|didik"
    r"|tem[ae]n|kawan|pacar|suami|istri)(?:\s+(?:tiri|angkat|asuh|ngaji|gadis|perempuan|sekelas))?\s*$"
)
"""Who is named just before: "anak saya umur 15" is about the child, whose parent writes."""
_JUST_BEFORE = 24
"""Characters in which that relative is looked for; the whole text before each age would be read again and again."""


def says_minor(text: str) -> bool:
    """Return whether the writer gives his own age as below eighteen, or says that he still goes to school."""
    own = (one for one in _SAID.finditer(text) if not _OTHERS.search(text, one.start() - _JUST_BEFORE, one.start()))
    ages = ([int(age) for age in one.groupdict().values() if age] for one in own)
    return any(not one or 7 <= one[0] < 18 for one in ages)
