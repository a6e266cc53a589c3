"""Who is in danger in a call for help: the writer, or somebody the writer tells of."""

from __future__ import annotations

import pytest

from bot.matching.danger import patterns
from bot.matching.danger.affected_person import writes_of_another
from bot.matching.danger.features import read
from bot.matching.training.danger_examples import OTHER, SELF, examples


def of_another(text: str) -> bool:
    message = read(text)
    return writes_of_another(message, patterns.find(message))


@pytest.mark.parametrize(
    "text",
    [
        "bini ulun dikurung majikan di arab",
        "kamanakan ulun disiksa di kapal, tolongi pak",
        "mantan istri saya disekap di kamboja",
        "pacarku dijual mami di batam",
        "sahabat saya dipukul majikan di oman, dia takut melapor",
        "teman satu kos saya dibawa agen semalam, dia menangis",
        "anak majikan saya diculik, ibunya minta tolong",
        "saya sudah di rumah, tapi kawan saya masih dikurung di sana",
        "saya cuma tetangga, anaknya dipukuli majikan di kuwait",
        "suaminya adik saya dihajar kapten kapal",
        "tolong adik saya",
        "saya wali kelas, murid saya dikunci di rumah agen",
    ],
)
def test_the_writer_tells_of_somebody_else(text: str) -> None:
    assert of_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya dikurung majikan, ini pakai hp teman",
        "kawan saya mati di kapal, saya juga dipukul, tolong",
        "saya dan istri saya tidak boleh keluar dari kebun",
        "anak majikan memukul saya tiap hari",
        "suami saya mau menjual saya",
        "saya jaga nenek, cucunya menampar saya",
        "teman yang mengajak saya pergi, saya ditinggal dikunci di gudang",
        "orang kampung kira saya senang, padahal saya dikurung",
        "ulun dipukuli mandur, tolongi ulun",
        "saya guru, berangkat lewat agen, sekarang dilarang keluar asrama",
    ],
)
def test_the_writer_is_in_danger_himself(text: str) -> None:
    assert not of_another(text)


def test_most_calls_are_read_as_they_are_labelled() -> None:
    calls = [one for one in examples() if one.label == "danger"]
    right = sum(of_another(one.text) is (one.affected == OTHER) for one in calls)
    assert {one.affected for one in calls} == {SELF, OTHER}
    assert right / len(calls) >= 0.96
