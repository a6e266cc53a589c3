"""`report` writes a letter, a workbook or the ministry's rows, or says in a sentence why not and writes nothing."""

from __future__ import annotations

import asyncio
import csv
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from bot import clock
from bot.cli.main import cli
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Answered, OfficerChat
from bot.helpdesk.model.outreach import Visit, VisitAttended, VisitKept
from bot.reports.monthly.tables import ActivityRow, OfficeRow, TopicRow, VillageRow
from bot.storage import open_store
from tests.storage.samples import OFFICER, make_ticket, met, save

NOVEMBER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = Visit(0, "barat", "budi", "mandurian", "penyuluhan", NOVEMBER, "=Balai Desa")


@pytest.fixture
async def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.yaml"
    villages = [("mandurian", "Desa Mandurian", 6305072001), ("lawahan", "Desa Lawahan", "63.05.07.2002")]
    database = f"sqlite:///{tmp_path}/bot.db"
    values = {
        "database": database,
        "offices": [{"id": "barat", "name": "Kantor Barat"}, {"id": "timur", "name": "Kantor Timur"}],
        "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat"}],
        "villages": [{"id": id_, "name": name, "code": code, "officer": "budi"} for id_, name, code in villages],
    }
    path.write_text(yaml.safe_dump(values))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, tzinfo=UTC))
    store = await open_store(database, exclusive=True)
    answers = (Answered(NOVEMBER.date(), "mandurian", "paspor"),) * 40
    few = (Answered(NOVEMBER.date(), "lawahan", "dasar"),) * 2
    siti = await met(store)
    asked = [make_ticket(number, siti.id, office="barat", officer="budi") for number in range(1, 6)]
    chat = OfficerChat("budi", OFFICER, NOVEMBER)
    await save(store, Outcome(answered=answers + few, tickets=tuple(asked), officer_chat=chat))
    await save(store, Outcome(outreach=(VisitKept(DAY), VisitAttended(1, 35))))
    await store.close()
    return path


async def types(config: Path, *line: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, ["report", "--config", str(config), *line])


async def test_the_ministry_gets_a_row_a_village_that_adds_up(config: Path) -> None:
    target = config.parent / "baru" / "desa.csv"
    done = await types(config, "--month", "2026-11", "--office", "barat", "--output", str(target))
    assert done.exit_code == 0, done.output
    head, *rows = csv.reader(target.read_text(encoding="utf-8-sig").splitlines())
    assert tuple(head) == VillageRow._fields
    assert rows == [
        ["6305072001", "Desa Mandurian", "", "", "Kantor Barat", "2026-11", "", "", "", "", "0", "ya"],
        ["6305072002", "Desa Lawahan", "", "", "Kantor Barat", "2026-11", "", "", "", "", "0", "ya"],
        ["", "(di luar desa binaan)", "", "", "Kantor Barat", "2026-11", "0", "0", "0", "", "0", ""],
        ["", "(angka kecil digabung)", "", "", "Kantor Barat", "2026-11", "47", "42", "5", "", "0", ""],
    ]


async def test_the_workbook_has_stable_columns_and_charts_of_its_own(config: Path) -> None:
    target = config.parent / "laporan.xlsx"
    done = await types(config, "--month", "2026-11", "--output", str(target))
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(target)
    columns = {
        "Ringkasan": OfficeRow._fields,
        "Desa": VillageRow._fields,
        "Topik": TopicRow._fields,
        "Kegiatan": ActivityRow._fields,
    }
    assert book.sheetnames == [*columns, "Keterangan"]
    for name, fields in columns.items():
        assert tuple(cell.value for cell in book[name][1]) == fields
    assert [len(book[name]._charts) for name in columns] == [1, 0, 1, 0]
    assert [cell.value for cell in book["Ringkasan"][2]][:5] == ["2026-11", "Kantor Barat", 47, 42, 5]
    place = book["Kegiatan"]["E2"]
    assert (place.value, place.data_type) == ("=Balai Desa", "s"), "somebody's words are no formula"


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        (("--month", "2026-12"), 1, "Desember 2026 belum sampai. Bulan terakhir yang bisa dilaporkan: 2026-11."),
        (
            ("--month", "2026-11", "--office", "utara"),
            1,
            "Kantor 'utara' tidak ada di pengaturan. Yang ada: barat, timur.",
        ),
        (("--month", "2026-10"), 1, "Tidak ada yang tercatat"),
        (("--month", "2026-11", "--office", "timur"), 1, "Tidak ada yang tercatat"),
        (("--month", "2026-13"), 2, "'2026-13' bukan bulan. Tulis seperti 2026-11."),
        ((), 2, "Tulis bulannya dengan --month 2026-11"),
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "pdf"])
async def test_what_cannot_be_reported_is_told_and_nothing_is_written(
    line: tuple[str, ...], status: int, told: str, form: str, config: Path
) -> None:
    if form == "pdf" and "--office" not in line:
        line = (*line, "--office", "barat")
    before = set(config.parent.iterdir())
    done = await types(config, *line, "--output", str(config.parent / f"laporan.{form}"))
    words = str(done.exception) if status == 1 else done.output
    assert done.exit_code == (status if status == 2 else 1)
    assert told in words
    assert set(config.parent.iterdir()) == before
