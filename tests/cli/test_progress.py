"""Every long command shows how far it is: a bar on a terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import click.testing
import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.storage import open_store
from telegram_simulator.server import BotApiServer
from tests.storage.samples import everything

LONG = {
    "backup {folder}/cadangan": "Mencadangkan",
    "backup verify {backup}": "Mencoba cadangan",
    "restore {backup} --to sqlite:///{folder}/pulih.db": "Memulihkan",
    "move --to sqlite:///{folder}/lain.db": "Memindahkan",
    "poster --all --output {folder}/poster": "Poster",
    "officer invite --all --output {folder}/undangan.pdf": "Undangan",
    "report --year 2026 --output {folder}/tahun.csv": "Laporan",
}
"""The commands that take long where there is much to do, and what their bars are called."""

EMPTY = {"Laporan": 1}
"""Its status where nothing happened in the months that it looks through."""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Path]:
    """Provide a folder with settings, a database with something in it, and a backup of that."""
    async with BotApiServer() as server:
        database = f"sqlite:///{tmp_path}/bot.db"
        values = {
            "telegram": {"token": server.token, "base_url": server.base_url},
            "database": database,
            "offices": [{"id": "banjarmasin", "name": "Kantor Banjarmasin"}],
            "officers": [{"id": name, "name": name.title(), "office": "banjarmasin"} for name in ("ani", "eko")],
            "villages": [{"id": "mandurian", "name": "Desa Mandurian", "officer": "ani"}],
        }
        (tmp_path / "config.yaml").write_text(yaml.safe_dump(values))
        store = await open_store(database, exclusive=True)
        await everything(store)
        await store.close()
        yield tmp_path


def types(folder: Path, line: str) -> Result:
    backups = sorted((folder / "cadangan").glob("bot-*.db"))
    words = line.format(folder=folder, backup=backups[0] if backups else "").split()
    return CliRunner().invoke(cli, [words[0], "--config", str(folder / "config.yaml"), *words[1:]])


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard error be a terminal."""
    stream = click.testing._NamedTextIOWrapper
    monkeypatch.setattr(stream, "isatty", lambda self: self.name == "<stderr>")


async def test_each_long_command_shows_a_bar_to_its_end(office: Path, terminal: None) -> None:
    for line, label in LONG.items():
        done = await asyncio.to_thread(types, office, line)
        assert done.exit_code == EMPTY.get(label, 0), (line, done.output)
        assert re.search(rf"{label} .*100%", done.stderr), (line, done.stderr)
        assert label not in done.stdout, line
