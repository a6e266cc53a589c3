"""What `ledger` says: every fault has its sentence, and where there is one the books do not balance."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import fields

from bot import clock
from bot.cli.data import WRONG
from bot.cli.main import cli
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.store import Discrepancies
from bot.storage import open_store
from tests.databases import new_sqlite
from tests.storage.samples import BUDI, SITI, asked, look, make_ticket, person, save, send

FOUND = {
    "UPDATE outbox SET queued_at = '2020-01-01 00:00:00.000000'": "1 pesan keluar menunggu lebih dari satu jam.",
    "UPDATE outbox SET state = 'sending', queued_at = '2020-01-01 00:00:00.000000'": "1 pesan keluar menunggu",
    "UPDATE outbox SET state = 'uncertain'": "1 pesan keadaan darurat belum pasti sampai.",
    "UPDATE tickets SET next_at = '2020-01-01 00:00:00.000000'": "1 kasus: tenggatnya lewat",
    "DELETE FROM tickets": "1 kasus pernah tercatat, sekarang tidak ada lagi.",
    "DELETE FROM outbox": "1 pesan keluar pernah tercatat, sekarang tidak ada lagi.",
    "DELETE FROM inbox WHERE id = 1": "1 pesan masuk pernah tercatat, sekarang tidak ada lagi.",
}


async def typed(url: str, *words: str) -> tuple[int, str]:
    done = await asyncio.to_thread(CliRunner().invoke, cli, ["ledger", *words], env={"BOT_DATABASE": url})
    return done.exit_code, done.output


@pytest.mark.parametrize("damage", FOUND)
async def test_what_does_not_fit_together_is_named(tmp_path: Path, damage: str) -> None:
    now, url = clock.now(), await new_sqlite(tmp_path)
    store = await open_store(url, exclusive=True)
    await asked(store, 1, Outcome(Verdict.ANSWERED))
    ticket = make_ticket(1, emergency=True, carded_at=now, waiting_since=now, next_at=now + timedelta(hours=4))
    await save(store, Outcome(resident=person(SITI), tickets=(ticket,)))
    await send(store, Send(BUDI, "Kasus #1", ticket=1), now=now)
    await look(store)
    await store.close()
    assert (await typed(url))[0] == 0
    with closing(sqlite3.connect(tmp_path / "bot.db")) as raw:  # a shell minds no foreign keys
        raw.execute(damage)
        raw.commit()
    status, said = await typed(url)
    assert (status, FOUND[damage] in said) == (1, True), said
    assert ("kirim hasil ini kepada pengembang" in said) == ("TIDAK COCOK" in said) == damage.startswith("DELETE")
    status, said = await typed(url, "--json")
    assert (status, json.loads(said.splitlines()[0])["balanced"]) == (1, False)


def test_every_fault_has_a_sentence() -> None:
    assert set(WRONG) == {field.name for field in fields(Discrepancies)}
