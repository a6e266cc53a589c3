"""A month's report: what is counted where, what is shown of it, and the picture for an officer's phone."""

from __future__ import annotations

import struct
import time
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.app.reports import PICTURE_DPI, TEMPLATES, scope_of
from bot.helpdesk.model.hours import Month
from bot.helpdesk.model.people import Observer
from bot.helpdesk.texts import report as report_texts
from bot.printable import as_csv
from bot.reports.disclosure import shown
from bot.reports.monthly.figures import Figures, MonthFigures
from bot.reports.monthly.letter import ROWS, LetterContent, letter, printed
from bot.reports.monthly.summary import NAMED, NewsSent, Region, Scope, activities, by_topic, picture, sentences
from bot.reports.monthly.tables import ActivityRow, VillageRow, village_rows
from bot.reports.typst_renderer import TypstRenderer
from tests.helpdesk.desk import MONDAY, small_policy

DIRECTORY = small_policy().directory
NOVEMBER = Month(2026, 11)
TITLES = {"paspor": "Paspor", "umrah-haji": "Umrah & haji", "dasar": "Imigrasi dan bot ini"}
BUSY = Figures(
    Counter({"paspor": 812, "umrah-haji": 233, "dasar": 2}),
    157,
    Counter({30: 60, 75: 40, 700: 20}),
    Counter({5: 4}),
    Counter({0: 17}),
)
LONG = "Petugas Imigrasi Pembina Desa Muhammad Rizky Ramadhan"


def scope(figures: Figures, name: str = "Desa Mandurian", **changes: Any) -> Scope:
    fields = {"visits": (), "news": (), "titles": TITLES, **changes}
    return Scope(name, NOVEMBER, figures, **fields)


@pytest.mark.parametrize(
    ("opened", "replied", "minutes"),
    [
        (MONDAY, MONDAY + timedelta(minutes=50), 50),
        # Monday 15.30 until Tuesday 08.10, of which the office was open for forty minutes
        (MONDAY.replace(hour=15, minute=30), MONDAY + timedelta(hours=23, minutes=10), 40),
        # Saturday until Sunday
        (MONDAY + timedelta(days=5), MONDAY + timedelta(days=6), 0),
        # five days of eight hours, in steps of ten minutes
        (MONDAY, MONDAY + timedelta(days=7, minutes=7), 2400),
    ],
)
def test_a_first_reply_is_timed_in_office_hours(opened: datetime, replied: datetime, minutes: int) -> None:
    collected = MonthFigures(DIRECTORY)
    collected.asked([("barat", "mandurian", opened, replied)])
    assert collected.of(("barat",)).waits == Counter({minutes: 1})


def test_everything_counts_where_it_happened() -> None:
    collected = MonthFigures(DIRECTORY)
    collected.answers([("mandurian", "paspor", 4), ("jauh", "paspor", 5), ("", "dasar", 6), ("hilang", "dasar", 7)])
    collected.asked(
        [("barat", "mandurian", MONDAY, None), ("timur", "", MONDAY, None), ("pindah", "x", MONDAY, MONDAY)]
    )
    collected.waiting([("barat", "mandurian", 1), ("timur", "", 2)])
    collected.stars([("mandurian", 5, 2), ("mandurian", 2, 1)])
    collected.warnings(
        [("jauh", "cek", "merah", 3), ("jauh", "resmi", "diteruskan", 2), ("jauh", "cek", "hijau", 9)], 0
    )
    west, east = collected.of(("barat",)), collected.of(("timur",))
    assert (west.answers, west.handed, west.waiting) == (Counter({"dasar": 13, "paspor": 4}), 1, 1)
    assert (east.answers, east.handed, east.waiting, east.warnings.total()) == (Counter({"paspor": 5}), 1, 2, 5)
    assert collected.of(("barat",), {"mandurian"}).mean_stars == 4
    assert {village for _, village in collected.places_of(("barat",))} == {"mandurian", "lawahan", "", "hilang"}


def test_a_share_of_replies_needs_three_of_them() -> None:
    assert (BUSY.within(0.5), BUSY.within(0.9)) == (30, 700)
    assert Figures(waits=Counter({10: 2})).within(0.5) is None
    assert Figures(stars=Counter({5: 2})).mean_stars is None


@pytest.mark.parametrize(
    ("answers", "handed", "bars"),
    [
        ({"paspor": 812, "umrah-haji": 33, "dasar": 2}, 57, [812, ("Diteruskan ke petugas", 57), ("Lain-lain", 35)]),
        ({"paspor": 5, "dasar": 2}, 2, [("Lain-lain", 9)]),
        ({"paspor": 1}, 1, []),
        ({"paspor": 40}, 0, [("Paspor", 40)]),
        # six answers and four questions are shown, so that five would say that the sixth was about "dasar"
        ({"paspor": 5, "dasar": 1}, 4, [("Diteruskan ke petugas", 4), ("Lain-lain", 6)]),
        ({}, 0, []),
    ],
)
def test_topics_with_small_counts_stand_together(answers: dict[str, int], handed: int, bars: list[Any]) -> None:
    expected = [("Paspor", one) if isinstance(one, int) else one for one in bars]
    assert by_topic(Figures(Counter(answers), handed), TITLES) == expected


@pytest.mark.parametrize(
    ("figures", "name"),
    [(BUSY, "Desa Mandurian"), (Figures(), LONG), (Figures(Counter({"paspor": 2})), f"12 desa binaan {LONG}")],
)
def test_the_picture_is_one_for_a_phone_made_within_a_second(figures: Figures, name: str) -> None:
    renderer = TypstRenderer(TEMPLATES / "picture.typ")
    said = picture(scope(figures, name), date(2026, 11, 27))
    began = time.process_time()
    made = renderer.printed(said, "png", PICTURE_DPI)
    assert time.process_time() - began < 1
    width, height = struct.unpack(">II", made[16:24])
    assert width == 1080
    assert 1000 < height < 2400


def test_no_small_count_stands_in_the_picture() -> None:
    said = picture(
        scope(Figures(Counter({"paspor": 9}), 2, warnings=Counter({0: 1}), waiting=2), news=(NewsSent(MONDAY, 1),)),
        MONDAY,
    )
    assert [part["value"] for part in said["parts"]] == ["–", "–"]  # type: ignore[attr-defined]
    assert [card["value"] for card in said["cards"]] == ["<3", report_texts.TOO_FEW, "<3", "<3"]  # type: ignore[attr-defined]
    assert (shown(0), shown(2), shown(3), shown(12345)) == ("0", "<3", "3", "12.345")


def test_no_small_count_follows_from_a_sum_or_sounds_silly() -> None:
    one = scope(Figures(handed=1, warnings=Counter({0: 1})))
    assert picture(one, MONDAY)["nothing"] == report_texts.FEW_ASKED
    assert sentences(one)[2] == "Pada bulan itu tercatat kurang dari 3 peringatan dini."
    news = tuple(NewsSent(MONDAY, count) for count in (30, 9, 1))
    listed = activities(scope(Figures(warnings=Counter({0: 4, 1: 1, 4: 7})), news=news), DIRECTORY)
    assert "Peringatan dini menurut tanggal: 1–7: –, 8–14: –, 15–21: 0, 22–28: 0, 29–30: 7" in listed
    assert [count for count in ("30", "9", "1", "–", "<3") if f"diterima {count} warga" in listed] == ["30", "–"]
    assert sentences(scope(Figures(waits=Counter({0: 20}))))[1].count("kurang dari 1 menit") == 1


def test_an_officer_reports_on_his_own_villages_else_on_the_office() -> None:
    names = {officer: scope_of(one, DIRECTORY) for officer, one in DIRECTORY.officers.items()}
    assert names["budi"] == ("Desa Mandurian", frozenset({"mandurian"}))
    assert names["dewi"] == ("Kantor Barat", None)


@pytest.mark.parametrize("count", [0, 1, 60])
def test_the_letter_is_one_page_with_long_names_and_none(count: int) -> None:
    villages = [
        VillageRow("", f"{LONG} {number:02}", "", "", "Kantor", "2026-11", 60 - number, None, None, None, 0, "ya")
        for number in range(count)
    ]
    days = [ActivityRow("2026-11-23", "Kantor", LONG, "Paspor Simpatik", f"{LONG} {LONG}", 35)] * count
    office = replace(DIRECTORY.offices["barat"], name=f"Kantor Wilayah {LONG}", address=LONG, phone="0511")
    content = LetterContent(scope(BUSY if count else Figures()), office, villages, days, date(2026, 11, 27))
    renderer = TypstRenderer(TEMPLATES / "letter.typ")
    assert printed(content, renderer, "png", 40).startswith(b"\x89PNG"), "several pages would be a list"
    fitting = next(rows for rows in ROWS if renderer.fits(letter(content, rows)))
    said: dict[str, Any] = letter(content, fitting)
    assert len(said["days"]) == min(count, fitting)
    assert len(said["villages"]) == min(count, fitting + 1)


@pytest.mark.parametrize(
    ("counts", "shown_as"),
    [
        # (answers, handed): what stands in the rows, and what stands together below
        ([(40, 9), (30, 12), (0, 0)], [(49, 40, 9), (42, 30, 12), (0, 0, 0)]),
        ([(40, 2), (30, 9), (50, 20)], [(42, None, None), (39, None, None), (70, 50, 20), (0, 70, 11)]),
        ([(1, 0), (9, 9), (50, 20)], [(None,) * 3, (None,) * 3, (70, 50, 20), (19, 10, 9)]),
        ([(1, 1)], [(None,) * 3, (None,) * 3]),
    ],
)
def test_rows_of_villages_add_up_and_hide_small_counts(
    counts: list[tuple[int, int]], shown_as: list[tuple[int | None, ...]]
) -> None:
    places = {("barat", f"desa-{place}"): Figures(Counter({"paspor": a}), h) for place, (a, h) in enumerate(counts)}
    rows = village_rows(scope(Figures()), places, DIRECTORY, ())
    assert [(row.pertanyaan, row.dijawab_bot, row.ke_petugas) for row in rows] == shown_as


def test_a_village_with_a_name_like_a_formula_stays_a_name() -> None:
    row = VillageRow("", "=1+1", "", "", "Kantor", "2026-11", 3, 3, 0, None, 0, "ya")
    assert b",'=1+1," in as_csv([VillageRow._fields, row])


def test_a_regions_total_gives_no_offices_small_count_away() -> None:
    places = {("barat", "mandurian"): Figures(Counter({"paspor": 40}), 9), ("timur", "jauh"): Figures(handed=2)}
    rows = village_rows(scope(Figures()), places, DIRECTORY, ())
    # with the total of 51 known, 49 of the one office would say that the other has two
    assert [(row.desa, row.pertanyaan) for row in rows] == [
        ("Desa Mandurian", None),
        ("Desa Jauh", None),
        (report_texts.TOGETHER, 51),
    ]
    assert [row.kantor for row in rows[:2]] == [DIRECTORY.offices[name].name for name in ("barat", "timur")]


def test_a_region_names_the_villages_whose_officer_has_not_joined() -> None:
    region = Region.of(Observer("pusat", "Pusat"), DIRECTORY)
    joined = {one.officer for one in region.villages[1:]} - {region.villages[0].officer}
    waiting = [one.name for one in region.villages if one.officer not in joined]
    assert dict(region.cards(joined))[report_texts.NOT_JOINED] == str(len(waiting))
    assert region.not_joined_in_words(joined).endswith(f": {', '.join(waiting)}.")
    assert region.not_joined_in_words({one.officer for one in region.villages}) == report_texts.ALL_JOINED
    crowd = Region("Kanwil", frozenset(), tuple(replace(region.villages[0], name=f"Desa {n}") for n in range(1200)))
    words = crowd.not_joined_in_words(())
    assert (words.count("Desa "), words.count("dan 1.185 lagi")) == (NAMED, 1)
    assert not Region.of(Observer("lain", "Lain", "kaltim"), DIRECTORY).offices
