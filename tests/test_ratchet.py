"""No package grows: lines and modules stay at or below this table, which only goes down."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST = {
    "bot/helpdesk": (13_257, 55),
    "bot/app": (7_123, 31),
    "bot/cli": (2_143, 12),
    "bot/channels": (1_267, 8),
    "bot/settings": (543, 2),
    "bot/storage": (5_165, 28),
    "bot/faqfiles": (4_662, 26),
    "bot/matching": (2_674, 17),
    "bot/reports": (1_093, 10),
    "bot/staffpage": (1_020, 8),
    "telegram_simulator": (6_994, 21),
    "tests": (33_366, 225),
}
"""Lines with docstrings and blanks, and modules, by package. Migrations do not count, nor empty `__init__`."""
LONGEST = 500
SIMULATOR = (".py", ".js", ".css", ".html")


def lines(folder: str) -> dict[Path, int]:
    """Return the lines of each file of a package that counts."""
    kinds = SIMULATOR if folder == "telegram_simulator" else (".py",)
    files = (path for path in (ROOT / folder).rglob("*") if path.suffix in kinds and "versions" not in path.parts)
    return {path: path.read_text("utf-8").count("\n") for path in files}


@pytest.mark.parametrize("folder", MOST)
def test_no_package_grows(folder: str) -> None:
    found = lines(folder)
    modules = sum(path.suffix == ".py" and (path.name != "__init__.py" or count > 20) for path, count in found.items())
    most, most_modules = MOST[folder]
    total = sum(found.values())
    assert total <= most, f"{folder} has {total} lines of {most}: take out as many as come in"
    assert modules <= most_modules, f"{folder} has {modules} modules of {most_modules}"


def test_no_module_is_longer_than_a_reader_bears() -> None:
    assert {path.name: count for path, count in lines("bot").items() if count > LONGEST} == {}
