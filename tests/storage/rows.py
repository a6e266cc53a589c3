"""Rows for every table of any version: no table and no column is forgotten when a new one comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
)

from bot.helpdesk.model.actions import Send
from bot.storage.queries.outbox import encode
from tests.storage.samples import NOW, SITI

MEANT = {
    ("inbox", "state"): ("waiting", "done", "dead"),
    ("inbox", "verdict"): (None, 2, None),
    ("outbox", "state"): ("sent", "waiting", "sending"),
    ("outbox", "action"): (encode(Send(SITI, "Biayanya Rp350.000.", ticket=1)),),
    ("outbox", "fleeting"): (False, False, True),
    ("outbox", "priority"): (5, 5, 9),
    ("residents", "memory"): ('{"turns":[],"question":"biaya paspor brp","wanted":"phone"}',),
    ("residents", "erased_at"): (None, None, NOW),
    ("tickets", "state"): ("open", "closed", "cancelled"),
    ("tickets", "attempted"): ('["paspor-biaya"]',),
    ("tickets", "tried"): ('["budi"]',),
    ("tickets", "next_step"): ("remind", None, None),
    ("held_answers", "copied"): (False,),
    ("lines", "author"): ("resident", "officer", "bot"),
    ("lines", "attachment"): (None,),
    ("broadcasts", "villages"): ('["mandurian"]',),
    ("broadcasts", "state"): ("sending", "paused", "ended"),
    ("officer_drafts", "content"): ('["broadcast",{"officer":"budi","text":"","villages":["mandurian"]}]',),
    ("visits", "cancelled"): (False,),
    ("staff_members", "roles"): ('["penerbit","penulis"]',),
    ("staff_members", "signs"): ('["kanim"]',),
    ("staff_members", "form"): (None, '{"asked":"tarif","at":"2026-11-24T02:00:00+00:00"}', None),
    ("staff_members", "invitation"): (None, "undangan", None),
    ("observers", "invitation"): (None,),
    ("staff_links", "member"): ("staff_members id 🙏 1",),
    ("invitations", "used_at"): (None, NOW, None),
    ("staff_tasks", "args"): ('["paspor-biaya"]',),
    ("staff_requests", "summary"): ('["Biaya Rp650.000 → Rp700.000"]',),
    ("faq_drafts", "phrasings"): ('["brp paspor"]',),
}
"""Values that the program must be able to read; all others are invented from the column's name and type."""


def reflected(connection: Connection) -> MetaData:
    """Return the tables as they are in this database."""
    found = MetaData()
    found.reflect(connection)
    return found


def is_moment(column: Column[Any]) -> bool:
    return isinstance(column.type, DateTime) or getattr(column.type, "length", None) == 32


def as_stored(column: Column[Any], value: Any) -> Any:
    """Return the value as the database keeps it: SQLite has moments as text that sorts by time."""
    if isinstance(value, datetime) and not isinstance(column.type, DateTime):
        return value.astimezone(UTC).isoformat(" ", "microseconds")
    return value


def fill(connection: Connection, tables: MetaData | None = None) -> None:
    """Three rows in every table, all columns filled; references between tables hold."""
    for table in (tables or reflected(connection)).sorted_tables:
        if table.name == "counters":
            connection.execute(table.update().where(table.c.name == "ticket").values(value=3))
        elif table.name != "alembic_version":
            rows = [
                {column.name: as_stored(column, _value(table, column, number)) for column in table.columns}
                for number in (1, 2, 3)
            ]
            connection.execute(insert(table), rows)


def _value(table: Table, column: Column[Any], number: int) -> Any:
    meant = MEANT.get((table.name, column.name))
    if meant is not None:
        return meant[(number - 1) % len(meant)]
    if column.foreign_keys or (column.primary_key and isinstance(column.type, Integer)):
        return number
    if isinstance(column.type, Boolean):
        return number == 2
    if is_moment(column):
        return NOW + timedelta(minutes=number)
    if isinstance(column.type, Date):
        return (NOW + timedelta(days=number)).date()
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, LargeBinary):
        return b'{"update_id":1}\xff\x00'
    assert isinstance(column.type, String), f"no value for {table.name}.{column.name}: {column.type!r}"
    return f"{table.name} {column.name} 🙏 {number}"
