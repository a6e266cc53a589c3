"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A row number: SQLite only counts up by itself in a column that is called exactly INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides: timestamptz on PostgreSQL, on SQLite text that sorts by time.

    A time without a zone is refused with ValueError, which SQLAlchemy wraps in a StatementError.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column's type in this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Convert the moment to what the driver wants."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time needs a zone: {value!r}")
        return _sortable(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Convert what the driver gives to a moment."""
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment


@lru_cache(maxsize=64)
def _sortable(moment: datetime) -> str:
    """Write a moment as text that sorts by time. What follows from a batch of messages has the same time."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")


class PersonText(TypeDecorator[str]):
    """Text that a person wrote. NUL is dropped: SQLite would keep it, PostgreSQL refuses the whole statement."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Drop NUL characters from the text."""
        return value.replace("\0", "") if value is not None and "\0" in value else value
