"""What staff read when a command was typed wrongly: Indonesian, with how it is written, and status 2."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from bot.cli.main import cli

ENGLISH = re.compile(
    r"\b(?:usage|error|missing|invalid|no such|option|argument|try|did you mean|not a valid)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("nosuch", "Perintah 'nosuch' tidak ada. Yang ada: run, demo,"),
        ("faq fnid", "Perintah 'fnid' tidak ada. Mungkin maksudnya: find."),
        ("faq zzz", "Perintah 'zzz' tidak ada."),
        ("--config x.yaml", "Perintahnya belum ditulis."),
        ("audit", "Tulis NOMOR."),
        ("audit x", "NOMOR: 'x' bukan bilangan bulat."),
        ("audit 0", "NOMOR: 0 harus antara 1 dan 1000000000000."),
        ("audit 1 2", "Ada yang tidak dikenal di belakang: 2."),
        ("audit 1 2 3", "Ada yang tidak dikenal di belakang: 2 3."),
        ("faq drafts show 0", "NOMOR: 0 harus antara 1 dan"),
        ("officer access", "Tulis --case dengan nilainya."),
        ("demo --port 99999", "--port: 99999 harus antara 0 dan 65535."),
        ("faq --nope", "Pilihan --nope tidak ada."),
        ("--confg x", "Pilihan --confg tidak ada. Mungkin maksudnya: --config."),
        ("--config", "Pilihan --config perlu nilai di belakangnya."),
        ("ask --jsonl=3", "Pilihan --jsonl ditulis tanpa nilai."),
        ("ledger --since kemarin", "--since: 'kemarin' bukan tanggal."),
    ],
)
def test_a_command_that_was_typed_wrongly_is_explained_in_indonesian(typed: str, told: str) -> None:
    done = CliRunner().invoke(cli, typed.split(), prog_name="python -m bot")
    assert done.exit_code == 2
    assert f"Salah: {told}" in done.stderr
    assert not ENGLISH.search(done.stderr)


def test_it_also_says_how_the_command_is_written_and_where_help_is() -> None:
    told = CliRunner().invoke(cli, ["audit", "x"], prog_name="python -m bot").stderr
    assert told.startswith("Cara menulis: python -m bot audit [PILIHAN] NOMOR\nBantuan: python -m bot audit --help\n")


def test_a_group_without_a_command_shows_its_help() -> None:
    done = CliRunner().invoke(cli, ["faq"], prog_name="python -m bot")
    assert done.exit_code == 2
    assert "Menampilkan satu entri" in done.stderr
