"""Finished rows go after three days; the books, repeats and whatever is still needed do not go with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.helpdesk.model.actions import Outcome, Purpose, Send, Verdict
from bot.helpdesk.model.store import Delivery, Ledger
from bot.storage import SqlStore
from bot.storage.backup.backup import take_backup
from bot.storage.backup.restore import SinceBackup, restore
from bot.storage.database.sql import Sql
from bot.storage.retention import erasure
from bot.storage.retention.erasure import KEPT_FOR, RetentionLimits
from bot.storage.store import beside
from tests.storage.queries.test_outreach import BROADCAST
from tests.storage.samples import BUDI, NOW, SITI, closed, make_ticket, person, update
from tests.storage.steps import as_stored, asked, column, execute, look, met, save, scalar, send, sent, settle

HOUR = timedelta(hours=1)
MONTHS = timedelta(days=91)
WITA = ZoneInfo("Asia/Makassar")


def limits(now: datetime, newest: int = 0) -> RetentionLimits:
    return RetentionLimits(now - KEPT_FOR, now - timedelta(days=90), WITA, newest)


async def rows(store: SqlStore, queue: str) -> list[int]:
    return await column(store, f"SELECT id FROM {queue} ORDER BY id")


async def everything(store: SqlStore) -> None:
    """One row of each kind in both queues: 1 answered, 2 ignored, 3 open ticket, 4 closed ticket, 5 dead, 6 waiting."""
    siti = await met(store)
    await asked(store, 1, Outcome(Verdict.ANSWERED))
    await asked(store, 2, Outcome(Verdict.IGNORED))
    for number in (3, 4):
        ticket = make_ticket(number, siti.id)
        ticket = closed(ticket, NOW) if number == 4 else ticket
        await asked(store, number, Outcome(Verdict.TICKET, tickets=(ticket,), ticket=number))
    await store.receive([update(5)], NOW)
    async with store.unit() as unit:
        (row,) = await unit.take(1)
        await unit.dead_letter(row.id, "unreadable", NOW)
    await store.receive([update(6)], NOW)
    await send(store, Send(SITI, "answer"))
    await sent(store, await store.claim(NOW, 9))
    for state in (Delivery.FAILED, Delivery.UNCERTAIN):
        await send(store, Send(SITI, state.value))
        await execute(store, "UPDATE outbox SET repeat = true WHERE state = 'waiting'")
        await settle(store, await store.claim(NOW, 9), state)
    for number in (3, 4):
        await send(store, Send(SITI, "card", ticket=number, purpose=Purpose.CARD))
        await sent(store, await store.claim(NOW, 9))
    await execute(store, "DELETE FROM broadcasts")
    await send(store, Send(BUDI, "news", purpose=Purpose.BROADCAST, about="1"))
    await sent(store, await store.claim(NOW, 9))
    await send(store, Send(BUDI, "waits"))
    await look(store)


INTO_BOOKS = Ledger(received=6, answered=2, open=2, failed=1, ignored=1, queued=1, sent=4, uncertain=1, undelivered=1)


@pytest.mark.parametrize(
    ("after", "incoming", "outgoing"),
    [
        (KEPT_FOR, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7]),
        (KEPT_FOR + HOUR, [3, 4, 5, 6], [4, 5, 7]),
        (MONTHS, [3, 6], [4, 7]),
    ],
)
async def test_each_row_goes_when_nothing_needs_it_and_the_books_hold(
    store: SqlStore, after: timedelta, incoming: list[int], outgoing: list[int]
) -> None:
    await everything(store)
    assert await store.ledger(None) == INTO_BOOKS
    deleted = await store.clear_finished(limits(NOW + after))
    assert (await rows(store, "inbox"), await rows(store, "outbox")) == (incoming, outgoing)
    assert deleted == 13 - len(incoming) - len(outgoing)
    assert await store.ledger(None) == INTO_BOOKS
    assert not (await store.discrepancies(NOW)).damaged


async def test_rows_that_are_still_needed_stay_however_old(store: SqlStore) -> None:
    """A fault that the books must go on finding, news whose report is to come, a message that may yet be cleared."""
    for number in (1, 2):
        await asked(store, number, Outcome(Verdict.ANSWERED))
    await execute(store, "UPDATE inbox SET verdict = NULL WHERE id = 1")
    await execute(store, "UPDATE inbox SET verdict = 2 WHERE id = 2")
    await save(store, Outcome(outreach=(BROADCAST,)))
    await send(store, Send(BUDI, "news", purpose=Purpose.BROADCAST, about="1"), Send(SITI, "late"))
    first, second = await store.claim(NOW, 9)
    await settle(store, [first], Delivery.SENT, message="1")
    await settle(store, [second], Delivery.SENT, now=NOW + KEPT_FOR, message="2")
    found = await store.discrepancies(NOW)
    assert (found.unexplained, found.ticketless) == (1, 1)
    assert await store.clear_finished(limits(NOW + KEPT_FOR + HOUR)) == 0
    assert await store.discrepancies(NOW) == found
    assert await store.clear_finished(limits(NOW + 2 * KEPT_FOR + HOUR)) == 1


async def test_a_repeat_is_recognised_for_three_days_also_after_an_erasure(store: SqlStore) -> None:
    await asked(store, 1, Outcome(Verdict.ANSWERED, resident=person()))
    await save(store, Outcome(erase=(await as_stored(store)).id))
    await store.clear_finished(limits(NOW + KEPT_FOR))
    assert await store.receive([update(1)], NOW) == 0
    await store.clear_finished(limits(NOW + KEPT_FOR + HOUR))
    assert await scalar(store, "SELECT count(*) FROM inbox") == 0


async def test_the_books_of_a_date_hold_after_its_rows_have_gone(store: SqlStore) -> None:
    """23.30 and 00.30 of an office's clock are one hour, and two days."""
    midnight = datetime(2026, 11, 24, tzinfo=WITA)
    for number, moment in enumerate((midnight - HOUR / 2, midnight + HOUR / 2), 1):
        await store.receive([update(number)], moment)
        async with store.unit() as unit:
            (row,) = await unit.take(1)
            await unit.save([(row, Outcome(actions=(Send(SITI, "a"),)))], moment)
        await sent(store, await store.claim(moment, 9))
    before = [await store.ledger(midnight + day * timedelta(days=1)) for day in (-1, 0, 1)]
    assert [(books.received, books.sent) for books in before] == [(2, 2), (1, 1), (0, 0)]
    assert await store.clear_finished(limits(NOW + 2 * KEPT_FOR)) == 4
    assert [await store.ledger(midnight + day * timedelta(days=1)) for day in (-1, 0, 1)] == before


class Killed(Exception):
    """Where the process is cut off."""


async def test_broken_off_at_any_statement_nothing_is_lost_or_counted_twice(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "PAGE", 2)
    await everything(store)
    left = 0

    def cut_off(execute: Callable[..., Any]) -> Callable[..., Any]:
        def executed(*what: Any, **values: Any) -> Any:
            nonlocal left
            found = execute(*what, **values)
            left -= 1
            if left < 0:
                raise Killed
            return found

        return executed

    broken = 0
    for statements in range(100):
        left = statements
        done = False
        with suppress(Killed), monkeypatch.context() as patch:
            for name in ("each", "run"):
                patch.setattr(Sql, name, cut_off(getattr(Sql, name)))
            await store.clear_finished(limits(NOW + MONTHS))
            done = True
        assert await store.ledger(None) == INTO_BOOKS
        broken += not done
        if done:
            break
    assert broken > 5
    assert (await rows(store, "inbox"), await rows(store, "outbox")) == ([3, 6], [4, 7])


async def test_two_processes_that_clear_at_once_count_each_row_once(
    store: SqlStore, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "PAGE", 3)
    await everything(store)
    async with beside(database_url, write=True) as other:
        deleted = await asyncio.gather(*(one.clear_finished(limits(NOW + MONTHS)) for one in (store, other)))
    assert sum(deleted) == 9
    assert await store.ledger(None) == INTO_BOOKS


async def test_what_has_gone_is_in_the_books_of_a_restored_backup(
    store: SqlStore, database_url: str, tmp_path: Path
) -> None:
    await everything(store)
    await store.clear_finished(limits(NOW + KEPT_FOR + HOUR))
    backup = await take_backup(database_url, tmp_path, NOW.astimezone(UTC))
    url = f"sqlite:///{tmp_path}/pulih.db"
    await restore(backup.path, url, NOW, SinceBackup((), ""))
    async with beside(url) as restored:
        assert await restored.ledger(None) == INTO_BOOKS
        assert not (await restored.discrepancies(NOW)).damaged
    async with beside(url, write=True) as again:
        assert await again.receive([update(3), update(6)], NOW) == 0
