"""`officer invite --all` writes a sheet with a one-time link for everybody who has not joined, or nothing."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.app.people.invitations import FOR_OFFICERS, token_hash
from bot.cli.main import cli
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import OfficerChat
from bot.reports.poster.make import INVITATIONS, Invitation, slip
from bot.reports.typst_renderer import TypstRenderer
from bot.storage import open_store, queries
from telegram_simulator.server import BotApiServer
from tests.reports.test_poster import decoded
from tests.storage.samples import OFFICER, save

LONG = "Petugas Imigrasi Pembina Desa Muhammad Rizky Ramadhan"


@pytest.fixture
async def config(tmp_path: Path) -> AsyncIterator[Path]:
    async with BotApiServer() as server:
        path, database = tmp_path / "config.yaml", f"sqlite:///{tmp_path}/bot.db"
        values = {
            "telegram": {"token": server.token, "base_url": server.base_url},
            "database": database,
            "offices": [{"id": "barat", "name": "Kantor Barat"}],
            "officers": [
                {"id": id_, "name": f"Pak {id_.title()}", "office": "barat"} for id_ in ("budi", "eko", "fajar")
            ],
            "villages": [
                {"id": f"desa-{n}", "name": f"Desa {n}", "officer": "eko" if n else "fajar"} for n in range(3)
            ],
        }
        path.write_text(yaml.safe_dump(values))
        store = await open_store(database, exclusive=True)
        await save(store, Outcome(officer_chat=OfficerChat("budi", OFFICER, datetime.now(UTC))))
        await store.close()
        yield path


async def types(config: Path, *line: str) -> Result:
    words = ["officer", "invite", "--config", str(config), *line]
    return await asyncio.to_thread(CliRunner().invoke, cli, words)


async def test_everybody_who_has_not_joined_gets_a_link_of_his_own(config: Path) -> None:
    target = config.parent / "undangan.csv"
    done = await types(config, "--all", "--output", str(target))
    assert done.exit_code == 0, done.output
    assert "2 undangan" in done.output
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["id_petugas"], row["desa"]) for row in rows] == [("eko", "2 desa"), ("fajar", "Desa 0")]
    store = await open_store(f"sqlite:///{config.parent}/bot.db", exclusive=True)
    async with store.unit() as unit:
        for row in rows:
            token = row["tautan"].partition(f"?start={FOR_OFFICERS}")[2]
            assert (
                await unit.run(queries.invitations.redeem, "officer", token_hash(token), datetime.now(UTC))
                == row["id_petugas"]
            )
    await store.close()


def test_each_slip_carries_its_own_link() -> None:
    links = [f"https://t.me/tanya_imigrasi_bot?start=petugas-{'x' * 31}{number}" for number in range(6)]
    slips = [Invitation("x", LONG, f"Kantor {LONG}", "12 desa", link, "2026-12-11") for link in links]
    assert (
        sorted(decoded(TypstRenderer(INVITATIONS).printed({"slips": [slip(one) for one in slips]}, "png", 90))) == links
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ((), "Tulis satu ID, atau --all --output undangan.pdf"),
        (("--all",), "Tulis satu ID, atau --all --output undangan.pdf"),
        (("eko", "--output", "x.pdf"), "Tulis satu ID, atau --all --output undangan.pdf"),
        (("--all", "--output", "x.docx"), "harus berakhir dengan .pdf atau .csv"),
    ],
)
async def test_a_line_that_means_nothing_is_told(line: tuple[str, ...], told: str, config: Path) -> None:
    done = await types(config, *line)
    assert done.exit_code == 2
    assert told in done.output
