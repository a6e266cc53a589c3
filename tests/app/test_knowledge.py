"""An answer as a resident gets it: the lead, and folded away the details, the sources and who has checked it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.app.faq.knowledge import FaqKnowledge
from bot.faqfiles.load import load_faq
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.policy import Directory, Office
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.cards import card_text
from bot.matching.index import EmergencyOnlyIndex
from tests.faqfiles.conftest import sample_folder, with_sample
from tests.helpdesk.desk import MONDAY, POLICY, WITA, make_ticket, siti

__all__ = ["sample_folder", "with_sample"]

OFFICE = Office("barat", "Kantor Barat", OfficeHours(WITA, {}), None, None, None, None)
BARE = Directory(offices={"barat": OFFICE}, officers={}, villages={})
UNSIGNED, SIGNED = texts.UNSIGNED, "ⓘ Diperiksa kantor: 1 Oktober 2026."


def knowledge(folder: Path) -> FaqKnowledge:
    return FaqKnowledge(load_faq(folder), EmergencyOnlyIndex(), BARE, lambda: MONDAY)


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("inti: Bawa KTP.", UNSIGNED),
        ("inti: Bawa KTP.\ndiverifikasi: 2026-10-01", SIGNED),
        ("inti: Jangan berangkat dulu.", ""),
        ("inti: Itu tanda penipuan. **Jangan** bayar.", ""),
        ("inti: |\n  Itu tanda penipuan.\n  Tolak tawarannya.", ""),
        ("inti: Jangan berangkat dulu.\ndiverifikasi: 2026-10-01", SIGNED),
        ("inti: Yang belum diperiksa jangan dibayar.", UNSIGNED),
        ("inti: Telepon 110. {petugas.kabar}\ndarurat: true", ""),
    ],
)
def test_who_has_checked_it_never_stands_under_a_warning(
    with_sample: Callable[[str], Path], fields: str, line: str
) -> None:
    folder = with_sample(f'angka:\n  "5 tahun": P-04\n  "110": kontak-polri\n{fields}')
    details = knowledge(folder).entries["paspor-biaya"].shown(None).details
    assert details.startswith("Sumber: Kantor Imigrasi Karawang")
    assert [one for one in details.split("\n") if one.startswith("ⓘ")] == [line] * bool(line)


@pytest.mark.parametrize(
    ("lead", "known"),
    [
        ("Kantor buka {kantor.jam}. Siang hari istirahat.", False),
        ("Kantor buka {kantor.jam|08.00 (dari situs kantor, 3 Mei 2026)}.", True),
        ("Buka pada hari kerja. Jamnya {kantor.jam}.", True),
    ],
)
def test_an_answer_without_its_first_sentence_answers_nothing(
    with_sample: Callable[[str], Path], lead: str, known: bool
) -> None:
    numbers = '"5 tahun": P-04\n  "08.00": P-04\n  "3 Mei 2026": P-04'
    folder = with_sample(f'angka:\n  {numbers}\ninti: "{lead}"')
    assert knowledge(folder).entries["paspor-biaya"].shown(None).known is known


@pytest.mark.parametrize(("day", "is_late"), [("2027-05-24", False), ("2027-05-25", True)])
def test_an_answer_past_its_review_date_says_so(sample_folder: Path, day: str, is_late: bool) -> None:
    now = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    known = FaqKnowledge(load_faq(sample_folder), EmergencyOnlyIndex(), BARE, lambda: now)
    late = "seharusnya diperiksa ulang sebelum 24 Mei 2027"
    assert (late in known.entries["paspor-biaya"].shown(None).text) is is_late


@pytest.mark.parametrize(
    ("day", "after", "fields", "is_known"),
    [
        ("2027-06-23", timedelta(days=30), "", True),
        ("2027-06-24", timedelta(days=30), "", False),
        ("2027-06-24", timedelta(days=30), "darurat: true", True),
        ("2029-01-01", None, "", True),
    ],
)
def test_an_answer_long_past_its_review_date_is_the_officers_where_set(
    with_sample: Callable[[str], Path], day: str, after: timedelta | None, fields: str, is_known: bool
) -> None:
    now = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    folder = with_sample(f'angka: {{"110": kontak-polri}}\ninti: Telepon 110. Bawa KTP. {{petugas.kabar}}\n{fields}')
    found = FaqKnowledge(load_faq(folder), EmergencyOnlyIndex(), POLICY.directory, lambda: now, to_officer_after=after)
    shown = found.entries["paspor-biaya"].shown(None)
    assert (shown.known, shown.withheld is None) == (is_known, is_known)
    ticket, here = make_ticket(attempted=("paspor-biaya",)), replace(POLICY, knowledge=found)
    told = "⚠ Tidak dijawab bot: seharusnya diperiksa ulang sebelum 24 Mei 2027"
    assert (told in card_text(here, ticket, siti(), MONDAY)) is not is_known


AHEAD = """rupiah: 700000
    dasar: PP 1/26
    berlaku_sejak: 2027-01-01
    sebelumnya:
      - {rupiah: 650000, dasar: PP 45/2024, berlaku_sejak: 2024-12-17}
"""


@pytest.mark.parametrize(("day", "read"), [("2026-12-31", "Rp650.000 PP 45/2024"), ("2027-01-01", "Rp700.000 PP 1/26")])
def test_a_fee_its_law_and_its_source_change_together_on_its_day(sample_folder: Path, day: str, read: str) -> None:
    path, now = sample_folder / "biaya.yaml", datetime.fromisoformat(f"{day}T12:00:00+08:00")
    old = "rupiah: 650000\n    dasar: PP 45/2024\n    berlaku_sejak: 2024-12-17\n"
    path.write_text(path.read_text("utf-8").replace(old, AHEAD, 1), "utf-8")
    known = FaqKnowledge(load_faq(sample_folder), EmergencyOnlyIndex(), BARE, lambda: now)
    amount, _, law = read.partition(" ")
    text = known.entries["paspor-biaya"].shown(None).text
    assert (amount in text, f"Sumber: {law} (" in text) == (True, True), text
