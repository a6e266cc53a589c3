"""Rows for every table of any version: no table and no column is forgotten when a new one comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from bot.helpdesk.model.actions import Send
from bot.storage.database.schema import TABLES
from bot.storage.database.sql import Connection, Sql, insert
from bot.storage.queries.outbox import encode
from tests.storage.samples import NOW, SITI

_KINDS = {"VARCHAR(32)": "moment", "TIMESTAMP": "moment", "BLOB": "bytes", "BYTEA": "bytes", "SMALLINT": "number"}
_KINDS |= {"INTEGER": "number", "BIGINT": "number", "BOOLEAN": "flag", "DATE": "day"}
_COLUMNS = {
    "sqlite": 'SELECT t.name, c.name, upper(c.type), NOT c."notnull", c.pk,'
    ' EXISTS (SELECT 1 FROM pragma_foreign_key_list(t.name) WHERE "from" = c.name)'
    " FROM sqlite_master t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY c.cid",
    "postgresql": "SELECT relname, attname, upper(format_type(atttypid, NULL)), NOT attnotnull,"
    " EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = t.oid AND contype = 'p' AND attnum = ANY (conkey)),"
    " EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = t.oid AND contype = 'f' AND attnum = ANY (conkey))"
    " FROM pg_class t JOIN pg_attribute ON attrelid = t.oid WHERE relnamespace = 'public'::regnamespace"
    " AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
}

MEANT = {
    ("inbox", "state"): ("waiting", "done", "dead"),
    ("inbox", "verdict"): (None, 2, None),
    ("outbox", "state"): ("sent", "waiting", "sending"),
    ("outbox", "action"): (encode(Send(SITI, "Biayanya Rp350.000.", ticket=1)),),
    ("outbox", "fleeting"): (False, False, True),
    ("outbox", "priority"): (5, 5, 9),
    ("residents", "memory"): (
        '{"turns":[],"question":"biaya paspor brp","wanted":"phone","buttons":[["Batalkan","batal","1"]]}',
    ),
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


class Column(NamedTuple):
    """A column as it is in a database. `kind`: "moment", "bytes", "number", "flag", "day" or "text"."""

    table: str
    name: str
    kind: str
    nullable: bool
    numbered: bool
    """It holds a row's number, of its own table or another one."""


def reflected(connection: Connection) -> dict[str, list[Column]]:
    """Return the columns of each table in this database; a table of today's that another refers to comes first."""
    found: dict[str, list[Column]] = {}
    for table, name, type_, nullable, key, refers in connection.fetch(_COLUMNS[connection.dialect]):
        kind = next((kind for word, kind in _KINDS.items() if type_.startswith(word)), "text")
        column = Column(table, name, kind, bool(nullable), bool(refers or (key and kind == "number")))
        found.setdefault(table, []).append(column)
    return {
        table: found[table]
        for table in (*TABLES, *sorted(found.keys() - {*TABLES, "alembic_version"}))
        if table in found
    }


def add(connection: Connection, table: str, values: dict[str, Any]) -> None:
    """Insert a row."""
    Sql(insert(table, list(values))).run(connection, **values)


def fill(connection: Connection) -> None:
    """Three rows in every table, all columns filled; references between tables hold."""
    for table, columns in reflected(connection).items():
        if table == "counters":
            connection.execute("UPDATE counters SET value = 3 WHERE name = 'ticket'")
            continue
        for number in (1, 2, 3):
            add(connection, table, {column.name: _value(column, number) for column in columns})


def _value(column: Column, number: int) -> Any:
    meant = MEANT.get((column.table, column.name))
    if meant is not None:
        return meant[(number - 1) % len(meant)]
    invented: dict[str, Any] = {
        "number": number,
        "flag": number == 2,
        "moment": NOW + timedelta(minutes=number),
        "day": (NOW + timedelta(days=number)).date(),
        "bytes": b'{"update_id":1}\xff\x00',
        "text": f"{column.table} {column.name} 🙏 {number}",
    }
    return number if column.numbered else invented[column.kind]
