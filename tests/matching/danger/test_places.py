"""Which country a call for help comes from."""

from __future__ import annotations

import pytest

from bot.app.people.directory import directory_of
from bot.matching.places import SOMEWHERE, country_named
from bot.settings import Settings
from bot.settings.model import MissionSettings


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("saya dikurung di arab saudi", "saudi"),
        ("majikan di riyadh memukul saya", "saudi"),
        ("kami di johor, tidak boleh pulang", "malaysia"),
        ("adik di poipet minta tolong", "kamboja"),
        ("saya di luar negeri, tolong", SOMEWHERE),
        ("saya dikurung di rumah agen", None),
        ("lagi di batam mau dinaikkan kapal", None),
        ("saya dipukul suami, mau dijual ke malaysia", None),
        ("besok adik dibawa agen ke arab", None),
        ("saya dibawa ke malaysia, di sini saya dikunci", "malaysia"),
    ],
)
def test_the_country_is_read_also_from_its_cities(text: str, country: str | None) -> None:
    assert country_named(text) == country


def test_a_mission_is_found_by_the_country_that_residents_write() -> None:
    missions = (MissionSettings(country="Arab Saudi", name="KJRI Jeddah", phone="+966 00 000 0000"),)
    assert directory_of(Settings(missions=missions)).missions["saudi"].name == "KJRI Jeddah"
