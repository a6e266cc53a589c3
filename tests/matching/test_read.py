"""Residents' spelling becomes Indonesian words."""

from __future__ import annotations

import pytest

from bot.matching.cleaning import MOST_WORDS
from bot.matching.read import read
from bot.matching.stem import stem

CASES = {
    "abbreviations": ("brp biaya bkn yg anak", "berapa biaya bkn yang anak"),
    "stretched letters": ("haaloooo brapaaa lamaaaa", "halo berapa lama"),
    "a number with its unit": ("paspor 10th", "paspor 10 tahun"),
    "numbers and words by turns": ("5tahun2bulan", "5 tahun 2 bulan"),
    "variants": ("umroh pasport", "umrah paspor"),
    "doubling": ("anak-anak apa2 oleh2", "anak apa oleh"),
    "banjar": ("ulun handak maulah paspor gasan kuitan", "saya mau membuat paspor untuk orang tua"),
    "minangkabau": ("ambo indak buliah baliak", "saya tidak boleh kembali"),
    "javanese": ("kulo badhe tanglet paspor ical pripun", "saya mau tanya paspor hilang bagaimana"),
    "regional tails": ("pitihnyo ambo", "uang saya"),
    "a real word is not changed": ("tinggal murah jahit", "tinggal murah jahit"),
    "digits for letters": ("p4sp0r h1l4ng", "paspor hilang"),
    "words without a space": ("syaratbikinpasporbaruapaaja", "syarat bikin paspor baru apa saja"),
    "particles are dropped": ("min, paspor hilang dong kak", "paspor hilang"),
    "a slip stays as typed": ("hilamg dijln", "hilamg dijln"),
}


@pytest.mark.parametrize(("typed", "words"), CASES.values(), ids=CASES.keys())
def test_words_are_read(typed: str, words: str) -> None:
    assert " ".join(read(typed).readings) == words


def test_question_marks_and_sentences_are_kept() -> None:
    message = read("paspor hilang. gimana? terus biayanya")
    assert [word.clause for word in message.words] == [0, 0, 1, 2, 2]
    assert message.asked == {1}
    assert message.stops == {0, 1}


def test_no_more_than_the_limit_is_read() -> None:
    assert len(read("satu dua " * 5000).words) <= MOST_WORDS


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
