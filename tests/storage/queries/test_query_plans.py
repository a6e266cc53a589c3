"""Every frequent statement uses an index, so that the queues stay quick however many rows they hold."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import cast

import pytest

from bot.app.shell.reads import Work
from bot.app.shell.timers import send_pending
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.outreach import Broadcast
from bot.helpdesk.model.store import Delivery
from bot.storage import SqlStore, queries
from bot.storage.database.sql import Connection
from bot.storage.database.sqlite import SqliteDatabase
from bot.storage.queries import reports
from bot.storage.queries.alerts import look
from bot.storage.queries.ledger import dead_since, oldest_waiting, queue_depths, take_turn
from bot.storage.queries.reports import open_tickets
from bot.storage.retention.erasure import RetentionLimits
from bot.storage.retention.tombstones import erased_since
from tests.helpdesk.desk import small_policy
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, person, update
from tests.storage.steps import asked, opened, sent, settle


async def a_day(store: SqlStore) -> None:
    """Every statement of daily work, once at least."""
    await store.receive([update(1), update(2, BUDI.chat)], NOW)
    ticket = await opened(store)
    async with store.unit() as unit:
        rows = await unit.take(64)
        known = await unit.run(queries.residents.residents_at, [SITI, BUDI])
        await unit.run(queries.residents.numbered, known[SITI].id)
        await unit.run(queries.tickets.of, [known[SITI].id], NOW)
        await unit.run(queries.officers.all_chats)
        await unit.run(queries.tickets.at, OFFICER, "1")
        await unit.run(queries.tickets.open_in, "banjarmasin", 20)
        await unit.run(queries.tickets.counts, "banjarmasin", "budi")
        await unit.run(queries.tickets.due, LATER, 64)
        await unit.run(queries.tickets.lines_of, 1)
        await unit.run(queries.outbox.sent_of, 1)
        answer = Outcome(actions=(Send(SITI, "a"), Send(OFFICER, "b", ticket=1)), resident=known[SITI])
        await unit.save([(rows[0], answer), (rows[1], Outcome(resident=person(BUDI), tickets=(ticket,)))], NOW)
        await unit.run_long(queries.audit.standing, SITI, NOW)
    claimed = await store.claim(NOW, 30)
    await sent(store, claimed[:1])
    await settle(store, claimed[1:], Delivery.WAITING, retry_at=LATER, chat_until=LATER)
    await store.next_send()
    await settle(store, await store.claim(LATER, 30), Delivery.UNCERTAIN)
    await settle(store, await store.claim(LATER, 30), Delivery.FAILED)
    async with store.database.transaction() as transaction:
        await transaction.run(dead_since, NOW)
        await transaction.run(oldest_waiting, NOW)
        await transaction.run(queue_depths)
        await transaction.run(erased_since, NOW)


async def a_round(store: SqlStore) -> None:
    """Every statement of what the desk does each second of its own accord, and of an officer's own questions."""
    ticket = await opened(store)
    async with store.unit() as unit:
        await unit.run(queries.officers.all_leaves)
        await unit.run(queries.tickets.due, LATER, 64)
        await unit.run(queries.officers.held_due, LATER, 64)
        await unit.run(queries.officers.summaries_due, LATER)
        await unit.run(queries.officers.burst, {"banjarmasin"}, NOW)
        await unit.run(queries.officers.loads, "banjarmasin")
        await unit.run(queries.officers.held, "budi", "1")
        await unit.run(queries.reports.lost_of, "banjarmasin", NOW, 20)
        await unit.run(queries.outreach.planned, NOW)
        await unit.run(queries.outreach.planned_in, ("mandurian",), NOW)
        await unit.run(queries.outreach.reminders_due, LATER, 20)
        await unit.run(queries.outreach.unfinished, 10)
        await unit.run(queries.outreach.running, "budi")
        await unit.run(queries.outreach.recent, "banjarmasin", NOW)
        await unit.run(queries.outreach.counts, 1)
        await unit.run_long(queries.outreach.readers, ("mandurian",))
        broadcast = Broadcast(1, "budi", "barat", ("mandurian",), "Kabar", NOW, OFFICER, "1", 1, 10)
        await unit.run(queries.outreach.next_readers, broadcast, ("mandurian", "lawahan"), 20)
        await unit.run(queries.outreach.last_resident)
        await unit.run(queries.outreach.call_off, 1)
        await unit.run(queries.outreach.note_blocked, 1, NOW)
        await unit.run(queries.outreach.draft, "budi")
        await unit.run(queries.staff.drafts_waiting)
        await unit.run(queries.staff.last_event, "paspor-biaya", ["ubah-jawaban", "tambah-kalimat"])
        await unit.run(queries.audit.accesses, 1)
        await unit.run(queries.tickets.lines_of, 1)
        await unit.run_long(queries.audit.kept, ticket.resident_id)
        await send_pending(Work(unit, small_policy(), LATER))
    await store.write(look, {Alert(AlertKind.UNANSWERED, "1")}, "bot", NOW)


async def the_reports(store: SqlStore) -> None:
    """Every statement of the daily report, and of what follows a restart."""
    await store.resume([])
    await asked(store, 9, Outcome())
    await store.clear_finished(RetentionLimits(LATER, LATER, UTC, newest=0))
    async with store.database.transaction() as transaction:
        await transaction.run(take_turn, "report", NOW.date())
        await transaction.run(open_tickets, NOW)
        await transaction.run(reports.checks_counted, NOW.date())


async def an_erasure(store: SqlStore) -> None:
    """Every statement of /hapus."""
    ticket = await opened(store)
    async with store.unit() as unit:
        await unit.save([(None, Outcome(erase=ticket.resident_id))], NOW)


@pytest.mark.parametrize(("work", "least"), [(a_day, 25), (a_round, 25), (the_reports, 8), (an_erasure, 15)])
async def test_daily_work_never_scans_a_table_that_grows(
    on_sqlite: SqlStore, work: Callable[[SqlStore], Awaitable[None]], least: int
) -> None:
    statements: set[str] = set()
    file = cast(SqliteDatabase, on_sqlite.database)._opened()
    file.set_trace_callback(statements.add)
    await work(on_sqlite)
    file.set_trace_callback(None)
    # one of each, whatever its values
    different = {re.sub(r"'[^']*'|\d+", "?", statement): statement for statement in statements}
    assert len(different) > least

    def plan(connection: Connection) -> list[str]:
        return [
            f"{row[3]} for {statement}"
            for statement in different.values()
            if statement.startswith(("SELECT", "UPDATE", "WITH", "DELETE"))
            for row in connection.fetch(f"EXPLAIN QUERY PLAN {statement}")
        ]

    steps = await on_sqlite.write(plan)
    grow: tuple[str, ...] = ("inbox", "outbox", "mates", "residents", "tickets", "lines", "links", "feedback")
    grow += ("audit_events", "access_log", "broadcasts", "reminders", "check_statistics")
    grow += ("answer_counts", "staff_events")
    scans = [step for step in steps if step.startswith(tuple(f"SCAN {table}" for table in grow))]
    assert [step for step in scans if "USING INDEX" not in step and "USING COVERING INDEX" not in step] == []
    walked = {step.partition(" for ")[0] for step in scans}
    assert walked <= {
        "SCAN inbox USING INDEX inbox_waiting",
        "SCAN inbox USING COVERING INDEX inbox_waiting",
        "SCAN outbox USING INDEX outbox_waiting",
        "SCAN outbox USING COVERING INDEX outbox_waiting",
        "SCAN outbox USING INDEX outbox_lost_replies",
        "SCAN outbox USING INDEX outbox_chats_unfinished",
        "SCAN tickets USING INDEX tickets_open",
        "SCAN tickets USING INDEX tickets_due",
        "SCAN tickets USING COVERING INDEX tickets_open",
        "SCAN broadcasts USING INDEX broadcasts_open",
    }
