"""The schema's version: what the code needs, what the database has, and the migrations from one to the other."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.storage.database.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "v0014"
"""The migration in `migrations/versions` that leads to the tables in `tables`."""

_FOLDER = Path(__file__).parents[1] / "migrations"
_UNRELEASED = re.compile(r"00\d\d")
"""How the migrations were numbered that became the baseline."""
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(5214771)")


class State(Enum):
    """How a database's schema stands to the code."""

    EMPTY = "empty"
    UNRELEASED = "older than the first release"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


NOT_UPGRADED = (State.UNRELEASED, State.NEWER)
"""No migration leads from these to the schema that the code needs."""


class UnusableSchema(Exception):
    """The database cannot be brought up to date; `state` is one of NOT_UPGRADED."""

    def __init__(self, state: State, version: str) -> None:
        super().__init__(f"schema version {version}")
        self.state = state


async def state(database: Database) -> State:
    """Look, and change nothing. Raises StorageUnavailable."""
    async with database.transaction(write=False) as transaction:
        return _state_of(await transaction.run(version))


async def bring_up_to_date(database: Database) -> None:
    """Run the migrations that are missing, in one transaction. Raises UnusableSchema, StorageUnavailable."""
    async with database.transaction(write=False) as transaction:
        current = await transaction.run(version)
    if current != HEAD:
        async with database.transaction() as transaction:
            await transaction.run_long(_migrate)


def version(connection: Connection) -> str | None:
    """Return the last migration that was run here; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _state_of(current: str | None) -> State:
    if current is None:
        return State.EMPTY
    if current == HEAD:
        return State.CURRENT
    if _UNRELEASED.fullmatch(current):
        return State.UNRELEASED
    return State.OLDER if any((_FOLDER / "versions").glob(f"{current}_*.py")) else State.NEWER


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two processes that start together: the second one then finds the work done.
        connection.execute(_MIGRATION_LOCK)
    current = version(connection)
    found = _state_of(current)
    if current is not None and found in NOT_UPGRADED:
        raise UnusableSchema(found, current)
    if found is not State.CURRENT:
        # alembic takes longer to import than the rest of the store together, and most starts do not need it
        from alembic import command

        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Build alembic's settings for working on this connection."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER))
    settings.attributes["connection"] = connection
    return settings
