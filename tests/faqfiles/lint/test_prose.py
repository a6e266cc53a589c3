"""Answers split into parts: sentences, numbers and where they come from, words that need a meaning."""

from __future__ import annotations

import pytest

from bot.faqfiles.lint.jargon import unexplained_terms
from bot.faqfiles.lint.prose import count_words, fold, sentences, unvouched_numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [("Biaya paspor?", "biaya  PASPOR"), ("“paspor” anak!", "paspor anak"), ("KTP-el", "ktp el"), ("ﬁsik", "fisik")],
)
def test_case_punctuation_and_spaces_make_no_new_question(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_every_line_and_step_is_a_sentence() -> None:
    text = "Bawa **ini**. Lalu datang!\n1. KTP asli.\n2. KK\n\nSelesai"
    assert sentences(text) == ["Bawa ini.", "Lalu datang!", "KTP asli.", "KK", "Selesai"]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [("Bawa KTP dan KK.", 4), ("Bayar {biaya.paspor-elektronik-5} – tunai.", 3), ("Bapak/Ibu datang", 2), ("…", 0)],
)
def test_words_are_counted_as_they_are_read(sentence: str, words: int) -> None:
    assert count_words(sentence) == words


@pytest.mark.parametrize(
    ("text", "vouched", "missing"),
    [
        ("Berlaku 5 tahun.", ["5 tahun"], []),
        ("Berlaku 5 tahun, paling lama 5 bulan.", ["5 tahun"], ["5"]),
        ("Telepon 110 atau 1100.", ["110"], ["1100"]),
        ("Bayar dalam 2 jam.", [], ["2"]),
        ("1. Bawa KTP.\n2. Bawa KK.\nSurat nomor 2 harus asli.", [], []),
        ("1. Bawa KTP.\nSurat nomor 2 harus asli.", [], ["2"]),
        ("Menurut PP 45/2024 Pasal 5.", ["45/2024"], ["5"]),
        ("Tarif {biaya.paspor-5} di P3MI dan SP4N.", [], []),
        ("WA 08111-129-129, +62 21 2924 4800.", ["08111-129-129", "+62 21 2924 4800"], []),
        ("WA 08111-129-129.", ["129"], ["08111-129-129"]),
        ("Buka 08.00–16.00.", [], ["08.00–16.00"]),
        ("Paling lambat H-1.", [], ["1"]),
        ("Paling lambat H-1.", ["H-1"], []),
        ("Usia 117 atau 17.", ["17"], ["117"]),
        ("Pasal 11 11.", ["11 11", "1"], []),
    ],
)
def test_a_number_needs_somebody_to_vouch_for_all_of_it(text: str, vouched: list[str], missing: list[str]) -> None:
    assert unvouched_numbers(text, vouched) == missing


@pytest.mark.parametrize(
    "text",
    [
        "Ikuti BAP (tanya jawab resmi dengan petugas).",
        "Ikuti **BAP** (tanya jawab resmi).",
        "Ikuti tanya jawab resmi (BAP).",
        "TPPO adalah perdagangan orang.",
        "Kerja seperti ini disebut nonprosedural.",
        "Hubungi KBRI/KJRI (kantor perwakilan Indonesia).",
        "Hubungi KBRI atau KJRI (kantor perwakilan Indonesia).",
        "Tanyakan ke KJRI Jeddah atau KBRI Riyadh, yaitu kantor perwakilan Indonesia.",
        "Izinnya:\n1. SIP3MI: izin perusahaan itu.",
        "Petugas desa (PIMPASA, Petugas Imigrasi Pembina Desa).",
        "Rekening haji (BPS Bipih).",
        "OPP (pembekalan) itu wajib. Ikuti OPP sampai selesai.",
        "Bawa KTP dan KK.",
    ],
)
def test_a_term_may_get_its_meaning_in_many_ways(text: str) -> None:
    assert unexplained_terms(text) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Ikuti BAP di kantor.", "BAP"),
        ("Ikuti BAP (di sini).", None),
        ("Kena overstay di sana.", "overstay"),
        ("Ia dideportasi.", "dideportasi"),
        ("Perusahaan P3MI itu resmi.", "P3MI"),
        ("Kode billing berlaku sebentar.", "Kode billing"),
    ],
)
def test_a_term_without_meaning_is_named_as_it_is_written(text: str, term: str | None) -> None:
    assert [found for found, _ in unexplained_terms(text)] == ([term] if term else [])
