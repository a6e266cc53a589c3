"""Residents' spelling becomes Indonesian words."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.entry import Corpus
from bot.matching.text.lexicon import load
from bot.matching.text.normalise import Normaliser
from bot.matching.text.stemming import roots, stem
from bot.matching.text.tokens import MOST_WORDS
from bot.matching.training.training_set import build_training_set


@pytest.fixture(scope="module")
def normaliser(corpus: Corpus) -> Normaliser:
    plain = Normaliser(load(), {})
    counts = Counter(word.reading for text in build_training_set(corpus).texts for word in plain.read(text).words)
    return Normaliser(load(), {w: n for w, n in counts.items() if w.isalpha() and (n > 1 or w in roots())})


CASES = {
    "abbreviations": ("brp biaya bkn yg anak", "berapa biaya bkn yang anak"),
    "stretched letters": ("haaloooo brapaaa lamaaaa", "halo berapa lama"),
    "stretched letters inside a word without a vowel": ("prrrt brppp", "prrrt berapa"),
    "school, not until": ("ijazah smp", "ijazah smp"),
    "made ready, not agreed": ("siapkan apa", "menyiapkan apa"),
    "glued words": ("brpbiayapaspor", "berapa biaya paspor"),
    "long glued words": ("syaratbikinpasporbaruapaaja", "syarat bikin paspor baru apa saja"),
    "digits for letters": ("p4sp0r h1l4ng", "paspor hilang"),
    "a number with its unit": ("paspor 10th", "paspor 10 tahun"),
    "dropped vowels": ("kntor imgrsi", "kantor imigrasi"),
    "a neighbour key": ("paspor hilamg", "paspor hilang"),
    "swapped letters": ("paspro rusak", "paspor rusak"),
    "variants": ("umroh pasport imigrsi", "umrah paspor imigrasi"),
    "doubling": ("anak-anak apa2 sama2 oleh2", "anak apa sama-sama oleh"),
    "banjar": ("ulun handak maulah paspor gasan kuitan", "saya mau membuat paspor untuk orang tua"),
    "banjar false friends in company": ("napa haja nang dibawa, laki ulun", "apa saja yang dibawa suami saya"),
    "false friends alone": ("kena denda kalau pulang", "kena denda kalau pulang"),
    "sundanese": ("abdi hoyong uih, teu kenging ku dunungan", "saya mau pulang tidak boleh oleh majikan"),
    "minangkabau": ("ambo indak buliah pai baliak dek toke", "saya tidak boleh pergi kembali oleh majikan"),
    "madurese": ("sengko' ta' olle mole bi' juragan", "saya tidak boleh pulang oleh majikan"),
    "sasak": ("tiang ndeqman bayah, ndeq kanggo ulek", "saya belum dibayar tidak boleh pulang"),
    "malay of kupang": ("beta sonde bole pulang, dong kunci ruma", "saya tidak boleh pulang mereka kunci rumah"),
    "malay of sambas": ("kamek daan dibarek balek", "saya tidak diberi pulang"),
    "regional tails": ("pitihnyo ambo, caranye, syaratna", "uang saya cara syarat"),
    "false friends of no language": ("tiang listrik, dong, beta blocker, mole", "tiang listrik beta blocker mole"),
    "javanese": ("kulo badhe tanglet paspor ical pripun", "saya mau tanya paspor hilang bagaimana"),
    "malay": ("macam mana nak buat passport", "bagaimana mau buat paspor"),
    "phrases": ("org luar kerja di kampung", "orang asing kerja di kampung"),
    "field words": ("paspor udh expired", "paspor sudah habis masa berlaku"),
    "a real word is not corrected": ("tinggal murah jahit", "tinggal murah jahit"),
    "passives typed apart": ("gk d ksh mkn, di pukul trus", "tidak diberi makan dipukul terus"),
    "no passive behind a place": (
        "di rumah, di dalam, di penjara, di m-paspor",
        "di rumah di dalam di penjara di mpaspor",
    ),
    "this night, not any": ("mlm ini anak ini", "malam ini anak"),
    "a pupil's school alone": ("baru lulus smp", "baru lulusan sekolah smp"),
    "malay papers": ("guna pas lawatan, lepas tu kerja", "pakai visa turis setelah itu kerja"),
    "mine, typed apart": ("paspor ku hilang", "paspor hilang"),
    "particles are dropped": ("min, paspor hilang dong kak", "paspor hilang"),
}


SIBLINGS = (
    "kk ku kerja di taiwan", "kk sy ga bs plg krn dimintain duit", "kk ulun handak bagawi ka arab", "kk mau tanya",
    "gmn nih kk sy dipaksa kerja di spa", "kk ku mau umrah", "kk saya hilang kontak", "makasih kk", "kk sy di malaysia",
    "kk aku baru mau naik kelas 3 smp", "kk saya jadi tkw di arab", "kk saya mau bikin paspor", "kk di taiwan sakit",
)  # fmt: skip
CARDS = (
    "kk ku hilang", "fotokopi kk", "kk baru", "kk saya sudah jadi", "kk saya ditahan agen", "kk saya mau diganti",
    "kk kami 7 orang", "di kk saya lahir tahun 1990", "kk saya belum keluar", "ktp sama kk", "kk saya ikut orang tua",
    "kk isi lima orang, anak paling besar 15 mau kerja ke taiwan", "kk saya mau pecah", "kk saya di rumah", "kk",
)  # fmt: skip


@pytest.mark.parametrize("typed", SIBLINGS)
def test_an_elder_sibling_is_no_card(normaliser: Normaliser, typed: str) -> None:
    assert "kakak" in normaliser.read(typed).readings
    assert "kartu" not in normaliser.read(typed).readings


@pytest.mark.parametrize("typed", CARDS)
def test_a_familys_card_is_nobody(normaliser: Normaliser, typed: str) -> None:
    assert "kartu" in normaliser.read(typed).readings
    assert "kakak" not in normaliser.read(typed).readings


@pytest.mark.parametrize(("typed", "read"), CASES.values(), ids=CASES.keys())
def test_words_are_read(normaliser: Normaliser, typed: str, read: str) -> None:
    assert " ".join(normaliser.read(typed).readings) == read


def test_question_marks_and_sentences_are_kept(normaliser: Normaliser) -> None:
    message = normaliser.read("paspor hilang. gimana? terus biayanya")
    assert [word.clause for word in message.words] == [0, 0, 1, 2, 2]
    assert message.asked == {1}
    assert message.stops == {0, 1}


def test_no_more_than_the_limit_is_read(normaliser: Normaliser) -> None:
    assert len(normaliser.read("satu dua " * 5000).words) <= MOST_WORDS


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("dibikinin", "bikin"), ("mengurusnya", "urus"), ("memperpanjang", "panjang"), ("nyari", "cari"),
        ("ngambil", "ambil"), ("penipuan", "tipu"), ("kehilangan", "hilang"), ("penyelundupan", "selundup"),
        ("paspornya", "paspor"), ("keberangkatan", "berangkat"), ("imigrasi", "imigrasi"), ("xqzt", "xqzt"),
    ],
)  # fmt: skip
def test_stems(word: str, root: str) -> None:
    assert stem(word) == root
