"""`region import` shows the difference and takes all or nothing; `region export` writes what counts now."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.app.people.regions import COLUMNS
from bot.cli.main import cli
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as texts
from bot.storage import open_store
from tests.app.test_regions import DEWI, LAWAHAN, MANDURIAN, as_csv, changed

ROWS = (COLUMNS, MANDURIAN, LAWAHAN, DEWI)


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    path, database = tmp_path / "config.yaml", f"sqlite:///{tmp_path}/bot.db"
    values = {
        "database": database,
        "offices": [{"id": "barat", "name": "Kantor Barat", "address": "Jalan Ahmad Yani 1"}],
        "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat"}],
        "villages": [{"id": "mandurian", "name": "Desa Mandurian", "officer": "budi", "code": 6305072001}],
    }
    path.write_text(yaml.safe_dump(values))
    (tmp_path / "desa.csv").write_text(as_csv(ROWS))
    await (await open_store(database, exclusive=True)).close()
    return path


async def types(config: Path, *line: str, answer: str | None = None) -> Result:
    words = [*line[:2], "--config", str(config), *line[2:]]
    return await asyncio.to_thread(CliRunner().invoke, cli, words, input=answer)


async def exported(config: Path) -> list[str]:
    done = await types(config, "region", "export", str(config.parent / "kini.csv"))
    assert done.exit_code == 0, done.output
    return (config.parent / "kini.csv").read_text(encoding="utf-8-sig").splitlines()[1:]


async def test_what_was_imported_counts_for_every_command(config: Path) -> None:
    before = await exported(config)
    assert [row.split(",")[0] for row in before] == ["mandurian"]
    done = await types(config, "region", "import", str(config.parent / "desa.csv"), "--ya")
    assert done.exit_code == 0, done.output
    assert "Desa: 1 baru, 0 berubah, 0 dihapus, 1 tetap" in done.output
    assert texts.REGION_TAKEN in done.output
    assert [row.split(",")[0] for row in await exported(config)] == ["mandurian", "lawahan", ""]
    listed = await types(config, "officer", "list")
    assert [line.split()[0] for line in listed.output.splitlines()] == ["budi", "citra", "dewi"]
    again = await types(config, "region", "import", str(config.parent / "kini.csv"))
    assert texts.REGION_SAME in again.output


RUN = ("=", "+", "-", "@", "\t", "\r")
FORMULAS = ["=1+1", "+62", "-2", "@budi", "'=1+1", "''@", "'kutip'", "=CMD_x000D_"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", FORMULAS)
async def test_no_exported_cell_is_run_and_all_come_back_unchanged(name: str, ending: str, config: Path) -> None:
    village_is(config, name=name, district=name, regency=name)
    path = config.parent / f"kini.{ending}"
    assert (await types(config, "region", "export", str(path))).exit_code == 0
    if ending == "csv":
        assert not [cell for cell in next(cells_below_head(path)) if cell.startswith(RUN)]
    again = await types(config, "region", "import", str(path), "--ya")
    assert (again.exit_code, texts.REGION_SAME in again.output) == (0, True), again.output


@pytest.mark.parametrize("before", ["\t", "\r"])
async def test_a_cell_is_not_run_behind_a_blank_either(before: str, config: Path) -> None:
    village_is(config, district=f"{before}=1+1")
    for ending in ("csv", "xlsx"):
        path = config.parent / f"kini.{ending}"
        assert (await types(config, "region", "export", str(path))).exit_code == 0
        read_back = await types(config, "region", "import", str(path), "--check")
        assert "→ =1+1" in read_back.output, "a blank in front is no part of a name"
    assert not [cell for cell in next(cells_below_head(config.parent / "kini.csv")) if cell.startswith(RUN)]


def village_is(config: Path, **fields: str) -> None:
    values = yaml.safe_load(config.read_text())
    values["villages"][0] |= fields
    config.write_text(yaml.safe_dump(values))


def cells_below_head(path: Path) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    next(rows)
    return rows


async def test_one_fault_keeps_everything_out(config: Path) -> None:
    path = config.parent / "desa.csv"
    path.write_text(as_csv(changed(3, "kode_desa", "630507200", ROWS)))
    done = await types(config, "region", "import", str(path), "--ya")
    assert isinstance(done.exception, Trouble)
    assert str(done.exception).splitlines() == [
        "Baris 3, kolom kode_desa: "
        "'630507200' bukan kode desa Kemendagri; harus sepuluh angka, mis. 6305072001 (9 angka)",
        "1 galat; tidak ada yang diubah.",
    ]
    assert len(await exported(config)) == 1
