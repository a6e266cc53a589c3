"""What `ledger` says: every fault has its sentence, and where there is one the books do not balance."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import fields

from bot import clock
from bot.cli.data import WRONG
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.store import Discrepancies
from tests.cli.conftest import Office
from tests.storage.samples import BUDI, SITI, make_ticket, person
from tests.storage.steps import asked, look, save, send

FOUND = {
    "UPDATE outbox SET queued_at = '2020-01-01 00:00:00.000000'": "1 pesan keluar menunggu lebih dari satu jam.",
    "UPDATE outbox SET state = 'sending', queued_at = '2020-01-01 00:00:00.000000'": "1 pesan keluar menunggu",
    "UPDATE outbox SET state = 'uncertain'": "1 pesan keadaan darurat belum pasti sampai.",
    "UPDATE tickets SET next_at = '2020-01-01 00:00:00.000000'": "1 kasus: tenggatnya lewat",
    "DELETE FROM tickets": "1 kasus pernah tercatat, sekarang tidak ada lagi.",
    "DELETE FROM outbox": "1 pesan keluar pernah tercatat, sekarang tidak ada lagi.",
    "DELETE FROM inbox WHERE id = 1": "1 pesan masuk pernah tercatat, sekarang tidak ada lagi.",
}


@pytest.mark.parametrize("damage", FOUND)
async def test_what_does_not_fit_together_is_named(office: Office, damage: str) -> None:
    now = clock.now()
    ticket = make_ticket(1, emergency=True, carded_at=now, waiting_since=now, next_at=now + timedelta(hours=4))
    async with office.store() as store:
        await asked(store, 1, Outcome(Verdict.ANSWERED))
        await save(store, Outcome(resident=person(SITI), tickets=(ticket,)))
        await send(store, Send(BUDI, "Kasus #1", ticket=1), now=now)
        await look(store)
    assert (await office.types("ledger")).status == 0
    with closing(sqlite3.connect(office.folder / "bot.db")) as raw:  # a shell minds no foreign keys
        raw.execute(damage)
        raw.commit()
    done = await office.types("ledger")
    said = done.out + done.err
    assert (done.status, FOUND[damage] in said) == (1, True), said
    assert ("kirim hasil ini kepada pengembang" in said) == ("TIDAK COCOK" in said) == damage.startswith("DELETE")
    done = await office.types("ledger", "--json")
    assert (done.status, json.loads(done.out.splitlines()[0])["balanced"]) == (1, False)


def test_every_fault_has_a_sentence() -> None:
    assert set(WRONG) == {field.name for field in fields(Discrepancies)}
