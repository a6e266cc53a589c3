"""The documentation names only what exists: files, functions, records of decisions, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
BASES = (ROOT, ROOT / "bot", ROOT / "tests", ROOT / "telegram_simulator")
"""Paths are written from one of these."""
RECORDS = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
INDEX = (ROOT / "docs/decisions/README.md").read_text("utf-8")
UNUSED = {18}
"""Numbers that no record has; the index says so."""

page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def paths(text: str) -> set[str]:
    """Files of code and folders of the program that stand between backticks, without the name after a colon."""
    return set(re.findall(r"`([\w/.-]+\.(?:py|tsv)|bot/[\w/]+|telegram_simulator/?|tests/[\w/]*)(?:::?[\w.]+)?`", text))


@page
def test_each_file_that_a_page_names_exists(page: Path) -> None:
    named = paths(page.read_text("utf-8"))
    assert {name for name in named if not any((base / name).exists() for base in BASES)} == set()


@page
def test_each_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|tg:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_lists_every_record_under_its_title() -> None:
    titles = {name: (ROOT / "docs/decisions" / name).read_text("utf-8").partition("\n")[0] for name in RECORDS}
    listed = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", INDEX, re.MULTILINE)
    assert {name: f"# {number} – {title}" for number, name, title in listed} == titles
    assert [name for _, name, _ in listed] == RECORDS


def test_records_are_numbered_without_a_gap() -> None:
    numbers = [int(name[:4]) for name in RECORDS]
    assert numbers == [number for number in range(1, numbers[-1] + 1) if number not in UNUSED]
    assert all(f"Number {number:04} was never used" in INDEX for number in UNUSED)
