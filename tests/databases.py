"""Databases for tests: a SQLite file, or a database on a private PostgreSQL server that is started once per process."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from bot.storage import SqlStore, open_store
from tests.ports import free_port
from tests.typed import some

PASSWORD = "rahasia-uji"
"""The PostgreSQL user's password; asked for over TCP, not on the socket that tests use."""

_TEMPLATE = "siap_pakai"
_CLEAN = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$;
INSERT INTO counters (name, value) VALUES ('ticket', 0);"""
"""Makes a database as it was when it was new, in a tenth of the time that a new one takes."""


def postgres_programs() -> Path | None:
    """Find the folder with initdb and pg_ctl of the newest PostgreSQL installed here, or None.

    Debian keeps them out of PATH, but not pg_ctlcluster, which comes with them.
    """
    if shutil.which("pg_ctlcluster") is None:
        return None
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass
class PostgresServer:
    """A running private server. Its user is `postgres`, without a password on the socket in `folder`."""

    programs: Path
    folder: Path
    port: int
    control: list[str | Path]
    """pg_ctl with its data folder, as the user who owns it."""
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    has_template: bool = False
    free: list[str] = field(default_factory=list)
    """Databases that tests have given back."""

    def start(self) -> None:
        """Start it, and wait until it answers. The data need not survive: no fsync; rows are few: no vacuum."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        options += " -c autovacuum=off"
        words = ("start", "-w", "-l", self.folder / "log", "-o", options)
        subprocess.run([*self.control, *words], check=True, cwd="/", stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        words = ("stop", "-w", "-m", "fast")
        subprocess.run([*self.control, *words], check=True, cwd="/", stdout=subprocess.DEVNULL)

    def url(self, name: str) -> str:
        """Return the URL of a database here."""
        return f"postgresql://postgres@/{name}?host={self.folder}&port={self.port}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement, by default outside of any test's database, and return its answer."""
        options = ["-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-Atqv", "ON_ERROR_STOP=1"]
        command: list[str | Path] = [self.programs / "psql", *options, "-d", database]
        return subprocess.run(command, input=statement, check=True, capture_output=True, text=True).stdout.strip()

    def cut(self, url: str) -> None:
        """End every connection to a database, and wait until it has ended."""
        self.sql(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name_in(url)}'")

    async def new_database(self, *, empty: bool = False) -> str:
        """Create a fresh database, with the tables in it unless `empty`, and return its URL."""
        if not empty and not self.has_template:
            self.sql(f"CREATE DATABASE {_TEMPLATE}")
            await (await open_store(self.url(_TEMPLATE), exclusive=False)).close()
            self.has_template = True
        name = f"uji_{next(self.numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _TEMPLATE} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, even while clients are connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {name_in(url)} WITH (FORCE)")

    async def take(self) -> str:
        """Provide a database with the tables in it and no rows, which another test may have used."""
        return self.free.pop() if self.free else await self.new_database()

    def give_back(self, url: str) -> None:
        """Empty a database whose tables are as they were."""
        self.sql(_CLEAN, name_in(url))
        self.free.append(url)


def name_in(url: str) -> str:
    """Return the name of the database in its URL."""
    return url.partition("?")[0].rpartition("/")[2]


@cache
def postgres_server() -> PostgresServer:
    """Start the private server of this test process; it is stopped and removed when the process ends."""
    programs = some(postgres_programs())
    folder = Path(tempfile.mkdtemp(prefix="tanya-pg-"))
    data, secret = folder / "data", folder / "sandi"
    secret.write_text(PASSWORD)
    as_owner: list[str | Path] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        as_owner = ["runuser", "-u", "postgres", "--"]
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    initdb: list[str | Path] = [programs / "initdb", "-D", data, "-U", "postgres", "--pwfile", secret]
    initdb += ["--encoding=UTF8", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--locale=C.UTF-8"]
    subprocess.run([*as_owner, *initdb], check=True, capture_output=True, cwd="/")
    control: list[str | Path] = [*as_owner, programs / "pg_ctl", "-D", data]

    def remove() -> None:
        subprocess.run([*control, "stop", "-m", "immediate"], check=False, cwd="/", stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)

    server = PostgresServer(programs, folder, free_port(), control)
    server.start()
    atexit.register(remove)
    return server


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tanya-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "siap.db"


async def new_sqlite(folder: Path) -> str:
    """Create a fresh SQLite file in `folder`, with the tables in it, and return its URL."""
    template = _sqlite_template()
    if not template.exists():
        store = await open_store(f"sqlite:///{template}", exclusive=False)
        await store.close()
    target = folder / "bot.db"
    shutil.copy(template, target)
    return f"sqlite:///{target}"


BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def server_or_skip() -> PostgresServer:
    """Return the private server; skip the test where PostgreSQL is not installed."""
    if postgres_programs() is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    return postgres_server()


@asynccontextmanager
async def new_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """Provide the URL of a fresh database with the tables in it; skip the test where its server is missing."""
    if kind == "sqlite":
        yield await new_sqlite(folder)
        return
    server = server_or_skip()
    url = await server.take()
    yield url
    server.give_back(url)


@pytest.fixture(params=BOTH)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Provide the URL of a fresh database with the tables in it: once on SQLite, once on PostgreSQL."""
    async with new_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=BOTH)
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Provide the URL of a place where nothing is yet: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/kosong.db"
        return
    server = server_or_skip()
    url = await server.new_database(empty=True)
    yield url
    server.drop(url)


@asynccontextmanager
async def store_in(url: str) -> AsyncIterator[SqlStore]:
    """Open the store of a database as a bot does; it is closed afterwards."""
    opened = await open_store(url, exclusive=True)
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """Provide an open, empty store: once on SQLite, once on PostgreSQL."""
    async with store_in(database_url) as opened:
        yield opened


@pytest.fixture
async def on_sqlite(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Provide an open, empty store in `tmp_path`."""
    async with store_in(await new_sqlite(tmp_path)) as opened:
        yield opened
