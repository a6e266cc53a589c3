"""Observers (kanwil, pusat): who they are, from which chat, and their invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.staff import Observer
from bot.storage.database.tables import observers


def listed(connection: Connection) -> tuple[Observer, ...]:
    """List the observers, by id."""
    return tuple(_observer(row) for row in connection.execute(select(observers).order_by(observers.c.id)))


def at(connection: Connection, address: Address) -> Observer | None:
    """Return the observer who joined from this chat."""
    here = (observers.c.channel == address.channel, observers.c.chat == address.chat)
    row = connection.execute(select(observers).where(*here)).one_or_none()
    return None if row is None else _observer(row)


def named(connection: Connection, id_: str) -> Observer | None:
    """Return the observer of that id."""
    row = connection.execute(select(observers).where(observers.c.id == id_)).one_or_none()
    return None if row is None else _observer(row)


def keep(connection: Connection, observer: Observer) -> None:
    """Add an observer, or give him another name and other offices; his chat stays."""
    values = {"name": observer.name, "kanwil": observer.kanwil}
    changed = connection.execute(update(observers).where(observers.c.id == observer.id).values(values))
    if not changed.rowcount:
        connection.execute(insert(observers).values(id=observer.id, **values))


def remove(connection: Connection, id_: str) -> bool:
    """Take an observer's figures away; False when there is none of that id."""
    return connection.execute(delete(observers).where(observers.c.id == id_)).rowcount > 0


def invite(connection: Connection, id_: str, token_hash: str, expires: datetime) -> None:
    """Note an invitation; an earlier one is worth nothing any more."""
    values = {"invitation": token_hash, "invited_until": expires}
    connection.execute(update(observers).where(observers.c.id == id_).values(values))


def redeem(connection: Connection, token_hash: str, address: Address, now: datetime) -> Observer | None:
    """Use an invitation up, from this chat on; whose it was, or None when it is unknown, used or expired."""
    valid = (observers.c.invitation == token_hash, observers.c.invited_until > now)
    found = connection.execute(select(observers.c.id).where(*valid)).scalar_one_or_none()
    if found is None:
        return None
    # one chat is one observer's: who joins from it anew is nobody else any more
    here = (observers.c.channel == address.channel, observers.c.chat == address.chat)
    connection.execute(update(observers).where(*here).values(channel=None, chat=None))
    values = {"invitation": None, "invited_until": None, "channel": address.channel, "chat": address.chat}
    statement = update(observers).where(*valid).values(**values, joined_at=now).returning(observers)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _observer(row)


def _observer(row: Row[Any]) -> Observer:
    return Observer(row.id, row.name, row.kanwil, Address(row.channel, row.chat) if row.channel else None)
