"""Faults of our own: a rule that fails, a row that the database refuses. One update suffers; its sender is notified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bot.matching.entry import Decision
from bot.storage.database.engine import open_database
from tests.databases import new_sqlite
from tests.faults.conftest import newcomer, quiet, ticket_of
from tests.stories.conftest import Village, village_with

QUESTION, ANSWER = "brp biaya bikin paspor", "Rp950.000"


class Failing:
    """The FAQ's knowledge, but for one word that its matcher trips over."""

    def __init__(self, knowledge: Any) -> None:
        self._knowledge = knowledge

    def __getattr__(self, name: str) -> Any:
        return getattr(self._knowledge, name)

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        if "racun" in turns[-1]:
            raise ZeroDivisionError
        found: Decision = self._knowledge.decide(turns, today)
        return found


async def refuse(url: str, what: str, table: str, column: str) -> None:
    """From now on the database refuses rows of this table that contain these words."""
    database = await open_database(url, exclusive=False)
    trigger = (
        f"CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table} WHEN NEW.{column} LIKE '%{what}%'"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
    )
    async with database.transaction() as transaction:
        await transaction.run(lambda connection: connection.execute(trigger))
    await database.close()


async def books(village: Village) -> tuple[int, int, int]:
    """(failed, open, messages that still wait)"""
    ledger = await village.app.store.ledger(None)
    assert ledger.received == ledger.answered + ledger.open + ledger.failed + ledger.ignored
    return ledger.failed, ledger.open, ledger.queued


async def test_a_rule_that_fails_makes_one_dead_letter_and_says_so(tmp_path: Path) -> None:
    async with village_with(await new_sqlite(tmp_path)) as village:
        warga, tetangga = await newcomer(village), await newcomer(village)
        helpdesk = village.app.engine.helpdesk
        helpdesk.policy = replace(helpdesk.policy, knowledge=Failing(helpdesk.policy.knowledge))
        village.server.world.updates.hold()
        await warga.sends("racun")
        await warga.sends(QUESTION)
        await tetangga.sends(QUESTION)
        village.server.world.updates.release()
        await tetangga.hears(contains=ANSWER)
        await warga.hears(contains=ANSWER)
        assert "gangguan di pihak kami" in warga.heard[-2]
        await quiet(village)
        assert await books(village) == (1, 0, 0)


async def test_an_update_that_cannot_be_saved_is_dead_and_its_writer_is_notified(tmp_path: Path) -> None:
    url = await new_sqlite(tmp_path)
    async with village_with(url) as village:
        warga, tetangga = await newcomer(village), await newcomer(village)
        await refuse(url, "racun", "tickets", "question")
        await warga.sends("/petugas")
        await warga.hears(contains="Tulis pertanyaan")
        village.server.world.updates.hold()
        await warga.sends("kunci balai desa dititip ke siapa, ada racun tikus")
        await tetangga.sends(QUESTION)
        village.server.world.updates.release()
        await tetangga.hears(contains=ANSWER, timeout=20)
        await warga.hears(contains="gangguan di pihak kami")
        await warga.sends("/bantuan")
        await warga.hears(contains="Cara memakai")
        assert (await books(village))[0] == 1


async def test_what_was_sent_is_stored_though_what_follows_from_it_fails(tmp_path: Path) -> None:
    url = await new_sqlite(tmp_path)
    async with village_with(url) as village:
        warga, budi = await newcomer(village), village.budi
        number = await ticket_of(village, warga, "kunci balai desa dipegang siapa kalau malam")
        await refuse(url, f"Sampai ke warga (kasus #{number})", "outbox", "action")
        await budi.replies(await budi.sees("kalau malam"), "Dipegang Pak RT.")
        await warga.hears(contains="Dipegang Pak RT")
        await warga.sends(QUESTION)
        await warga.hears(contains=ANSWER)
        await quiet(village)
        assert sum("Dipegang Pak RT" in words for words in warga.heard) == 1
        assert village.app.engine.troubles == ()


async def test_a_deadline_whose_rule_fails_is_put_off_and_holds_up_no_other(tmp_path: Path) -> None:
    async with village_with(await new_sqlite(tmp_path)) as village:
        warga, tetangga = await newcomer(village), await newcomer(village)
        await ticket_of(village, warga, "kunci balai desa dipegang siapa kalau pagi")
        await ticket_of(village, tetangga, "kunci balai desa dipegang siapa kalau sore")
        helpdesk = village.app.engine.helpdesk
        good = helpdesk.policy
        helpdesk.policy = replace(good, ordinary=None)
        await village.passes(timedelta(hours=5))
        helpdesk.policy = replace(helpdesk.policy, ordinary=good.ordinary)
        heard = len(village.budi.heard)
        await village.passes(timedelta(minutes=6))
        await village.until(lambda: sum("Pengingat" in words for words in village.budi.heard[heard:]) == 2)
