"""A table names every line that fails, whatever it fails with."""

from __future__ import annotations

import pytest

from tests.tables import each_line

LINES = [("1", 2), ("2", 5), ("x", 6)]


async def test_every_line_that_fails_is_named() -> None:
    @each_line(("number", "double"), LINES)
    def doubled(number: str, double: int, tmp_path: object) -> None:
        assert tmp_path
        assert int(number) * 2 == double

    @each_line(("number", "double"), LINES)
    async def doubled_later(number: str, double: int) -> None:
        assert int(number) * 2 == double

    @each_line("text", ["x", "1"])
    def refused(text: str) -> None:
        with pytest.raises(ValueError):
            int(text)

    told = r"(?s)2 of 3 lines fail:\n'2', 5: AssertionError: .*\n'x', 6: ValueError"
    with pytest.raises(AssertionError, match=told):
        doubled(tmp_path="x")
    with pytest.raises(AssertionError, match=told):
        await doubled_later()
    with pytest.raises(AssertionError, match="1 of 2 lines fail:\n'1': Failed"):
        refused()
