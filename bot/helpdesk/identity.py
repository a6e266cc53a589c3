"""Numbers that could hurt a resident if they were stored or shown: found in a text and masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum


class Kind(StrEnum):
    """What a number identifies. NIK stands for the family card's number (KK) too: both have sixteen digits."""

    NIK = "nik"
    PASSPORT = "passport"
    ACCOUNT = "account"
    PHONE = "phone"


MASKS = {
    Kind.NIK: "[NIK/KK •••]",
    Kind.PASSPORT: "[nomor paspor •••]",
    Kind.ACCOUNT: "[nomor rekening/kartu •••]",
    Kind.PHONE: "[nomor HP •••]",
}
HOTLINES = frozenset({"08111129129", "628111129129", "622129244800", "02129244800"})
"""Public numbers of helpers, which are nobody's secret."""
SHORT = frozenset({"110", "112", "113", "115", "117", "118", "119", "129", "148"})

_GAP = r"[ .()\-\u00a0\u200b-\u200d\u2060]{0,2}"
_DATE = r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?![-.]?\d)|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![-.]?\d)"
_AMOUNT = (
    r"(?i:rp|idr|usd|us\$|\$|sar|rm)\.?\s?\d[\d.,]*(?:\s\d{3}\b)*"
    r"|(?<![\d.+])[1-9]\d{0,2}(?:[.,]\d{3})+(?:,\d{2})?(?![.\-]?\d)"
    r"|\d[\d.,]*\s?(?i:rupiah|ribu|rb|juta|jt|miliar|milyar|riyal|ringgit|dolar)\b"
)
_PASSPORT = r"(?<![^\W_])[A-Za-z][ \-]?\d{6,8}(?![^\W_])"
_FOUND = re.compile(rf"(?P<plain>{_AMOUNT}|{_DATE})|(?P<passport>{_PASSPORT})|(?P<run>\+?\(?\d(?:{_GAP}\d)+)")
_DIGIT = re.compile(r"\d")
_INNER_DATE = re.compile(rf"(?:^|(?<= ))(?:{_DATE})")
_ABOUT_PASSPORT = re.compile(r"(?i)(?:paspor|pasport|passport|pspr|no|nomor)\W{0,3}(?:\w+\W{1,3}){0,2}$")


def has_digit(text: str) -> bool:
    """Whether there can be a number in a text: most have none, and need not be searched for any."""
    return _DIGIT.search(text) is not None


def masked(text: str, keep: Collection[Kind] = ()) -> tuple[str, frozenset[Kind]]:
    """The text with its numbers masked, and the kinds that were; those in `keep` stay.

    Amounts, dates, years, short public numbers and case numbers are left as they are.
    """
    if not has_digit(text):
        return text, frozenset()
    hidden: set[Kind] = set()

    def replaced(kind: Kind | None, found: str) -> str:
        if kind is None or kind in keep:
            return found
        hidden.add(kind)
        return MASKS[kind]

    def one(match: re.Match[str]) -> str:
        found = match.group()
        if match["plain"]:
            return found
        if match["passport"]:
            return replaced(_passport(found, text[: match.start()]), found)
        date = _INNER_DATE.search(found)
        if date:
            before, after = found[: date.start()], found[date.end() :]
            return replaced(_run(before), before) + date.group() + replaced(_run(after), after)
        return replaced(_run(found), found)

    return _FOUND.sub(one, text), frozenset(hidden)


def _passport(found: str, before: str) -> Kind | None:
    """A letter and six to eight digits; "x1000000" is a factor, and with a gap it must be called a passport."""
    if found[0] in "xX" and found.endswith("000"):
        return None
    if found[1].isdecimal() or _ABOUT_PASSPORT.search(before):
        return Kind.PASSPORT
    return None


def _run(found: str) -> Kind | None:
    """What a run of digits with small gaps in it is."""
    groups = ["".join(str(unicodedata.decimal(sign)) for sign in group) for group in re.findall(r"\d+", found)]
    digits = "".join(groups)
    if digits in HOTLINES or all(group in SHORT for group in groups):
        return None
    if len(digits) == 16:
        return None if _are_years(groups) else Kind.NIK
    if found.startswith("+") and 8 <= len(digits) <= 15:
        return Kind.PHONE
    if re.match(r"(?:0|62)8", digits) and 9 <= len(digits) <= 15 and len(groups[0]) > 1:
        return Kind.PHONE
    if not 10 <= len(digits) <= 19 or _are_years(groups) or len(digits) < 3 * len(groups):
        return None
    if len(groups) == 1 and digits.endswith("000000"):
        return None
    return Kind.PHONE if digits.startswith("0") and len(digits) <= 12 else Kind.ACCOUNT


def _are_years(groups: list[str]) -> bool:
    return len(groups) > 1 and all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)


_ASKING = {
    Kind.PHONE: r"(?:no|nomor|nmr)\.?\s*(?:hp|wa|whatsapp|telepon|telp|tlp|handphone|yang bisa (?:di)?hubungi)",
    Kind.NIK: r"\bnik\b|(?:no|nomor)\.?\s*(?:e-?)?(?:ktp|kk|kartu keluarga)",
    Kind.PASSPORT: r"(?:no|nomor)\.?\s*pas+por",
}


def asked_for(text: str) -> frozenset[Kind]:
    """Which numbers an officer asks for in what he writes; bank accounts and cards are never asked for."""
    return frozenset(kind for kind, words in _ASKING.items() if re.search(words, text, re.IGNORECASE))


_DOCUMENT = (
    r"e-?ktp|ktp|kk|kartu keluarga|paspor|pasport|passport|pspr|nik|akta|akte|kitas|kitap|buku nikah|kia|sim|ijazah"
)
_NAMED = re.compile(rf"(?<![^\W_])(?:{_DOCUMENT})(?![^\W_])", re.IGNORECASE)
_SHOWN = re.compile(r"\b(?:ini|foto|scan|fotokopi|fc|lampiran|berikut|kirim)\b", re.IGNORECASE)
CARD_SHAPES = (1.53, 1.64)
"""Long by short side of an identity card (85.6 by 54 mm = 1.585), with room for a careless cut."""


def shows_document(
    caption: str, file_name: str | None, width: int | None = None, height: int | None = None
) -> bool | None:
    """Whether a photo or file is an identity document: True, False, or None when one must ask."""
    name = re.sub(r"[\W_\d]+", " ", file_name or "")
    if _NAMED.search(name):
        return True
    if _NAMED.search(caption):
        return True if len(caption.split()) <= 4 or _SHOWN.search(caption) else None
    if not caption and width and height:
        shape = max(width, height) / min(width, height)
        return None if CARD_SHAPES[0] <= shape <= CARD_SHAPES[1] else False
    return False
