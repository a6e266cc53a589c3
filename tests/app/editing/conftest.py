"""A draft and its sheets as a member changes them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.app.editing.sheets import Sheets
from bot.app.people.directory import directory_of
from bot.faqfiles.published_sets import PublishedSets
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Role
from bot.settings import Settings
from tests.shipped import SMALL

NOON = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)
TODAY = date(2026, 11, 27)
RINI = Member("rini", "Bu Rini", frozenset(Role), frozenset({"kanim"}))
Rows = list[list[Any]]
Fill = Callable[[Rows], object]


@dataclass
class Office:
    """A draft of the small FAQ, and what a member does with its sheets."""

    faq: Path
    desk: Sheets

    def filled(self, fill: Fill, kind: str = "kalimat", owner: str = "") -> bytes:
        """Take a sheet and change its rows, whose first is the spreadsheet's first."""
        book = load_workbook(BytesIO(self.desk.made(kind, owner)[1]))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        fill(rows)
        book.active.delete_rows(1, book.active.max_row)
        for row in rows:
            book.active.append(row)
        for row in book.active.iter_rows():
            for cell in row:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    def faults(self, content: bytes, by: Member = RINI, name: str = "lembar.xlsx") -> list[str]:
        """Send a sheet that is refused; return the lines, and see that the draft stands."""
        before = {path: path.read_bytes() for path in self.faq.rglob("*.yaml")}
        with pytest.raises(Trouble) as caught:
            self.desk.planned(by, content, name)
        assert before == {path: path.read_bytes() for path in self.faq.rglob("*.yaml")}
        return str(caught.value).splitlines()

    def takes(self, content: bytes) -> tuple[str, ...]:
        """Send a sheet and have it carried out; return the changes."""
        plan = self.desk.planned(RINI, content, "lembar.xlsx")
        self.desk.carried_out(plan)
        assert self.desk.planned(RINI, content, "lembar.xlsx").changes == [], "a second time it changes nothing"
        return tuple(plan.changes)


def office_in(folder: Path) -> Office:
    """Set an office up whose draft is the small FAQ."""
    faq = shutil.copytree(SMALL, folder / "faq")
    (faq / "luar-topik.kalimat.yaml").write_text("topik: luar-topik\nkalimat:\n  - Resep soto\n", "utf-8")
    draft = WorkingFiles(faq, PublishedSets(folder / "published", lambda: NOON))
    return Office(faq, Sheets(draft, directory_of(Settings()), lambda: TODAY))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return an office for what changes nothing; it is read once."""
    return office_in(tmp_path_factory.mktemp("office"))


@pytest.fixture
def unzipped() -> Callable[[bytes], str]:
    """Return all that a workbook holds as one text."""

    def read(content: bytes) -> str:
        with ZipFile(BytesIO(content)) as packed:
            return "".join(packed.read(name).decode() for name in packed.namelist())

    return read
