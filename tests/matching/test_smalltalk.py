"""Small talk and questions are not confused."""

from __future__ import annotations

import pytest

from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex


def test_thanks_stay_thanks_when_the_matter_is_closed_too(index: FaqIndex) -> None:
    assert index.decide(["matur nuwun pak, wis jelas"]).act == "terima-kasih"


@pytest.mark.parametrize(
    ("text", "act"),
    [("assalamualaikum bapak petugas yang terhormat", "salam"), ("error melulu botnya nih", "keluhan")],
)
def test_praise_and_complaints_of_the_bot_are_small_talk(index: FaqIndex, text: str, act: str) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.act) == (DecisionKind.SMALLTALK, act)


SAID = {
    "thanks that bless": ("terima kasih nduk, mbah doakan panjang umur", "terima-kasih"),
    "thanks that tell": ("alhamdulillah sudah jelas semua penjelasannya, makasih banyak ya bu", "terima-kasih"),
    "a greeting that introduces": ("assalamualaikum, salam kenal dari kampung seberang", "salam"),
    "a complaint that takes its time": (
        "dari tadi saya tanya berkali-kali jawabannya cuma diulang-ulang, tidak ada yang nyambung dengan maksud saya",
        "keluhan",
    ),
    "a farewell with a reason": ("sudah dulu ya pak, nasi saya gosong di dapur", "penutup"),
    "slips in every word": ("makaciiih bangettt", "terima-kasih"),
    "nothing but the one addressed": ("pak petugas", "minta-petugas"),
    "a yes": ("iya pak", "penutup"),
    "a call": ("miiin", "sapaan"),
    "a sigh": ("hadeeeh", "keluhan"),
    "a thumb": ("\U0001f44d\U0001f3fd", "penutup"),
}


@pytest.mark.parametrize(("text", "act"), SAID.values(), ids=SAID.keys())
def test_small_talk_is_read_with_its_courtesies(index: FaqIndex, text: str, act: str) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.act) == (DecisionKind.SMALLTALK, act)


@pytest.mark.parametrize("greeting", ["assalamualaikum, ", "ass. wr wb. ", "halo min, ", "selamat pagi pak "])
@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("brp ya biaya paspor", "paspor-biaya"),
        ("biaya bikin paspor", "paspor-biaya"),
        ("syarat umrah", "umrah-syarat-paspor"),
        ("cara daftar antrian paspor", "paspor-cara-daftar-mpaspor"),
    ],
)
def test_a_question_behind_a_greeting_is_heard(index: FaqIndex, greeting: str, question: str, entry: str) -> None:
    decision = index.decide([greeting + question])
    assert decision.outcome in (DecisionKind.ANSWER, DecisionKind.SUGGEST)
    assert entry in (*decision.answers, *decision.suggestions)


@pytest.mark.parametrize("text", ["makasih min, paspornya sudah jadi", "terima kasih infonya pak soal paspor"])
def test_thanks_that_name_a_matter_stay_thanks(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).act == "terima-kasih"


@pytest.mark.parametrize("text", ["kok lama sekali dijawabnya", "bukan itu maksud saya", "makasih, sudah paham"])
def test_complaints_and_thanks_are_heard_after_a_question(index: FaqIndex, text: str) -> None:
    assert index.decide(["berapa biaya bikin paspor", text]).outcome is DecisionKind.SMALLTALK


@pytest.mark.parametrize(
    "turns",
    [["paspor kami disimpan majikan semua", "boleh kah begitu?"], ["saya mau daftar haji", "bayarnya ke mana dulu"]],
)
def test_a_follow_up_of_a_question_is_no_small_talk(index: FaqIndex, turns: list[str]) -> None:
    assert index.decide(turns).outcome is not DecisionKind.SMALLTALK
