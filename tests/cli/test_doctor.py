"""`check` and `doctor` on a real folder, database and local Bot API server: they change nothing and tell no secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.storage.store import open_store
from telegram_simulator.server import BotApiServer
from tests.shipped import SMALL, SMALL_CACHE, small_index

READ = {"by": "psikolog puskesmas", "when": "2026-11-30"}


class Office:
    """A folder with a config.yaml, and what is typed in it."""

    def __init__(self, folder: Path, server: BotApiServer) -> None:
        self.folder = folder
        self.server = server
        self.values = {
            "telegram": {"token": server.token, "base_url": server.base_url},
            "database": f"sqlite:///{folder}/data/bot.db",
            "faq": str(SMALL),
            "cache": str(SMALL_CACHE),
            "offices": [{"id": "barat", "name": "Kantor Barat", "despair_texts_read": READ}],
            "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat"}],
        }

    async def types(self, *line: str) -> Result:
        path = self.folder / "config.yaml"
        path.write_text(yaml.safe_dump(self.values))
        path.chmod(0o600)
        return await asyncio.to_thread(CliRunner().invoke, cli, [*line, "--config", str(path)])

    def sees(self) -> dict[str, bytes]:
        """Every file but the settings."""
        return {
            str(path): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "config.yaml"
        }


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    await asyncio.to_thread(small_index)
    async with BotApiServer() as server:
        yield Office(tmp_path, server)


async def database(office: Office) -> None:
    """Create a bot's database as a first run leaves it."""
    (office.folder / "data").mkdir(mode=0o700)
    await (await open_store(f"sqlite:///{office.folder}/data/bot.db", exclusive=True)).close()
    (office.folder / "data/bot.db").chmod(0o600)


async def test_doctor_looks_everywhere_and_leaves_everything_as_it_was(office: Office) -> None:
    await database(office)
    before = office.sees()
    done = await office.types("doctor", "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["ok"]) == (0, True), done.output
    levels = {one["probe"]: one["level"] for one in report["findings"]}
    fine = {"pengaturan", "izin", "faq", "token", "telegram"}
    assert {probe for probe, level in levels.items() if level == "baik"} == fine | {"basis-data", "putus-asa"}
    assert all(one["mend"] for one in report["findings"] if one["level"] != "baik")
    assert office.sees() == before
    assert office.server.token not in done.output
    assert {call.method for call in office.server.calls} == {"getMe"}


async def test_doctor_names_a_refused_token_and_a_missing_database_at_once(office: Office) -> None:
    secret = "123456:salah-" + "x" * 30
    office.values["telegram"] = {"token": secret, "base_url": office.server.base_url}
    done = await office.types("doctor")
    assert done.exit_code == 1
    assert "✗ telegram: Token Telegram ditolak.\n    → Salin lagi token dari @BotFather." in done.output
    assert "✗ basis-data: Basis data " in done.output
    assert secret not in done.output


async def test_doctor_says_that_telegram_cannot_be_reached(office: Office) -> None:
    await office.server.stop()
    done = await office.types("doctor")
    assert done.exit_code == 1
    assert "✗ telegram: Telegram tidak bisa dihubungi: sambungan ditolak." in done.output
    assert f"server ini harus bisa membuka {office.server.base_url}." in done.output
    assert office.server.token not in done.output


async def test_check_asks_nobody_and_makes_nothing(office: Office) -> None:
    done = await office.types("check")
    assert (done.exit_code, done.output.endswith("Semua baik.\n")) == (0, True), done.output
    assert office.sees() == {}
    assert list(office.server.calls) == []


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("offices", [{"id": "barat", "name": "Kantor Barat", "timezone": "Asia/Jakrta"}], "bukan zona waktu"),
        ("databse", "x", "databse: pengaturan ini tidak dikenal. Maksudnya 'database'?"),
        ("database", "mysql://a:sandi@b/c", "Setelan 'database' tidak dikenal"),
        ("faq", "/tidak/ada", "Folder FAQ tidak bisa dipakai: /tidak/ada: tidak ada di sini."),
        ("telegram", {"token": "abc"}, "Token Telegram tidak benar bentuknya"),
    ],
)
async def test_check_finds_what_would_keep_the_bot_from_starting(
    office: Office, part: str, value: object, message: str
) -> None:
    office.values[part] = value  # type: ignore[assignment]
    done = await office.types("check")
    assert done.exit_code == 1
    assert message in done.output
    assert "    → " in done.output
    assert "sandi" not in done.output


async def test_check_names_a_settings_file_that_others_may_read(office: Office) -> None:
    path = office.folder / "lain.yaml"
    path.write_text(yaml.safe_dump(office.values))
    path.chmod(0o644)
    done = await asyncio.to_thread(CliRunner().invoke, cli, ["check", "--config", str(path)])
    assert done.exit_code == 1
    assert f"→ Tutup dengan: chmod go= {path}" in done.output
