"""Messages lead to the right outcome."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.decide import Decider
from bot.matching.decision import ABOUT_WHAT, DecisionKind
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.training.evaluate import evaluate
from bot.matching.training.judge_answers import ask_each
from tests.shipped import shipped_faq

FAQ = Path(__file__).parents[2] / "faq"
OWN = [json.loads(line) for line in (Path(__file__).parent / "own-questions.jsonl").read_text("utf-8").splitlines()]
FLOORS = {
    ("followup", "top1"): 90, ("multi", "keduanya"): 75, ("smalltalk", "benar"): 90, ("robust", "top1"): 90,
}  # fmt: skip
CEILINGS = {
    ("followup", "dijawab_salah"): 4, ("multi", "nyasar"): 5, ("oos", "dijawab"): 3, ("oos", "ditawarkan"): 20,
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(index: FaqIndex) -> dict[str, dict[str, float]]:
    return evaluate(ask_each(index.decide, OWN)).rows


@pytest.mark.parametrize(("kind", "name"), FLOORS, ids=str)
def test_figures_do_not_fall(rows: dict[str, dict[str, float]], kind: str, name: str) -> None:
    assert rows[kind][name] >= FLOORS[kind, name]


@pytest.mark.parametrize(("kind", "name"), CEILINGS, ids=str)
def test_mistakes_do_not_grow(rows: dict[str, dict[str, float]], kind: str, name: str) -> None:
    assert rows[kind][name] <= CEILINGS[kind, name]


ANSWERS = {
    "a plain question": (["berapa biaya bikin paspor"], ("paspor-biaya",)),
    "a follow-up": (["syarat paspor dewasa apa aja", "kalau untuk anak?"], ("paspor-syarat-anak",)),
    "a follow-up on payment": (["berapa biaya paspor", "terus bayarnya dimana"], ("paspor-cara-bayar",)),
    "papers of what was named before": (["umrah", "syaratnya apa aja"], ("umrah-syarat-paspor",)),
    "a price after a whole question": (["cara daftar haji", "biayanya"], ("haji-biaya",)),
    "another person": (["paspor anak syaratnya apa", "papanya udah ga di sini lagi"], ("paspor-anak-orang-tua-cerai",)),
    "a related entry": (["mau bikin paspor gimana caranya", "terus bayarnya dimana"], ("paspor-cara-bayar",)),
    "a third turn": (["daftar haji gimana", "biayanya?", "nunggu berapa lama"], ("haji-masa-tunggu",)),
    "a new topic": (["biaya paspor", "antre haji berapa tahun"], ("haji-masa-tunggu",)),
    "small talk in between": (["paspor hilang", "makasih", "dendanya berapa?"], ("paspor-denda",)),
    "two questions": (
        ["paspor jadi berapa hari? bisa diambilkan istri?"],
        ("paspor-lama-proses", "paspor-ambil-diwakilkan"),
    ),
    "three questions": (
        ["paspor saya hilang gimana lapornya? dendanya berapa? trus berapa hari jadi yg baru"],
        ("paspor-hilang", "paspor-denda", "paspor-lama-proses"),
    ),
    "the second ends like a question": (
        ["mau lapor perdagangan orang kemana, nama saya dirahasiakan ga"],
        ("tppo-lapor", "tppo-rahasia-pelapor"),
    ),
    "the shortest of all": (["apa itu paspor"], ("paspor-apa-itu",)),
    "an abbreviation": (["bp3mi itu apa sih"], ("dasar-istilah",)),
    "two nouns of one thing": (["syarat sama biaya bikin paspor"], ("paspor-syarat-dewasa", "paspor-biaya")),
    "the second noun at the end": (["syarat paspor dan biayanya"], ("paspor-syarat-dewasa", "paspor-biaya")),
    "a text of the FAQ that much resembles": (["syarat paspor"], ("paspor-syarat-dewasa",)),
}


@pytest.mark.parametrize(("turns", "answers"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answers_come_at_once(index: FaqIndex, turns: list[str], answers: tuple[str, ...]) -> None:
    decision = index.decide(turns)
    assert decision.outcome is DecisionKind.ANSWER
    assert decision.answers == answers
    assert decision.confidence >= 0.6


def test_a_warning_brings_the_answers_of_both_questions(index: FaqIndex) -> None:
    text = "kawan ngajak jadi admin di Kamboja, tiket dibayari. Ini bahaya? Apa saja tanda tawaran kerja yang jahat?"
    decision = index.decide([text])
    assert (decision.outcome, decision.act) == (DecisionKind.WARN, "tawaran")
    assert decision.answers == ("tppo-scam-kamboja", "tppo-ciri")


@pytest.mark.parametrize(
    "text", ["syaratnya apa aja", "bawa apa aja", "surat apa haja", "biaya berapa", "dokumen", "lama"]
)
def test_papers_prices_and_times_of_nothing_are_asked_of_what(index: FaqIndex, text: str) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.answers, decision.act) == (DecisionKind.SUGGEST, (), ABOUT_WHAT)
    followed = index.decide([text, "umroh"])
    assert followed.act is None


@pytest.mark.parametrize("turns", [["syarat umrah apa aja"], ["jam buka"], ["paspor hilang", "syaratnya apa aja"]])
def test_of_what_is_not_asked_where_it_is_known(index: FaqIndex, turns: list[str]) -> None:
    assert index.decide(turns).outcome is DecisionKind.ANSWER


@pytest.mark.parametrize("turns", [["syarat umroh", "biayanya brp"], ["umroh", "biayanya brp"]])
def test_a_price_after_something_is_offered_where_it_is_not_sure(index: FaqIndex, turns: list[str]) -> None:
    decision = index.decide(turns)
    assert (decision.outcome, decision.act) == (DecisionKind.SUGGEST, None)
    assert "umrah-biaya" in decision.suggestions


STRAYS = {
    "a guess at the price": "denda paspor hilang berapa? satu juta ya?",
    "a reason told after it": "sebelum ke makkah disuntik apa saja? saya takut jarum",
    "an excuse after it": "kapan penyuluhan di balai desa? saya mau izin dari kebun dulu",
}


@pytest.mark.parametrize("text", STRAYS.values(), ids=STRAYS.keys())
def test_a_side_remark_beside_a_question_gets_no_answer_of_its_own(index: FaqIndex, text: str) -> None:
    assert len(index.decide([text]).answers) <= 1


LONGER_FOLLOW_UPS = {
    "abroad": (["suami kerja di taiwan, paspornya habis bulan depan", "ganti paspornya di sana bisa tidak"],
               "pmi-paspor-habis-luar-negeri"),
    "hajj": (["ibu dapat giliran berangkat haji tahun depan", "paspornya diurus sendiri atau bareng rombongan"],
             "haji-paspor"),
}  # fmt: skip


@pytest.mark.parametrize(("turns", "entry"), LONGER_FOLLOW_UPS.values(), ids=LONGER_FOLLOW_UPS.keys())
def test_a_longer_follow_up_is_read_with_the_message_before(index: FaqIndex, turns: list[str], entry: str) -> None:
    assert index.decide(turns).ranking[0][0] == entry


def test_an_emergency_that_is_only_carried_on_is_answered_not_raised_anew(index: FaqIndex) -> None:
    decision = index.decide(["majikan saya memukul saya tiap hari", "terus saya harus gimana"])
    assert (decision.outcome, decision.answers) == (DecisionKind.ANSWER, ("pmi-majikan-kasar",))


def test_a_cry_for_help_is_ranked_where_the_faq_has_no_emergency(index: FaqIndex, corpus: Corpus) -> None:
    calm = replace(corpus, entries=tuple(replace(entry, emergency=False) for entry in corpus.entries))
    decision = Decider(calm, index._ranker, index._normaliser).decide(["tolong saya disekap majikan di malaysia"])
    assert (decision.outcome, decision.answers) == (DecisionKind.EMERGENCY, ())
    assert len(decision.ranking) == 5


def test_a_phrasing_of_the_faq_belongs_to_its_entry_word_for_word(index: FaqIndex) -> None:
    decision = index.decide(["Apakah pekerja migran yang pulang wajib mengisi All Indonesia?"])
    assert (decision.outcome, decision.answers) == (DecisionKind.ANSWER, ("pmi-cuti-pulang",))


@pytest.mark.parametrize("turns", [["brp"], ["syarat paspor umrah", "brp"], ["istri saya"], ["kalo anak?"]])
def test_who_says_of_what_in_no_word_is_asked_of_what(index: FaqIndex, turns: list[str]) -> None:
    decision = index.decide(turns)
    assert (decision.outcome, decision.act) == (DecisionKind.SUGGEST, ABOUT_WHAT)


@pytest.mark.parametrize(
    ("turns", "act"),
    [
        (["pengen ke jepang magang lulus smk", "umur 17"], "anak"),
        (["mau kerja di taiwan", "masih kelas 2 sma"], "anak"),
        (["mau kerja di malaysia", "umur 26"], None),
        (["biaya paspor", "anak 16 tahun"], None),
    ],
)
def test_a_childs_age_said_after_the_work_is_warned_of(index: FaqIndex, turns: list[str], act: str | None) -> None:
    decision = index.decide(turns)
    assert (decision.act if decision.outcome is DecisionKind.WARN else None) == act


@pytest.mark.parametrize("text", ["gimana", "gimana caranya", "terus"])
def test_how_alone_asks_on(index: FaqIndex, text: str) -> None:
    assert index.decide(["paspor saya hilang", text]).answers == ("paspor-hilang",)


@pytest.mark.parametrize(("text", "off_topic"), [("haji ONH plus berapa", False), ("harga emas hari ini", True)])
def test_no_question_about_hajj_is_off_topic(index: FaqIndex, text: str, off_topic: bool) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.off_topic) == (DecisionKind.ESCALATE, off_topic)


TURNING_ASIDE = 1.0
"""Percent of complete questions that a question about something else, asked before, may lead astray."""


@pytest.mark.slow
def test_a_new_topic_is_not_dragged_to_the_old_one(index: FaqIndex) -> None:
    entries = list(shipped_faq().entries.values())
    asked = [(entry.id, text) for entry in entries for text in entry.tests]
    topic_of = {entry.id: entry.topic for entry in entries}
    right = lost = 0
    for place, (entry, text) in enumerate(asked):
        earlier = next(
            said
            for other, said in (asked[(place + step) % len(asked)] for step in range(331, len(asked)))
            if topic_of[other] != topic_of[entry]
        )
        if index.decide([text]).ranking[0][0] == entry:
            right += 1
            lost += index.decide([earlier, text]).ranking[0][0] != entry
    assert right > 0.9 * len(asked)
    assert 100 * lost / right <= TURNING_ASIDE


@pytest.mark.parametrize(
    "turns",
    [
        ["mau bikin paspor", "ibu saya udah 75, adakah pintu lain?"],
        ["jadwal penyuluhan bulan lalu kelewatan", "kapan ada lagi"],
        ["haji plus itu apa", "yg begitu ga bakal batal kan?"],
    ],
    ids=" / ".join,
)
def test_what_carries_on_is_no_small_talk(index: FaqIndex, turns: list[str]) -> None:
    assert index.decide(turns).outcome is not DecisionKind.SMALLTALK


@pytest.mark.parametrize(
    ("text", "act"),
    [("oke sudah cukup itu aja dulu", "penutup"), ("sambungakan ka petugasnya pang", "minta-petugas"),
     ("bot ini bisa apa aja", "bantuan"), ("lambat banget balasnya dari tadi", "keluhan")],
)  # fmt: skip
def test_small_talk_stays_small_talk_after_a_question(index: FaqIndex, text: str, act: str) -> None:
    for earlier in ("biaya paspor berapa", "paspor saya hilang di pasar", "mau umrah"):
        decision = index.decide([earlier, text])
        assert (decision.outcome, decision.act) == (DecisionKind.SMALLTALK, act)


@pytest.mark.parametrize("text", ["istri saya ngidam mangga muda", "ayam saya sakit berak kapur", "obat batuk anak"])
def test_the_turn_before_answers_nothing_that_is_foreign_to_it(index: FaqIndex, text: str) -> None:
    for earlier in ("biaya paspor berapa", "antri haji berapa lama sekarang", "kalau batal paspor uangnya balik ga"):
        assert index.decide([earlier, text]).outcome is not DecisionKind.ANSWER


@pytest.mark.parametrize(
    "text", ["nomor antrean saya 17", "tambahan: rumah saya dekat masjid", "besok saya datang jam 9"]
)
def test_what_asks_nothing_is_not_answered(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).outcome not in (DecisionKind.ANSWER, DecisionKind.REFER)


@pytest.mark.parametrize(
    "text", ["apakah surat cucu kami sudah diterima bapak", "cucu kami ada titipan buat bapak", "mama batitip wadai"]
)
def test_what_is_for_the_officer_himself_is_not_answered(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).outcome not in (DecisionKind.ANSWER, DecisionKind.REFER)


@pytest.mark.parametrize("text", ["ini bot ya", "bot kah ini", "oh bot ya", "bot?"])
def test_who_asks_whether_this_is_a_bot_is_told(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).answers == ("dasar-bot-gratis",)


@pytest.mark.parametrize("text", ["paspor kami balum ada jua", "pasporku belum juga ada"])
def test_a_passport_that_has_not_come_is_looked_up(index: FaqIndex, text: str) -> None:
    decision = index.decide([text])
    assert decision.outcome in {DecisionKind.ANSWER, DecisionKind.SUGGEST}
    assert (*decision.answers, *decision.suggestions)[0] in {"paspor-cek-status", "paspor-lama-proses"}


@pytest.mark.parametrize("text", ["tolong", "tolong tolong"])
def test_a_bare_cry_is_no_small_talk(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).outcome is not DecisionKind.SMALLTALK


@pytest.mark.parametrize("text", ["tolong saya", "tolongin aku"])
def test_a_plea_that_may_be_fear_is_asked_about(index: FaqIndex, text: str) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.doubtful) == (DecisionKind.EMERGENCY, True)


def test_an_application_that_fails_is_no_complaint_of_the_bot(index: FaqIndex) -> None:
    assert index.decide(["m-paspor saya error melulu"]).answers == ("paspor-mpaspor-gangguan",)


def test_a_greeting_before_a_question_is_answered_with_the_question(index: FaqIndex) -> None:
    decision = index.decide(["assalamualaikum, mau tanya biaya paspor berapa"])
    assert decision.answers == ("paspor-biaya",)
    assert decision.greeting


def test_another_offices_service_names_the_office(index: FaqIndex) -> None:
    decision = index.decide(["cara perpanjang sim"])
    assert (decision.outcome, decision.act, decision.answers) == (DecisionKind.REFER, "polres", ())
    assert decision.referral


@pytest.mark.parametrize(
    "text", ["suami saya tukang listrik", "undangan nikah anak saya sudah sampai?", "paket saya ditaruh di meja bapak"]
)
def test_a_word_of_another_offices_does_not_name_the_office(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).outcome is DecisionKind.ESCALATE


@pytest.mark.parametrize("text", ["", "????", "asdkjh qwx zxmn", "🙏🙏", "jjjjjjj", "vzzk prrrt", "0", "\u0301" * 100])
def test_what_cannot_be_read_is_asked_again(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).outcome is DecisionKind.REPHRASE


def test_a_topic_word_alone_opens_buttons(index: FaqIndex) -> None:
    decision = index.decide(["paspor"])
    assert decision.outcome is DecisionKind.SUGGEST
    assert [entry.partition("-")[0] for entry in decision.suggestions] == ["paspor"] * 3


def test_what_is_likely_an_emergencys_is_asked_about_not_offered(index: FaqIndex) -> None:
    text = (
        "Kepada Yth. Kepala Kantor, saya orang tua dari pekerja migran yang saat ini disekap di Kamboja. Mohon dibantu."
    )
    decision = index.decide([text])
    assert (decision.outcome, decision.answers) == (DecisionKind.EMERGENCY, ("tppo-keluarga-korban",))


@pytest.mark.parametrize("text", ["suami saya", "nama saya", "anak saya", "istri"])
def test_a_fragment_that_asks_nothing_gets_buttons_at_most(index: FaqIndex, text: str) -> None:
    decision = index.decide([text])
    assert decision.outcome in {DecisionKind.SUGGEST, DecisionKind.ESCALATE, DecisionKind.REPHRASE}, decision


def test_one_telling_word_is_enough_in_a_question_or_after_one(index: FaqIndex) -> None:
    assert index.decide(["paspor hilang gimana", "denda"]).outcome is DecisionKind.ANSWER
    assert index.decide(["bp3mi itu apa"]).outcome is DecisionKind.ANSWER


@pytest.mark.parametrize("text", ["mau bikin paspor", "ulun handak maulah paspor gasan kuitan", "mau buat paspor pak"])
def test_the_wish_for_a_passport_gets_what_to_bring(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).answers == ("paspor-syarat-dewasa",)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000, "kata " * 10_000, "paspor" * 10_000, "a-b-" * 20_000, "\ud800" * 50, "<b>" * 9000, "a@" * 20_000,
        "&amp;" * 9000, "(" * 50_000, "1 2 3 " * 9000, " ".join(f"w{n}x" for n in range(9000)), "\x00paspor\x00",
        "a@a." * 20_000, "\u0301" * 100_000, " ".join(f"{n:x}rta{n % 7}po" for n in range(10_000)), "dan apa " * 9000,
        "\u0661" * 100_000, "syarat paspor? " * 7000,
    ],
    ids=lambda text: text[:6].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_bad_input_still_gets_an_outcome(index: FaqIndex, text: str) -> None:
    assert isinstance(index.decide([text]).outcome, DecisionKind)
    assert isinstance(index.decide(["paspor hilang", text]).outcome, DecisionKind)


def test_a_conversation_without_turns_is_not_readable(index: FaqIndex) -> None:
    assert index.decide([]).outcome is DecisionKind.REPHRASE


def test_probabilities_are_ordered_and_below_one(index: FaqIndex) -> None:
    for question in OWN[:60]:
        ranking = index.decide(question.get("turns") or [question["text"]]).ranking
        chances = [chance for _, chance in ranking]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)
        assert sum(chances) <= 1.001


def test_reasons_name_words_and_changes(index: FaqIndex) -> None:
    reading = index.explain(["brp biaya pspor"])
    sentences = " ".join(reading.reasons)
    assert reading.text == "berapa biaya paspor"
    assert "'brp' dibaca 'berapa'" in sentences
    assert "paspor-biaya" in sentences


def test_officers_find_entries_by_words(index: FaqIndex) -> None:
    found = index.search("denda paspor rusak", 3)
    assert found[0][0] == "paspor-denda"
    assert len(found) == 3
    assert index.search("", 3) == []


def test_the_same_message_is_always_decided_the_same_way(index: FaqIndex) -> None:
    assert index.decide(["paspor basah"]) == index.decide(["paspor basah"])
