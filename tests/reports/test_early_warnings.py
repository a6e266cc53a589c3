"""The early warnings: per village, the gravest first, and nobody recognisable by a small number."""

from __future__ import annotations

import pytest

from bot.helpdesk.model.policy import Village
from bot.helpdesk.texts.alerts import EARLY_NO_VILLAGE
from bot.reports.disclosure import shown
from bot.reports.early_warnings import by_village, staff_line

VILLAGES = {
    name: Village(name, f"Desa {name.title()}", "Tapin Tengah", "Tapin", "budi") for name in ("lawahan", "mandurian")
}
COUNTED = [
    ("lawahan", "cek-tawaran-kerja", "merah", 2),
    ("mandurian", "cek-tawaran-kerja", "merah", 3),
    ("mandurian", "siap-umrah", "merah", 1),
    ("mandurian", "cek-tawaran-kerja", "hijau", 9),
    ("", "resmi", "diteruskan", 1),
    ("lawahan", "resmi", "diperiksa", 4),
]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, "<3"), (2, "<3"), (3, "3"), (40, "40")])
def test_one_or_two_are_not_distinguished(count: int, text: str) -> None:
    assert shown(count) == text


def test_the_village_with_the_most_warnings_stands_first() -> None:
    rows = by_village(COUNTED, VILLAGES)
    assert [(row.name, row.grave, row.passed_on) for row in rows] == [
        ("Desa Mandurian", 4, 0),
        ("Desa Lawahan", 2, 0),
        (EARLY_NO_VILLAGE, 0, 1),
    ]


def test_small_numbers_are_in_the_order_of_names() -> None:
    counted = [("mandurian", "cek", "merah", 2), ("lawahan", "cek", "merah", 1)]
    assert [row.village for row in by_village(counted, VILLAGES)] == ["lawahan", "mandurian"]


def test_the_staffs_line_is_one_sentence_and_silent_without_warnings() -> None:
    line = staff_line(COUNTED, VILLAGES, 7)
    assert line == (
        "Peringatan dini 7 hari terakhir: hasil merah di 2 desa (Desa Mandurian 4, Desa Lawahan <3); "
        "kiriman meragukan dari 1 desa. Rinciannya: tanya-pimpasa warnings"
    )
    assert staff_line([("lawahan", "cek-paspor", "baru", 30)], VILLAGES, 7) is None
