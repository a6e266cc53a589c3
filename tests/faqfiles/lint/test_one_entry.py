"""An entry is checked while somebody writes it: each problem is named at the field in which it was typed."""

from __future__ import annotations

from datetime import date

from bot.app.editing.editor import form_of, values_of
from bot.faqfiles.load import load_faq, problems_of
from bot.faqfiles.problem import Level
from tests.faqfiles.conftest import SAMPLE
from tests.tables import each_line

TODAY = date(2026, 11, 24)
FAQ = load_faq(SAMPLE)
TYPED: tuple[tuple[str, object, str, str], ...] = (
    ("tanya", "", "tanya", "isian 'tanya' belum ada isinya"),
    ("inti", "Biayanya Rp5.000.", "inti", "'Rp5.000' diketik langsung"),
    ("inti", "Ada 17 syarat.", "inti", "angka '17' belum ada"),
    ("rincian", "Telepon {kantor.telpon}.", "rincian", "'{kantor.telpon}' tidak dikenal"),
    ("terkait", ["paspor-hilng", "paspor-rusak"], "terkait", "entri 'paspor-hilng' tidak ada"),
    ("sumber", [{"judul": "PP", "alamat": "https://contoh.com"}], "sumber", "contoh.com"),
    ("tinjau_sebelum", "besok", "tinjau_sebelum", "besok"),
    ("pemilik", "siapa", "pemilik", "siapa"),
    ("kalimat", ["nik saya 6305010101900001"] * 6, "kalimat", "NIK"),
    ("kalimat", ["biaya paspor"], "kalimat", "baru punya 1 kalimat"),
    ("bukan", [{"teks": "biaya sim", "milik": "sim"}], "bukan", "'sim' tidak ada"),
)


@each_line(("name", "value", "field", "says"), TYPED)
def test_a_problem_is_named_at_its_field(name: str, value: object, field: str, says: str) -> None:
    fields = {"id": "paspor-biaya", **values_of(form_of(FAQ.entries["paspor-biaya"]))} | {"bukan": [], "darurat": False}
    found = problems_of(FAQ, "paspor", {**fields, name: value}, TODAY)
    assert [one for one in found if one.field == field and says in one.message], found


def test_an_entry_without_a_fault_has_no_grave_problem() -> None:
    fields = {"id": "paspor-biaya", **values_of(form_of(FAQ.entries["paspor-biaya"]))}
    assert [one for one in problems_of(FAQ, "paspor", fields, TODAY) if one.level is Level.ERROR] == []
