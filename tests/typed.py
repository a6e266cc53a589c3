"""What a test knows of a value's type, said to mypy and checked at run time."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def some(value: T | None) -> T:
    """Return a value that must be there."""
    assert value is not None
    return value


def a(kind: type[T], value: object) -> T:
    """Return a value that must be of this kind."""
    assert isinstance(value, kind), value
    return value
