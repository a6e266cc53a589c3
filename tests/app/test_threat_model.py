"""The page of threats tells the truth: each row names a test, and each test exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "keamanan.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Penyerang |")]


def proofs(row: str) -> list[tuple[str, str]]:
    """(file, test) of a row's last cell; "" for a whole file. "::name" alone means the file named before it."""
    found, file = [], ""
    for named in re.findall(r"`([^`]+)`", row.rstrip(" |").rpartition("|")[2]):
        here, _, name = named.partition("::")
        file = here or file
        found.append((file, name))
    return found


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) >= 18


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:60].strip(" |"))
def test_what_stops_an_attack_is_proved_by_a_test(row: str) -> None:
    assert proofs(row), "a row without a proof"
    for file, name in proofs(row):
        code = (TESTS / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {name}\b" if name else r"^(?:async )?def test_", code, re.MULTILINE), name
