"""Fees as staff type them on a phone."""

from __future__ import annotations

import pytest

from bot.helpdesk.staff.fees import amount_in, is_far


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("700000", 700_000),
        ("700.000", 700_000),
        ("Rp700.000", 700_000),
        ("rp. 1.250.000,-", 1_250_000),
        (" Rp 700.000,00 ", 700_000),
        ("700.000 rupiah", 700_000),
        ("0", 0),
        ("700,000", None),
        ("7.0000", None),
        ("700 ribu", None),
        ("rupiah", None),
        ("700000 atau 800000", None),
        ("-5", None),
        ("", None),
        ("99999999999", None),
    ],
)
def test_an_amount_is_read_as_it_is_typed_or_not_at_all(typed: str, amount: int | None) -> None:
    assert amount_in(typed) == amount


@pytest.mark.parametrize(
    ("before", "after", "far"),
    [(650, 700, False), (650, 845, False), (650, 846, True), (650, 455, False), (650, 454, True), (650, 0, True)],
)
def test_an_amount_that_moves_by_more_than_30_percent_is_far(before: int, after: int, far: bool) -> None:
    assert is_far(before, after) is far
