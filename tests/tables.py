"""A table that checks one function line by line, as one test: a test for each line costs more than the function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def each_line(columns: str | tuple[str, ...], lines: Iterable[Any]) -> Callable[[Test], Test]:
    """Try every line of a table, as `parametrize` would, and fail with all lines that fail; fixtures are shared."""
    names = (columns,) if isinstance(columns, str) else columns
    rows = [(line,) if isinstance(columns, str) else tuple(line) for line in lines]
    assert rows

    def decorate(check: Test) -> Test:
        @wraps(check)
        def test(**fixtures: Any) -> None:
            failed = []
            for row in rows:
                try:
                    check(**dict(zip(names, row, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    failed.append(f"{', '.join(map(repr, row))}: {type(error).__name__}: {error}")
            assert not failed, f"{len(failed)} of {len(rows)} lines fail:\n" + "\n".join(failed)

        signature = inspect.signature(check)
        shared = [one for name, one in signature.parameters.items() if name not in names]
        test.__signature__ = signature.replace(parameters=shared)  # type: ignore[attr-defined]
        return test

    return decorate
