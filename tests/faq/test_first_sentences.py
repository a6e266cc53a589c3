"""What the first words of an answer owe to its question, and when what may soon change is read again."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.faqfiles.model import FaqEntry
from tests.shipped import shipped_faq

# One kind of passport is planned for 2027: whatever names kinds, fees or validity is read again before that.
PASSPORTS_MAY_CHANGE = date(2027, 1, 31)

YES_OR_NO = re.compile(r"(?:Bisakah|Bolehkah|Apakah)\b")
CLEAR = ("Ada", "Belum", "Bisa", "Boleh", "Cukup", "Jangan", "Perlu", "Tetap bisa", "Tidak", "Wajib")


@pytest.fixture(scope="module")
def entries() -> tuple[FaqEntry, ...]:
    return tuple(entry for entry in shipped_faq().entries.values() if entry.topic in ("paspor", "dasar"))


def test_yes_or_no_is_said_in_the_first_words(entries: tuple[FaqEntry, ...]) -> None:
    asked = [entry for entry in entries if YES_OR_NO.match(entry.question)]
    assert len(asked) > 10
    unclear = {entry.id: entry.lead for entry in asked if not entry.lead.replace("**", "").startswith(CLEAR)}
    assert unclear == {}


def test_half_of_the_leads_are_read_at_a_glance(entries: tuple[FaqEntry, ...]) -> None:
    lengths = sorted(len(entry.lead) for entry in entries)
    assert lengths[len(lengths) // 2] <= 160


def test_kinds_fees_and_validity_of_passports_are_reviewed_in_time(entries: tuple[FaqEntry, ...]) -> None:
    names_them = re.compile(r"\{biaya\.(?:paspor|beban)-|(?:5|10) tahun|masa berlaku", re.IGNORECASE)
    late = {
        entry.id: entry.review_by
        for entry in entries
        if names_them.search(f"{entry.lead} {entry.details}") and entry.review_by > PASSPORTS_MAY_CHANGE
    }
    assert late == {}


def test_no_answer_sends_the_reader_from_desk_to_desk(entries: tuple[FaqEntry, ...]) -> None:
    """A button for the officer stands under every answer; the text names him at most twice."""
    asks = re.compile(r"tanya petugas|petugas desa", re.IGNORECASE)
    about_the_officer = ("dasar-pimpasa", "dasar-petugas-desa-saya", "dasar-undang-penyuluhan")
    chains = {
        entry.id: asks.findall(f"{entry.lead} {entry.details}")
        for entry in entries
        if entry.id not in about_the_officer and len(asks.findall(f"{entry.lead} {entry.details}")) > 2
    }
    assert chains == {}
    assert not [entry.id for entry in entries if "lewat bot ini" in entry.lead]
