"""Dividing an answer that was written as one text."""

from __future__ import annotations

import pytest

from bot.faqfiles.render import divided

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
