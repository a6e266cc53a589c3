"""What commands do to the database: only `run` and `upgrade` may create or change its form, the others just use it."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
import yaml

from bot.app.people.regions import COLUMNS
from bot.cli.main import cli
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.ticket import FaqDraft
from bot.storage.database.engine import open_database
from bot.storage.database.versions import VERSION, version
from tests.command import typed
from tests.databases import BOTH, server_or_skip, store_in
from tests.storage.database.old import OLD, make
from tests.storage.samples import NOW, closed, make_ticket, person
from tests.storage.steps import execute

SAMPLE = Path(__file__).parents[1] / "faqfiles" / "sample"

READING = (
    "ledger",
    "ledger --json",
    "audit 1",
    "backup {folder}",
    "warnings",
    "officer list",
    "officer access --case 1",
    "staff list",
    "observer list",
    "staff history",
)
CHANGING = (
    "audit 1 --isi",
    "officer invite budi",
    "staff invite rini --nama Rini",
    "staff remove rini",
    "observer invite kalsel --nama Kanwil --pusat",
    "observer remove kalsel",
    "region import {sheet} --ya",
)
"""Change rows of a database that is there."""
REPORTING = ("report --month 2026-11 --output {folder}.xlsx",)
"""Reads too, but has nothing to say of what is in the database here; tested on its own."""
MOVING = ("move --to sqlite:///{folder}/lain.db",)
SERVING = ("staff-page",)
"""Runs until it is ended, where there is a database."""
USING = (*READING, *REPORTING, *CHANGING, *MOVING, *SERVING)
UPGRADING = ("upgrade", "upgrade --ya")
MAKING = {"init", "install-service", "run", "demo", "restore", "upgrade"}
"""May create or upgrade one; tested on their own."""
WITHOUT = {
    "ask",
    "poster",
    "region export",
    *(f"faq {name}" for name in ("check", "eval", "history", "list", "publish", "rollback", "rules")),
    *(f"faq {name}" for name in ("shipped", "sheet export", "sheet import", "show", "test")),
}
"""Open no database, or do without."""
EXAMINING = {"check", "doctor"}
"""Say much else besides; tested on their own."""


@dataclass
class Operator:
    """Somebody at the keyboard, in a folder of his own."""

    folder: Path
    database: str

    def types(self, line: str) -> tuple[int, str]:
        """Run a command: (status, everything that it printed)."""
        config = self.folder.parent / f"{self.folder.name}.yaml"
        office = {"id": "barat", "name": "Kantor Barat", "hours": {"mon": "08:00-16:00"}}
        settings = {
            "database": self.database,
            "faq": str(SAMPLE),
            "offices": [office],
            "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat", "telegram_id": 7001}],
            "villages": [],
        }
        config.write_text(yaml.safe_dump(settings), "utf-8")
        sheet = self.folder.parent / "desa.csv"
        sheet.write_text(f"{','.join(COLUMNS)}\n,,,,,budi,Pak Budi,,barat,,,\n", "utf-8")
        words = line.format(folder=self.folder, sheet=sheet).split()
        done = typed("--config", str(config), *words)
        return done.status, done.out + done.err

    def sees(self) -> dict[str, str]:
        """Every file and folder here, with what is in it; shared memory and the bot's lock are nobody's content."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for path in self.folder.rglob("*")
            if not path.name.endswith(("-shm", ".lock"))
        }


@pytest.fixture
def here(tmp_path: Path) -> Operator:
    folder = tmp_path / "tempat"
    folder.mkdir()
    return Operator(folder, f"sqlite:///{folder}/bot.db")


@pytest.fixture(params=BOTH)
async def empty(request: pytest.FixtureRequest, here: Operator) -> AsyncIterator[Operator]:
    """Provide a place for a database, on SQLite or PostgreSQL, that nothing has been put into."""
    if request.param == "sqlite":
        (here.folder / "bot.db").touch()
        yield here
        return
    server = server_or_skip()
    here.database = await server.new_database(empty=True)
    yield here
    server.drop(here.database)


async def schema_of(url: str) -> str | None:
    """Return the schema's version."""
    database = await open_database(url, exclusive=False)
    try:
        async with database.transaction(write=False) as transaction:
            return await transaction.run(version)
    finally:
        await database.close()


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        if isinstance(one, click.Group):
            if one.invoke_without_command:
                yield " ".join((*path, name))
            yield from leaves(one, (*path, name))
        else:
            yield " ".join((*path, name))


def test_every_command_is_in_one_of_the_tables_here() -> None:
    known = {leaf for leaf in leaves(cli) for line in USING if line.startswith(leaf)}
    assert set(leaves(cli)) == known | MAKING | WITHOUT | EXAMINING


@pytest.mark.parametrize("place", ["bot.db", "data/bot.db"])
def test_a_missing_database_is_reported_and_nothing_is_made(here: Operator, place: str) -> None:
    here.database = f"sqlite:///{here.folder}/{place}"
    for line in (*USING, *UPGRADING):
        status, said = here.types(line)
        assert (status, said.count("\n")) == (1, 1), line
        assert f"Basis data {here.folder}/{place} tidak ada." in said, line
        assert here.sees() == {}, line


UNFIT = {
    "empty": (None, "masih kosong"),
    "older": (OLD, "perlu upgrade"),
    "newer": ("v9999", "dibuat oleh versi bot yang lebih baru"),
    "too old": ("0015", "dari versi bot yang terlalu lama"),
}


async def left_at(url: str, version: str | None) -> None:
    """Leave a database as a program of this version would; for None as it is."""
    if version == OLD:
        await make(url)
    elif version:
        async with store_in(url) as store:
            await execute(store, f"UPDATE alembic_version SET version_num = '{version}'")


@pytest.mark.parametrize("state", UNFIT)
def test_a_database_that_does_not_fit_is_reported_and_stays_as_it_is(empty: Operator, state: str) -> None:
    found, sentence = UNFIT[state]
    asyncio.run(left_at(empty.database, found))
    before = empty.sees()
    for line in (*USING, *(() if found == OLD else UPGRADING)):
        status, said = empty.types(line)
        assert (status, said.count("\n"), sentence in said) == (1, 1, True), (line, said)
        assert ("python -m bot upgrade" in said) is (found == OLD), (line, said)
        assert empty.sees() == before, line
    assert asyncio.run(schema_of(empty.database)) == found


async def filled(url: str) -> None:
    """Store a finished ticket and a draft, as a bot leaves them that has been stopped."""
    async with store_in(url) as store, store.unit() as unit:
        draft = FaqDraft(NOW, "barat", "budi", 1, "biaya paspor brp", ("biaya paspor brp",), "650 ribu.")
        await unit.save([(None, Outcome(resident=person(), tickets=(closed(make_ticket(1)),), draft=draft))], NOW)


def test_the_newest_backup_is_tried_out_by_name_or_by_default(here: Operator) -> None:
    asyncio.run(filled(here.database))
    status, said = here.types("backup verify")
    assert (status, "Isi backup.folder" in said) == (1, True)
    assert here.types("backup {folder}")[0] == 0
    (made,) = here.folder.glob("bot-2*.db")
    status, said = here.types(f"backup verify {made}")
    assert (status, said.startswith(f"{made} bisa dipulihkan: ")) == (0, True), said
    assert "Buku cocok: pesan masuk 0," in said
    assert here.types(f"backup {{folder}} {made}")[0] == 2


@pytest.mark.parametrize("line", [line for line in READING if not line.startswith("backup")])
def test_reading_beside_the_log_of_a_killed_bot_leaves_it_as_it_was(here: Operator, line: str) -> None:
    asyncio.run(filled(here.database))
    writer = sqlite3.connect(here.folder / "bot.db")
    writer.execute("UPDATE tickets SET question = 'belum dipindahkan'")
    writer.commit()
    # the files of a process that was killed: its log holds what the database does not
    left = {path.name: path.read_bytes() for path in here.folder.iterdir()}
    writer.close()
    for name, content in left.items():
        (here.folder / name).write_bytes(content)
    before = here.sees()
    assert here.types(line)[0] == 0
    assert here.sees() == before
    if line == "audit 1":
        assert here.types("ledger")[0] == 0


def test_a_newer_program_upgrades_an_older_file_after_copying_it(here: Operator) -> None:
    asyncio.run(make(here.database))
    status, said = here.types("upgrade")
    assert status == 0, said
    assert asyncio.run(schema_of(here.database)) == VERSION
    (copy,) = here.folder.glob(f"bot-skema-{OLD}-*.db")
    assert str(copy) in said
    before = here.sees()
    status, said = here.types("upgrade")
    assert (status, said.partition("\n")[0]) == (
        0,
        f"Basis data {here.folder}/bot.db sudah sesuai dengan versi ini; tidak ada yang diubah.",
    )
    assert here.sees() == before
    with sqlite3.connect(here.folder / "bot.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = 'v9999'")
    newer.close()
    status, said = here.types("upgrade --kembali")
    assert (status, "Dipulihkan:" in said) == (0, True), said
    assert asyncio.run(schema_of(here.database)) == VERSION
    assert (here.folder / "bot-sesudah-upgrade.db").exists()
    assert asyncio.run(schema_of(f"sqlite:///{copy}")) == OLD


@pytest.mark.postgres
def test_an_older_database_on_a_server_is_upgraded_once_somebody_says_so(here: Operator) -> None:
    server = server_or_skip()
    here.database = asyncio.run(server.new_database(empty=True))
    try:
        asyncio.run(make(here.database))
        status, said = here.types("upgrade")
        assert status == 1
        assert "--ya" in said
        assert asyncio.run(schema_of(here.database)) == OLD
        status, said = here.types("upgrade --ya")
        assert status == 0, said
        assert asyncio.run(schema_of(here.database)) == VERSION
    finally:
        server.drop(here.database)
