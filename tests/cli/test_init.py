"""`init` by options and at a terminal: nothing is lost when it is broken off, and what stands there is not changed."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.app.people.first_settings import QUESTIONS, Refused
from bot.cli.main import cli
from bot.helpdesk.model.errors import Trouble
from bot.settings import load_settings
from telegram_simulator.server import BotApiServer
from tests.shipped import ROOT

OPTIONS = (
    "--office",
    "Kantor Imigrasi Kelas I TPI Banjarmasin",
    "--village",
    "Desa Mandurian",
    "--officer",
    "Pak Budi",
)
LINK = "https://t.me/tanya_pimpasa_bot?start=inv_"


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without the tester's own variables."""
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_CONFIG", "BOT_TELEGRAM__TOKEN", "BOT_TELEGRAM__BASE_URL"):
        monkeypatch.delenv(name, raising=False)


async def types(server: BotApiServer, *line: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, ["init", "--base-url", server.base_url, *line])


def there(name: str = ".") -> Path:
    """Return a file of the folder that the command runs in."""
    return Path(name)


def token_file(server: BotApiServer) -> tuple[str, str]:
    there("token").write_text(f"{server.token}\n")
    return "--token-file", "token"


async def test_with_options_it_writes_settings_database_faq_and_an_invitation(server: BotApiServer) -> None:
    done = await types(server, *token_file(server), *OPTIONS, "--friday", "08.00–11.30, 13.30–16.30")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(LINK)
    assert "▄" in done.stderr
    assert "Jalankan bot:" in done.stderr
    assert stat.S_IMODE(there("config.yaml").stat().st_mode) == 0o600
    settings = load_settings()
    assert settings.telegram.token_file == there("token").absolute()
    assert server.token not in there("config.yaml").read_text()
    (office,), (officer,), (village,) = settings.offices, settings.officers, settings.villages
    assert (office.id, officer.id, village.id) == ("banjarmasin", "pimpasa-mandurian", "mandurian")
    assert office.hours == dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-16:00") | {
        "fri": "08:00-11:30, 13:30-16:30"
    }
    assert (office.default_officer, officer.name, village.name) == ("pimpasa-mandurian", "Pak Budi", "Desa Mandurian")
    assert there("data/bot.db").exists()
    assert len(list(there("faq").glob("*.yaml"))) > 10


async def test_a_second_time_it_changes_nothing_but_makes_another_invitation(server: BotApiServer) -> None:
    await types(server, *token_file(server), *OPTIONS)
    before = there("config.yaml").read_bytes()
    done = await types(server, "--office", "Kantor Lain", "--village", "Desa Lain", "--officer", "Orang Lain")
    assert done.exit_code == 0
    assert done.stdout.startswith(LINK)
    assert "config.yaml sudah ada dan tidak diubah." in done.stderr
    assert there("config.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ((), ["Token belum ada.", "--office: wajib diisi", "--village: wajib diisi", "--officer: wajib diisi"]),
        ((*OPTIONS, "--hours", "8-16"), ["Token belum ada.", "--hours: Tulis seperti 08:00-16:00"]),
        ((*OPTIONS, "--timezone", "GMT"), ["--timezone: Tulis WIB, WITA, atau WIT."]),
        ((*OPTIONS, "--village", "1"), ["--village: Tulis namanya"]),
        ((*OPTIONS, "--token-file", "tidak-ada"), ["telegram.token_file: tidak-ada tidak bisa dibaca"]),
        ((*OPTIONS, "--base-url", "telegram.org"), ["--base-url: harus alamat"]),
    ],
)
async def test_bad_options_are_all_reported_at_once_and_nothing_is_made(
    line: Sequence[str], message: Sequence[str], server: BotApiServer
) -> None:
    done = await types(server, *line)
    assert isinstance(done.exception, Trouble)
    assert [sentence for sentence in message if sentence not in str(done.exception)] == []
    assert list(there().iterdir()) == []


async def test_a_token_that_telegram_refuses_leaves_nothing_behind(server: BotApiServer) -> None:
    there("token").write_text("123456:salah")
    done = await types(server, "--token-file", "token", *OPTIONS)
    assert isinstance(done.exception, Trouble)
    assert str(done.exception) == "Token Telegram ditolak. Salin lagi dari @BotFather."
    assert [path.name for path in there().iterdir()] == ["token"]


async def test_a_token_from_the_environment_is_not_written_down(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", server.token)
    done = await types(server, *OPTIONS)
    assert done.exit_code == 0, done.output
    assert "token" not in yaml.safe_load(there("config.yaml").read_text())["telegram"]
    twice = await types(server, *token_file(server), *OPTIONS, "--config", "lain.yaml")
    assert "Token ada di dua tempat." in str(twice.exception)


def at_terminal(server: BotApiServer, folder: Path, answers: Sequence[str]) -> tuple[int, str]:
    """Run it at a terminal, answer each question, and hang up after the last answer if it still asks."""
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "bot", "init", "--base-url", server.base_url]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment, start_new_session=True
    ) as process:
        os.close(theirs)
        said, left = b"", list(answers)
        while select.select([ours], [], [], 60)[0]:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # the other side has ended
                break
            said += chunk
            if not said.rstrip().endswith(b":"):
                continue
            if not left:
                process.terminate()
            else:
                os.write(ours, left.pop(0).encode() + b"\n")
                said += b" <\n"
        os.close(ours)
    return process.returncode, said.decode()


async def test_at_a_terminal_it_asks_until_an_answer_can_be_used(server: BotApiServer, tmp_path: Path) -> None:
    office = ["bukan token", "123456:salah", server.token, "Kantor Imigrasi Tanjung Redeb", "wib", "", "tutup"]
    status, said = await asyncio.to_thread(at_terminal, server, tmp_path, [*office, "Desa Tumbit", "", "", "Bu Citra"])
    assert status == 0, said
    assert said.count("Token bot dari @BotFather") == 3
    assert "Token berbentuk nomor:huruf" in said
    assert "Token Telegram ditolak." in said
    assert "@tanya_pimpasa_bot" in said
    assert server.token not in said
    assert "Jalankan bot:  python -m bot run" in said
    settings = load_settings()
    assert settings.telegram.token.get_secret_value() == server.token
    assert (settings.offices[0].id, settings.offices[0].timezone) == ("tanjung-redeb", "Asia/Jakarta")
    assert "fri" not in settings.offices[0].hours


READ = {question.name: question.read for question in QUESTIONS}


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("hours", "08.00 - 16.00", "08:00-16:00"),
        ("hours", "08:00–11:30, 13:30–16:30", "08:00-11:30, 13:30-16:30"),
        ("hours", "Tutup", ""),
        ("hours", "delapan sampai empat", None),
        ("timezone", " wita ", "WITA"),
        ("timezone", "Asia/Makassar", None),
        ("office", "  Kantor   Imigrasi ", "Kantor Imigrasi"),
        ("office", "12", None),
        ("token", " 123:abc ", "123:abc"),
        ("token", "t.me/bot", None),
        ("district", "", ""),
    ],
)
def test_answers_are_read_as_people_write_them(name: str, typed: str, read: str | None) -> None:
    if read is None:
        with pytest.raises(Refused):
            READ[name](typed)
    else:
        assert READ[name](typed) == read
