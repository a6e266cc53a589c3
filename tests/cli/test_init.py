"""`init` by options and at a terminal: nothing is lost when it is broken off, and what stands there is not changed."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app.people.first_settings import QUESTIONS, Refused
from bot.cli.main import cli
from bot.helpdesk.model.errors import Trouble
from bot.settings import load_settings
from telegram_simulator.server import BotApiServer

OPTIONS = (
    "--office",
    "Kantor Imigrasi Kelas I TPI Banjarmasin",
    "--village",
    "Desa Mandurian",
    "--officer",
    "Pak Budi",
)
DATA = "tanya-pimpasa-data"
LINK = "https://t.me/tanya_pimpasa_bot?start=inv_"


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder that is also home, without the tester's own variables."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("BOT_CONFIG", "BOT_TELEGRAM__TOKEN", "BOT_TELEGRAM__BASE_URL"):
        monkeypatch.delenv(name, raising=False)


async def types(server: BotApiServer, *line: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, ["init", "--base-url", server.base_url, *line])


def there(*names: str) -> Path:
    """Return a file of the folder that the command runs in."""
    return Path(*names)


def token_file(server: BotApiServer) -> tuple[str, str]:
    there("token").write_text(f"{server.token}\n")
    return "--token-file", "token"


async def test_with_options_it_makes_one_folder_and_two_invitations(server: BotApiServer) -> None:
    more = ("--deputy", "Bu Citra", "--code", "63.05.07.2001", "--chat", "-1001")
    done = await types(server, *token_file(server), *OPTIONS, *more, "--friday", "08.00–11.30, 13.30–16.30")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(LINK)
    assert done.stdout.count(LINK) == 2
    assert "▄" in done.stderr
    assert "Kirim hanya kepada Bu Citra (pengganti-mandurian)." in done.stderr
    assert [path.name for path in there().iterdir()] == [DATA], "the token file was moved"
    assert {path.name for path in there(DATA).iterdir()} > {"config.yaml", "token", "bot.db", "faq", "cadangan"}
    rights = [stat.S_IMODE(there(name).stat().st_mode) for name in (DATA, f"{DATA}/config.yaml", f"{DATA}/token")]
    assert rights == [0o700, 0o600, 0o600]
    settings = load_settings()
    assert settings.telegram.token_file == there(f"{DATA}/token").absolute()
    assert (there(f"{DATA}/token").read_text().strip(), settings.staff.telegram_chat) == (server.token, -1001)
    assert server.token not in there(f"{DATA}/config.yaml").read_text()
    (office,), (officer, second), (village,) = settings.offices, settings.officers, settings.villages
    assert (office.id, officer.id, village.id) == ("banjarmasin", "pimpasa-mandurian", "mandurian")
    assert (officer.deputy, second.name, village.code) == (second.id, "Bu Citra", "6305072001")
    assert office.hours == dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-16:00") | {
        "fri": "08:00-11:30, 13:30-16:30"
    }
    assert (office.default_officer, officer.name, village.name) == ("pimpasa-mandurian", "Pak Budi", "Desa Mandurian")
    assert len(list(there(f"{DATA}/faq").glob("*.yaml"))) > 10
    found = await asyncio.to_thread(CliRunner().invoke, cli, ["doctor", "--json"])
    wrong = [one["probe"] for one in json.loads(found.stdout)["findings"] if one["level"] != "baik"]
    assert (found.exit_code, wrong) == (0, ["berjalan", "petugas", "petugas", "putus-asa", "pengawas"])


@pytest.mark.parametrize("place", [f"{DATA}/config.yaml", "config.yaml"])
async def test_a_second_time_it_only_makes_another_invitation(server: BotApiServer, place: str) -> None:
    await types(server, *token_file(server), *OPTIONS)
    if place == "config.yaml":
        there(DATA, place).rename(place)  # one that stands in the folder counts
    before = there(place).read_bytes()
    done = await types(server, "--office", "Kantor Lain", "--village", "Desa Lain", "--officer", "Orang Lain")
    assert done.exit_code == 0
    assert done.stdout.startswith(LINK)
    assert f"{there(place).absolute()} sudah ada dan tidak diubah." in done.stderr
    assert there(place).read_bytes() == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ((), ["Token belum ada.", "--office: wajib diisi", "--village: wajib diisi", "--officer: wajib diisi"]),
        ((*OPTIONS, "--hours", "8-16"), ["Token belum ada.", "--hours: Tulis jam buka lalu jam tutup: 08:00-16:00"]),
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
        ("code", "63.05.07.2001", "6305072001"),
        ("code", "630507200", None),
        ("chat", "@pengelola", None),
        ("backup", "cadangan", None),
    ],
)
def test_answers_are_read_as_people_write_them(name: str, typed: str, read: str | None) -> None:
    if read is None:
        with pytest.raises(Refused):
            READ[name](typed)
    else:
        assert READ[name](typed) == read
