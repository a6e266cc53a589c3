"""Residents' files are for the bot's user alone, those that were there before too; what is shared is left alone."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app.file_permissions import make_private, open_to_others
from bot.settings import BackupSettings, Settings, TelegramSettings, exposed_secrets
from bot.storage import open_store
from tests.databases import new_sqlite

ROOT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): mode(path) for path in sorted(folder.rglob("*"))}


def settings_in(folder: Path) -> Settings:
    return Settings(
        database=SecretStr(f"sqlite:///{folder}/data/bot.db"),
        cache=folder / "data" / "cache",
        backup=BackupSettings(folder=folder / "cadangan"),
    )


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """Lay out what an earlier version left behind: everything may be read by everybody."""
    names = (
        *("data/bot.db", "data/bot.db-wal", "data/bot.db-shm", "data/bot.db.lock"),
        *("data/bot-skema-0012-20261124-020000+0000.db", "data/bot-rusak.db", "data/terhapus-20261124.jsonl"),
        *("data/cache/matcher-12/model.json", "data/cache/embedded-texts.npz"),
        *("cadangan/bot-20261124-020000+0000.db", "cadangan/bot-20261124-020000+0000.db.sha256", "cadangan/.kunci"),
    )
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(0o664)
    for path in tmp_path.rglob("*"):
        if path.is_dir():
            path.chmod(0o775)
    return tmp_path


def test_a_token_file_that_everybody_reads_is_named_and_closed(tmp_path: Path) -> None:
    token = tmp_path / "token"
    telegram = TelegramSettings(token_file=token)
    settings = Settings(telegram=telegram, database=SecretStr("postgresql://a@b/c"), cache=tmp_path / "cache")
    assert open_to_others(settings) == []
    token.write_text("123456:abc")
    token.chmod(0o640)  # how a container's user reads it
    assert open_to_others(settings) == []
    token.chmod(0o644)
    assert open_to_others(settings) == [f"{token} bisa dibaca pengguna lain. Tutup dengan: chmod go= {token}"]
    assert make_private(settings) == []
    assert mode(token) == 0o600


def test_files_on_a_read_only_disk_are_reported_and_end_nothing(wide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _: int) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    before = modes(wide)
    monkeypatch.setattr(Path, "chmod", refuse)
    problems = make_private(settings_in(wide))
    assert modes(wide) == before
    assert f"{wide}/data/bot.db bisa dibaca pengguna lain. Tutup dengan: chmod go= {wide}/data/bot.db" in problems
    assert sorted(problems) == sorted(open_to_others(settings_in(wide)))


def test_what_was_there_before_is_closed_to_others(wide: Path) -> None:
    assert make_private(settings_in(wide)) == []
    assert {name: found & 0o077 for name, found in modes(wide).items() if found & 0o077} == {}
    assert mode(wide / "data") == 0o700
    assert mode(wide / "data" / "bot.db") == 0o600


@pytest.mark.parametrize("stranger", ["surat.txt", "www/index.html", "bot-lain/program"])
def test_a_shared_folder_stays_open_and_the_database_in_it_is_closed(wide: Path, stranger: str) -> None:
    other = wide / "data" / stranger
    other.parent.mkdir(exist_ok=True)
    other.touch(0o644)
    before = mode(other), mode(other.parent)
    problems = make_private(settings_in(wide))
    assert problems == [
        f"Folder {wide}/data bisa dibuka pengguna lain dan juga dipakai untuk berkas lain, jadi izinnya tidak diubah. "
        f"Pakai folder tersendiri untuk basis data, atau: chmod go= {wide}/data"
    ]
    assert (mode(other), mode(other.parent), mode(wide / "data")) == (*before, 0o775)
    assert mode(wide / "data" / "bot.db") == 0o600


def test_a_folder_for_everybody_is_never_changed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o1777)
    assert "jadi izinnya tidak diubah" in make_private(settings_in(tmp_path))[0]
    assert mode(data) == 0o1777


def test_files_of_somebody_else_are_reported_and_left(wide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    problems = make_private(settings_in(wide))
    assert f"Sebagai pemiliknya: chmod go= {wide}/data/bot.db" in "\n".join(problems)
    assert mode(wide / "data" / "bot.db") == 0o664


def test_a_link_leads_nowhere_else(wide: Path) -> None:
    target = wide / "rahasia-orang"
    target.touch()
    target.chmod(0o644)
    (wide / "data" / "cache" / "matcher-12" / "tautan").symlink_to(target)
    make_private(settings_in(wide))
    assert mode(target) == 0o644


async def test_a_new_database_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = await open_store(f"sqlite:///{tmp_path}/data/bot.db", exclusive=True)
        found = modes(tmp_path)
        await store.close()
    finally:
        os.umask(before)
    assert set(found) >= {"data", "data/bot.db", "data/bot.db-wal", "data/bot.db-shm"}
    assert {name: bits for name, bits in found.items() if bits & 0o077} == {}


def test_what_commands_write_is_private_whatever_the_umask(tmp_path: Path) -> None:
    url = asyncio.run(new_sqlite(tmp_path))
    environment = {**os.environ, "BOT_DATABASE": url, "BOT_CONFIG": "config.example.yaml"}
    command = [sys.executable, "-m", "bot", "backup", str(tmp_path / "a" / "b")]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, umask=0)
    found = modes(tmp_path / "a")
    assert len(found) == 3
    assert {name: bits for name, bits in found.items() if bits & 0o077} == {}
    assert mode(tmp_path / "a") == 0o700


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
