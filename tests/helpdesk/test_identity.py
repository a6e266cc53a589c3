"""Which numbers are masked, and which must never be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.identity import Kind, asked_for, masked, shows_document

HIDDEN = [
    ("nik saya 6305011212900001", {Kind.NIK}),
    ("NIK 6305 0112 1290 0001 ya pak", {Kind.NIK}),
    ("KK 63.05.01.12.12.90.0001", {Kind.NIK}),
    ("6305-0112-1290-0001", {Kind.NIK}),
    ("paspor saya X1234567 hilang", {Kind.PASSPORT}),
    ("no paspor b 1234567", {Kind.PASSPORT}),
    ("C123456", {Kind.PASSPORT}),
    ("paspornya A12345678.", {Kind.PASSPORT}),
    ("rekening 1234567890 an. Udin", {Kind.ACCOUNT}),
    ("BRI 0021-01-012345-50-8", {Kind.ACCOUNT}),
    ("kartu 4111 1111 1111 1234 5", {Kind.ACCOUNT}),
    ("hubungi 081234567890", {Kind.PHONE}),
    ("hp 0812-3456-7890", {Kind.PHONE}),
    ("wa +62 812 3456 7890", {Kind.PHONE}),
    ("wa.me/6281234567890", {Kind.PHONE}),
    ("telp +60 12-345 6789", {Kind.PHONE}),
    ("kantor (0511) 4705321", {Kind.PHONE}),
    ("٠٨١٢٣٤٥٦٧٨٩٠", {Kind.PHONE}),
    ("nik 6305011212900001 hp 081234567890", {Kind.NIK, Kind.PHONE}),
    ("tgl 24-11-2026 nik 6305011212900001", {Kind.NIK}),
]
PLAIN = [
    "biayanya Rp650.000 ya?",
    "Rp 1.000.000.000",
    "rp650000",
    "Rp1500000000",
    "1.500.000.000",
    "1,500,000,000",
    "1500000000 rupiah",
    "1000000000",
    "2 x 1000000",
    "x1000000",
    "24-11-2026 08.00",
    "24/11/2026",
    "2026-11-24 10:30",
    "jam 08.00-16.00",
    "dari 2024 2025 2026",
    "tahun 2019 2020 2021 2022",
    "telepon 110 atau 129",
    "110 129 112 148",
    "0800-1000",
    "WA 08111-129-129",
    "1500630",
    "kasus #12",
    "kasus #123456",
    "kasus 1234567",
    "nomor antrean 17",
    "UU 27/2022 pasal 20",
    "UU 6/2011, UU 21/2007",
    "1 2 3 4 5 6 7 8 9 10 11",
    "umur 17 18 19 20 21",
    "kode pos 71111",
    "RT 04 RW 02 no 15",
    "usia 35, tinggi 165, berat 60",
    "visa 90 hari, paspor 48 halaman 5 tahun 10 tahun",
    "gaji 1500 riyal",
    "",
]


@pytest.mark.parametrize(("text", "kinds"), HIDDEN)
def test_a_number_that_names_a_person_is_masked(text: str, kinds: set[Kind]):
    shown, hidden = masked(text)
    assert hidden == kinds
    assert not re.search(r"\d{5}", re.sub(r"\D*24-11-2026\D*", "", shown))


@pytest.mark.parametrize("text", PLAIN)
def test_an_amount_a_date_or_a_public_number_is_left_alone(text: str):
    assert masked(text) == (text, frozenset())


def test_a_kind_that_is_wanted_stays():
    shown, hidden = masked("nik 6305011212900001 hp 081234567890", {Kind.PHONE})
    assert "081234567890" in shown
    assert hidden == {Kind.NIK}


WORDS = st.text("abcdefghij ,?!\n", max_size=30)
GAPS = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u200b"])


@given(WORDS, st.integers(10**15, 94 * 10**14 - 1), GAPS, WORDS)
def test_a_nik_never_gets_through(before: str, nik: int, gap: str, after: str):
    digits = str(nik)
    groups = gap.join(digits[at : at + 4] for at in range(0, 16, 4))
    shown, hidden = masked(f"{before} {groups} {after}")
    years = gap and all(re.fullmatch(r"(?:19|20)\d\d", digits[at : at + 4]) for at in range(0, 16, 4))
    assert years or hidden == {Kind.NIK}
    assert years or not re.search(r"\d", shown)


@given(WORDS, st.sampled_from(["08", "+628", "628"]), st.integers(10**8, 10**10 - 1), WORDS)
def test_a_mobile_number_never_gets_through(before: str, prefix: str, rest: int, after: str):
    shown, _ = masked(f"{before} {prefix}{rest} {after}")
    assert str(rest) not in shown


@given(st.integers(0, 10**11), WORDS)
def test_an_amount_in_rupiah_always_stays(amount: int, words: str):
    text = f"bayar Rp{amount:,} {words}".replace(",", ".")
    assert masked(text) == (text, frozenset())


@given(st.text(max_size=80))
def test_masking_twice_changes_nothing_more(text: str):
    once, _ = masked(text)
    assert masked(once) == (once, frozenset())


@given(st.dates(), st.times())
def test_a_date_with_its_hour_always_stays(day, hour):
    if not 1900 <= day.year < 2100:
        return
    for text in (f"{day:%d-%m-%Y} {hour:%H.%M}", f"{day:%d/%m/%Y} {hour:%H:%M}", f"{day:%Y-%m-%d} {hour:%H:%M}"):
        assert masked(text) == (text, frozenset())


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Minta nomor HP Ibu, ya.", {Kind.PHONE}),
        ("Kirim NIK dan nomor paspor.", {Kind.NIK, Kind.PASSPORT}),
        ("Berapa nomor rekeningnya?", set()),
        ("Silakan datang hari Senin.", set()),
    ],
)
def test_an_officer_asks_for_a_number_in_plain_words(text: str, kinds: set[Kind]):
    assert asked_for(text) == kinds


@pytest.mark.parametrize(
    ("caption", "name", "size", "answer"),
    [
        ("ktp saya", None, (), True),
        ("ini foto paspor saya yang mau diperpanjang", None, (), True),
        ("", "Scan_KTP-Siti.jpg", (), True),
        ("", "akta.kelahiran.pdf", (), True),
        ("", "surat-undangan.pdf", (), False),
        ("apa benar agen bisa bikin paspor cepat begini", None, (), None),
        ("", None, (856, 540), None),
        ("", None, (540, 856), None),
        ("", None, (1280, 960), False),
        ("", None, (1280, 720), False),
        ("brosurnya", None, (856, 540), False),
        ("", None, (), False),
    ],
)
def test_a_document_is_known_by_its_caption_name_or_shape(caption, name, size, answer):
    assert shows_document(caption, name, *size) is answer
