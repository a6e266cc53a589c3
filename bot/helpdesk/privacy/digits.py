"""Read a text for digits: write what stands for a digit as one, and mark the words that say what a number is."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

DIGIT_WORDS = dict(line.split("\t") for line in Path(__file__).with_name("digits.tsv").read_text("utf-8").splitlines())
"""Indonesian, Banjar and Javanese digits with their common slips; English ones from those who have worked abroad."""
TENS = {"sepuluh": "10", "sapuluh": "10", "sebelas": "11", "sabalas": "11"}
TIMES = {"dobel": 2, "double": 2, "tripel": 3, "triple": 3}

NOTHING, SILENT, DROPPED = "\x00", "\x01", "\x02"
"""What is no part of any number (a mask, a date), the rest of a digit word or an unseen sign, a word between digits."""
WIDEST_GAP = 8
"""Characters between two groups of one number."""
_BREAK = r"[^a-z0-9\x00]{0,3}"
_ONE = "|".join(sorted(DIGIT_WORDS, key=len, reverse=True))
_KNOWN = re.compile(rf"{_ONE}|{'|'.join((*TENS, *TIMES))}|kali|belas|balas|puluh?")
_NUMBER = (
    rf"(?<![a-z])(?=[a-z])(?>(?:{'|'.join(TENS)})|(?:{'|'.join(TIMES)}){_BREAK}(?:{_ONE})"
    rf"|(?:{_ONE})(?:{_BREAK}kali{_BREAK}(?:{_ONE})|{_BREAK}balas|{_BREAK}belas"
    rf"|{_BREAK}puluh?(?:{_BREAK}(?!nol|kosong|zero)(?:{_ONE}))?|(?:{_ONE})*))(?![a-z])"
    # after these a number in words is an amount, not digits read out
    rf"(?!{_BREAK}(?:ratus|ribu|rb|juta|jt|miliar|milyar|triliun|koma)(?![a-z]))"
)
_SPOKEN = re.compile(rf"{_NUMBER}(?:{_BREAK}{_NUMBER})*")
FEWEST = 5
"""So many digits and digit words there are at least in a number, besides letters that look like digits."""
_QUICK = re.compile(rf"[0-9]|(?<![a-z])(?:{_ONE}|{'|'.join(TENS)}|belas|balas|puluh?)")
_QUICK_TOGETHER = re.compile(rf"(?:{_ONE}){{{FEWEST}}}")
_LONG_WORD = re.compile("[a-z]{15}")
"""No five digit words written together are shorter."""
_FILLER = (
    r"(?:lalu|te?rus|trs|kemudian|dan|angka|spasi|br|(?:lanjut|sambung)(?:an)?(?:nya)?|selanjutnya|berikutnya"
    r"|(?:depan|tengah|belakang|akhir|terakhir|awal|sisa)(?:nya)?|se?trip|garis|miring|titik|min(?:us)?|dash|slash|dot"
    r"|tambah|plus)"
)
SIGN = r"(?:[^\w\x00-\x08]|_)"
GAP = rf"[\x01\x02]*(?:{SIGN}[\x01\x02]*){{0,{WIDEST_GAP}}}"
_FILLED = re.compile(rf"(?<=[0-9\x01])(?![0-9\x01])(?:x|{GAP}(?:{_FILLER}{GAP}){{1,2}})(?=[0-9])")
"""Words that are said between the groups of one number, and the x between them."""
_COUNT = re.compile(rf"(?<![a-z0-9])(?<![0-9][^a-z0-9])(?:[0-9]{{1,2}}|{_NUMBER}) (?:angka|digi[td]|huruf)(?![a-z])")
"""So many digits are told next: "8 angka depan"."""

_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2"})
_PIECE = re.compile(
    r"(?<![^\W_])(?:([a-z]{0,2})([0-9oilsbz]*[0-9][0-9oilsbz]*)"
    # a word of o and l alone is digits where it stands among them
    r"|(?<=[0-9ol][ -])(?:[ol]{1,3}(?=[ -][0-9])|[ol]{4}))(?![^\W_])"
)
_CONFUSABLE = str.maketrans("οоо〇іΙІӏ", "ooo0iiil")
_SIGNS = str.maketrans({**dict.fromkeys(map(chr, range(1, 9)), " "), "[": "(", "{": "(", "]": ")", "}": ")"})
_UNSEEN = frozenset({"Cf", "Mn", "Me"})


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
    NumberKind.OTHER: (
        # M-Paspor and what is done there, a telephone's own number
        r"(?:m|permohonan|pengajuan|pendaftaran|antrean|antrian|billing)\W{0,3}paspor|(?:imei|seri)\W{1,3}hp"
        r"|permohonan|pemohon|porsi|pendaftaran|daftar|registrasi|antrean|antrian|antri|imei|e?tiket|ticket|booking|pnr"
        r"|resi|kode|billing|kasus|kwitansi|kuitansi|invoice|seri|plat|nopol|penerbangan|flight|pesawat|visa|spph"
        r"|validasi|surat|sk|sertifikat|ijazah|nisn|isbn|lisensi|izin|ntpn|ntb|pesanan|versi|koordinat"
    ),
    NumberKind.NIK: "nik|e?ktp|kk|keluarga|kependudukan",
    NumberKind.PASSPORT: "paspor|pasport|passport|pspo?r|paspr|pasfor|paspot",
    NumberKind.ACCOUNT: (
        "rek|rekening|bank|bri|bca|bni|bsi|btn|mandiri|danamon|cimb|niaga|permata|muamalat|seabank|jago|transfer|trf|tf"
        "|atm|kartu|debit|kredit|tabungan|bpjs|kis|sim"
    ),
    NumberKind.PHONE: (
        "hp|hape|handphone|wa|whatsapp|telp|tlp|telpon|telepon|telefon|tlpn|(?:di)?hubungi|call|sms|kontak|telegram"
    ),
    NumberKind.NPWP: "npwp",
}
_LABEL = re.compile(
    rf"(?<![a-z])(?=[a-z])(?:no)?(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _SAYING.items())})"
    # it may be written together with its number: "pasporA1234567"
    r"(?:(?:nya|ku|mu|an)?(?![a-z])|(?:nya|ku|mu|an|saya|sy)?(?=[a-z]{0,2}[0-9oilsbz]{6}))"
)
_MARKED_AS = {chr(place): kind for place, kind in enumerate(NumberKind, 3)}
"""What stands for a word that says what a number is, once the text is read."""
_MARKS: dict[str | None, str] = {kind: mark for mark, kind in _MARKED_AS.items()}
_MARK = re.compile(f"[{''.join(_MARKED_AS)}]")
_HOLDER = re.compile(r"\W{0,3}(?:an|a\W{1,2}n|atas nama)(?![a-z])")
BEFORE, AFTER = 48, 32
"""So many characters before and after a number are looked at, some six and four words."""


def may_hold_number(text: str, fewest: int = FEWEST) -> bool:
    """Return whether there can be a number in a text at all; most messages have none and need not be read for one."""
    said = text.lower() if text.isascii() else "".join(map(_plain, text))
    if len(_QUICK.findall(said)) >= fewest:
        return True
    return _LONG_WORD.search(said) is not None and _QUICK_TOGETHER.search(said) is not None


def read(text: str) -> str:
    """Return the text with its digits as digits and its telling words marked; each character stays in its place."""
    said = text.translate(_SIGNS)
    said = said.lower() if said.isascii() else "".join(map(_plain, said))
    said = said.replace("%20", "   ")  # a space in an address
    said = _LABEL.sub(lambda one: _MARKS[one.lastgroup].ljust(len(one[0]), SILENT), _COUNT.sub(_drop, said))
    said = _PIECE.sub(_number_like, said)
    # what is read out becomes one group of digits
    said = _SPOKEN.sub(lambda it: "".join(map(_in_digits, re.findall(_NUMBER, it[0]))).ljust(len(it[0]), SILENT), said)
    return _FILLED.sub(_drop, said)


@lru_cache(4096)
def _plain(sign: str) -> str:
    """Return a character as the one of ASCII that it stands for, where it does."""
    if sign < "\x80":
        return sign.lower()
    category, value = unicodedata.category(sign), unicodedata.numeric(sign, -1)
    if category in _UNSEEN:
        return SILENT
    if value in range(10):
        return str(int(value))
    if category == "Pd" or sign == "\u2212":
        return "-"
    folded = unicodedata.normalize("NFKD", sign).lower()
    kept = "".join(one for one in folded if unicodedata.category(one) not in _UNSEEN)
    return kept.translate(_CONFUSABLE) if len(kept) == 1 else " "


def _number_like(match: re.Match[str]) -> str:
    """Make digits of the letters that look like them; a passport's number keeps the letters before it."""
    piece, letters, rest = match.group(), match[1] or "", match[2] or ""
    digits, real = piece.translate(_LOOKALIKES), sum(map(str.isdecimal, piece))
    if letters and 6 <= len(rest) <= 8 and real >= 4 and not digits.startswith("08"):
        return letters + rest.translate(_LOOKALIKES)
    return digits if digits.isdecimal() and (len(piece) >= 4 or len(piece) <= 2 * real) else piece


def _in_digits(number: str) -> str:
    """Return the digits of a number in words: "dua belas" is 12, "dobel nol" 00, "tiga kali nol" 000."""
    said = _KNOWN.findall(number)
    first, second, last = said[0], said[1] if len(said) > 1 else "", said[-1]
    digits = "".join(DIGIT_WORDS.get(word) or TENS.get(word, "") for word in said)
    if first in TIMES:
        return digits * TIMES[first]
    if second == "kali":
        return DIGIT_WORDS[last] * int(DIGIT_WORDS[first])
    if second in {"belas", "balas"}:
        return f"1{digits}"
    return f"{digits}0" if second in {"puluh", "pulu"} and last == second else digits


def _drop(match: re.Match[str]) -> str:
    return DROPPED * len(match.group())


def label_beside(said: str, start: int, end: int) -> NumberKind | None:
    """Return what the nearest telling word says about the number in said[start:end]; words before it first.

    A holder's name after it makes it an account: "a.n. Udin", "atas nama Udin".
    """
    before, after = said[max(start - BEFORE, 0) : start], said[end : end + AFTER]
    if marks := _MARK.findall(before):
        return _MARKED_AS[marks[-1]]
    if _HOLDER.match(after):
        return NumberKind.ACCOUNT
    mark = _MARK.search(after)
    return _MARKED_AS[mark.group()] if mark else None
