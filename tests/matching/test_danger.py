"""Danger: what must raise the alarm, what must not, and nothing that breaks it."""

from __future__ import annotations

import pytest

from bot.matching.danger import assess


@pytest.mark.parametrize(
    "text",
    [
        "tlg sy dikunci dikamar ga boleh kluar paspor d ambil",
        "saya dipukuli majikan setiap hari, tidak dikasih makan, mau kabur takut",
        "anak ulun dibawa urang ka malaysia kada bulih bulik dipukuli",
        "adik saya disekap di kamboja diminta tebusan 50 juta",
        "kami dipaksa nipu orang lewat hp, kalau tidak target disetrum",
    ],
)
def test_a_call_for_help_is_heard_and_says_why(text):
    heard = assess(text)
    assert heard.level in {"danger", "doubtful"}
    assert heard.signs


@pytest.mark.parametrize(
    "text",
    [
        "biaya paspor berapa",
        "apa hukuman pelaku perdagangan orang",
        "syarat umrah apa saja",
        "terima kasih pak",
        "halo",
        "",
    ],
)
def test_ordinary_questions_raise_nothing(text):
    assert assess(text).level == "none"


@pytest.mark.parametrize("text", ["\ud800", "a" * 100_000, "tolong " * 20_000, "\u0301" * 500, "🙏" * 300, "\x00"])
def test_anything_at_all_can_be_asked(text):
    assert assess(text).level in {"none", "doubtful", "danger"}
