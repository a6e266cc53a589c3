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
from bot.storage.database.types import PersonText, UtcDateTime
from bot.storage.queries.action_json import encode
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
    ("staff_members", "form"): (None, '["tarif","2026-11-24T02:00:00+00:00",["paspor-elektronik-5"]]', None),
    ("staff_tasks", "args"): ('["paspor-biaya"]',),
    ("staff_requests", "summary"): ('["Biaya Rp650.000 → Rp700.000"]',),
    ("faq_drafts", "phrasings"): ('["brp paspor"]',),
}
"""Values that the program must be able to read; all others are invented from the column's name and type."""


def fill(connection: Connection, tables: MetaData) -> None:
    """Three rows in every table, all columns filled; references between tables hold."""
    for table in tables.sorted_tables:
        if table.name == "counters":
            connection.execute(table.update().where(table.c.name == "ticket").values(value=3))
        elif table.name != "alembic_version":
            rows = [
                {column.name: _value(table, column, number, connection.dialect.name) for column in table.columns}
                for number in (1, 2, 3)
            ]
            connection.execute(insert(table), rows)


def _value(table: Table, column: Column[Any], number: int, dialect: str) -> Any:
    meant = MEANT.get((table.name, column.name))
    value: Any
    if meant is not None:
        value = meant[(number - 1) % len(meant)]
    elif column.foreign_keys or (column.primary_key and isinstance(column.type, Integer)):
        value = number
    elif isinstance(column.type, Boolean):
        value = number == 2
    elif isinstance(column.type, UtcDateTime | DateTime) or getattr(column.type, "length", None) == 32:
        value = NOW + timedelta(minutes=number)
    elif isinstance(column.type, Date):
        value = (NOW + timedelta(days=number)).date()
    elif isinstance(column.type, Integer):
        value = number
    elif isinstance(column.type, LargeBinary):
        value = b'{"update_id":1}\xff\x00'
    elif isinstance(column.type, String | PersonText):
        value = f"{table.name} {column.name} 🙏 {number}"
    else:
        raise AssertionError(f"no value for {table.name}.{column.name}: {column.type!r}")
    if isinstance(value, datetime) and not isinstance(column.type, UtcDateTime) and dialect == "sqlite":
        # how a column of moments looks when it was read from an old file
        return value.astimezone(UTC).isoformat(" ", "microseconds")
    return value
