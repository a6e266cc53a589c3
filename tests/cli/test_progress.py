"""Every long command shows on a terminal how far it is, and elsewhere nothing."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Office
from tests.command import Screen
from tests.storage.steps import everything

LONG = {
    "backup {folder}": "Mencadangkan",
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


@pytest.mark.parametrize("on_terminal", [True, False])
async def test_each_long_command_shows_a_bar_to_its_end(
    office: Office, on_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Screen, "isatty", lambda _: on_terminal)
    async with office.store() as store:
        await everything(store)
    office.values["officers"].append({"id": "eko", "name": "Pak Eko", "office": "barat"})
    for line, label in LONG.items():
        backup = next(office.folder.glob("bot-*.db"), "")
        done = await office.types(*line.format(folder=office.folder, backup=backup).split())
        assert done.status == EMPTY.get(label, 0), (line, done)
        assert bool(re.search(rf"{label} .*100%", done.err)) is on_terminal, (line, done)
        assert label not in done.out + ("" if on_terminal else done.err), line
