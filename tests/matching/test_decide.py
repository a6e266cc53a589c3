"""Messages lead to the right outcome, and any message to one; how sure the best entry is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from bot.matching.decide import Decider
from bot.matching.entry import Corpus, DecisionKind
from bot.matching.gate import Ranker
from bot.matching.index import FaqIndex
from bot.matching.read import read
from tests.tables import each_line

NEVER = [line.split("\t") for line in Path(__file__).with_name("never-fail.tsv").read_text("utf-8").splitlines()[1:]]


@each_line(("gets", "turns", "reason"), NEVER)
def test_some_messages_never_fail(index: FaqIndex, gets: str, turns: str, reason: str) -> None:
    decision = index.decide(turns.split(" / "))
    assert gets in (*decision.answers, decision.act, decision.outcome.value), decision


@pytest.mark.parametrize(("text", "sure"), [("makasih banyak ya bu", True), ("petugasnya gimana", False)])
def test_small_talk_says_how_surely_it_is_that(index: FaqIndex, text: str, sure: bool) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.confidence >= 0.85) == (DecisionKind.SMALLTALK, sure)


LIST = "1) namanya satu kata 2) hamil 7 bln 3) paspor sisa 5 bulan 4) wajib vaksin apa"
ANSWERED = ("umrah-nama-paspor", "umrah-hamil", "paspor-sisa-6-bulan", "umrah-vaksin")


@each_line(
    ("text", "answers", "left"),
    [
        ("paspor hilang ngurusnya gimana, terus dendanya berapa", ("paspor-hilang", "paspor-denda"), ()),
        (LIST, ANSWERED, ()),
        (f"{LIST} 5) biaya paspor\n6. makasih", ANSWERED, ("biaya paspor",)),
        ("mau bikin paspor:\n1. biayanya berapa\n2. lamanya", ("paspor-biaya",), ("lamanya",)),
        (
            "1. biaya paspor\n2. dapat makan berapa kali di hotel",
            ("paspor-biaya",),
            ("dapat makan berapa kali di hotel",),
        ),
    ],
)
def test_several_questions_are_all_answered_or_named(
    index: FaqIndex, text: str, answers: tuple[str, ...], left: tuple[str, ...]
) -> None:
    decision = index.decide([text])
    assert (decision.answers, decision.left) == (answers, left)


def test_a_text_of_the_faq_is_one_question(index: FaqIndex, corpus: Corpus) -> None:
    own = [text for entry in corpus.entries for text in entry.phrasings[::5]]
    assert [text for text in own if len(index.decide([text]).answers) > 1] == []


def test_a_warning_brings_what_the_message_would_have_got(index: FaqIndex) -> None:
    decision = index.decide(["kawan ngajak jadi admin di Kamboja, tiket dibayari. Ini bahaya?"])
    assert (decision.outcome, decision.act) == (DecisionKind.WARN, "tawaran")
    assert "tppo-scam-kamboja" in (*decision.answers, *decision.suggestions)


def test_a_how_behind_a_warning_is_answered_with_what_it_is_about(index: FaqIndex) -> None:
    decision = index.decide(["anak saya umur 15 mau kerja di malaysia", "terus saya harus bagaimana"])
    assert (decision.outcome, decision.answers) == (DecisionKind.ANSWER, ("pmi-anak-bawah-18",))


def test_a_plea_that_may_be_fear_is_asked_about(index: FaqIndex) -> None:
    decision = index.decide(["tolong saya"])
    assert (decision.outcome, decision.doubtful) == (DecisionKind.EMERGENCY, True)


@pytest.mark.parametrize("before", [[], ["berapa biaya bikin paspor"]])
def test_what_is_far_from_the_field_is_no_matter_of_an_officer(index: FaqIndex, before: list[str]) -> None:
    decision = index.decide([*before, "tim kami dibantai 5-0"])
    assert (decision.outcome, decision.off_topic) == (DecisionKind.ESCALATE, True)


def test_who_says_that_nobody_is_in_danger_is_answered(index: FaqIndex) -> None:
    assert index.decide_calmly(["tolong saya disekap majikan di malaysia"]).outcome is not DecisionKind.EMERGENCY
    assert index.decide_calmly(["berapa biaya bikin paspor"]).answers == ("paspor-biaya",)
    assert index.decide_calmly(["bantu saya pak tolong"]).act == "mohon"


def test_a_cry_for_help_is_heard_where_the_faq_has_no_emergency(index: FaqIndex, corpus: Corpus) -> None:
    calm = replace(corpus, entries=tuple(replace(entry, emergency=False) for entry in corpus.entries))
    decision = Decider(calm, index._ranker, read).decide(["tolong saya disekap majikan di malaysia"])
    assert (decision.outcome, decision.answers) == (DecisionKind.EMERGENCY, ())


def test_a_conversation_without_turns_is_not_readable(index: FaqIndex) -> None:
    assert index.decide([]).outcome is DecisionKind.REPHRASE


def test_reasons_name_words_and_changes(index: FaqIndex) -> None:
    reading = index.explain(["brp biaya paspor"])
    sentences = " ".join(reading.reasons)
    assert reading.text == "berapa biaya paspor"
    assert "'brp' dibaca 'berapa'" in sentences
    assert "biaya (+" in sentences


MESSAGES = (
    "brp biaya bikin paspor",
    "paspor anak saya hilang, paspor saya juga hilang, apa saja syarat ganti paspor",
    "xqzt wlmp",
    " ".join(["mau tanya biaya umrah dan syarat paspor anak di kantor"] * 40),
)


@pytest.fixture(scope="module")
def ranker(index: FaqIndex) -> Ranker:
    return index._ranker


@pytest.mark.parametrize("text", [*MESSAGES, "berapa biaya bikin paspor"])
def test_chances_are_ordered_and_add_up_to_one_at_most(ranker: Ranker, text: str) -> None:
    chances = [chance for _, chance in ranker.rank(ranker.run(read(text).words)).foremost]
    assert chances == sorted(chances, reverse=True)
    assert min(chances) >= 0.0
    assert sum(chances) <= 1.0 + 1e-6


def test_words_that_say_nothing_for_the_entry_make_it_less_sure(ranker: Ranker) -> None:
    def sure(text: str) -> float:
        return ranker.rank(ranker.run(read(text).words)).confidence

    assert sure("berapa biaya mencelup paspor ungu sekarang") < sure("berapa biaya bikin paspor baru sekarang") - 0.2


def test_threads_share_one_model(ranker: Ranker) -> None:
    asked = [read(text).words for text in MESSAGES]
    expected = [ranker.run(words).scores for words in asked]
    ranker._word.cache_clear()
    wrong: list[int] = []

    def ask() -> None:
        for turn in range(200):
            place = turn % len(asked)
            if not np.allclose(ranker.run(asked[place]).scores, expected[place], atol=1e-5):
                wrong.append(place)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
