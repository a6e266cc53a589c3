"""The schema's version: what the code needs, what a database has, and the steps from one to the other."""

from __future__ import annotations

import re
from enum import Enum

from bot.helpdesk.model.errors import UnfitStore
from bot.storage.database.engine import Database
from bot.storage.database.schema import in_words_of, statements
from bot.storage.database.sql import Connection, Sql
from bot.storage.database.url import parse

STEPS: dict[str, tuple[str, ...]] = {
    "v0011": ("ALTER TABLE staff_tasks ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",),
    "v0012": ("ALTER TABLE tickets ADD COLUMN rung_at MOMENT",),
    "v0013": (
        "ALTER TABLE tickets ADD COLUMN despair BOOLEAN NOT NULL DEFAULT false",
        "ALTER TABLE tickets ADD COLUMN retracted_at MOMENT",
    ),
    "v0014": (
        # a photo that still waits is not sent, and its resident goes on waiting for an answer
        "DELETE FROM held_answers WHERE copied",
        "ALTER TABLE held_answers DROP COLUMN copied",
        "ALTER TABLE held_answers DROP COLUMN typed",
        "ALTER TABLE officer_chats DROP COLUMN pauses",
    ),
    "v0015": (
        "DELETE FROM invitations WHERE used_at IS NOT NULL",
        "ALTER TABLE invitations DROP COLUMN used_at",
        "ALTER TABLE invitations RENAME COLUMN officer TO person",
        "ALTER TABLE invitations ADD COLUMN role TEXT NOT NULL DEFAULT 'officer'",
        *(
            f"INSERT INTO invitations (token_hash, role, person, expires) SELECT {found}"
            for found in (
                "invitation, 'staff', id, invited_until FROM staff_members WHERE invitation IS NOT NULL",
                "invitation, 'observer', id, invited_until FROM observers WHERE invitation IS NOT NULL",
                "token_hash, 'page', member, expires FROM staff_links",
            )
        ),
        *(
            f"ALTER TABLE {table} DROP COLUMN {column}"
            for table in ("staff_members", "observers")
            for column in ("invitation", "invited_until")
        ),
        "DROP TABLE staff_links",
        # what the next message is for is written otherwise now, and awaited for half an hour alone
        "UPDATE staff_members SET form = NULL",
    ),
    "v0016": ("ALTER TABLE tickets ADD COLUMN about TEXT NOT NULL DEFAULT '{}'",),
}
"""The statements that lead to each version from the one before, oldest first."""
OLDEST = "v0010"
"""The version from which the steps lead on."""
VERSION = list(STEPS)[-1]
"""What the code needs."""

_IS_THERE = {
    "sqlite": Sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"),
    "postgresql": Sql("SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"),
}
_FOUND = Sql("SELECT version_num FROM alembic_version", str)
_NOTE = Sql("UPDATE alembic_version SET version_num = :version")
_FIRST = Sql("INSERT INTO alembic_version (version_num) VALUES (:version)")
_ALONE = Sql("SELECT pg_advisory_xact_lock(5214771)")


class State(Enum):
    """How a database's schema stands to the code."""

    EMPTY = "empty"
    TOO_OLD = "too old"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


NOT_UPGRADED = (State.TOO_OLD, State.NEWER)
"""No step leads from these to the schema that the code needs."""
_UNFIT = {
    State.EMPTY: "Basis data {place} masih kosong. Periksa setelan 'database'; "
    "bot mengisinya saat pertama kali dijalankan: python -m bot run",
    State.TOO_OLD: "Basis data {place} dari versi bot yang terlalu lama dan tidak bisa di-upgrade; "
    "simpan di tempat lain, lalu mulai dengan basis data baru.",
    State.OLDER: "Basis data {place} dari versi bot yang lebih lama dan perlu upgrade. "
    "Hentikan bot, lalu jalankan: python -m bot upgrade",
    State.NEWER: "Basis data {place} dibuat oleh versi bot yang lebih baru. Pasang versi itu; kembali: docs/upgrade.md",
}
"""Why a database cannot be used as it is."""


def unfit(url: str, found: State) -> UnfitStore:
    """Build the error for a database that this version cannot work with as it is."""
    return UnfitStore(_UNFIT[found].format(place=parse(url).place), f"its schema is {found.value}")


async def state(database: Database) -> State:
    """Look, and change nothing. Raises StorageUnavailable."""
    async with database.transaction(write=False) as transaction:
        return _state_of(await transaction.run(version))


async def bring_up_to_date(database: Database, url: str) -> None:
    """Make the tables at this URL, or take the steps that are missing, in one transaction. Raises Trouble."""
    found = await state(database)
    if found in NOT_UPGRADED:
        raise unfit(url, found)
    if found is not State.CURRENT:
        async with database.transaction() as transaction:
            await transaction.run_long(_bring_up_to_date)


def version(connection: Connection) -> str | None:
    """Return the version of the tables here; None for an empty database."""
    return _FOUND.first(connection) if _IS_THERE[connection.dialect].first(connection) else None


def _state_of(current: str | None) -> State:
    if current is None:
        return State.EMPTY
    if current == VERSION:
        return State.CURRENT
    if current == OLDEST or current in STEPS:
        return State.OLDER
    return State.TOO_OLD if re.fullmatch(r"v000\d|00\d\d", current) else State.NEWER


def _bring_up_to_date(connection: Connection) -> None:
    dialect = connection.dialect
    if dialect == "postgresql":
        # two processes that start together: the second one then finds the work done
        _ALONE.one(connection)
    current = version(connection)
    if current is None:
        for statement in (*statements(dialect), "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"):
            connection.execute(statement)
        _FIRST.run(connection, version=VERSION)
    elif _state_of(current) is State.OLDER:
        for step, steps in STEPS.items():
            for statement in steps if step > current else ():
                connection.execute(in_words_of(dialect, statement))
        _NOTE.run(connection, version=VERSION)
