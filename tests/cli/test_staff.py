"""python -m bot staff: members are listed, given roles, taken off; what they did is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.main import cli
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Role, StaffEvent
from bot.helpdesk.texts.staff import EVENTS
from bot.storage import open_store, queries
from tests.storage.queries.test_staff import CHAT, RINI
from tests.storage.samples import NOW


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Keep two members, of whom one has joined and done something."""
    path = tmp_path / "config.yaml"
    office = {"id": "barat", "name": "Kantor Barat", "timezone": "Asia/Makassar", "hours": {"mon": "08:00-16:00"}}
    settings = {"database": f"sqlite:///{tmp_path}/bot.db", "offices": [office], "officers": [], "villages": []}
    path.write_text(yaml.safe_dump(settings), "utf-8")

    async def keep() -> None:
        store = await open_store(f"sqlite:///{tmp_path}/bot.db", exclusive=True)
        async with store.unit() as unit:
            await unit.run(queries.staff.keep, RINI)
            await unit.run(queries.staff.keep, Member("tono", "Pak Tono", frozenset({Role.PUBLISHER})))
            await unit.run(queries.invitations.invite, "staff", "rini", "hash", NOW + timedelta(days=1))
            await unit.run(queries.staff.redeem, "hash", CHAT, NOW)
            await unit.run(
                queries.staff.note, [StaffEvent(NOW, "rini", "lihat-tarif"), StaffEvent(NOW, "rini", "terbitkan", "12")]
            )
        await store.close()

    asyncio.run(keep())
    return path


def said(config: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--config", str(config), "staff", *words])
    if isinstance(done.exception, Trouble):
        return 1, str(done.exception)
    return done.exit_code, done.output


def test_members_are_listed_with_their_roles_and_taken_off(config: Path) -> None:
    status, listed = said(config, "list")
    assert status == 0
    rini, tono = listed.splitlines()
    assert "bergabung" in rini
    assert "Bu Rini (penerbit, penulis, penandatangan (kanim))" in rini
    assert "belum bergabung" in tono
    assert "Pak Tono (penerbit)" in tono
    assert said(config, "remove", "tono") == (0, "tono bukan pengelola lagi.\n")
    assert said(config, "remove", "tono")[0] == 1
    assert len(said(config, "list")[1].splitlines()) == 1


def test_what_members_saw_and_did_is_told_newest_first(config: Path) -> None:
    status, told = said(config, "history")
    assert status == 0
    assert [line.split(maxsplit=3)[2:] for line in told.splitlines()] == [
        ["rini", "menerbitkan terbitan 12"],
        ["rini", "melihat tarif"],
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invite", "Bu Rini", "--nama", "Rini"), "huruf kecil"),
        (("invite", "rini"), "--nama"),
        (("invite", "rini", "--nama", "Rini", "--peran", "bos"), "'bos' tidak dikenal"),
        (("invite", "rini", "--nama", "Rini", "--tanda-tangan", "kanin"), "'kanin' tidak dikenal"),
    ],
)
def test_a_wrong_invitation_says_what_to_write(config: Path, words: tuple[str, ...], sentence: str) -> None:
    status, told = said(config, *words)
    assert status == 2
    assert sentence in told


def test_every_event_has_its_words() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path("bot/app").rglob("*.py"))
    assert [what for what in EVENTS if f'"{what}"' not in sources] == []
