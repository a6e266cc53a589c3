"""Signatures are bound to what was signed; what changes afterwards is unsigned, visibly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.faqfiles.file_names import SEALS
from bot.faqfiles.load import check_faq, load_faq
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.seals import Seal, all_sealed, read_seals, seal_of, with_seals, written_seals

TODAY = date(2026, 11, 24)
SIGNED = date(2026, 10, 1)
"""Of paspor-hilang in the sample, which quotes the fee beban-hilang."""


def seal(folder: Path, before: Path | None = None) -> dict[str, Seal]:
    now, last = read_folder(folder, None).subject, read_folder(before, None).subject if before else None
    seals = all_sealed((now.faq, now.seals), (last.faq, last.seals) if last else None)
    (folder / SEALS).write_bytes(written_seals(seals))
    return seals


def save(folder: Path, old: str, new: str, name: str = "paspor.yaml") -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def signed(folder: Path) -> date | None:
    found = load_faq(folder).entries["paspor-hilang"].verified_on
    codes = [one.code for one in check_faq(folder, TODAY)]
    assert codes == ([] if found else ["tanda-tangan-lepas"])
    return found


@pytest.mark.parametrize(
    ("name", "old", "new", "holds"),
    [
        ("paspor.yaml", "Lapor dulu ke polisi", "Lapor ke polisi", False),
        ("paspor.yaml", "Bawa surat polisi.", "Bawa surat dari polisi.", False),
        ("paspor.yaml", "Bagaimana kalau paspor hilang?", "Bagaimana jika paspor hilang?", False),
        ("paspor.yaml", "Kantor Imigrasi Karawang, paspor hilang", "Kantor Imigrasi Padang, paspor hilang", False),
        ("biaya.yaml", "rupiah: 1000000", "rupiah: 1100000", False),
        ("biaya.yaml", "rupiah: 650000", "rupiah: 700000", True),
        ("paspor.yaml", "Paspor elektronik berlaku", "Paspor berlaku", True),
        ("paspor.kalimat.yaml", "- paspor hilang\n", "- paspor musnah\n", True),
        (
            "paspor.yaml",
            "diverifikasi: 2026-10-01\n    tinjau_sebelum: 2027-05-24",
            "diverifikasi: 2026-10-01\n    tinjau_sebelum: 2027-08-24",
            True,
        ),
    ],
)
def test_a_signature_holds_for_what_was_signed_alone(
    sample_folder: Path, name: str, old: str, new: str, holds: bool
) -> None:
    assert set(seal(sample_folder)) == {"paspor-hilang"}
    assert signed(sample_folder) == SIGNED
    save(sample_folder, old, new, name)
    assert signed(sample_folder) == (SIGNED if holds else None)
    seal(sample_folder)
    assert signed(sample_folder) == (SIGNED if holds else None), "publishing does not sign anew"
    save(sample_folder, new, old, name)
    assert signed(sample_folder) == SIGNED, "what is as it was signed is signed"


def test_a_date_that_was_published_unsealed_was_given_for_that_text(sample_folder: Path, tmp_path: Path) -> None:
    before = tmp_path / "terbitan"
    sample_folder.rename(before)
    sample_folder.mkdir()
    for path in before.rglob("*.yaml"):
        (sample_folder / path.relative_to(before)).parent.mkdir(exist_ok=True)
        (sample_folder / path.relative_to(before)).write_bytes(path.read_bytes())
    save(sample_folder, "Lapor dulu ke polisi", "Lapor ke polisi")
    seal(sample_folder, before)
    assert signed(sample_folder) is None


@pytest.mark.parametrize("damage", ["[", "paspor-hilang: 1", "- paspor-hilang", "paspor-hilang: {tanggal: 2026-10-01}"])
def test_where_the_seals_cannot_be_read_no_signature_counts(sample_folder: Path, damage: str) -> None:
    (sample_folder / SEALS).write_text(damage, "utf-8")
    assert read_seals(sample_folder) is None
    assert signed(sample_folder) is None


def test_a_second_signature_of_the_same_day_is_for_the_new_text(sample_folder: Path) -> None:
    seal(sample_folder)
    save(sample_folder, "Lapor dulu ke polisi", "Lapor ke polisi")
    assert signed(sample_folder) is None
    faq, path = load_faq(sample_folder), sample_folder / SEALS
    again = Seal(str(SIGNED), seal_of(faq, faq.entries["paspor-hilang"]))
    path.write_text(with_seals(path.read_text("utf-8"), {"paspor-hilang": again}), "utf-8")
    assert signed(sample_folder) == SIGNED
    assert seal(sample_folder)["paspor-hilang"] == again


def test_what_comes_back_from_the_archive_is_signed_only_as_it_was(sample_folder: Path) -> None:
    for old, new, name in (
        ("    diverifikasi: 2026-10-01", "    arsip: true\n    diverifikasi: 2026-10-01", "paspor.yaml"),
        ("rupiah: 1000000", "rupiah: 1100000", "biaya.yaml"),
        ("    arsip: true\n", "", "paspor.yaml"),
    ):
        seal(sample_folder)
        save(sample_folder, old, new, name)
    assert signed(sample_folder) is None
