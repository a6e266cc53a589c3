"""Tells "kk", an elder sibling ("kakak") or somebody addressed so, from "kk", the family's card ("kartu keluarga")."""

from __future__ import annotations

from collections.abc import Callable, Sequence

ABBREVIATION = "kk"
SIBLING = "kakak"
MOST_BETWEEN = 3
"""Words like "sudah", "ga bisa" that may stand between the sibling and what he does."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_OWNERS = _words("saya aku ku kami kita")
_BETWEEN = _words(
    "sudah baru masih lagi sedang belum tidak bisa mau ingin hendak pernah juga akan sekarang tadi kemarin ini itu",
    "dulu pun malah cuma cepat-cepat",
)
_WISHES = _words("mau ingin hendak")
_DEEDS = _words(
    "kerja bekerja berangkat pergi umrah haji pulang tinggal menikah nikah hamil lahir sakit meninggal menangis",
    "dipukul disiksa dipaksa ditipu tertipu dibawa ditangkap dideportasi disekap dijual diajak ditawari disuruh",
    "dikurung merantau kabur telantar pekerja magang kuliah mondok dipenjara diculik dijemput telepon menelepon cerita",
    "bilang lulus sekolah tanya bertanya whatsapp",
)
_TOGETHER = {("hilang", "kontak"), ("hilang", "kabar"), ("jadi", "pekerja")}
_ALONE = _words("kerja bekerja berangkat umrah")
"""What makes a sibling of a "kk" that is nobody's."""
_OF_CARDS = _words("pecah pisah ganti mengganti ubah mengubah cetak baru perbarui memperbarui tambah menambah")
_ABROAD = _words(
    "malaysia taiwan hongkong hong saudi arab singapura brunei korea jepang kamboja myanmar thailand dubai qatar",
    "kuwait oman mesir turki jeddah makkah madinah riyadh suriah laos filipina sabah sarawak johor luar",
)
_AT = _words("di ke dari")
_CARD_BEFORE = _words("di menurut dalam pada pakai memakai ktp nomor fotokopi foto akta nik lewat isi salinan")
_THANKS = _words("terima kasih halo hai pagi siang sore malam permisi maaf iya ya oke siap baik")


def sibling_at(
    tokens: Sequence[str], place: int, read: Callable[[str], Sequence[str]]
) -> tuple[tuple[str, ...] | None, int]:
    """Return what a "kk" at this place stands for if it is a person, and how many tokens say it; None for the rest.

    `read`: what a typed word stands for.
    """
    after = tokens[place + 1 :]
    if tokens[place] != ABBREVIATION or not _is_sibling(tokens[:place], after, read):
        return None, 1
    return ((SIBLING, "saya"), 2) if after and after[0] == "ku" else ((SIBLING,), 1)


def _is_sibling(before: Sequence[str], after: Sequence[str], read: Callable[[str], Sequence[str]]) -> bool:
    """Return whether the "kk" between these words is a person."""
    words = [word for typed in after[: MOST_BETWEEN + 4] for word in read(typed)]
    said = [word for typed in before[-1:] for word in read(typed)]
    if not words:
        return bool(said) and said[-1] in _THANKS
    if said and said[-1] in _CARD_BEFORE:
        return False
    owned = words[0] in _OWNERS
    rest = words[1:] if owned else words
    skipped = 0
    while skipped < min(MOST_BETWEEN, len(rest)) and rest[skipped] in _BETWEEN and rest[skipped] not in _ABROAD:
        skipped += 1
    passed, rest = rest[:skipped], rest[skipped:]
    if len(rest) > 1 and rest[0] in _AT and rest[1] in _ABROAD:
        return True
    if not owned:
        return bool(rest) and (rest[0] in _ALONE or (rest[0] in {"tanya", "bertanya"} and not before))
    if rest and (rest[0] in _DEEDS or tuple(rest[:2]) in _TOGETHER):
        return True
    wishes = not _WISHES.isdisjoint(passed)
    return wishes and bool(rest) and not rest[0].startswith("di") and rest[0] not in _OF_CARDS
