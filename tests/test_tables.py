"""A table names every line that fails, whatever it fails with."""

from __future__ import annotations

import pytest

from tests.tables import each_line


@each_line(("number", "double"), [(1, 2), (2, 5), (3, 6), (None, 0)])
def doubled(number: int, double: int, tmp_path: object) -> None:
    assert tmp_path
    assert number * 2 == double


def test_every_line_that_fails_is_named() -> None:
    with pytest.raises(AssertionError) as caught:
        doubled(tmp_path="x")
    first, *failed = str(caught.value).splitlines()
    assert first == "2 of 4 lines fail:"
    told = [line for line in failed if line.startswith(("2, 5: AssertionError", "None, 0: TypeError"))]
    assert len(told) == 2


def test_a_line_that_should_have_raised_is_named_too() -> None:
    @each_line("text", ["x", "1"])
    def refused(text: str) -> None:
        with pytest.raises(ValueError):
            int(text)

    with pytest.raises(AssertionError, match="1 of 2 lines fail:\n'1': Failed"):
        refused()


@each_line("text", ["a", "b"])
def test_a_table_is_given_its_fixtures(text: str, tmp_path: object) -> None:
    assert text
    assert tmp_path
