"""The schema's version: what the code needs, what the database has, and the way from one to the other."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, inspect, text

from bot.storage.database.engine import Database
from bot.storage.database.tables import counters, metadata

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0015"
"""The step in `migrations/versions` that leads to `tables.py`."""

_STAMP = (
    text(
        "CREATE TABLE alembic_version"
        " (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    ),
    text(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')"),  # noqa: S608 - a constant of ours
)
_VERSION_TABLE = text(
    "CREATE TABLE alembic_version"
    " (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
_STEPS = Path(__file__).parents[1] / "migrations" / "versions"
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(5214771)")


class State(Enum):
    """How a database's schema stands to the code."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


class NewerSchema(Exception):
    """The database was made by a newer version of the program."""


async def state(database: Database) -> State:
    """Look, and change nothing. Raises StorageUnavailable."""
    async with database.transaction(write=False) as transaction:
        current = await transaction.run(version)
    if current is None:
        return State.EMPTY
    if current == HEAD:
        return State.CURRENT
    return State.OLDER if _is_known(current) else State.NEWER


async def bring_up_to_date(database: Database) -> None:
    """Do the steps that are missing, in one transaction. Raises NewerSchema, StorageUnavailable."""
    async with database.transaction(write=False) as transaction:
        current = await transaction.run(version)
    if current != HEAD:
        async with database.transaction() as transaction:
            await transaction.run_long(_upgrade)


async def make_tables(database: Database) -> None:
    """The tables as all steps together leave them, in an empty place that a copy will fill; quick, without alembic."""
    async with database.transaction() as transaction:
        await transaction.run(_make_tables)


def _make_tables(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(_VERSION_TABLE)
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def version(connection: Connection) -> str | None:
    """The last step that was done here; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two processes that start together: the second one then finds the work done.
        connection.execute(_MIGRATION_LOCK)
    current = version(connection)
    if current == HEAD:
        return
    if current is None and not inspect(connection).get_table_names():
        _create(connection)
        return
    # alembic takes longer to import than the rest of the store together, and most starts do not need it.
    from alembic import command

    if current is not None and not _is_known(current):
        raise NewerSchema(current)
    command.upgrade(alembic_config(connection), "head")


def _is_known(revision: str) -> bool:
    """Whether this version of the program has the step."""
    return any(_STEPS.glob(f"v{revision}_*.py"))


def _create(connection: Connection) -> None:
    """A new database, made from the tables as they are: the steps, and alembic in memory, are for older ones."""
    metadata.create_all(connection)
    connection.execute(insert(counters).values(name="ticket", value=0))
    for statement in _STAMP:
        connection.execute(statement)


def alembic_config(connection: Connection) -> Config:
    """alembic's settings for working on this connection."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    settings.attributes["connection"] = connection
    return settings
