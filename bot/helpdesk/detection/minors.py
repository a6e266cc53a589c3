"""Whether somebody says of himself that he is not yet eighteen. Nobody is asked for his age."""

from __future__ import annotations

import re

_I = r"(?:saya|sy|aku|ak|gue|gw|ulun|unda|kulo|awak)"
_AGE = r"(?P<{}>\d{{1,2}})(?!\s*(?:bulan|bln|hari|minggu|juta|jt|ribu|rb|orang))"
_SAID = re.compile(
    rf"\b{_I}\s+(?:ini\s+)?(?:baru\s+|masih\s+)?(?:ber)?(?:umur|usia)\s*(?:baru\s*)?{_AGE.format('a')}"
    rf"|(?<!\w)(?:umur|usia)\s*(?:{_I}|ku)\s*(?:baru\s*|masih\s*)?{_AGE.format('b')}"
    rf"|\b{_I}\s+(?:baru\s+|masih\s+){_AGE.format('c')}\s*(?:tahun|thn|th)\b"
    rf"|\b{_I}\s+(?:ini\s+)?masih\s+(?:sekolah|pelajar|kelas|kls|anak|di bawah umur|dibawah umur)\b"
    rf"|\b{_I}\s+(?:ini\s+)?(?:(?:masih|baru)\s+)?(?:pelajar|siswa|siswi|(?:kelas|kls)\s*\w+\s*(?:sd|smp|mts|sma|smk|ma))\b"
    rf"|\b{_I}\s+(?:ini\s+)?masih\s+(?:sd|smp|mts|sma|smk)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:anak|adik|ade|cucu|keponakan|kemenakan|murid|teman|suami|istri)\s*$", re.IGNORECASE)
"""A relative named just before: "anak saya umur 15" is about the child, whose parent writes."""
_JUST_BEFORE = 24
"""Characters in which that relative is looked for; the whole text before each age would be read again and again."""


def says_minor(text: str) -> bool:
    """Return whether the writer gives his own age as below eighteen, or says that he still goes to school."""
    for match in _SAID.finditer(text):
        ages = [int(age) for age in match.groupdict().values() if age]
        young = not ages or 7 <= ages[0] < 18
        if young and not _OTHERS.search(text[max(0, match.start() - _JUST_BEFORE) : match.start()]):
            return True
    return False
