"""python -m bot faq drafts …, as staff call it, on a real database and a real FAQ folder."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.main import cli
from bot.faqfiles.load import load_faq
from bot.faqfiles.published_sets import FOLDER, Publication, PublishedSets
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Address, FaqDraft, OfficerChat, Resident, Ticket
from bot.helpdesk.model.errors import Trouble
from bot.storage.store import open_store
from tests.typed import a

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SITI = Resident(0, Address("telegram", "5001"), "Siti", None, NOW)
CASE = Ticket(12, 0, None, "barat", "budi", "paspor jatuh ke sungai", NOW)
DRAFT = FaqDraft(
    NOW, "barat", "budi", 12, "pak [nama], paspor jatuh ke sungai", ("paspor jatuh ke sungai",), "Lapor polisi dulu."
)


class Done(NamedTuple):
    """A finished command; `main` prints a Trouble and ends with 1."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Staff:
    """A staff member at the keyboard, with a database and a FAQ folder of his own."""

    folder: Path
    database: Path

    def keep(self, *drafts: FaqDraft) -> None:
        async def save() -> None:
            store = await open_store(f"sqlite:///{self.database}", exclusive=False)
            async with store.unit() as unit:
                chat = OfficerChat("budi", Address("telegram", "7001"), NOW)
                await unit.save([(None, Outcome(resident=SITI, tickets=(CASE,), officer_chat=chat))], NOW)
                await unit.save([(None, Outcome(draft=draft)) for draft in drafts], NOW)
            await store.close()

        asyncio.run(save())

    def queued(self) -> list[str]:
        """Return what waits to be sent."""

        async def read() -> list[str]:
            store = await open_store(f"sqlite:///{self.database}", exclusive=False)
            try:
                return [a(Send, row.action).text for row in await store.claim(datetime.now(UTC), 10)]
            finally:
                await store.close()

        return asyncio.run(read())

    def does(self, *arguments: str) -> Done:
        config = self.folder.parent / "config.yaml"
        office = {"id": "barat", "name": "Kantor Barat", "timezone": "Asia/Makassar"}
        settings = {
            "database": f"sqlite:///{self.database}",
            "faq": str(self.folder),
            "offices": [office | {"hours": {"mon": "08:00-16:00"}}],
            "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat", "telegram_id": 7001}],
            "villages": [],
        }
        config.write_text(yaml.safe_dump(settings), "utf-8")
        done = CliRunner().invoke(cli, ["--config", str(config), "faq", "drafts", *arguments])
        if isinstance(done.exception, Trouble):
            return Done(1, done.stdout, str(done.exception))
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return Done(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def staff(sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Staff:
    monkeypatch.chdir(tmp_path)
    return Staff(sample_folder, tmp_path / "bot.db")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_drafts_words_are_added_to_an_entry_that_exists(staff: Staff) -> None:
    staff.keep(DRAFT)
    done = staff.does("accept", "1", "--into", "paspor-hilang")
    assert done.returncode == 0, done.stderr
    assert "paspor jatuh ke sungai" in load_faq(staff.folder).entries["paspor-hilang"].phrasings
    assert "diterima untuk FAQ" in staff.queued()[0]


def test_a_draft_waits_while_a_fee_moves_too_far_from_the_published_one(staff: Staff) -> None:
    staff.keep(DRAFT)
    sets = PublishedSets(staff.database.parent / FOLDER, lambda: NOW)
    with sets.staged(staff.folder) as staged, sets.alone():
        sets.point_to(sets.add(staged, Publication("ani", "uji", ""), None))
    fees = staff.folder / "biaya.yaml"
    fees.write_text(fees.read_text("utf-8").replace("650000", "6500000"), "utf-8")
    done = staff.does("accept", "1", "--into", "paspor-hilang")
    assert done.returncode == 1
    assert "Rp650.000 menjadi Rp6.500.000" in done.stderr


def test_a_draft_is_dropped_once(staff: Staff) -> None:
    staff.keep(DRAFT)
    assert staff.does("drop", "1").returncode == 0
    again = staff.does("drop", "1")
    assert (again.returncode, "tidak ada" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["accept", "1"], 2, "--into"),
        (["accept", "abc", "--into", "x"], 2, ""),
        (["accept", "9", "--into", "paspor-hilang"], 1, "Usulan 9 tidak ada"),
        (["accept", "1", "--into", "paspor-hilng"], 1, "maksudnya 'paspor-hilang'"),
    ],
)
def test_a_wrong_command_says_what_to_write_and_changes_nothing(
    staff: Staff, arguments: list[str], status: int, sentence: str
) -> None:
    staff.keep(DRAFT)
    before = contents(staff.folder)
    done = staff.does(*arguments)
    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert contents(staff.folder) == before
