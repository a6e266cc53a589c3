"""What a resident reads: fees and office facts; a sentence that needs what nobody knows is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faqfiles.load import load_faq
from bot.faqfiles.render import OfficeFacts, divided, fill_placeholders, render_answer

KNOWN = OfficeFacts(
    office_name="Kantor Imigrasi Contoh",
    office_address="Jalan Mawar 1",
    office_phone="0511-0000",
    office_hours="Senin 08.00–16.00",
    officer_name="Petugas Desa Contoh",
    village_name="Desa Contoh",
)


def test_an_answer_is_filled_and_keeps_its_bold(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    answer = render_answer(faq, faq.entries["paspor-biaya"], KNOWN).whole
    assert answer.startswith("Paspor elektronik berlaku 5 tahun: **Rp650.000**.")
    answer = render_answer(faq, faq.entries["paspor-hilang"], KNOWN).whole
    assert "Lalu datang ke Kantor Imigrasi Contoh, alamatnya Jalan Mawar 1." in answer
    assert answer.endswith("Telepon kantor: 0511-0000.")


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        ("Telepon: {kantor.telepon}.", ""),
        ("Datanglah. Alamat: {kantor.alamat}. Bawa KTP.", "Datanglah. Bawa KTP."),
        ("Datanglah.\n\nTelepon: {kantor.telepon}.\n\nBawa KTP.", "Datanglah.\n\nBawa KTP."),
        (
            "Caranya:\n1. Bawa KTP.\n2. Telepon {kantor.telepon}.\n3. Datang. Jam: {kantor.jam}.\nLalu:\n1. Tunggu.",
            "Caranya:\n1. Bawa KTP.\n2. Datang.\nLalu:\n1. Tunggu.",
        ),
        (
            "Di {kantor.alamat | Jl. A. Yani Km 4 (dari situs kantor, 3 Mei 2026)}.",
            "Di Jl. A. Yani Km 4 (dari situs kantor, 3 Mei 2026).",
        ),
        ("**{desa.nama}** dan {petugas.nama}. Halo.", "Halo."),
        ("Datang ke {kantor.nama}.", "Datang ke kantor imigrasi."),
        ("1. {kantor.nama}.", "1. Kantor imigrasi."),
        ("Datanglah. **{kantor.nama}** buka.", "Datanglah. **Kantor imigrasi** buka."),
        ("Bayar { biaya.paspor }.", "Bayar Rp650.000."),
        ("Bayar {biaya.lain}. Simpan buktinya.", "Simpan buktinya."),
        ("Tanpa isian.", "Tanpa isian."),
        ("Telepon 110. {petugas.kabar}", "Telepon 110. Petugas sudah diberi tahu dan akan membalas di sini."),
    ],
)
def test_a_sentence_that_needs_what_nobody_knows_is_left_out(template: str, answer: str) -> None:
    assert fill_placeholders(template, {"biaya.paspor": "Rp650.000"}, OfficeFacts()) == answer


def test_an_emergency_answer_that_alerted_nobody_says_so() -> None:
    facts = OfficeFacts(officer_news="Tekan tombol di bawah.")
    assert fill_placeholders("Telepon 110. {petugas.kabar}", {}, facts) == "Telepon 110. Tekan tombol di bawah."


SENTENCE = "Ini satu kalimat yang panjangnya kira-kira lima puluh huruf. "


@pytest.mark.parametrize(
    ("answer", "lead", "details"),
    [
        ("Bawa KTP.", "Bawa KTP.", ""),
        ("Bawa KTP. Semua asli.\n1. KK.\n2. Akta.", "Bawa KTP. Semua asli.", "1. KK.\n2. Akta."),
        (
            "Lima tahun: murah.\nSepuluh tahun: mahal.\n\nBayar di bank.",
            "Lima tahun: murah.\nSepuluh tahun: mahal.",
            "Bayar di bank.",
        ),
        (SENTENCE * 6, (SENTENCE * 4).strip(), (SENTENCE * 2).strip()),
        (f"{SENTENCE * 4}\n{SENTENCE}", (SENTENCE * 4).strip(), SENTENCE.strip()),
        (
            "Alamat: {kantor.alamat}. " * 4,
            "Alamat: {kantor.alamat}. Alamat: {kantor.alamat}.",
            "Alamat: {kantor.alamat}. Alamat: {kantor.alamat}.",
        ),
    ],
)
def test_the_first_sentences_are_the_lead(answer: str, lead: str, details: str) -> None:
    assert divided(answer) == (lead, details)
