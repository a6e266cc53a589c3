"""Which numbers are masked, and which must never be."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given, strategies as st

from bot.helpdesk.privacy.digits import NumberKind
from bot.helpdesk.privacy.numbers import asked_for, masked
from bot.helpdesk.privacy.structures import PROVINCES, is_nik
from tests.helpdesk.written_numbers import HARMLESS, HIDDEN, expected, plain
from tests.tables import each_line

SIDE_BY_SIDE = [
    ("nik 6305011212900001 hp 081234567890", {NumberKind.NIK, NumberKind.PHONE}),
    ("tgl 24-11-2026 nik 6305011212900001", {NumberKind.NIK}),
    ("6305011212900001081234567890", {NumberKind.ACCOUNT}),
    ("081234567890, 085712345678", {NumberKind.PHONE}),
    ("1. 081234567890 2. 6305011212900001", {NumberKind.NIK, NumberKind.PHONE}),
    ("081234567890 6305011212900001 X1234567", {NumberKind.NIK, NumberKind.PHONE, NumberKind.PASSPORT}),
    ("bayar Rp650.000 ke rek 1234567890", {NumberKind.ACCOUNT}),
]


@each_line(("kind", "marked"), HIDDEN)
def test_a_number_that_names_a_person_is_masked(kind: NumberKind, marked: str) -> None:
    once, hidden = masked(plain(marked))
    assert (once, hidden) == (expected(kind, marked), frozenset({kind}))
    assert masked(once) == (once, frozenset()), "something was left to mask"


@each_line("text", HARMLESS)
def test_a_number_that_names_nobody_is_left_alone(text: str) -> None:
    assert masked(text) == (text, frozenset())


@pytest.mark.parametrize(("text", "kinds"), SIDE_BY_SIDE)
def test_numbers_beside_each_other_are_each_masked(text: str, kinds: set[NumberKind]) -> None:
    shown, hidden = masked(text)
    assert hidden == kinds
    assert not re.search(r"\d{5}", re.sub(r"24-11-2026|650\.000", "", shown))


def test_a_kind_that_is_wanted_stays() -> None:
    shown, hidden = masked("nik 6305011212900001 hp 081234567890", {NumberKind.PHONE})
    assert "081234567890" in shown
    assert hidden == {NumberKind.NIK}


WORDS = st.text("abcdefghij ,?!\n", max_size=30)
GAPS = st.sampled_from(["", " ", ".", "-", "/", ", ", "\n", "\u00a0", "\u200b", "\u2014"])


@st.composite
def niks(draw: st.DrawFn) -> str:
    """Return a NIK of somebody who does not exist."""
    born = draw(st.dates(date(1930, 1, 1), date(2026, 11, 1)))
    day = born.day + draw(st.sampled_from((0, 40)))
    place = f"{draw(st.sampled_from(sorted(PROVINCES)))}{draw(st.integers(1, 79)):02}{draw(st.integers(1, 50)):02}"
    return f"{place}{day:02}{born:%m%y}{draw(st.integers(1, 9999)):04}"


@given(WORDS, niks(), GAPS, WORDS)
def test_a_nik_never_gets_through(before: str, nik: str, gap: str, after: str) -> None:
    assert is_nik(nik)
    groups = gap.join(nik[at : at + 4] for at in range(0, 16, 4))
    shown, hidden = masked(f"{before} {groups} {after}")
    assert hidden == {NumberKind.NIK}
    assert not re.search(r"\d", shown)


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("6305011212900001", True),
        ("6305015212900001", True),
        ("6305012902000001", True),
        ("2005011212900001", False),
        ("6300011212900001", False),
        ("6305013202900001", False),
        ("6305017212900001", False),
        ("6305011213900001", False),
        ("6305013102900001", True),
        ("6305011212900000", False),
        ("630501121290001", False),
    ],
)
def test_a_nik_has_a_province_a_date_and_a_serial(digits: str, right: bool) -> None:
    assert is_nik(digits) is right
    assert len(PROVINCES) == 38


@given(st.text("0123456789", min_size=16, max_size=16))
def test_any_sixteen_digits_in_one_piece_are_masked(digits: str) -> None:
    assert masked(f"ini {digits} pak")[1]


@given(WORDS, st.sampled_from(["08", "+628", "628"]), st.integers(10**8, 10**10 - 1), WORDS)
def test_a_mobile_number_never_gets_through(before: str, prefix: str, rest: int, after: str) -> None:
    shown, _ = masked(f"{before} {prefix}{rest} {after}")
    assert str(rest) not in shown


@given(st.integers(0, 10**11), WORDS)
def test_an_amount_in_rupiah_always_stays(amount: int, words: str) -> None:
    text = f"bayar Rp{amount:,} {words}".replace(",", ".")
    assert masked(text) == (text, frozenset())


@given(st.dates(), st.times())
def test_a_date_with_its_hour_always_stays(day: date, hour: time) -> None:
    if not 1900 <= day.year < 2100:
        return
    for text in (f"{day:%d-%m-%Y} {hour:%H.%M}", f"{day:%d/%m/%Y} {hour:%H:%M}", f"{day:%Y-%m-%d} {hour:%H:%M}"):
        assert masked(text) == (text, frozenset())


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Minta nomor HP Ibu, ya.", {NumberKind.PHONE}),
        ("Jangan berangkat. Nomor Tono itu boleh dikirim ke saya?", {NumberKind.PHONE}),
        ("Kirim NIK dan nomor paspor.", {NumberKind.NIK, NumberKind.PASSPORT}),
        ("Berapa nomor rekeningnya?", set()),
        ("Nomornya jangan dikirim ke siapa pun.", set()),
        ("NIK tidak perlu ditulis. Kirim nomor HP Ibu, jangan ke yang lain.", {NumberKind.PHONE}),
        ("Silakan datang hari Senin.", set()),
    ],
)
def test_an_officer_asks_for_a_number_in_plain_words(text: str, kinds: set[NumberKind]) -> None:
    assert asked_for(text) == kinds
