"""Recognises who was asked to write something and does not give it: he worries, does not know it, or looks for it."""

from __future__ import annotations

import re

from bot.helpdesk.detection.negation import NOT

_FILLER = (
    r"saya|sy|aku|ak|ulun|kami|kulo|pak|bapak|bu|ibu|min|kak|mas|mbak|bang|jadi|jd|juga|jg|sih|nih|ya|yah|lah|pang|nah|dong|deh|"
    r"sekali|sangat|banget|bgt|banar|agak|rada|masih|msh|soalnya|karena|krn|kalau|kalo|klo|mun|amun|nanti|malah|sama|sm|dia|"
    r"tapi|tp|dulu|aja|ja|saja|memang|itu|ini|jua|kok|rasanya|nya|oh|aduh|waduh|duh"
)
_WORRY = (
    r"takut(?:an|nya)?|tkt|gair|wedi|khawatir|kuatir|cemas|was-?was|ragu(?:2|-ragu)?|bingung|ngeri|malu|supan|curiga|"
    r"(?:ke|ter|di|ka|ta)?tipu(?:an)?|penipu(?:an)?|bohong(?:an)?|dibohong(?:i|in)|ketahuan|dimarahi|dibalas|salah"
)
_LATER = r"nanti|nti|besok|bsk|kena|kaina|isuk|sesuk"
_KNOWN = r"tahu|tau|ingat|inget|hafal|hapal|punya|pegang|dapat|dpt|yakin"
_LOOKED = (
    r"cari|nyari|carikan|tanya|tanyakan|nanya|batakun|takunakan|cek|lihat|liat|tulis|kirim|kabari|ingat|telepon|telpon"
)
_NAMED = r"nama(?:nya)?|ngaran(?:nya)?|pt(?:nya)?|perusahaan(?:nya)?|nomor(?:nya)?|orang(?:nya)?|alamat(?:nya)?"
_NOTHING_YET = re.compile(
    rf"(?:\W|\b(?:{_FILLER}|{_NAMED}|mau|handak|lapor|{NOT}|{_LATER}|{_WORRY}|{_KNOWN}|{_LOOKED}|lupa|kalimpanan)\b)+",
    re.IGNORECASE,
)
_WHY = re.compile(
    rf"\b(?:{_WORRY}|lupa|kalimpanan)\b|\b(?:{NOT})\W+(?:{_FILLER}|\W)*(?:{_KNOWN})\b|"
    rf"\b(?:{_LATER})\b.*\b(?:{_LOOKED})",
    re.IGNORECASE,
)
LONGEST_WORRY = 60


def gives_nothing_yet(text: str) -> bool:
    """Return whether a message is but a worry, or says that what was asked for is not known or comes later."""
    return len(text) <= LONGEST_WORRY and _NOTHING_YET.fullmatch(text) is not None and _WHY.search(text) is not None
