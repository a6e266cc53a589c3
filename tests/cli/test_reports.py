"""`report`, `warnings` and `poster` write what was asked for, or say in a sentence why not and write nothing."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from bot import clock
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.outreach import Visit, VisitAttended
from bot.helpdesk.model.people import OfficerChat
from bot.helpdesk.model.ticket import Answered, CheckCount
from bot.reports.monthly.tables import ActivityRow, OfficeRow, TopicRow, VillageRow
from tests.cli.conftest import Office
from tests.storage.samples import OFFICER, make_ticket
from tests.storage.steps import met, save

NOVEMBER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = Visit(0, "barat", "budi", "mandurian", "penyuluhan", NOVEMBER, "=Balai Desa")


@pytest.fixture
async def november(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two offices, and a month in which one of them was asked something."""
    villages = [("mandurian", "Desa Mandurian", 6305072001), ("lawahan", "Desa Lawahan", "63.05.07.2002")]
    office.values["offices"] = [{"id": "barat", "name": "Kantor Barat"}, {"id": "timur", "name": "Kantor Timur"}]
    office.values["villages"] = [{"id": id_, "name": n, "code": code, "officer": "budi"} for id_, n, code in villages]
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, tzinfo=UTC))
    async with office.store() as store:
        answers = (Answered(NOVEMBER.date(), "mandurian", "paspor"),) * 40
        few = (Answered(NOVEMBER.date(), "lawahan", "dasar"),) * 2
        siti = await met(store)
        asked = [make_ticket(number, siti.id, office="barat", officer="budi") for number in range(1, 6)]
        chat = OfficerChat("budi", OFFICER, NOVEMBER)
        await save(store, Outcome(answered=answers + few, tickets=tuple(asked), officer_chat=chat))
        await save(store, Outcome(outreach=(DAY, VisitAttended(1, 35))))
    return office


async def made(office: Office, name: str, line: str) -> Path:
    target = office.folder / name
    done = await office.types("report", "--output", str(target), *line.split())
    assert done.status == 0, done
    return target


def rows_of(path: Path) -> list[list[str]]:
    head, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert tuple(head) == VillageRow._fields
    return rows


async def test_the_ministry_gets_a_row_a_village_that_adds_up(november: Office) -> None:
    assert rows_of(await made(november, "baru/desa.csv", "--month 2026-11 --office barat")) == [
        ["6305072001", "Desa Mandurian", "", "", "Kantor Barat", "2026-11", "", "", "", "", "0", "ya"],
        ["6305072002", "Desa Lawahan", "", "", "Kantor Barat", "2026-11", "", "", "", "", "0", "ya"],
        ["", "(di luar desa binaan)", "", "", "Kantor Barat", "2026-11", "0", "0", "0", "", "0", ""],
        ["", "(angka kecil digabung)", "", "", "Kantor Barat", "2026-11", "47", "42", "5", "", "0", ""],
    ]


async def test_the_workbook_has_stable_columns(november: Office) -> None:
    book = openpyxl.load_workbook(await made(november, "laporan.xlsx", "--month 2026-11"))
    forms = (OfficeRow._fields, VillageRow._fields, TopicRow._fields, ActivityRow._fields)
    columns = dict(zip(book.sheetnames, forms, strict=False))
    assert book.sheetnames == ["Ringkasan", "Desa", "Topik", "Kegiatan", "Keterangan"]
    for name, fields in columns.items():
        assert tuple(cell.value for cell in book[name][1]) == fields
    assert [cell.value for cell in book["Ringkasan"][2]][:5] == ["2026-11", "Kantor Barat", 47, 42, 5]
    place = book["Kegiatan"]["E2"]
    assert (place.value, place.data_type) == ("=Balai Desa", "s"), "somebody's words are no formula"


@pytest.mark.parametrize(("name", "begins"), [("surat.pdf", b"%PDF-"), ("surat.PNG", b"\x89PNG")])
async def test_an_office_gets_its_letter_on_one_page(name: str, begins: bytes, november: Office) -> None:
    content = (await made(november, name, "--month 2026-11 --office barat")).read_bytes()
    assert content.startswith(begins)
    assert content.count(b"/Type /Page\n") + content.count(b"/Type/Page/") <= 1


@pytest.mark.parametrize(
    ("output", "line", "status", "told"),
    [
        ("a.xlsx", "--month 2026-12", 1, "Desember 2026 belum sampai. Bulan terakhir yang bisa dilaporkan: 2026-11."),
        ("a.xlsx", "--month 2026-11 --office utara", 1, "Kantor 'utara' tidak ada di pengaturan."),
        ("a.xlsx", "--month 2026-10", 1, "Tidak ada yang tercatat"),
        ("a.pdf", "--month 2026-10 --office barat", 1, "Tidak ada yang tercatat"),
        ("a.xlsx", "--month 2026-11 --office timur", 1, "Tidak ada yang tercatat"),
        ("a.xlsx", "--month 2026-13", 2, "'2026-13' bukan bulan. Tulis seperti 2026-11."),
        ("a.xlsx", "", 2, "Tulis bulannya dengan --month 2026-11"),
        ("a.docx", "--month 2026-11", 2, "harus berakhir dengan .pdf, .png, .xlsx, .csv"),
        ("a.pdf", "--year 2026", 2, "untuk satu bulan"),
        ("a.pdf", "--month 2026-11", 1, "Surat ini untuk satu kantor."),
        ("a.csv", "--year 2027", 1, "Januari 2027 belum sampai."),
        ("a.csv", "--month 2026-11 --year 2026", 2, "Tulis bulannya dengan --month 2026-11"),
    ],
)
async def test_what_cannot_be_reported_is_told_and_nothing_is_written(
    output: str, line: str, status: int, told: str, november: Office
) -> None:
    done = await november.types("report", "--output", str(november.folder / output), *line.split())
    assert (done.status, told in done.err) == (status, True), done
    assert not (november.folder / output).exists()


@pytest.fixture
def villages(office: Office) -> Office:
    office.values["villages"] = [
        {"id": f"desa-{name.lower()}", "name": f"Desa {name}", "officer": "budi"} for name in ("Atas", "Bawah")
    ]
    return office


@pytest.mark.parametrize(
    ("line", "count", "names"),
    [
        ("--village desa-atas", 1, ["desa-atas"]),
        ("--all", 2, ["desa-atas", "desa-bawah"]),
        ("--village desa-atas --cards", 1, ["desa-atas", "desa-atas-kartu"]),
    ],
)
async def test_each_village_that_was_named_gets_both_forms(
    line: str, count: int, names: list[str], villages: Office
) -> None:
    done = await villages.types("poster", "--output", str(villages.folder / "poster"), *line.split())
    assert (done.status, f"{count} poster di " in done.out) == (0, True), done
    there = sorted(path.name for path in (villages.folder / "poster").iterdir())
    assert there == sorted(f"{name}.{form}" for name in names for form in ("pdf", "png"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "Tulis desanya dengan --village ID, atau --all untuk semua."),
        ("--village desa-ata", "Desa 'desa-ata' tidak ada di pengaturan. Yang mirip: desa-atas, desa-bawah."),
        ("--village zzz", "Lihat id-nya: python -m bot region export desa.csv"),
    ],
)
async def test_an_unknown_village_is_reported_and_nothing_is_made(line: str, told: str, villages: Office) -> None:
    done = await villages.types("poster", "--output", str(villages.folder / "poster"), *line.split())
    assert (done.status, told in done.err) == (1, True), done
    assert not (villages.folder / "poster").exists()


async def test_early_warnings_are_counted_by_village(office: Office) -> None:
    red = CheckCount(NOVEMBER.date(), "mandurian", "cek-tawaran-kerja", "merah")
    passed_on = CheckCount(date(2026, 11, 1), None, "resmi", "diteruskan")
    async with office.store() as store:
        await save(store, *[Outcome(tallies=(red,))] * 3, Outcome(tallies=(passed_on,)))
    done = await office.types("warnings")
    assert (done.status, "cek-tawaran-kerja: merah 3" in done.out) == (0, True), done
    assert "resmi: dikirim ke petugas <3" in done.out
    assert done.out.index("merah") < done.out.index("resmi")
