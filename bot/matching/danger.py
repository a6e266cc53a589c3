"""Notices that a resident, or someone they know, is in danger: plain words over the message as it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.matching.cleaning import clean

_SIGNS = (
    (r"disekap|dikurung|dikunci|digembok|dirantai|diborgol", "ada yang dikurung"),
    (r"disiksa|dipukul|ditampar|disetrum|disiram|ditendang|diinjak|dicambuk|lebam|berdarah", "ada yang disakiti"),
    (r"diperkosa|dilecehkan|dicabuli|dipaksa melayani", "ada kekerasan seksual"),
    (
        r"(?:tidak|ga|gak|kada|nggak) (?:bisa|boleh|kawa) (?:keluar|kaluar|pulang|pergi)",
        "tidak boleh keluar atau pulang",
    ),
    (r"tebus|tebusan", "diminta tebusan"),
    (r"mau dijual|saya dijual|diculik", "ada yang dijual atau diculik"),
)
_PAST_OR_STUDY = re.compile(r"\b(?:dulu|tahun \d{4}|skripsi|tugas|makalah|film|sinetron|berita|novel|cerpen|poster)\b")


@dataclass(frozen=True, slots=True)
class Assessment:
    """`level`: "none", "doubtful" or "danger"; `signs`: what was noticed, in Indonesian."""

    level: str
    signs: tuple[str, ...] = ()


def assess(text: str) -> Assessment:
    """How dangerous the situation in a message sounds."""
    message = clean(text)
    signs = tuple(reason for pattern, reason in _SIGNS if re.search(pattern, message))
    if not signs:
        return Assessment("none")
    if _PAST_OR_STUDY.search(message):
        return Assessment("doubtful", signs)
    return Assessment("danger", signs)
