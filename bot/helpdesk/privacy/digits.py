"""Read a text for digits: the groups of them, however they are written, and what the words beside them say."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
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

_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2"})
_LIKE_A_NUMBER = re.compile(r"[0-9oilsbz]+")
_LETTERS_THEN_NUMBER = re.compile(r"([a-z]{1,2})([0-9oilsbz]{6,8})")
_CONFUSABLE = str.maketrans("οоо〇іΙІӏ", "ooo0iiil")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
_ALNUM = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\d+|\D+")
_SPOKEN = "|".join(sorted((*DIGIT_WORDS, *TENS, *TEEN, *TEN), key=len, reverse=True))
_SAID_TOGETHER = re.compile(rf"(?:{_SPOKEN})+")
_SAID = re.compile(_SPOKEN)
_DIGIT = re.compile("[0-9]")
_QUICK = re.compile(rf"(?<![a-z])(?:{_SPOKEN})")
FEWEST_SPOKEN = 5
"""So many digit words there are at least in a number that is read out."""
_QUICK_TOGETHER = re.compile(rf"(?:{_SPOKEN}){{{FEWEST_SPOKEN}}}")
_LONG_WORD = re.compile("[a-z]{15}")
"""No five digit words written together are shorter."""
FEWEST_DIGITS_GLUED = 4
"""Digits, apart from letters that look like digits, of a number that is written together with a word."""

WIDEST_GAP = 8
"""Characters between two groups of one number."""
MOST_FILLERS = 2
FILLERS = re.compile(
    "lalu|te?rus|trs|kemudian|dan|angka|spasi|br|(?:lanjut|sambung)(?:an)?(?:nya)?|selanjutnya|berikutnya"
    "|(?:depan|tengah|belakang|akhir|terakhir|awal|sisa)(?:nya)?|se?trip|garis|miring|titik|min(?:us)?|dash|slash|dot"
    "|tambah|plus"
)
"""Words that are said between the groups of one number."""


class NumberKind(StrEnum):
    """What a number identifies, and what a word says about the number beside it.

    NIK stands for the family card's number (KK) too: both have sixteen digits. OTHER: a number that names nobody
    (ticket, application…).
    """

    NIK = "nik"
    PASSPORT = "passport"
    ACCOUNT = "account"
    PHONE = "phone"
    NPWP = "npwp"
    OTHER = "other"


_SAYING = {
    NumberKind.NIK: "nik ktp ektp kk keluarga kependudukan",
    NumberKind.PASSPORT: "paspor pasport passport pspr paspr pasfor paspot",
    NumberKind.ACCOUNT: (
        "rek rekening rekning norek bank bri bca bni bsi btn mandiri danamon cimb niaga permata muamalat seabank jago "
        "transfer trf tf atm kartu debit kredit tabungan bpjs kis sim"
    ),
    NumberKind.PHONE: (
        "hp hape handphone nohp wa nowa whatsapp telp tlp telpon telepon telfon tlpn hubungi dihubungi call sms kontak "
        "telegram"
    ),
    NumberKind.NPWP: "npwp",
    NumberKind.OTHER: (
        "permohonan pemohon porsi pendaftaran daftar registrasi antrean antrian antri imei tiket eticket ticket "
        "booking pnr resi kode billing kasus kwitansi kuitansi invoice seri plat nopol penerbangan flight pesawat "
        "visa spph validasi surat sertifikat ijazah nisn mpaspor lisensi izin ntpn ntb pesanan"
    ),
}
_LABELS = {word: label for label, words in _SAYING.items() for word in words.split()}
_ENDINGS = ("nya", "ku", "mu", "an")
_NOT_OF_PERSONS = {
    NumberKind.PASSPORT: frozenset({"m", "permohonan", "pengajuan", "pendaftaran", "antrean", "antrian", "billing"}),
    NumberKind.PHONE: frozenset({"imei", "seri"}),
}
"""Before a word that says what a number is: M-Paspor and what is done there, a telephone's own number."""
BEFORE, AFTER = 6, 4
"""So many words before and after a number are looked at."""
_GLUED = re.compile(
    rf"(?:no)?({'|'.join(sorted((*_LABELS, 'no', 'nomor', 'nomer', 'nmr'), key=len, reverse=True))})"
    r"(?:nya|ku|mu|an|saya|sy)?([a-z]{0,2}[0-9oilsbz]{6,})"
)
"""A number written together with the word that says what it is: "pasporA1234567"."""


class Token(NamedTuple):
    """A group of digits or a word, in canonical letters. `start`, `end`: in the canonical text."""

    text: str
    start: int
    end: int
    digits: bool
    spoken: bool = False


class Reading(NamedTuple):
    """A text read: its canonical form, its tokens, and for each canonical character where it stood."""

    canonical: str
    tokens: tuple[Token, ...]
    starts: Sequence[int]
    ends: Sequence[int]


def may_hold_number(text: str) -> bool:
    """Return whether there can be a number in a text at all; most messages have none and need not be read for one."""
    said = text.lower() if text.isascii() else "".join(map(_plain, text))
    if _DIGIT.search(said) or len(_QUICK.findall(said)) >= FEWEST_SPOKEN:
        return True
    return _LONG_WORD.search(said) is not None and _QUICK_TOGETHER.search(said) is not None


def read(text: str) -> Reading:
    """Read the text in canonical letters, cut into words and groups of digits; linear in its length."""
    if text.isascii():
        canonical = text.lower().replace("%20", "   ")  # a space in an address
        return Reading(canonical, tuple(_tokens(canonical)), range(len(text)), range(1, len(text) + 1))
    signs = list(map(_plain, text))
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(signs):
        starts += [place] * len(sign)
        ends += [place + 1] * len(sign)
        if not sign and ends:
            # a mark, or a sign that is not seen, belongs to what it follows
            ends[-1] = place + 1
    canonical = "".join(signs)
    return Reading(canonical, tuple(_tokens(canonical)), starts, ends)


@lru_cache(4096)
def _plain(sign: str) -> str:
    """Return a character as plain ASCII where it stands for that: "" for what is not seen."""
    if sign < "\x80":
        return sign.lower()
    category, value = unicodedata.category(sign), unicodedata.numeric(sign, -1)
    if category in _UNSEEN:
        return ""
    if value in range(10):
        return str(int(value))
    if value % 1 or category[0] == "Z":
        return " "
    if category == "Pd" or sign == "\u2212":
        return "-"
    folded = unicodedata.normalize("NFKD", sign).lower()
    kept = "".join(one for one in folded if unicodedata.category(one) not in _UNSEEN)
    return kept.translate(_CONFUSABLE) if len(kept) <= 4 else " "


def _tokens(canonical: str) -> Iterator[Token]:
    """Cut the text into words and groups of digits, and make digits of digit words: "dua belas" is 12."""
    pieces = [token for match in _ALNUM.finditer(canonical) for token in _cut(match.group(), match.start())]
    at = 0
    while at < len(pieces):
        token = pieces[at]
        digits, used = _spoken(pieces, at) if token.text in _BEGIN_NUMBER else ("", 1)
        at += used
        if digits and not (at < len(pieces) and pieces[at].text in NUMERALS):
            yield Token(digits, token.start, pieces[at - 1].end, digits=True, spoken=True)
        elif digits:
            yield from pieces[at - used : at]
        else:
            yield token


def _cut(piece: str, start: int) -> Sequence[Token]:
    """Cut a piece into words and groups of digits; letters that stand for digits are read as digits."""
    end = start + len(piece)
    if piece.isdecimal():
        return (Token(piece, start, end, True),)
    if piece.isalpha():
        if len(piece) > 8 and _SAID_TOGETHER.fullmatch(piece):
            return [
                Token(said.group(), start + said.start(), start + said.end(), False) for said in _SAID.finditer(piece)
            ]
        return (Token(piece, start, end, False),)
    if (glued := _GLUED.fullmatch(piece)) and _digits_in(glued[2]) >= FEWEST_DIGITS_GLUED:
        return (Token(glued[1], start, start + glued.end(1), False), *_cut(glued[2], start + glued.start(2)))
    as_digits = piece.translate(_LOOKALIKES)
    if led := _LETTERS_THEN_NUMBER.fullmatch(piece):
        # a leading letter is a nought ("o81234567"), or a passport's, which has at most eight digits after it
        if _digits_in(led[2]) < 4 or as_digits.startswith("08"):
            return (Token(as_digits, start, end, True),)
        middle = start + led.end(1)
        return (Token(led[1], start, middle, False), Token(led[2].translate(_LOOKALIKES), middle, end, True))
    if _LIKE_A_NUMBER.fullmatch(piece) and (len(piece) >= 4 or len(piece) <= 2 * _digits_in(piece)):
        return (Token(as_digits, start, end, True),)
    parts = _PARTS.findall(piece)
    ends = list(accumulate(map(len, parts), initial=start))
    return [Token(part, ends[place], ends[place + 1], part.isdecimal()) for place, part in enumerate(parts)]


def _digits_in(piece: str) -> int:
    return sum(map(str.isdecimal, piece))


def _spoken(pieces: list[Token], at: int) -> tuple[str, int]:
    """Return the digits that are read out from this piece on, and how many pieces they take; ("", 1) where none are."""
    first, second, third = [*(piece.text for piece in pieces[at : at + 3]), "", ""][:3]
    if first in TIMES and second in DIGIT_WORDS:
        return DIGIT_WORDS[second] * TIMES[first], 2
    if second == "kali" and first in DIGIT_WORDS and third in DIGIT_WORDS:
        return DIGIT_WORDS[third] * int(DIGIT_WORDS[first]), 3
    if first in TENS:
        return TENS[first], 1
    digit = DIGIT_WORDS.get(first, "")
    if digit and second in TEEN:
        return f"1{digit}", 2
    if digit and second in TEN:
        unit = DIGIT_WORDS.get(third, "0")
        return f"{digit}{unit}", 2 if unit == "0" else 3
    return digit, 1


class DigitGroup(NamedTuple):
    """A group of digits. `gap`: what stands before it; `token`: its place among the tokens."""

    digits: str
    gap: str
    token: int
    spoken: bool


def runs(reading: Reading) -> list[list[DigitGroup]]:
    """Return the groups of digits in a text that may belong together, in order; fillers may stand between them."""
    found: list[list[DigitGroup]] = []
    run: list[DigitGroup] = []
    fillers, tokens = 0, reading.tokens
    for place, token in enumerate(tokens):
        digits = token.text if token.digits else ""
        if run and not digits:
            followed = place + 1 < len(tokens) and tokens[place + 1].digits
            # "6305 ol 12": a short word of o and l after digits is a number; at the end it needs four
            if len(token.text) <= 4 and (followed or len(token.text) == 4) and not token.text.strip("ol"):
                digits = token.text.translate(_LOOKALIKES) if tokens[place - 1].digits else ""
            inside = token.text == "x" and followed and token.start == tokens[place - 1].end
            inside = inside or (fillers < MOST_FILLERS and FILLERS.fullmatch(token.text) is not None)
        if run and (token.start - tokens[place - 1].end > WIDEST_GAP or not (digits or inside)):
            found.append(run)
            run, fillers, digits = [], 0, digits if token.digits else ""
        if digits:
            gap = reading.canonical[tokens[run[-1].token].end : token.start] if run else ""
            run.append(DigitGroup(digits, gap, place, token.spoken))
            fillers = 0
        elif run:
            fillers += 1
    return [*found, run]


class Labels:
    """What the words of a text say about the numbers beside them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._words = list(accumulate((not token.digits for token in tokens), initial=0))
        self._telling: list[int] = []
        self._said: list[NumberKind] = []
        for place, token in enumerate(tokens):
            if label := None if token.digits else _label_of(token.text):
                nobodys = place > 0 and tokens[place - 1].text in _NOT_OF_PERSONS.get(label, ())
                self._telling.append(self._words[place])
                self._said.append(NumberKind.OTHER if nobodys else label)

    def beside(self, first: int, last: int) -> NumberKind | None:
        """Return what the nearest telling word says about the number in tokens[first..last]; words before it first.

        A holder's name after it makes it an account: "a.n. Udin", "atas nama Udin".
        """
        before, after = self._words[first], self._words[last + 1]
        place = bisect_left(self._telling, before)
        if place and self._telling[place - 1] >= before - BEFORE:
            return self._said[place - 1]
        words = tuple(token.text for token in self._tokens[last + 1 : last + 3])
        if words[:1] == ("an",) or words in {("a", "n"), ("atas", "nama")}:
            return NumberKind.ACCOUNT
        place = bisect_left(self._telling, after)
        near = place < len(self._telling) and self._telling[place] < after + AFTER
        return self._said[place] if near else None


@lru_cache(4096)
def _label_of(word: str) -> NumberKind | None:
    """Return what a word says about a number beside it."""
    bare = next((word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)), "")
    return _LABELS.get(word) or _LABELS.get(bare)
