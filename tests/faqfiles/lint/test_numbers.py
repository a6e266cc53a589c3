"""Answers split into parts: sentences, numbers and where they come from."""

from __future__ import annotations

import pytest

from bot.faqfiles.lint.letters import fold
from bot.faqfiles.lint.rules.numbers import unvouched_numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [("Biaya paspor?", "biaya  PASPOR"), ("“paspor” anak!", "paspor anak"), ("KTP-el", "ktp el"), ("ﬁsik", "fisik")],
)
def test_case_punctuation_and_spaces_make_no_new_question(one: str, other: str) -> None:
    assert fold(one) == fold(other)


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
