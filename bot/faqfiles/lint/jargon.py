"""Words that a villager cannot know, each with a meaning that may follow it in brackets."""

from __future__ import annotations

import re

# Term (a pattern, whole words) → the meaning to suggest. What every family knows (KTP, KK, HP) is not here.
MEANINGS: dict[str, str] = {
    "BAP": "tanya jawab resmi dengan petugas",
    "PNBP": "penerimaan negara bukan pajak",
    "SPLP": "surat perjalanan pengganti paspor",
    "endors?ement": "catatan resmi di halaman paspor",
    "KTP-el|e-KTP": "KTP elektronik",
    "(?:kode )?billing": "kode bayar resmi",
    "OTP": "angka rahasia yang dikirim ke HP",
    "biometrik": "foto wajah dan sidik jari",
    "autogate": "pintu periksa paspor otomatis",
    "PIMPASA": "petugas imigrasi pembina desa",
    "ULP": "tempat layanan paspor di kabupaten",
    "Disnaker": "dinas tenaga kerja",
    "KBRI": "kedutaan Indonesia di negara itu",
    "KJRI": "kantor perwakilan Indonesia di negara itu",
    "P3MI": "perusahaan resmi yang mengirim pekerja ke luar negeri",
    "SIP3MI": "surat izin perusahaan pengirim pekerja",
    "SIP2MI": "surat izin merekrut untuk satu lowongan",
    "BP3MI": "kantor pelindungan pekerja migran",
    "KP2MI": "kementerian untuk pekerja migran",
    "SISKOP2MI": "sistem pendaftaran pekerja migran",
    "SIAPkerja": "situs pendaftaran kerja dari pemerintah",
    "E-KPMI": "kartu pekerja migran elektronik",
    "OPP": "pembekalan sebelum berangkat",
    "LTSA": "loket layanan pekerja migran",
    "LPK-SO": "lembaga pelatihan yang boleh mengirim peserta magang",
    "BLK": "balai latihan kerja milik pemerintah",
    "ABK": "awak kapal",
    "JKK": "jaminan kecelakaan kerja",
    "JKM": "jaminan kematian",
    "JHT": "jaminan hari tua",
    "KUR": "pinjaman modal usaha dari bank dengan bunga ringan",
    "non-?prosedural": "tidak lewat jalur resmi",
    "overstay": "tinggal melebihi izin",
    "(?:di)?deportasi": "dipulangkan paksa",
    "moratorium": "penghentian sementara",
    "PPIU": "perusahaan umrah berizin",
    "PIHK": "perusahaan haji khusus berizin",
    "furoda": "haji dengan visa undangan Arab Saudi",
    "mujamalah": "visa undangan dari Arab Saudi",
    "istit+h?a['’`]?ah": "mampu berhaji dari segi kesehatan",
    "mahram": "suami atau saudara laki-laki dekat",
    "BPIH|Bipih": "biaya perjalanan haji",
    "e-ICV": "sertifikat vaksin elektronik",
    "TPPO": "tindak pidana perdagangan orang",
    "TPPM": "tindak pidana penyelundupan manusia",
    "restitusi": "ganti rugi dari pelaku",
    "rehabilitasi": "pemulihan badan dan jiwa",
    "reintegrasi": "bantuan untuk kembali hidup di desa",
    "eksploitasi": "diperas tenaga atau tubuhnya",
    "LPSK": "lembaga pelindung saksi dan korban",
    "WNA": "warga negara asing",
    "ITK": "izin tinggal kunjungan",
    "ITAS": "izin tinggal terbatas",
    "ITAP": "izin tinggal tetap",
    "APOA": "aplikasi pelaporan orang asing",
    "apostille": "pengesahan dokumen untuk luar negeri",
}

_SIGNAL = r"(?:itu\s+)?(?:adalah|ialah|yaitu|yakni|artinya|berarti|singkatan dari|kepanjangan dari)"
_NAMED = r"(?:disebut|namanya|bernama|istilahnya|singkatannya|dikenal sebagai)"
_OTHER = r"[\w-]+"


def _word(term: str) -> str:
    """Return the pattern of a term that stands as a word of its own."""
    return rf"(?<![\w-])(?:{term})(?!\w)"


def _flags(term: str) -> re.RegexFlag:
    return re.MULTILINE if term[0].isupper() else re.MULTILINE | re.IGNORECASE


def _explained(word: str) -> str:
    """Return the pattern of a term that stands together with its meaning.

    The meaning stands in brackets behind or before the term, or as "X adalah …", "disebut X", "X: …" on its own line.
    """
    pair = rf"(?:\s*(?:/|,|dan|atau)\s*{_OTHER})?"
    explained = (
        rf"{word}{pair}(?:\s+{_OTHER})?\s*\([^)]{{4,}}\)",
        rf"\w{{3,}}\s*\((?:{_OTHER}\s*(?:/|,|dan|atau)?\s*)?{word}{pair}\)",
        rf"\({word},\s+[^)]{{4,}}\)",
        rf"{word}[^.!?\n]{{0,60}}\b(?:yaitu|yakni)\b",
        rf"{word},?\s+{_SIGNAL}\b",
        rf"{_NAMED}\s+{word}",
        rf"^\s*(?:\d+\.\s)?{word}:\s+\w",
    )
    return "|".join(explained)


_STAND_IN = "ŊŊŊ"
"""Takes the place of the term that is looked at, so that one pattern does; no Indonesian text has such letters."""
_TERMS = tuple((term, re.compile(_word(term), _flags(term)), meaning) for term, meaning in MEANINGS.items())
_EXPLAINED = {flags: re.compile(_explained(_STAND_IN), flags) for flags in {_flags(term) for term in MEANINGS}}
_ANY = tuple(
    re.compile(_word("|".join(sorted((term for term in MEANINGS if _flags(term) == flags), key=len)[::-1])), flags)
    for flags in sorted({_flags(term) for term in MEANINGS})
)
"""All terms at once: most texts have none, and looking for each of them takes ten times as long."""


def unexplained_terms(text: str) -> list[tuple[str, str]]:
    """Return the terms whose meaning stands nowhere in `text`, as written, with a meaning to suggest."""
    plain = text.replace("**", "")
    said = {found[0] for one in _ANY for found in one.finditer(plain)}
    return [
        (found[0], meaning)
        for term, word, meaning in _TERMS
        if any(word.search(one) for one in said)
        and (found := word.search(plain))
        and not _EXPLAINED[_flags(term)].search(word.sub(_STAND_IN, plain))
    ]
