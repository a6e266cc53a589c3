"""The ideas of danger: which words mean them, and their modes."""

from __future__ import annotations

import pytest

from bot.matching.danger import patterns
from bot.matching.danger.features import normaliser
from bot.matching.danger.patterns import ACT, BARE, DENIED, FEARED, GENERAL, OWN, PAST, SIGN, SUPPOSED, THING


def modes(text: str) -> dict[str, set[str]]:
    message = normaliser().read(text)
    standings: dict[str, set[str]] = {}
    for one, standing in patterns.modes_of(message, patterns.find(message)):
        standings.setdefault(one.idea, set()).add(standing)
    return standings


@pytest.mark.parametrize(
    ("text", "idea", "standing"),
    [
        ("saya disekap", "confine", OWN),
        ("istri saya disekap", "confine", OWN),
        ("disekap di ruko", "confine", BARE),
        ("seseorang disekap", "confine", GENERAL),
        ("orang yang disekap", "confine", GENERAL),
        ("kalau saya disekap gimana", "confine", SUPPOSED),
        ("saya takut nanti disekap", "confine", FEARED),
        ("dulu saya disekap", "confine", PAST),
        ("hp saya disekap", "confine", THING),
        ("saya dipukul bola", "beat", THING),
        ("saya tidak disekap", "confine", DENIED),
        ("saya tidak pernah dipukul", "beat", DENIED),
        ("kalau tidak dijual ya disiksa", "sold", SUPPOSED),
        ("tidak ada yang sakit atau dipukul", "beat", DENIED),
        ("saya tidak dijemput calo", "taken", DENIED),
        ("saya tidak mau, tapi dijagai", "guard", OWN),
    ],
)
def test_the_mode_of_an_act_is_found(text: str, idea: str, standing: str) -> None:
    assert modes(text)[idea] == {standing}


@pytest.mark.parametrize(
    "text",
    [
        "ga boleh keluar rumah", "kada kawa bulik", "kada dibulihakan kaluar", "mboten angsal wangsul",
        "tak bagi saye balik", "dilarang pulang sama bos", "tidak diizinkan pulang",
    ],
)  # fmt: skip
def test_not_being_let_out_is_read_in_every_language(text: str) -> None:
    assert "noexit" in modes(text)


@pytest.mark.parametrize(
    ("typed", "idea"),
    [("dskap", "confine"), ("dikurng", "confine"), ("dpukul", "beat"), ("dpkul", "beat"), ("disksa", "beat"),
     ("diancm", "threat"), ("dipksa", "force"), ("prkosa", "rape"), ("djual", "sold")],
)  # fmt: skip
def test_slips_are_read_through(typed: str, idea: str) -> None:
    assert idea in modes(f"saya {typed}")


@pytest.mark.parametrize(
    ("text", "idea"),
    [
        ("pukul 8 sudah buka", "beat"),
        ("mau pulang tapi paspor mati", "suicide"),
        ("jual motor", "sold"),
        ("paspor saya hilang di pasar", "missing"),
        ("potong gaji", "kill"),
        ("habar baik", "beat"),
        ("saya kaur pemerintahan", "flee"),
        ("mencairkan jht", "mean"),
        ("pintu kantor digembok dari pagi", "lock"),
        ("balai desa dikunci terus", "lock"),
        ("rumah kekunci dari luar, kunci ketinggalan di dalam", "lock"),
        ("tidak bisa keluar dari akun", "noexit"),
        ("rumah dijaga siapa", "guard"),
        ("anak saya dijaga neneknya", "guard"),
        ("cara menghilangkan noda getah", "missing"),
        ("saya kehilangan arah", "missing"),
        ("kecelakaan motor", "kill"),
        ("imigrasi barabai", "rape"),
    ],
)
def test_innocent_phrases_mean_nothing(text: str, idea: str) -> None:
    assert idea not in modes(text)


def test_every_act_and_sign_stands_in_the_ideas() -> None:
    ideas = {idea for patterns in patterns.load().first.values() for idea, _ in patterns}
    assert set(patterns.signs()) <= ideas


def test_signs_are_acts_or_signs_with_indonesian_words() -> None:
    for sign in patterns.signs().values():
        assert sign.grade in {ACT, SIGN}
        assert sign.text


@pytest.mark.parametrize(
    ("text", "idea"),
    [
        ("rumah dijaga preman", "guard"),
        ("pintu kamar digembok", "lock"),
        ("saya dikunci di kantor agen", "lock"),
        ("tidak boleh keluar rumah", "noexit"),
        ("istri saya hilang", "missing"),
    ],
)
def test_what_resembles_an_innocent_phrase_still_counts(text: str, idea: str) -> None:
    assert idea in modes(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("belum dapat nomor. keluar rumah sejak subuh", False),
        ("berkas tidak lengkap. boleh pulang dulu?", False),
        ("tidak boleh\nkeluar jam berapa petugasnya", False),
        ("sudah lama di sini. tidak boleh keluar. tolong", True),
        ("tidak boleh, kata bos, keluar", True),
    ],
)
def test_an_idea_lies_in_one_sentence(text: str, read: bool) -> None:
    assert ("noexit" in modes(text)) is read
