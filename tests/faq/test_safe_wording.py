"""Answers that people in danger read keep the six rules of safe wording, and their first lines stand alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.faqfiles.model import Faq, FaqEntry
from tests.shipped import shipped_faq
from tests.tables import each_line

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
    "a word of offices that is not explained": r"mencatat bahwa|\bPNBP\b(?! \()|(?<!menyebutnya )endorsement",
}


@pytest.mark.parametrize("wrong", RULES.values(), ids=RULES)
def test_no_answer_breaks_a_rule_of_safe_wording(entries: tuple[FaqEntry, ...], wrong: str) -> None:
    assert [entry.id for entry in entries if re.search(wrong, whole(entry), re.IGNORECASE)] == []


def test_no_text_shows_a_number_that_nobody_has_called_yet() -> None:
    shown = [*(ROOT / "faq").rglob("*.yaml"), *(ROOT / "bot" / "helpdesk" / "texts").glob("*.py")]
    assert len(shown) > 20
    wrong = re.compile("|".join(map(re.escape, UNTESTED_NUMBERS)))
    assert [path.name for path in shown if wrong.search(path.read_text("utf-8"))] == []


RIGHTS = r"hak dilindungi|berhak dilindungi"
OF_THE_READER = ("posbakum", "keluarga", "Chat ini dibaca petugas imigrasi")
IN_FIRST_LINES = {
    "an emergency names who answers": (EMERGENCIES, (r"110\W+\(polisi\)|110 adalah polisi",)),
    "people in need find a number": (("tppo-pengantin-pesanan", "tppo-ingin-keluar", "tppo-sponsor-lari"), ("110",)),
    "whose rights they are find a number": (("tppo-hak-korban", "tppo-dipaksa-menikah"), ("129",)),
    "the age": (("pmi-batas-umur", "pmi-anak-bawah-18", "pmi-syarat"), ("18 tahun",)),
    "closed countries": (("pmi-negara-terlarang",), ("Arab Saudi", "Dubai", "Kuwait", "Oman", "Qatar")),
}
IN_THE_ANSWER = {
    "rights without a promise": (("tppo-apa-itu", "tppo-hukuman", "tppo-scam-kamboja", "tppo-hak-korban"), (RIGHTS,)),
    "who may share the guilt learns of help": (("tppo-dokumen-palsu", "tppo-jual-organ"), OF_THE_READER),
    "a kept passport is asked for only where that is safe": (("tppo-paspor-ditahan",), ("Kalau aman, minta kembali",)),
    "relatives are asked what helps": (
        ("tppo-keluarga-korban",),
        ("kapan kabar terakhir, di negara mana, dan siapa yang memberangkatkan",),
    ),
}


@each_line(("ids", "words"), IN_FIRST_LINES.values())
def test_the_first_lines_hold_what_is_needed_at_once(faq: Faq, ids: tuple[str, ...], words: tuple[str, ...]) -> None:
    leads = [faq.entries[id].lead.replace("**", "") for id in ids]
    assert all(re.search(word, lead) for lead in leads for word in words)


@each_line(("ids", "words"), IN_THE_ANSWER.values())
def test_an_answer_holds_what_may_not_be_missing(faq: Faq, ids: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert all(re.search(word, whole(faq.entries[id])) for id in ids for word in words)


def test_nobody_is_asked_for_what_endangers_him(faq: Faq) -> None:
    assert "minta kembali" not in faq.entries["tppo-paspor-ditahan"].lead
    assert not re.search(r"balas[^.]*aman|jaga diri", whole(faq.entries["tppo-keluarga-korban"]), re.IGNORECASE)
    for id in EMERGENCIES:
        assert faq.entries[id].sources, "the sources of an emergency answer are shown"
        place = r"(?:tulis|kirim|balas)[^.\n]*\b(lokasi|kota|negara)\b"
        assert re.findall(place, whole(faq.entries[id]), re.IGNORECASE) == []
