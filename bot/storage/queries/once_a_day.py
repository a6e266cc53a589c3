"""Things that are done once a day, whichever process comes first."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, text, update

from bot.storage.database.tables import counters

_FIRST = text("INSERT INTO counters (name, value) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING")


def take_turn(connection: Connection, name: str, day: date) -> bool:
    """Take the day's turn; False when it was somebody's before. It is taken if the transaction commits."""
    number = day.toordinal()
    connection.execute(_FIRST, {"name": name})
    last = counters.c.name == name
    mine = connection.execute(update(counters).where(last, counters.c.value < number).values(value=number))
    return bool(mine.rowcount)
