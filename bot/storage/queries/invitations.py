"""One-time links: to join as an officer, a member of the staff or an observer, and to the staff page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.storage.database.sql import Sql, insert, query

OFFICER, STAFF, OBSERVER, PAGE = "officer", "staff", "observer", "page"
"""What a link is for."""
_ADD = Sql(insert("invitations", ("token_hash", "role", "person", "expires")))


def invite(connection: Connection, role: str, person: str, token_hash: str, expires: datetime) -> None:
    """Note a link for somebody; an earlier one ends, but for an officer's, which may be on a sheet handed out."""
    if role != OFFICER:
        end(connection, person, [role])
    _ADD.run(connection, token_hash=token_hash, role=role, person=person, expires=expires)


@query(
    "DELETE FROM invitations WHERE token_hash = :token_hash AND role = :role AND expires > :now RETURNING person",
)
def redeem(connection: Connection, role: str, token_hash: str, now: datetime) -> str | None:
    """Use a link up; whose it was, or None when it is unknown, used or expired. Only the token's hash is known."""


@query("DELETE FROM invitations WHERE person = :person AND role IN (:roles)")
def end(connection: Connection, person: str, roles: Sequence[str]) -> None:
    """Make all of somebody's links of these roles worth nothing."""


@query("DELETE FROM invitations WHERE expires <= :now")
def drop_expired(connection: Connection, now: datetime) -> None:
    """Forget links that are too old."""
