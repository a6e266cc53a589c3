"""Answers that may become FAQ: kept once, until somebody decides on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.ticket import FaqDraft
from bot.storage import SqlStore, queries
from tests.storage.queries.test_undo_and_summaries import keep
from tests.storage.samples import LATER, NOW, opened


async def drafted(store: SqlStore, **changes: Any) -> FaqDraft:
    ticket = await opened(store)
    draft = FaqDraft(NOW, ticket.office, "budi", ticket.id, "paspor hanyut", ("paspor hanyut", "hanyut"), "Lapor dulu.")
    return replace(draft, **changes)


async def waiting(store: SqlStore) -> tuple[FaqDraft, ...]:
    return await store.read(queries.staff.drafts_waiting)


async def test_a_resident_sees_which_ticket_was_drafted_and_time_forgets_it(store: SqlStore) -> None:
    draft = await drafted(store)
    await keep(store, Outcome(draft=draft))
    async with store.unit() as unit:
        ticket = await unit.run(queries.tickets.numbered, draft.ticket)
        assert ticket
        assert (await unit.run_long(queries.audit.kept, ticket.resident_id)).drafted == {draft.ticket}
    await store.forget(NOW + timedelta(seconds=1), LATER)
    assert await waiting(store) == ()
