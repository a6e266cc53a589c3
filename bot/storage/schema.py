"""The schema's version: what the code needs, what the database has, and the way from one to the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.storage.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The step in `migrations/versions` that leads to `tables.py`."""

_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(5214771)")


class NewerSchema(Exception):
    """The database was made by a newer version of the program."""


async def bring_up_to_date(database: Database) -> None:
    """Do the steps that are missing, in one transaction. Raises NewerSchema, StorageUnavailable."""
    async with database.transaction(write=False) as transaction:
        current = await transaction.run(version)
    if current != HEAD:
        async with database.transaction() as transaction:
            await transaction.run_long(_upgrade)


def version(connection: Connection) -> str | None:
    """The last step that was done here; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two processes that start together: the second one then finds the work done.
        connection.execute(_MIGRATION_LOCK)
    # alembic takes longer to import than the rest of the store together, and most starts do not need it.
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    settings = alembic_config(connection)
    current = version(connection)
    if current is not None:
        try:
            ScriptDirectory.from_config(settings).get_revision(current)
        except CommandError as error:
            raise NewerSchema(current) from error
    command.upgrade(settings, "head")


def alembic_config(connection: Connection) -> Config:
    """alembic's settings for working on this connection."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    settings.attributes["connection"] = connection
    return settings
