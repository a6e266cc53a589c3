"""The early warnings: per village, the gravest first, and nobody recognisable by a small number."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.policy import Village
from bot.helpdesk.model.ticket import CheckCount
from bot.helpdesk.texts.alerts import EARLY_NO_VILLAGE
from bot.reports.disclosure import shown
from bot.reports.early_warnings import by_village, staff_line
from bot.storage import open_store
from tests.storage.samples import NOW

VILLAGES = {
    name: Village(name, f"Desa {name.title()}", "Tapin Tengah", "Tapin", "budi") for name in ("lawahan", "mandurian")
}
COUNTED = [
    ("lawahan", "cek-tawaran-kerja", "merah", 2),
    ("mandurian", "cek-tawaran-kerja", "merah", 3),
    ("mandurian", "siap-umrah", "merah", 1),
    ("mandurian", "cek-tawaran-kerja", "hijau", 9),
    ("", "resmi", "diteruskan", 1),
    ("lawahan", "resmi", "diperiksa", 4),
]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, "<3"), (2, "<3"), (3, "3"), (40, "40")])
def test_one_or_two_are_not_distinguished(count: int, text: str) -> None:
    assert shown(count) == text


def test_the_village_with_the_most_warnings_stands_first() -> None:
    rows = by_village(COUNTED, VILLAGES)
    assert [(row.name, row.grave, row.passed_on) for row in rows] == [
        ("Desa Mandurian", 4, 0),
        ("Desa Lawahan", 2, 0),
        (EARLY_NO_VILLAGE, 0, 1),
    ]


def test_small_numbers_are_in_the_order_of_names() -> None:
    counted = [("mandurian", "cek", "merah", 2), ("lawahan", "cek", "merah", 1)]
    assert [row.village for row in by_village(counted, VILLAGES)] == ["lawahan", "mandurian"]


def test_the_staffs_line_is_one_sentence_and_silent_without_warnings() -> None:
    line = staff_line(COUNTED, VILLAGES, 7)
    assert line == (
        "Peringatan dini 7 hari terakhir: hasil merah di 2 desa (Desa Mandurian 4, Desa Lawahan <3); "
        "kiriman meragukan dari 1 desa. Rinciannya: tanya-pimpasa warnings"
    )
    assert staff_line([("lawahan", "cek-paspor", "baru", 30)], VILLAGES, 7) is None


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    """Return settings whose database has a few counts."""
    url = f"sqlite:///{tmp_path}/bot.db"
    store = await open_store(url, exclusive=True)
    red = CheckCount(date(2026, 11, 23), "mandurian", "cek-tawaran-kerja", "merah")
    async with store.unit() as unit:
        await unit.save([(None, Outcome(tallies=(red,)))] * 3, NOW)
        await unit.save([(None, Outcome(tallies=(CheckCount(date(2026, 11, 1), None, "resmi", "diteruskan"),)))], NOW)
    await store.close()
    path = tmp_path / "config.yaml"
    path.write_text(f"database: {url}\n", encoding="utf-8")
    return path


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--config", str(config), "warnings", *arguments])


async def test_the_command_shows_villages_and_counts(config: Path) -> None:
    result = await in_thread(config)
    assert result.exit_code == 0
    assert "cek-tawaran-kerja: merah 3" in result.output
    assert "resmi: dikirim ke petugas <3" in result.output
    assert result.output.index("merah") < result.output.index("resmi")


async def test_a_date_that_is_none_is_wrong_usage(config: Path) -> None:
    result = await in_thread(config, "--since", "kemarin")
    assert result.exit_code == 2
    assert "bukan tanggal" in result.output


async def in_thread(config: Path, *arguments: str) -> Result:
    """Run the command beside our event loop: it starts its own."""
    return await asyncio.to_thread(run, config, *arguments)
