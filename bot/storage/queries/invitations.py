"""One-time links of officers, staff and observers, to join by and to the staff page; only a token's hash is known.

One module does it for all: a link is used up by the first who opens it in time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.storage.database.sql import Sql, insert

_ADD = Sql(insert("invitations", ("token_hash", "role", "person", "expires")))
_END = Sql("DELETE FROM invitations WHERE role = :role AND person = :person")
_EXPIRED = Sql("DELETE FROM invitations WHERE expires <= :now")
_USE = Sql(
    "DELETE FROM invitations WHERE token_hash = :token_hash AND role = :role AND expires > :now RETURNING person", str
)


def add(connection: Connection, role: str, person: str, token_hash: str, expires: datetime) -> None:
    """Note a link for somebody."""
    _ADD.run(connection, token_hash=token_hash, role=role, person=person, expires=expires)


def end(connection: Connection, role: str, person: str) -> None:
    """Make all links of somebody worth nothing."""
    _END.run(connection, role=role, person=person)


def drop_expired(connection: Connection, now: datetime) -> None:
    """Forget links that are too old."""
    _EXPIRED.run(connection, now=now)


def use(connection: Connection, role: str, token_hash: str, now: datetime) -> str | None:
    """Use a link up; whose it was, or None when it is unknown, used or expired."""
    return _USE.first(connection, token_hash=token_hash, role=role, now=now)
