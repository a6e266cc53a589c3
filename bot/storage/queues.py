"""Reading a queue from its front, whatever its length."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

_SORTING = text("SELECT set_config('enable_sort', :switch, true)")


@contextmanager
def from_the_front(connection: Connection) -> Iterator[None]:
    """Inside, statements walk an index instead of sorting what waits.

    PostgreSQL knows a queue's length from statistics that are a minute old: it takes a backlog of thousands for
    nearly empty and sorts all of it for each batch. SQLite walks the index anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_SORTING, {"switch": "off"})
        yield
        connection.execute(_SORTING, {"switch": "on"})
    else:
        yield
