"""What the tables share: names of constraints, partial indexes, states that stand in statements."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, String, literal_column, text

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

# Spelled out in the statements: neither database can match a partial index against a bound parameter.
WAITING = literal_column("'waiting'", String)
SENDING = literal_column("'sending'", String)
OPEN = literal_column("'open'", String)


def index_where(name: str, *columns: str, where: str) -> Index:
    """Build a partial index. Migrations make the tables, so PostgreSQL's own option, a slow import, is not needed."""
    return Index(name, *columns, sqlite_where=text(where))
