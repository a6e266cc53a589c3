"""What staff read when a command was typed wrongly: Indonesian, with how it is written, and status 2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.main import CATALOGUE, cli
from bot.helpdesk.model.errors import Trouble
from tests.tables import each_line


def words_of(text: str) -> set[str]:
    """Find the words of a text, without the names of options and what stands in braces."""
    return set(re.findall(r"[a-z]{2,}", re.sub(r"--[a-z-]+|{[^}]*}|%\(\w+\)s", " ", text).lower()))


TYPES = "[OPTIONS] COMMAND [ARGS]... required integer range float boolean choice filename directory datetime path"
SHARED = {"bot", "show", "format"}
"""Words of our own commands that click uses too."""
ENGLISH = words_of(" ".join([*CATALOGUE, TYPES])) - words_of(" ".join(CATALOGUE.values())) - SHARED


def commands(command: click.Command = cli, typed: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, and every group, as it is typed."""
    yield typed
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner
            yield from commands(inner, (*typed, name))


EVERY_COMMAND = sorted(commands())


@pytest.mark.parametrize(
    "more", ["--help", "--nope", "--config", "--config a.yaml --nope=1", "a b c d e f", "--help=1"]
)
@each_line("typed", EVERY_COMMAND)
def test_no_word_of_clicks_english_is_said_by_any_command(typed: tuple[str, ...], more: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, [*typed, *more.split()], prog_name="tanya-pimpasa")
    assert (done.exit_code, done.stdout == "") == ((0, False) if more == "--help" else (2, True))
    begins = f"Cara menulis: {' '.join(('tanya-pimpasa', *typed))} [PILIHAN]"
    assert done.output.startswith((begins, "Salah: Pilihan --config ", "Salah: Pilihan --help "))
    assert words_of(done.output) & ENGLISH == set()


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("--config a.yaml ledger", "a.yaml"),
        ("ledger --config a.yaml", "a.yaml"),
        ("--config b.yaml ledger --config a.yaml", "a.yaml"),
        ("faq list --config a.yaml", "a.yaml"),
        ("faq --config a.yaml list", "a.yaml"),
        ("faq sheet --config b.yaml export --config a.yaml x.xlsx", "a.yaml"),
    ],
)
def test_the_settings_file_is_named_before_or_after_the_command(typed: str, used: str) -> None:
    done = CliRunner().invoke(cli, typed.split())
    assert isinstance(done.exception, Trouble)
    assert str(done.exception).startswith(f"Berkas pengaturan {used} tidak ada.")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("le", ["ledger"]),
        ("faq sho", ["show"]),
        ("officer ", ["access", "invite", "list"]),
        ("ledger --s", ["--since"]),
    ],
)
def test_the_shell_completes_commands_and_options(typed: str, offered: list[str]) -> None:
    words = f"tanya-pimpasa {typed}"
    asked = {"_TANYA_PIMPASA_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = CliRunner().invoke(cli, [], prog_name="tanya-pimpasa", env=asked)
    assert [line.partition(",")[2] for line in done.stdout.splitlines()] == offered


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("nosuch", "Perintah 'nosuch' tidak ada. Yang ada: init, check, doctor, install-service, run, demo,"),
        ("faq lsit", "Perintah 'lsit' tidak ada. Mungkin maksudnya: 'list'."),
        ("faq zzz", "Perintah 'zzz' tidak ada."),
        ("--config x.yaml", "Perintahnya belum ditulis."),
        ("audit", "Tulis 'NOMOR'."),
        ("audit x", "'NOMOR': 'x' bukan bilangan bulat."),
        ("audit 0", "'NOMOR': 0 di luar batas 1<=x<=1000000000000."),
        ("audit 1 2", "Ada yang tidak dikenal di belakang: 2."),
        ("audit 1 2 3", "Ada yang tidak dikenal di belakang: 2 3."),
        ("officer access", "Tulis '--case'."),
        ("demo --port 99999", "'--port': 99999 di luar batas 0<=x<=65535."),
        ("faq --nope", "Pilihan --nope tidak ada."),
        ("--confg x", "Pilihan --confg tidak ada. Mungkin maksudnya: '--config'."),
        ("--config", "Pilihan --config perlu nilai di belakangnya."),
        ("ask --jsonl=3", "Pilihan --jsonl ditulis tanpa nilai."),
        ("ledger --since kemarin", "'--since': 'kemarin' bukan tanggal."),
        # rows that have gone are counted by whole days: half a day would not balance
        ("ledger --since 2026-11-24T10:00", "'--since': '2026-11-24T10:00' bukan tanggal."),
        ("warnings --since 24-11-2026", "'--since': '24-11-2026' bukan tanggal."),
    ],
)
def test_a_command_that_was_typed_wrongly_is_explained_in_indonesian(typed: str, message: str) -> None:
    done = CliRunner().invoke(cli, typed.split(), prog_name="python -m bot")
    assert done.exit_code == 2
    assert f"Salah: {message}" in done.stderr
    assert words_of(done.stderr) & ENGLISH == set()
