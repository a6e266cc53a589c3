"""Questions that once were answered badly, or not at all, reach the entry that was written for them."""

from __future__ import annotations

import pytest

from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex
from tests.shipped import shipped_faq

ANSWERED = {
    "hutang pinjol, bisa gak bikin paspor": "paspor-utang-napi",
    "mantan napi bisa buat paspor?": "paspor-utang-napi",
    "kayapa maulah paspor di rantau": "paspor-ulp-rantau",
    "antri paspor di rantau hari apa": "paspor-ulp-rantau",
    "bot ini asli apa penipuan": "dasar-bot-asli",
    "paspor ulun kabasahan": "paspor-rusak",
    "brp by pasport anak sd": "paspor-biaya",
    "mending tunggu paspor satu jenis apa ganti sekarang": "paspor-satu-jenis",
    "paspor saya digadaikan suami": "paspor-digadaikan",
    "paspor belum saya ambil 1 tahun": "paspor-tidak-diambil",
    "ada yang pakai data saya untuk bikin paspor": "paspor-data-dipakai-orang",
    "gimana cara cegah mantan bawa anak ke luar negeri": "paspor-cegah-anak-dibawa",
    "apa itu all indonesia": "dasar-all-indonesia",
    "boleh daftar paspor dua kali": "paspor-daftar-dua-kali",
    "kantor bp3mi di mana": "dasar-kantor-lain",
    "disnaker tapin di mana kantornya": "dasar-kantor-lain",
    "kalau haji sudah lunas terus meninggal": "haji-batal-wafat",
    "umroh bs pake paspor 5 th ga": "umrah-syarat-paspor",
    "anak saya mau mondok ke mesir umur 16": "paspor-belajar-luar-negeri",
    "kk ku mau umrah": "umrah-syarat-paspor",
    "ini manusia apa robot": "dasar-bot-gratis",
    "eks TKI saudi mau berangkat lagi": "pmi-negara-terlarang",
    "mantan tki mau berangkat lagi": "pmi-cara-resmi",
    "bapak saya usia 75 tahun bikin paspor di mana": "dasar-kantor-alamat",
}


@pytest.mark.parametrize(("text", "entry"), ANSWERED.items())
def test_a_question_missed_before_is_answered(index: FaqIndex, text: str, entry: str) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.answers) == (DecisionKind.ANSWER, (entry,))


def test_a_lost_identity_card_is_no_matter_of_trafficking(index: FaqIndex) -> None:
    decision = index.decide(["abah handak umrah tapi ktp hilang"])
    offered = (*decision.answers, *decision.suggestions)
    assert "paspor-ktp-belum-jadi" in offered
    assert not [id for id in offered if id.startswith("tpp")]


def test_money_given_to_a_person_is_no_refund_of_a_fee(index: FaqIndex) -> None:
    decision = index.decide(["sy sdh bayar 8 jt ke bu hajah utk berangkat ke saudi"])
    assert "paspor-refund" not in (*decision.answers, *decision.suggestions)


@pytest.mark.parametrize("paid", ["dp udah masuk 4 juta", "udah bayar dp ke PT 5 juta", "dp umrah udah dibayar"])
def test_a_down_payment_is_not_taken_for_the_fee_of_a_passport(index: FaqIndex, paid: str) -> None:
    assert "paspor-refund" not in index.decide([paid, "bisa balik gak uangnya"]).answers


def test_whether_a_five_year_passport_will_do_is_answered_with_yes() -> None:
    assert shipped_faq().entries["umrah-syarat-paspor"].lead.removeprefix("**").startswith("Bisa")


def test_a_familys_card_that_is_lost_is_another_offices(index: FaqIndex) -> None:
    assert index.decide(["kk ku hilang"]).act == "dukcapil"


def test_the_fine_for_a_lost_passport_says_what_it_is_not_for() -> None:
    """ "Ada denda ga" is asked after anything, a passport that ended in Malaysia too."""
    lead = shipped_faq().entries["paspor-denda"].lead
    assert "habis masanya" in lead
    assert "KBRI" in lead


@pytest.mark.parametrize(
    ("text", "answered", "beside"),
    [
        ("paspor anak", "paspor-syarat-anak", "paspor-anak-orang-tua-cerai"),
        ("barapa duit nang musti dilunasi gasan haji", "haji-biaya", "haji-batal-wafat"),
    ],
)
def test_what_may_have_been_meant_too_stands_below(index: FaqIndex, text: str, answered: str, beside: str) -> None:
    decision = index.decide([text])
    assert decision.outcome is DecisionKind.ANSWER
    assert (decision.answers, decision.suggestions) == ((answered,), (beside,))


def test_a_sure_answer_has_no_other_beside_it(index: FaqIndex) -> None:
    assert index.decide(["berapa biaya bikin paspor"]).suggestions == ()
