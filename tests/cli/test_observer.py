"""python -m bot observer: who reads figures is listed and taken off; a wrong invitation says what to write."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.main import cli
from bot.helpdesk.model.errors import Trouble
from bot.storage import open_store, queries
from tests.storage.queries.test_observers import KALSEL, PUSAT


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Keep two observers, neither of whom has joined."""
    path = tmp_path / "config.yaml"
    office = {"id": "barat", "name": "Kantor Barat", "hours": {"mon": "08:00-16:00"}, "kanwil": "kalsel"}
    settings = {"database": f"sqlite:///{tmp_path}/bot.db", "offices": [office], "officers": [], "villages": []}
    path.write_text(yaml.safe_dump(settings), "utf-8")

    async def keep() -> None:
        store = await open_store(f"sqlite:///{tmp_path}/bot.db", exclusive=True)
        async with store.unit() as unit:
            await unit.run(queries.staff.keep_observer, KALSEL)
            await unit.run(queries.staff.keep_observer, PUSAT)
        await store.close()

    asyncio.run(keep())
    return path


def said(config: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--config", str(config), "observer", *words])
    if isinstance(done.exception, Trouble):
        return 1, str(done.exception)
    return done.exit_code, done.output


def test_observers_are_listed_with_what_they_read_and_taken_off(config: Path) -> None:
    status, listed = said(config, "list")
    assert status == 0
    assert [line.split(maxsplit=1)[1].split(maxsplit=2)[2] for line in listed.splitlines()] == [
        "Kanwil Kalsel (Kanwil kalsel)",
        "Pusat (semua kantor)",
    ]
    assert said(config, "remove", "pusat") == (0, "pusat bukan pemantau lagi.\n")
    assert said(config, "remove", "pusat")[0] == 1


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("invite", "Kal Sel", "--nama", "Kanwil", "--pusat"), 2, "huruf kecil"),
        (("invite", "kalsel", "--pusat"), 2, "--nama"),
        (("invite", "kalsel", "--nama", "Kanwil"), 2, "--kanwil ID, atau --pusat"),
        (("invite", "kalsel", "--nama", "Kanwil", "--kanwil", "kalsel", "--pusat"), 2, "salah satu"),
        (("invite", "kalsel", "--nama", "Kanwil", "--kanwil", "kaltim"), 1, "Yang ada: kalsel"),
    ],
)
def test_a_wrong_invitation_says_what_to_write(
    config: Path, words: tuple[str, ...], status: int, sentence: str
) -> None:
    found, told = said(config, *words)
    assert (found, sentence in told) == (status, True), told
