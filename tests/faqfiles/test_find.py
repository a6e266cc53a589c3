"""A fee or a law changes: which places must be looked at?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faqfiles.find import find
from bot.faqfiles.read_folder import read_folder


def places(folder: Path, wanted: str) -> list[str]:
    hits = find(read_folder(folder, None), wanted)
    return [f"{Path(hit.place.path).name}:{hit.place.line}: {hit.where}: {hit.quote}" for hit in hits]


@pytest.mark.parametrize("wanted", ["650.000", "650000", "Rp650.000", "Rp 650.000,00", "650 ribu", "650rb"])
def test_an_amount_is_found_in_every_spelling_and_where_its_fee_is_used(sample_folder: Path, wanted: str) -> None:
    assert places(sample_folder, wanted) == [
        "biaya.yaml:3: tarif paspor-elektronik-5: Paspor elektronik 5 tahun: Rp650.000 (PP 45/2024)",
        "paspor.yaml:13: paspor-biaya, inti: {biaya.paspor-elektronik-5} = Rp650.000",
    ]


@pytest.mark.parametrize(
    "wanted", ["PP 45/2024", "pp 45 / 2024", "PP No. 45 Tahun 2024", "Peraturan Pemerintah 45/2024"]
)
def test_a_law_is_found_with_everything_that_rests_on_it(sample_folder: Path, wanted: str) -> None:
    assert places(sample_folder, wanted) == [
        "biaya.yaml:3: tarif paspor-elektronik-5: Paspor elektronik 5 tahun: Rp650.000 (PP 45/2024)",
        "biaya.yaml:9: tarif beban-hilang: Biaya beban paspor hilang: Rp1.000.000 (PP 45/2024)",
        "paspor.yaml:13: paspor-biaya, inti: {biaya.paspor-elektronik-5} = Rp650.000",
        "paspor.yaml:18: paspor-biaya, sumber: PP 45/2024",
        "paspor.yaml:32: paspor-hilang, rincian: {biaya.beban-hilang} = Rp1.000.000",
    ]


def test_a_text_is_found_in_questions_answers_numbers_and_sources(sample_folder: Path) -> None:
    assert places(sample_folder, "5 tahun") == [
        "biaya.yaml:3: tarif paspor-elektronik-5: Paspor elektronik 5 tahun: Rp650.000 (PP 45/2024)",
        "paspor.yaml:6: topik paspor, angka: 5 tahun (P-04)",
        "paspor.yaml:13: paspor-biaya, inti: 5 tahun",
    ]
    assert places(sample_folder, "karawang") == [
        "paspor.yaml:37: paspor-hilang, sumber: Kantor Imigrasi Karawang, paspor hilang",
        "paspor.yaml:49: paspor-rusak, sumber: Kantor Imigrasi Karawang, paspor rusak",
    ]
    assert places(sample_folder, "BERAPA BIAYA") == ["paspor.yaml:11: paspor-biaya, tanya: Berapa biaya"]
