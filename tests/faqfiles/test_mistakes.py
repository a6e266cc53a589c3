"""What staff get wrong, as a table: the cause comes first, and no suggested mend changes a meaning.

The rows stand in mistakes/*.yaml; mistakes/README.md says how one is written.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.faqfiles.load import RULES, check_faq, load_faq
from bot.faqfiles.problem import Problem
from tests.faqfiles.conftest import SAMPLE

TODAY = date(2026, 11, 24)
TABLE = Path(__file__).parent / "mistakes"
# A sentence that offers one thing to type ends in it, or asks for it.
SUGGESTION = re.compile(r"maksudnya '([^']+)'\?|(?:tulis|menjadi) (\S+|'[^']+')$")
QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One row of the table."""

    name: str
    at: str
    code: str
    suggests: str
    change: str = ""
    right: str = ""
    wrong: str = ""
    meant: str | None = None
    rename: dict[str, str] = field(default_factory=dict)
    copy: dict[str, str] = field(default_factory=dict)
    delete: list[str] = field(default_factory=list)
    add: dict[str, str] = field(default_factory=dict)
    save_as: dict[str, str] = field(default_factory=dict)
    says: str = ""
    also: list[str] = field(default_factory=list)

    def make(self, folder: Path) -> None:
        """Make the mistake in `folder`."""
        if self.change:
            self.write(folder, self.wrong)
        for old, new in self.copy.items():
            shutil.copy(folder / old, folder / new)
        for old, new in self.rename.items():
            (folder / old).rename(folder / new)
        for name in self.delete:
            (folder / name).unlink()
        for name, text in self.add.items():
            (folder / name).write_bytes(text.encode())
        for name, encoding in self.save_as.items():
            (folder / name).write_bytes((folder / name).read_bytes().decode().encode(encoding))

    def write(self, folder: Path, text: str) -> None:
        """Put `text` where `right` stands."""
        path = folder / self.change
        source = path.read_bytes().decode()
        assert source.count(self.right) == 1, "'right' must stand in the file once"
        path.write_bytes(source.replace(self.right, text).encode())


def rows() -> list[Mistake]:
    found: list[dict[str, Any]] = []
    for path in sorted(TABLE.glob("*.yaml")):
        found += yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Mistake(**row) for row in found]


ROWS = rows()


def suggestion(problem: Problem) -> str | None:
    """Return what the sentence says to type, word by word."""
    found = SUGGESTION.search(problem.message)
    return (found[1] or found[2]).strip("'") if found else None


def follow(problem: Problem, word: str, folder: Path) -> None:
    """Do literally what the sentence says: rename the file, or type `word` over what is quoted at its place."""
    path = Path(problem.place.path)
    if "namanya menjadi" in problem.message:
        path.rename(folder / word)
        return
    lines = path.read_bytes().decode().splitlines(keepends=True)
    line, at = lines[problem.place.line - 1], problem.place.column - 1
    before, rest = line[:at], line[at:]
    quoted = [typed for typed in QUOTED.findall(problem.message) if typed]
    typed = next((one for q in quoted for one in (q, f'"{q}"', f"'{q}'") if rest.startswith(one)), None)
    assert typed is not None, f"nothing that the sentence quotes stands at its place: {problem}"
    lines[problem.place.line - 1] = before + word + rest[len(typed) :]
    path.write_bytes("".join(lines).encode())


_hashes: dict[frozenset[tuple[str, bytes]], str] = {}


def faultless(folder: Path) -> str:
    """Return the content's hash of a FAQ without problems; most rows mean the same one, which is read once."""
    files = frozenset((str(path.relative_to(folder)), path.read_bytes()) for path in folder.rglob("*.*"))
    if files not in _hashes:
        assert check_faq(folder, TODAY, last_good=SAMPLE) == ()
        _hashes[files] = load_faq(folder).content_hash
    return _hashes[files]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_cause_comes_first_and_its_mend_keeps_the_meaning(row: Mistake, sample_folder: Path) -> None:
    as_meant = shutil.copytree(sample_folder, sample_folder.with_name("meant"))
    if row.meant is not None:
        row.write(as_meant, row.meant)
    meant = faultless(as_meant)
    row.make(sample_folder)

    first, *further = check_faq(sample_folder, TODAY, last_good=SAMPLE)
    shown = f"{Path(first.place.path).relative_to(sample_folder)}:{first.place.line}"
    assert (shown, first.code) == (row.at, row.code)
    assert row.says in first.message
    assert [one.code for one in further] == row.also, "\n".join(map(str, further))
    offered = suggestion(first)
    assert (offered or "none") == row.suggests, first.message
    if offered:
        follow(first, offered, sample_folder)
        assert faultless(sample_folder) == meant


def test_no_mistake_stands_in_the_table_twice() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
    assert {row.code for row in ROWS} <= {rule.code for rule in RULES}


def test_the_page_on_the_table_names_every_field_of_a_row() -> None:
    page = (TABLE / "README.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(Mistake) if f"{one.name}:" not in page] == []
