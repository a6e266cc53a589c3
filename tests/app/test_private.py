"""Residents' files are made for the bot's user alone; `doctor` names those that others may read."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import clock
from bot.app.doctor import Grade, Look, judged
from bot.settings import Settings, TelegramSettings, exposed_secrets
from bot.settings.model import BackupSettings
from tests.databases import new_sqlite

ROOT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def settings_in(folder: Path) -> Settings:
    return Settings(
        database=SecretStr(f"sqlite:///{folder}/data/bot.db"),
        cache=folder / "data" / "cache",
        backup=BackupSettings(folder=folder / "cadangan"),
        telegram=TelegramSettings(token_file=folder / "token"),
    )


def open_to_others(settings: Settings) -> list[str]:
    found = judged(Look(clock.now(), None, settings))
    return [f"{one.text} {one.mend}" for one in found if one.probe == "izin" and one.level is not Grade.FINE]


def test_what_others_may_read_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert open_to_others(settings) == []  # nothing is there yet
    database, token = tmp_path / "data" / "bot.db", tmp_path / "token"
    for folder in (settings.cache, tmp_path / "cadangan"):
        folder.mkdir(parents=True)
        folder.chmod(0o700)
    for file, bits in ((database, 0o600), (token, 0o640)):  # a container's user reads the token so
        file.touch()
        file.chmod(bits)
    assert open_to_others(settings) == []
    wide = {database: 0o640, settings.cache: 0o750, tmp_path / "cadangan": 0o705, token: 0o644}
    for path, bits in wide.items():
        path.chmod(bits)
    assert open_to_others(settings) == [
        f"{path} bisa dibaca pengguna lain. Tutup dengan: chmod -R go= {path}" for path in wide
    ]
    assert {path: mode(path) for path in wide} == wide


def test_what_commands_write_is_private_whatever_the_umask(tmp_path: Path) -> None:
    url = asyncio.run(new_sqlite(tmp_path))
    environment = {**os.environ, "BOT_DATABASE": url, "BOT_CONFIG": "config.example.yaml"}
    command = [sys.executable, "-m", "bot", "backup", str(tmp_path / "a")]
    (tmp_path / "a").mkdir(mode=0o700)
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, umask=0)
    found = {path.name: mode(path) for path in (tmp_path / "a").rglob("*")}
    assert len(found) == 2
    assert {name: bits for name, bits in found.items() if bits & 0o077} == {}


@pytest.mark.parametrize(
    ("content", "bits", "refused"),
    [
        ("telegram: {token: '123:ABC'}", 0o644, True),
        ("telegram: {token: '123:ABC'}", 0o640, True),
        ("telegram: {webhook: {secret_token: rahasia}}", 0o604, True),
        ("database: postgresql://bot:rahasia@server/bot", 0o644, True),
        ("telegram: {token: '123:ABC'}", 0o600, False),
        ("telegram: {mode: polling}", 0o644, False),
        ("telegram: ", 0o644, False),
        ("database: postgresql:///bot", 0o644, False),
    ],
)
def test_a_settings_file_with_a_secret_that_others_may_read_is_refused(
    tmp_path: Path, content: str, bits: int, refused: bool
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(content)
    path.chmod(bits)
    found = exposed_secrets(str(path))
    assert (found is not None) is refused
    if found is not None:
        assert f"chmod go= {path}" in found
        assert "123:ABC" not in found
        assert "rahasia" not in found
