"""Augmented messages, on which the danger model is trained as well."""

from __future__ import annotations

import pytest

from bot.matching.danger.detector import UNLIKELY, assess
from bot.matching.training.augment_danger import framed, openings, slipped
from bot.matching.training.training_set import smalltalk

DEEDS = ("disekap", "dipukuli", "disiksa", "diperkosa", "dijual", "disandera", "dipaksa menipu", "tidak boleh pulang")
TEMPLATES = ("istri saya {} di arab", "adik saya {} di kamboja", "teman saya {}", "kakak ulun {} di malaysia")
HARMLESS = (
    "biaya paspor berapa", "paspor saya hilang", "kontrak kerja saya habis", "gaji telat seminggu",
    "suami saya di malaysia mau pulang cuti", "adik mau kerja di taiwan lewat pt", "ibu sakit tidak bisa datang",
)  # fmt: skip


def test_slips_and_frames_are_the_same_for_the_same_seed() -> None:
    text = "majikan memukul saya setiap hari"
    assert slipped(text, 4) == slipped(text, 4) != text
    assert framed(text, True, 4) == framed(text, True, 4) != text
    assert text in framed(text, False, 4)


@pytest.mark.parametrize(
    "after",
    ["", ", lapor ke mana", ", hubungi siapa ya", ", nomor polisi berapa", ", apakah bisa dipulangkan", ", makasih pak",
     ", apa yang harus saya lakukan", ", majikannya bisa dihukum?", " kak gimana nih"],
)  # fmt: skip
def test_a_call_for_help_is_heard_although_it_asks_politely(after: str) -> None:
    calls = [template.format(deed) + after for template in TEMPLATES for deed in DEEDS]
    missed = [call for call in calls if assess(call).level == "none"]
    assert len(missed) <= len(calls) // 20, missed


@pytest.mark.parametrize("plea", ["tolong", "cepat ya", "saya takut", "darurat", "tulungi", "saya panik", "help"])
def test_pleading_alone_raises_nothing(plea: str) -> None:
    raised = [text for text in HARMLESS if assess(f"{plea}, {text}").probability >= UNLIKELY]
    raised += [text for text in HARMLESS if assess(f"{text}, {plea}").probability >= UNLIKELY]
    assert not raised


def test_greetings_and_small_talk_raise_nothing() -> None:
    said = [*openings(), *(text for _, text in smalltalk())]
    raised = [text for text in said if assess(text).probability >= UNLIKELY]
    assert len(raised) <= len(said) // 200, raised
