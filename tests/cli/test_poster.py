"""`poster` writes a village's pictures with the bot's real name, or says in a sentence why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.helpdesk.model.errors import Trouble
from telegram_simulator.server import BotApiServer


@pytest.fixture
async def config(tmp_path: Path) -> AsyncIterator[Path]:
    async with BotApiServer() as server:
        path = tmp_path / "config.yaml"
        villages = [{"id": f"desa-{name}", "name": f"Desa {name}", "officer": "budi"} for name in ("Atas", "Bawah")]
        values = {
            "telegram": {"token": server.token, "base_url": server.base_url},
            "database": f"sqlite:///{tmp_path}/bot.db",
            "offices": [{"id": "barat", "name": "Kantor Barat"}],
            "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat"}],
            "villages": [village | {"id": village["id"].lower()} for village in villages],
        }
        path.write_text(yaml.safe_dump(values))
        yield path


async def types(config: Path, *line: str) -> Result:
    words = ["poster", "--config", str(config), "--output", str(config.parent / "poster"), *line]
    return await asyncio.to_thread(CliRunner().invoke, cli, words)


@pytest.mark.parametrize(
    ("line", "count", "names"),
    [
        (("--village", "desa-atas"), 1, ["desa-atas"]),
        (("--all",), 2, ["desa-atas", "desa-bawah"]),
        (("--village", "desa-atas", "--cards"), 1, ["desa-atas", "desa-atas-kartu"]),
    ],
)
async def test_each_village_that_was_named_gets_both_forms(
    line: tuple[str, ...], count: int, names: list[str], config: Path
) -> None:
    done = await types(config, *line)
    assert done.exit_code == 0, done.output
    assert f"{count} poster di " in done.stdout
    made = sorted(path.name for path in (config.parent / "poster").iterdir())
    assert made == sorted(f"{name}.{form}" for name in names for form in ("pdf", "png"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ((), "Tulis desanya dengan --village ID, atau --all untuk semua."),
        (("--village", "desa-ata"), "Desa 'desa-ata' tidak ada di pengaturan. Yang mirip: desa-atas, desa-bawah."),
        (("--village", "zzz"), "Lihat id-nya: python -m bot region export desa.csv"),
    ],
)
async def test_an_unknown_village_is_reported_and_nothing_is_made(
    line: tuple[str, ...], message: str, config: Path
) -> None:
    done = await types(config, *line)
    assert isinstance(done.exception, Trouble)
    assert message in str(done.exception)
    assert not (config.parent / "poster").exists()
