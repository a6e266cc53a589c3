"""A table that checks one function line by line, as one test: a test for each line costs more than the function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., Any]


def each_line(columns: str | tuple[str, ...], lines: Iterable[Any]) -> Callable[[Test], Test]:
    """Try every line of a table, as `parametrize` would, and fail with all lines that fail; fixtures are shared."""
    names = (columns,) if isinstance(columns, str) else columns
    rows = [dict(zip(names, (line,) if isinstance(columns, str) else tuple(line), strict=True)) for line in lines]
    assert rows

    def decorate(check: Test) -> Test:
        @wraps(check)
        def test(**fixtures: Any) -> None:
            with _together(len(rows)) as failed:
                for row in rows:
                    with _noted(row, failed):
                        check(**row, **fixtures)

        @wraps(check)
        async def waiting_test(**fixtures: Any) -> None:
            with _together(len(rows)) as failed:
                for row in rows:
                    with _noted(row, failed):
                        await check(**row, **fixtures)

        signature = inspect.signature(check)
        shared = [one for name, one in signature.parameters.items() if name not in names]
        made: Test = waiting_test if inspect.iscoroutinefunction(check) else test
        vars(made)["__signature__"] = signature.replace(parameters=shared)
        return made

    return decorate


@contextmanager
def _noted(row: dict[str, Any], failed: list[str]) -> Iterator[None]:
    try:
        yield
    except (Exception, pytest.fail.Exception) as error:
        failed.append(f"{', '.join(map(repr, row.values()))}: {type(error).__name__}: {error}")


@contextmanager
def _together(count: int) -> Iterator[list[str]]:
    failed: list[str] = []
    yield failed
    assert not failed, f"{len(failed)} of {count} lines fail:\n" + "\n".join(failed)
