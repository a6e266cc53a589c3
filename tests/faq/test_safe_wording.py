"""Answers that people in danger read keep the six rules of safe wording, and their first lines stand alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.faqfiles.model import Faq, FaqEntry
from tests.shipped import shipped_faq

ROOT = Path(__file__).parents[2]
TOPICS = ("tppo", "pekerja-migran")
EMERGENCIES = ("tppo-korban-darurat", "tppo-keluarga-korban", "pmi-majikan-kasar")
# Sources print them, but nobody of the project has called them yet.
UNTESTED_NUMBERS = ("0800-1000", "2924 4800", "0811-8080-141", "0812-9007-0027", "0857-7001-0048", "1708")


@pytest.fixture(scope="module")
def faq() -> Faq:
    return shipped_faq()


@pytest.fixture(scope="module")
def entries(faq: Faq) -> tuple[FaqEntry, ...]:
    return tuple(entry for entry in faq.entries.values() if entry.topic in TOPICS)


def whole(entry: FaqEntry) -> str:
    return f"{entry.lead}\n{entry.details}".replace("**", "")


RULES = {
    "no absolute promise to a victim": r"korban (?:\w+ )?tidak (?:akan )?(?:dihukum|dipidana)",
    "nobody in an employer's hands is told to ask nicely": r"baik-baik",
    "nobody confesses in a stored chat": r"(?:kata|meng)\w* jujur kepada petugas|mengaku(?:lah)? (?:saja )?kepada",
    "Rantau is the capital of Tapin": r"\b(?:me|pe)?rantau\w*",
    "an answer does not speak of its gaps": r"(?:belum|tidak) (?:kami )?(?:tercatat|tulis)",
    "a word that nobody can use": r"satu kanal",
    "a number that nobody has called yet": "|".join(map(re.escape, UNTESTED_NUMBERS)),
}


@pytest.mark.parametrize("wrong", RULES.values(), ids=RULES)
def test_no_answer_breaks_a_rule_of_safe_wording(entries: tuple[FaqEntry, ...], wrong: str) -> None:
    assert [entry.id for entry in entries if re.search(wrong, whole(entry), re.IGNORECASE)] == []


def test_no_text_shows_a_number_that_nobody_has_called_yet() -> None:
    shown = [*(ROOT / "faq").rglob("*.yaml"), *(ROOT / "bot" / "helpdesk" / "texts").glob("*.py")]
    assert len(shown) > 20
    wrong = re.compile("|".join(map(re.escape, UNTESTED_NUMBERS)))
    assert [path.name for path in shown if wrong.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("id", ["tppo-apa-itu", "tppo-hukuman", "tppo-scam-kamboja", "tppo-hak-korban"])
def test_victims_have_rights_without_a_promise(faq: Faq, id: str) -> None:
    assert re.search(r"hak dilindungi|berhak dilindungi", whole(faq.entries[id]))


@pytest.mark.parametrize("id", ["tppo-dokumen-palsu", "tppo-jual-organ"])
def test_who_may_share_the_guilt_learns_of_help_and_of_the_reader(faq: Faq, id: str) -> None:
    text = whole(faq.entries[id])
    assert "posbakum" in text
    assert "keluarga" in text
    assert "Chat ini dibaca petugas imigrasi" in text


def test_a_kept_passport_is_asked_for_only_where_that_is_safe(faq: Faq) -> None:
    entry = faq.entries["tppo-paspor-ditahan"]
    assert "minta kembali" not in entry.lead
    assert "Kalau aman, minta kembali" in entry.details


@pytest.mark.parametrize("id", EMERGENCIES)
def test_an_emergency_names_who_answers_and_never_asks_for_a_place(faq: Faq, id: str) -> None:
    entry = faq.entries[id]
    assert re.search(r"110\W+\(polisi\)|110 adalah polisi", entry.lead.replace("**", ""))
    assert entry.sources, "the sources of an emergency answer are shown"
    asked = re.findall(r"(?:tulis|kirim|balas)[^.\n]*\b(lokasi|kota|negara)\b", whole(entry), re.IGNORECASE)
    assert asked == []


def test_relatives_are_not_asked_whether_they_are_safe_to_reply(faq: Faq) -> None:
    text = whole(faq.entries["tppo-keluarga-korban"])
    assert not re.search(r"balas[^.]*aman|jaga diri", text, re.IGNORECASE)
    assert re.search(r"kapan kabar terakhir, di negara mana, dan siapa yang memberangkatkan", text)


@pytest.mark.parametrize(
    ("id", "number"),
    [
        ("tppo-pengantin-pesanan", "110"),
        ("tppo-hak-korban", "129"),
        ("tppo-dipaksa-menikah", "129"),
        ("tppo-ingin-keluar", "110"),
        ("tppo-sponsor-lari", "110"),
    ],
)
def test_the_first_lines_for_people_in_need_hold_a_number(faq: Faq, id: str, number: str) -> None:
    assert number in faq.entries[id].lead


@pytest.mark.parametrize("id", ["pmi-batas-umur", "pmi-anak-bawah-18", "pmi-syarat"])
def test_the_age_stands_in_the_first_lines(faq: Faq, id: str) -> None:
    assert "18 tahun" in faq.entries[id].lead


@pytest.mark.parametrize("country", ["Arab Saudi", "Dubai", "Kuwait", "Oman", "Qatar"])
def test_closed_countries_are_named_in_the_first_lines(faq: Faq, country: str) -> None:
    assert country in faq.entries["pmi-negara-terlarang"].lead
