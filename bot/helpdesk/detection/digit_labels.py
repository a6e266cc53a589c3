"""The words beside a number that say what it is: "rek", "paspor", "porsi"…"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from bot.helpdesk.detection.digit_text import Token


class Label(StrEnum):
    """What a word says about the number beside it. OTHER: a number that names nobody (ticket, application…)."""

    NIK = "nik"
    PASSPORT = "passport"
    ACCOUNT = "account"
    PHONE = "phone"
    NPWP = "npwp"
    OTHER = "other"


_SAYING: Mapping[Label, str] = {
    Label.NIK: "nik ktp ektp kk keluarga kependudukan",
    Label.PASSPORT: "paspor pasport passport pspr paspr pasfor paspot",
    Label.ACCOUNT: (
        "rek rekening rekning norek bank bri bca bni bsi btn mandiri danamon cimb niaga permata muamalat seabank jago "
        "transfer trf tf atm kartu debit kredit tabungan bpjs kis sim"
    ),
    Label.PHONE: (
        "hp hape handphone nohp wa nowa whatsapp telp tlp telpon telepon telfon tlpn hubungi dihubungi call sms kontak "
        "telegram"
    ),
    Label.NPWP: "npwp",
    Label.OTHER: (
        "permohonan pemohon porsi pendaftaran daftar registrasi antrean antrian antri imei tiket eticket ticket "
        "booking pnr resi kode billing kasus kwitansi kuitansi invoice seri plat nopol penerbangan flight pesawat "
        "visa spph validasi surat sertifikat ijazah nisn mpaspor lisensi izin ntpn ntb pesanan"
    ),
}
LABELS = {word: label for label, words in _SAYING.items() for word in words.split()}
_ENDINGS = ("nya", "ku", "mu", "an")
_NOT_OF_PERSONS = {
    Label.PASSPORT: frozenset({"m", "permohonan", "pengajuan", "pendaftaran", "antrean", "antrian", "billing"}),
    Label.PHONE: frozenset({"imei", "seri"}),
}
"""Before a word that says what a number is: M-Paspor and what is done there, a telephone's own number."""
BEFORE, AFTER = 6, 4
"""So many words before and after a number are looked at."""


@lru_cache(4096)
def label_of(word: str) -> Label | None:
    """Return what a word says about a number beside it."""
    if word in LABELS:
        return LABELS[word]
    bare = next((word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)), "")
    return LABELS.get(bare)


class Labels:
    """The words of a text, each with what it says, to be asked for beside a number."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._places = [place for place, token in enumerate(tokens) if not token.digits]
        self._said = [self._label(place) for place in self._places]

    def _label(self, place: int) -> Label | None:
        label = label_of(self._tokens[place].text)
        before = self._tokens[place - 1].text if place else ""
        return Label.OTHER if label and before in _NOT_OF_PERSONS.get(label, ()) else label

    def beside(self, first: int, last: int) -> Label | None:
        """Return what the nearest telling word says about the number in tokens[first..last]; words before it first."""
        before, after = bisect_left(self._places, first), bisect_right(self._places, last)
        earlier = self._said[max(before - BEFORE, 0) : before]
        later = self._said[after : after + AFTER]
        held = Label.ACCOUNT if self._names_holder(last) else None
        return next(filter(None, reversed(earlier)), None) or held or next(filter(None, later), None)

    def _names_holder(self, last: int) -> bool:
        """Return whether a holder's name follows a number, as of an account: "a.n. Udin", "atas nama Udin"."""
        words = tuple(token.text for token in self._tokens[last + 1 : last + 3])
        return words[:1] == ("an",) or words in {("a", "n"), ("atas", "nama")}
