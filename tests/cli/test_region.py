"""`region import` shows the difference and takes all or nothing; `region export` writes what counts now."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.people.regions import COLUMNS
from bot.helpdesk.texts import operator as texts
from tests.app.test_regions import DEWI, LAWAHAN, MANDURIAN, as_csv, changed
from tests.cli.conftest import Office
from tests.command import Done

ROWS = (COLUMNS, MANDURIAN, LAWAHAN, DEWI)


@pytest.fixture
async def config(office: Office) -> Office:
    office.values["offices"] = [{"id": "barat", "name": "Kantor Barat", "address": "Jalan Ahmad Yani 1"}]
    office.values["villages"][0]["code"] = 6305072001
    (office.folder / "desa.csv").write_text(as_csv(ROWS))
    async with office.store():
        return office


async def imported(office: Office, *line: str, answer: str | None = None) -> Done:
    return await office.types("region", "import", str(office.folder / "desa.csv"), *line, answer=answer)


async def exported(office: Office) -> list[str]:
    assert (await office.types("region", "export", str(office.folder / "kini.csv"))).status == 0
    return (office.folder / "kini.csv").read_text(encoding="utf-8-sig").splitlines()[1:]


async def test_what_was_imported_counts_for_every_command(config: Office) -> None:
    before = await exported(config)
    assert [row.split(",")[0] for row in before] == ["mandurian"]
    done = await imported(config, "--ya")
    assert done.status == 0, done.out
    assert "Desa: 1 baru, 0 berubah, 0 dihapus, 1 tetap" in done.out
    assert texts.REGION_TAKEN in done.out
    assert [row.split(",")[0] for row in await exported(config)] == ["mandurian", "lawahan", ""]
    listed = await config.types("officer", "list")
    assert [line.split()[0] for line in listed.out.splitlines()] == ["budi", "citra", "dewi"]
    again = await config.types("region", "import", str(config.folder / "kini.csv"))
    assert texts.REGION_SAME in again.out


async def test_a_village_without_a_code_comes_back_as_it_was(config: Office) -> None:
    del config.values["villages"][0]["code"]
    await exported(config)
    again = await config.types("region", "import", str(config.folder / "kini.csv"))
    assert (again.status, texts.REGION_SAME in again.out) == (0, True), again
    (config.folder / "kini.csv").write_text(as_csv((*changed(2, "kode_desa", "", ROWS[:2]), LAWAHAN, DEWI)))
    assert (await config.types("region", "import", str(config.folder / "kini.csv"), "--ya")).status == 0
    assert len(await exported(config)) == 3, "what was imported is read again without the code"
    (config.folder / "desa.csv").write_text(as_csv(changed(3, "kode_desa", "", ROWS)))
    refused = await imported(config, "--ya")
    assert "Baris 3, kolom kode_desa: wajib diisi" in refused.err


@pytest.mark.parametrize(
    ("line", "answer"), [(("--check",), None), ((), "n\n"), ((), "t\n"), ((), "Tidak\n"), ((), "\n"), ((), "")]
)
async def test_nothing_changes_before_it_is_wanted(line: tuple[str, ...], answer: str | None, config: Office) -> None:
    done = await imported(config, *line, answer=answer)
    assert "+ Desa Lawahan (lawahan)" in done.out
    assert len(await exported(config)) == 1


@pytest.mark.parametrize("answer", ["ya\n", "Ya\n", "y\n", "mau\nya\n"])
async def test_the_question_is_answered_in_indonesian(answer: str, config: Office) -> None:
    done = await imported(config, answer=answer)
    assert f"{texts.REGION_ASK} (ya/tidak)" in done.err
    assert ("Salah: tulis ya atau tidak" in done.err) == answer.startswith("mau")
    assert texts.REGION_TAKEN in done.out


RUN = ("=", "+", "-", "@", "\t", "\r")
FORMULAS = ["=1+1", "+62", "-2", "@budi", "'=1+1", "''@", "'kutip'", "=CMD_x000D_"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", FORMULAS)
async def test_no_exported_cell_is_run_and_all_come_back_unchanged(name: str, ending: str, config: Office) -> None:
    village_is(config, name=name, district=name, regency=name)
    path = config.folder / f"kini.{ending}"
    assert (await config.types("region", "export", str(path))).status == 0
    if ending == "csv":
        assert not [cell for cell in next(cells_below_head(path)) if cell.startswith(RUN)]
    again = await config.types("region", "import", str(path), "--ya")
    assert (again.status, texts.REGION_SAME in again.out) == (0, True), again.out


@pytest.mark.parametrize("before", ["\t", "\r"])
async def test_a_cell_is_not_run_behind_a_blank_either(before: str, config: Office) -> None:
    village_is(config, district=f"{before}=1+1")
    for ending in ("csv", "xlsx"):
        path = config.folder / f"kini.{ending}"
        assert (await config.types("region", "export", str(path))).status == 0
        read_back = await config.types("region", "import", str(path), "--check")
        assert "→ =1+1" in read_back.out, "a blank in front is no part of a name"
    assert not [cell for cell in next(cells_below_head(config.folder / "kini.csv")) if cell.startswith(RUN)]


def village_is(config: Office, **fields: str) -> None:
    config.values["villages"][0] |= fields


def cells_below_head(path: Path) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    next(rows)
    return rows


async def test_one_fault_keeps_everything_out(config: Office) -> None:
    path = config.folder / "desa.csv"
    path.write_text(as_csv(changed(3, "kode_desa", "630507200", ROWS)))
    done = await config.types("region", "import", str(path), "--ya")
    assert done.err.splitlines() == [
        "Baris 3, kolom kode_desa: "
        "'630507200' bukan kode desa Kemendagri; harus sepuluh angka, mis. 6305072001 (9 angka)",
        "1 yang salah; tidak ada yang diubah.",
    ]
    assert len(await exported(config)) == 1
