"""Dividing the answers of older files: lead and details, and everything else byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.faqfiles.edit.divide_answers import divided, with_divided_answers
from bot.faqfiles.edit.yaml_edit import Unchangeable
from bot.faqfiles.load import load_faq
from tests.faqfiles.conftest import SAMPLE

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


OLD = """\
# Kepala berkas, "dengan kutip"
topik: paspor
entri:
  - id: satu   # catatan
    tanya: 'Satu?'
    jawaban: |   # hati-hati
      Kalimat **pertama**.
      1. Langkah.

      2. Langkah lain.

    # sesudah jawaban
    terkait: [dua,   tiga]
  - jawaban: "Ya: bisa. {kantor.nama}."   # di belakang
    id: dua
  - id: tiga
    inti: Sudah baru.
  - id: empat
    jawaban: >-
      Satu kalimat
      yang dilipat."""

NEW = """\
# Kepala berkas, "dengan kutip"
topik: paspor
entri:
  - id: satu   # catatan
    tanya: 'Satu?'
    inti: | # hati-hati
      Kalimat **pertama**.
    rincian: |
      1. Langkah.

      2. Langkah lain.

    # sesudah jawaban
    terkait: [dua,   tiga]
  - inti: | # di belakang
      Ya: bisa. {kantor.nama}.
    id: dua
  - id: tiga
    inti: Sudah baru.
  - id: empat
    inti: |
      Satu kalimat yang dilipat."""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_the_old_answers_change(ending: str) -> None:
    assert with_divided_answers(OLD.replace("\n", ending)) == NEW.replace("\n", ending)


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Unchangeable):
        with_divided_answers("entri: [a")


def as_it_was(path: Path) -> None:
    """Write a file of the sample in the format before lead and details."""
    text = path.read_text("utf-8").replace("    inti:", "    jawaban:")
    path.write_text(re.sub(r"\n    rincian: \|", "", text), "utf-8")


def test_the_command_mends_an_old_folder_and_then_has_nothing_to_do(sample_folder: Path) -> None:
    as_it_was(sample_folder / "paspor.yaml")
    others = {path: path.read_bytes() for path in sample_folder.rglob("*.yaml") if path.name != "paspor.yaml"}
    first, second = (CliRunner().invoke(cli, ["faq", "migrate", "--faq", str(sample_folder)]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "paspor.yaml" in first.output
    assert "tidak ada yang diubah" in second.output
    assert load_faq(sample_folder).entries["paspor-hilang"].details == load_faq(SAMPLE).entries["paspor-hilang"].details
    assert {path: path.read_bytes() for path in others} == others
