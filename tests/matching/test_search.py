"""An officer's search by first letters, words and whole sentences; questions that mean the same are alike."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.search import PrefixIndex, likeness
from bot.reports.gaps import ALIKE, Unanswered, gap_groups, proposed_heading
from tests.shipped import small_index
from tests.tables import each_line

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FREE = (
    (
        "pak boleh nerbangkan drone dekat perbatasan ngga",
        "izin terbang drone di desa perbatasan gmn",
        "drone ulun disita",
    ),
    ("paspor ulun basah kena banjir kaya apa", "pak pasport saya kebanjiran gimana ini", "buku paspor basah kehujanan"),
    ("bpjs saya masih bisa dipakai di malaysia?", "klo kerja d luar negri bpjs nya gmn", "bpjs berlaku kah di brunei"),
)
ASKED = (
    "Boleh nerbangkan drone dekat perbatasan tidak?",
    "Paspor saya basah banjir bagaimana?",
    "Bagaimana kalau bpjs berlaku di brunei?",
)


@each_line(
    ("typed", "entry"),
    [
        ("hil", "paspor-hilang"),
        ("paspor hil", "paspor-hilang"),
        ("PASPOR HILANG", "paspor-hilang"),
        ("bia", "paspor-biaya"),
        ("biaya um", "umrah-biaya"),
        ("cal", "dasar-calo-pungli"),
        ("suami di malaysia tidak digaji 3 bulan", "pmi-gaji-tidak-dibayar"),
    ],
)
def test_what_an_officer_types_finds_the_entry_among_the_first(index: FaqIndex, typed: str, entry: str) -> None:
    assert entry in [id for id, _ in index.search(typed, 3)]


def test_no_more_are_found_than_were_asked_for_and_for_nothing_nothing(index: FaqIndex) -> None:
    assert (len(index.search("paspor", 6)), index.search("paspor", 0)) == (6, [])
    assert not any(index.search(typed, 6) for typed in ("", "   ", "zzzxq", "???", "💬"))


def test_the_entrys_own_question_counts_more_than_one_of_its_phrasings(corpus: Corpus) -> None:
    fits = PrefixIndex(corpus).fits("hilang")
    assert fits["paspor-hilang"] > fits["rujuk-ktp"]


def test_a_long_text_is_not_found_by_the_first_letters_of_its_small_words(corpus: Corpus) -> None:
    beginnings = PrefixIndex(corpus)
    assert beginnings.fits("paspor ayah saya jatuh ke sungai waktu banjir") == {}
    fits = beginnings.fits("saya calo")
    assert max(fits, key=fits.__getitem__) == "dasar-calo-pungli"


@each_line(
    ("one", "other", "alike"),
    [
        ("paspor saya hilang di jalan", "paspornya hilang, min", True),
        ("brp biaya bikin paspor", "biaya paspor berapa", True),
        ("paspor saya hilang", "biaya paspor berapa", False),
        ("harga beras naik", "biaya paspor berapa", False),
    ],
)
def test_questions_are_alike_by_what_they_mean(one: str, other: str, alike: bool) -> None:
    meaning = small_index().meaning
    assert (likeness(meaning(one), meaning(other)) >= ALIKE) is alike


def test_a_heading_is_spelt_properly_and_holds_no_guessed_word() -> None:
    said = "pasport ulun hilang zzqx"
    assert proposed_heading([small_index().meaning(said)], [said]) == "Bagaimana kalau paspor saya hilang?"


def test_what_is_asked_in_free_words_is_one_gap_under_one_question(index: FaqIndex) -> None:
    rows = [Unanswered(person, NOW, text) for person, text in enumerate(text for one in FREE for text in one)]
    found = {one.heading: {*one.texts} for one in gap_groups(rows, (), index.meaning)}
    assert found == dict(zip(ASKED, map(set, FREE), strict=True))
