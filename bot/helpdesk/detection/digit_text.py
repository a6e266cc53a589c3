"""One canonical reading of a text: the digits in it, however they are written, and the words between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

DIGIT_WORDS = {
    **{"nol": "0", "kosong": "0", "zero": "0", "satu": "1", "asa": "1", "siji": "1", "one": "1"},
    **{"dua": "2", "loro": "2", "two": "2", "tiga": "3", "talu": "3", "telu": "3", "three": "3"},
    **{"empat": "4", "ampat": "4", "papat": "4", "four": "4", "lima": "5", "limo": "5", "five": "5"},
    **{"enam": "6", "anam": "6", "enem": "6", "six": "6", "tujuh": "7", "tuju": "7", "pitu": "7", "seven": "7"},
    **{"delapan": "8", "lapan": "8", "dlapan": "8", "walu": "8", "wolu": "8", "eight": "8"},
    **{"sembilan": "9", "smbilan": "9", "sambilan": "9", "sanga": "9", "songo": "9", "nine": "9"},
}
"""Indonesian, Banjar and Javanese digits with their common slips; English ones from those who have worked abroad."""
TENS = {"sepuluh": "10", "sapuluh": "10", "sebelas": "11", "sabalas": "11"}
TEEN, TEN = frozenset({"belas", "balas"}), frozenset({"puluh", "pulu"})
NUMERALS = frozenset({"ratus", "ribu", "rb", "juta", "jt", "miliar", "milyar", "triliun", "koma"})
"""After these a number in words is an amount, not digits read out."""
TIMES = {"dobel": 2, "double": 2, "tripel": 3, "triple": 3}

_BEGIN_NUMBER = frozenset((*DIGIT_WORDS, *TENS, *TIMES))

LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2"})
_LIKE_A_NUMBER = re.compile(r"[0-9oilsbz]+")
_LETTERS_THEN_NUMBER = re.compile(r"([a-z]{1,2})([0-9oilsbz]{6,8})")
_CONFUSABLE = str.maketrans("οоо〇іΙІӏ", "ooo0iiil")
_ALNUM = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\d+|\D+")
_SPOKEN = "|".join(sorted((*DIGIT_WORDS, *TENS, *TEEN, *TEN), key=len, reverse=True))
_SAID_TOGETHER = re.compile(rf"(?:{_SPOKEN})+")
_SAID = re.compile(_SPOKEN)
_DIGIT = re.compile("[0-9]")
_QUICK = re.compile(rf"(?<![a-z])(?:{_SPOKEN})")
_QUICK_TOGETHER = re.compile(rf"(?:{_SPOKEN}){{5}}")
_LONG_WORD = re.compile("[a-z]{15}")
"""No five digit words written together are shorter."""
FEWEST_SPOKEN = 5
"""So many digit words there are at least in a number that is read out."""


class Token(NamedTuple):
    """A group of digits or a word, in canonical letters. `start`, `end`: in the canonical text."""

    text: str
    start: int
    end: int
    digits: bool
    spoken: bool = False


class Reading(NamedTuple):
    """A text read: its canonical form, its tokens, and for each canonical character where it stood.

    `starts` and `ends` are None where nothing has moved.
    """

    canonical: str
    tokens: tuple[Token, ...]
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that canonical[start:end] was read from."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def may_hold_number(text: str) -> bool:
    """Return whether there can be a number in a text at all; most messages have none and need not be read for one."""
    said = text.lower() if text.isascii() else "".join(map(_plain, text))
    if _DIGIT.search(said):
        return True
    if len(_QUICK.findall(said)) >= FEWEST_SPOKEN:
        return True
    return _LONG_WORD.search(said) is not None and _QUICK_TOGETHER.search(said) is not None


def read(text: str) -> Reading:
    """Read the text in canonical letters, cut into words and groups of digits; linear in its length."""
    if text.isascii():
        # a space in an address is written %20
        canonical = text.lower().replace("%20", "   ")
        return Reading(canonical, tuple(_tokens(canonical)))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(text):
        plain = _plain(sign)
        if plain:
            signs.append(plain)
            starts += [place] * len(plain)
            ends += [place + 1] * len(plain)
        elif ends:
            # a mark, or a sign that is not seen, belongs to what it follows
            ends[-1] = place + 1
    canonical = "".join(signs)
    return Reading(canonical, tuple(_tokens(canonical)), starts, ends)


@lru_cache(4096)
def _plain(sign: str) -> str:
    """Return a character as plain ASCII where it stands for that: "" for what is not seen."""
    if sign < "\x80":
        return sign.lower()
    category = unicodedata.category(sign)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    value = unicodedata.numeric(sign, None)
    if value is not None:
        if value in range(10):
            return str(int(value))
        if value != int(value):
            return " "
    if category == "Pd" or sign == "\u2212":
        return "-"
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    folded = unicodedata.normalize("NFKD", sign).lower()
    kept = "".join(one for one in folded if unicodedata.category(one) not in {"Cf", "Mn", "Me"})
    return kept.translate(_CONFUSABLE) if len(kept) <= 4 else " "


def _tokens(canonical: str) -> Iterator[Token]:
    return _spoken_together(list(_pieces(canonical)))


def _pieces(canonical: str) -> Iterator[Token]:
    """Cut the text into words, groups of digits and digit words; letters that stand for digits are read as digits."""
    for match in _ALNUM.finditer(canonical):
        piece, start, end = match.group(), match.start(), match.end()
        if piece.isdecimal():
            yield Token(piece, start, end, digits=True)
        elif piece.isalpha():
            yield from _words(piece, start, end)
        elif led := _LETTERS_THEN_NUMBER.fullmatch(piece):
            letters, number = led.groups()
            if sum(sign.isdecimal() for sign in number) >= 4 and not _starts_like_mobile(piece):
                yield Token(letters, start, start + len(letters), digits=False)
                yield Token(number.translate(LOOKALIKES), start + len(letters), end, digits=True)
            else:
                yield Token(piece.translate(LOOKALIKES), start, end, digits=True)
        elif _LIKE_A_NUMBER.fullmatch(piece) and (len(piece) >= 4 or len(piece) <= 2 * _digits_in(piece)):
            yield Token(piece.translate(LOOKALIKES), start, end, digits=True)
        else:
            for part in _PARTS.finditer(piece):
                said, at = part.group(), start + part.start()
                yield Token(said, at, at + len(said), digits=said.isdecimal())


def _digits_in(piece: str) -> int:
    return sum(sign.isdecimal() for sign in piece)


def _starts_like_mobile(piece: str) -> bool:
    """Return whether a leading letter is a nought ("o81234567"); a passport's has at most eight digits after it."""
    return piece.translate(LOOKALIKES).startswith("08")


def _words(piece: str, start: int, end: int) -> Iterator[Token]:
    """Cut a piece into words; "enamtiganol" is several."""
    if len(piece) > 8 and _SAID_TOGETHER.fullmatch(piece):
        for match in _SAID.finditer(piece):
            yield Token(match.group(), start + match.start(), start + match.end(), digits=False)
    else:
        yield Token(piece, start, end, digits=False)


def _spoken_together(pieces: list[Token]) -> Iterator[Token]:
    """Make digits of digit words: "dua belas" is 12, "enam puluh tiga" 63, "dua kali nol" 00."""
    at = 0
    while at < len(pieces):
        token = pieces[at]
        digits, used = _spoken(pieces, at) if token.text in _BEGIN_NUMBER else ("", 1)
        following = pieces[at + used].text if at + used < len(pieces) else ""
        if not digits:
            yield token
            at += 1
        elif following in NUMERALS:
            yield from (pieces[at + step]._replace(digits=False) for step in range(used))
            at += used
        else:
            yield Token(digits, token.start, pieces[at + used - 1].end, digits=True, spoken=True)
            at += used


def _spoken(pieces: list[Token], at: int) -> tuple[str, int]:
    """Return the digits that are read out from this piece on, and how many pieces they take; ("", 1) where none are."""
    words = [piece.text for piece in pieces[at : at + 3]]
    if words[0] in TIMES and len(words) > 1 and words[1] in DIGIT_WORDS:
        return DIGIT_WORDS[words[1]] * TIMES[words[0]], 2
    if words[1:2] == ["kali"] and len(words) > 2 and words[0] in DIGIT_WORDS and words[2] in DIGIT_WORDS:
        return DIGIT_WORDS[words[2]] * int(DIGIT_WORDS[words[0]]), 3
    if words[0] in TENS:
        return TENS[words[0]], 1
    digit = DIGIT_WORDS.get(words[0], "")
    if digit and len(words) > 1 and words[1] in TEEN:
        return f"1{digit}", 2
    if digit and len(words) > 1 and words[1] in TEN:
        unit = DIGIT_WORDS.get(words[2], "") if len(words) > 2 else ""
        return (f"{digit}{unit}", 3) if unit and unit != "0" else (f"{digit}0", 2)
    return digit, 1
