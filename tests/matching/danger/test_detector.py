"""Danger: what must raise the alarm, what must not, and nothing that breaks it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from bot.matching.danger.detector import BY_EMPLOYER, FAMILY, UNLIKELY, VICTIM, assess
from bot.matching.decision import DecisionKind
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.training.danger_examples import examples
from tests.shipped import shipped_faq
from tests.tables import each_line

HERE = Path(__file__).parent
UNSEEN = [tuple(line.split("\t")) for line in (HERE / "danger-unseen.tsv").read_text("utf-8").splitlines()[1:]]
"""Messages that the model has not learnt from: label, kind, text. Their errors were read, and such kinds learnt."""


@cache
def read(text: str) -> tuple[str, float]:
    """Return the level and the probability of a message; several tests ask for the same ones."""
    found = assess(text)
    return found.level, found.probability


def level_of(text: str) -> str:
    return read(text)[0]


def share(texts: list[str], *levels: str) -> float:
    return sum(level_of(text) in levels for text in texts) / len(texts)


def feared(texts: list[str]) -> float:
    """Return the share of messages in which danger is more than unlikely."""
    return sum(read(text)[1] >= UNLIKELY for text in texts) / len(texts)


def by_kind(label: str) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for example in examples():
        if example.label == label:
            found[example.kind].append(example.text)
    return sorted(found.items())


def name(value: object) -> str:
    """Label the cases by kind instead of by their messages."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(("kind", "texts"), by_kind("danger"), ids=name)
def test_every_kind_of_danger_is_found_where_it_was_learnt(kind: str, texts: list[str]) -> None:
    assert share(texts, "danger") >= 0.96


@pytest.mark.parametrize(("kind", "texts"), by_kind("lookalike"), ids=name)
def test_no_kind_of_look_alike_raises_the_alarm_where_it_was_learnt(kind: str, texts: list[str]) -> None:
    assert share(texts, "danger") <= 0.02


def test_calls_for_help_that_were_not_learnt_are_found() -> None:
    texts = [text for label, _, text in UNSEEN if label == "danger"]
    assert share(texts, "danger") >= 0.92
    assert share(texts, "danger", "doubtful") >= 0.95


def test_look_alikes_that_were_not_learnt_stay_quiet() -> None:
    texts = [text for label, _, text in UNSEEN if label == "lookalike"]
    assert share(texts, "danger") <= 0.05
    assert feared(texts) <= 0.08
    assert share(texts, "danger", "doubtful") <= 0.16


def test_unseen_messages_are_not_among_the_learnt_ones() -> None:
    learnt = {example.text for example in examples()}
    assert not learnt.intersection(text for _, _, text in UNSEEN)


@pytest.mark.slow
def test_emergency_phrasings_of_the_faq_are_found_though_never_learnt(corpus: Corpus) -> None:
    texts = [text for entry in corpus.entries if entry.emergency for text in entry.phrasings]
    assert share(texts, "danger") >= 0.85
    assert share(texts, "danger", "doubtful") >= 0.92


@pytest.mark.slow
def test_ordinary_phrasings_of_the_faq_raise_nothing() -> None:
    faq = shipped_faq()
    texts = [text for entry in faq.entries.values() if not entry.emergency for text in entry.phrasings]
    texts += [text for referral in faq.referrals for text in referral.phrasings]
    assert share(texts, "danger") <= 0.003
    assert feared(texts) <= 0.006
    assert share(texts, "danger", "doubtful") <= 0.035


@pytest.mark.parametrize(
    ("danger", "harmless"),
    [
        ("majikan saya memukul saya", "majikan saya tidak pernah memukul saya"),
        ("saya dikurung majikan", "saya tidak dikurung majikan, cuma mau tanya cuti"),
        ("adik saya disekap di kamboja", "apa hukuman menyekap orang di kamboja"),
        ("saya disiksa majikan", "dulu saya pernah disiksa majikan, sekarang sudah pulang, mau buat paspor"),
        ("anak saya dibawa calo tadi malam", "bagaimana supaya anak tidak dibawa calo"),
        ("ginjal saya mau diambil besok", "berapa lama hukuman orang yang mengambil ginjal orang"),
        ("kami dipaksa menipu dan disetrum", "tugas sekolah tentang orang yang dipaksa menipu dan disetrum"),
        ("saya mau bunuh diri", "antre paspor lama banget rasanya mau bunuh diri wkwk"),
        ("istri saya dipukuli bosnya di arab", "lihat di berita ada tkw dipukuli bosnya di arab, benar ga"),
        ("hp dan paspor saya dirampas lalu dikunci di kamar", "hp dan paspor saya dirampas jambret di pasar"),
    ],
)
def test_denied_past_asked_and_joked_are_distinguished(danger: str, harmless: str) -> None:
    assert assess(danger).level == "danger"
    assert assess(harmless).level != "danger"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("tlg sy dikunci dikamar ga boleh kluar paspor d ambil", "ada yang dikunci di dalam (“dikunci”)"),
        ("saya dipukuli majikan setiap hari, tidak dikasih makan", "ada yang dipukul atau disiksa (“dipukuli”)"),
        ("adik saya disekap di kamboja", "ada yang dikurung atau disekap (“disekap”)"),
        ("sy mau gntung diri", "keinginan mengakhiri hidup (“gntung diri”)"),
        ("dskap di ruko", "ada yang dikurung atau disekap (“dskap”)"),
    ],
)
def test_the_alarm_says_why_in_the_residents_own_words(text: str, sign: str) -> None:
    assert sign in assess(text).signs


@each_line("text", [text for label, _, text in UNSEEN if label == "danger"])
def test_whatever_is_raised_has_a_sign(text: str) -> None:
    parsed = assess(text)
    assert parsed.level == "none" or parsed.signs


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("majikan memukul saya tiap hari", BY_EMPLOYER),
        ("majikan perempuan menyetrika tangan saya", BY_EMPLOYER),
        ("anak majikan meraba saya di dapur", BY_EMPLOYER),
        ("tolong kak, bos cowok maksa masuk kamar", BY_EMPLOYER),
        ("bos cowok saya mengurung dia, tolong", FAMILY),
        ("nenek disandera cu, tolong", VICTIM),
        ("saya istri kedua, dipukul mertua di taiwan, paspor dibakar", VICTIM),
        ("adiknya memukul saya, saya dikurung", VICTIM),
        ("istri saya disiram air panas sama majikannya", FAMILY),
        ("adik ipar bapak di kamboja, orang sana minta sawah kami dijual 80 juta baru dia boleh pulang", FAMILY),
        ("mbakku mau loncat dari apartemen majikannya", FAMILY),
        ("orang sebelah rumah jual bayinya, bayinya diambil besok pagi", FAMILY),
        ("biniku handak bulik matan arab, hp nya diambil, dipukul majikan", FAMILY),
        ("tetangga kena pukul majikan di riyadh", FAMILY),
        ("saya ketua RT, warga kami disekap di kamboja", FAMILY),
        ("laki ulun disiksa kapten kapal", FAMILY),
        ("saya orang kampung tidak tahu harus ke mana. menantu saya dikurung majikannya di arab", FAMILY),
        ("sahabatku mau dijual tantenya besok", FAMILY),
        ("pesan terakhir anak saya: dia dijual antar majikan", FAMILY),
        ("saya disekap di kamboja", VICTIM),
        ("kami dipaksa scam dan disetrum bos", VICTIM),
        ("adik saya disandera di myanmar minta tebusan", FAMILY),
        ("anak tetangga dijual ke malaysia, tolong", FAMILY),
        ("saya wali kelas, murid saya dibawa pacarnya dan disuruh melayani laki-laki di penginapan", FAMILY),
        ("saya ayahnya, anak saya di kamboja minta tebusan supaya dilepas", FAMILY),
        ("adik menelepon katanya saya dikurung, tolong", FAMILY),
        ("teman satu kamar saya disekap majikannya", FAMILY),
        ("dulu diajak teman sekolah saya, sekarang kami dipukuli di kamboja", VICTIM),
        ("di sini saya dikunci dan dipaksa melayani suami dan kerabatnya", VICTIM),
        ("kakak boleh tolong tak, majikan dera saya kat johor", BY_EMPLOYER),
    ],
)
def test_the_emergency_entry_fits_who_writes(text: str, entry: str) -> None:
    assert assess(text).entry == entry


@pytest.mark.parametrize(
    ("turns", "raised"),
    [
        (["biaya paspor berapa", "tolong saya dikurung majikan"], True),
        (["apa hukuman menyekap orang", "adik saya disekap di kamboja"], True),
        (["saya dikurung di kamboja", "biaya paspor berapa"], False),
        (["adik saya disekap di myanmar", "berapa lama prosesnya"], False),
        (["majikan saya memukul saya tiap hari", "terus saya harus gimana"], False),
        (["saya mau bunuh diri", "terima kasih"], False),
    ],
)
def test_a_conversation_is_judged_by_its_last_message(index: FaqIndex, turns: list[str], raised: bool) -> None:
    assert (index.decide(turns).outcome is DecisionKind.EMERGENCY) is raised


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (
            "kakak di Riyadh sudah 7 bulan kerja upahnya belum dikasih, majikannya alasan nanti2 terus. Dia nangis "
            "tiap telpon. Kami harus mengadu ke mana",
            "pmi-gaji-tidak-dibayar",
        ),
        (
            "Suami kerja di Brunei. Tiap gajian selalu bilang nanti nanti sudah lima bulan ga dibayar bosnya. Kami "
            "di sini makan pun susah, gimana cara nuntutnya",
            "pmi-gaji-tidak-dibayar",
        ),
        (
            "Anak laki2 saya sudah 2 tahun di kebun sawit Sarawak masuknya dulu tanpa izin. Sekarang takut keluar "
            "kebun, takut ditangkap. Dia harus bagaimana?",
            "pmi-sudah-nonprosedural",
        ),
    ],
)
def test_a_faint_alarm_gives_way_to_a_question_that_is_surely_known(index: FaqIndex, text: str, entry: str) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.answers) == (DecisionKind.ANSWER, (entry,))


def test_no_alarm_for_a_call_for_help_gives_way(index: FaqIndex) -> None:
    parsed = [text for label, _, text in UNSEEN if label == "danger" and level_of(text) == "danger"]
    assert len(parsed) > 100
    assert [text for text in parsed if index.decide([text]).outcome is not DecisionKind.EMERGENCY] == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("foto paspor dua minggu lalu, sampai sekarang tidak ada kabar", "none"),
        ("adik saya foto paspor dua minggu lalu lalu berangkat, sampai sekarang tidak ada kabar", "danger"),
    ],
)
def test_news_of_an_office_is_nobody_missing(text: str, level: str) -> None:
    assert (assess(text).level == "none") is (level == "none")


@pytest.mark.parametrize(
    "text",
    [
        "pintu kantor digembok dari pagi, kapan bukanya",
        "balai desa dikunci terus tiap saya datang",
        "motor saya kekunci di parkiran kantor",
        "rumah kekunci dari luar, kunci ketinggalan di dalam",
        "belum dapat nomor. keluar rumah sejak subuh",
        "cara menghilangkan noda getah di baju",
        "kalian ini kerja apa tidur",
        "tidak bisa keluar dari akun",
        "rumah dijaga siapa kalau kami umrah",
        "saya kehilangan arah, kantornya sebelah mana",
    ],
)
def test_everyday_trouble_is_not_asked_about(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).outcome is not DecisionKind.EMERGENCY


@pytest.mark.parametrize("text", ["", " ", "halo", "tolong", "terima kasih pak", "?", "biaya paspor berapa", "pukul 8"])
def test_small_messages_raise_nothing(text: str) -> None:
    assert assess(text).level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "\ud800" * 5000,
        "a" * 100_000,
        "tolong " * 20_000,
        "\u0301" * 500,
        "🙏" * 300,
        "\x00",
        "tidak boleh " * 9000,
    ],
)
def test_anything_at_all_can_be_asked(text: str) -> None:
    assert assess(text).level in {"none", "doubtful", "danger"}


@pytest.mark.parametrize(("before", "after"), [(0, 0), (0, 100), (25, 75), (50, 50), (75, 25), (100, 0), (3000, 0)])
def test_a_call_for_help_is_heard_anywhere_in_a_long_story(before: int, after: int) -> None:
    story = "saya tinggal di desa dan bertani karet. "
    assert assess(f"{story * before}saya disekap dan dipukuli majikan, tolong. {story * after}").level == "danger"


def test_what_shows_no_deed_and_no_plea_raises_nothing() -> None:
    assert assess("buhannya bisa bebarengan lima orang").level != "danger"
