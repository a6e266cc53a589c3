"""Who was shown which ticket: written down once a minute for each reader, ticket and way, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.ticket import Access
from bot.storage import SqlStore, queries
from tests.storage.samples import NOW, make_ticket, person, save


async def noted(store: SqlStore, *seen: Access) -> list[tuple[datetime, str, str]]:
    async with store.unit() as unit:
        await unit.run(queries.audit.note_access, seen)
        return [(one.at, one.officer, one.how) for one in await unit.run(queries.audit.accesses, 1)]


async def test_looking_again_within_a_minute_is_one_reading(store: SqlStore) -> None:
    await save(store, Outcome(resident=person(), tickets=(make_ticket(1), make_ticket(2))))
    soon, later = NOW + timedelta(seconds=50), NOW + timedelta(seconds=70)
    first = Access(NOW, "budi", 1, "queue")
    assert await noted(store, first, first, Access(NOW, "budi", 2, "queue")) == [(NOW, "budi", "queue")]
    assert await noted(store, Access(soon, "budi", 1, "queue")) == [(NOW, "budi", "queue")]
    assert await noted(store, Access(soon, "budi", 1, "case"), Access(soon, "citra", 1, "queue")) == [
        (NOW, "budi", "queue"),
        (soon, "budi", "case"),
        (soon, "citra", "queue"),
    ]
    assert (await noted(store, Access(later, "budi", 1, "queue")))[-1] == (later, "budi", "queue")


async def test_a_reading_is_stored_with_what_showed_the_ticket(store: SqlStore) -> None:
    await save(store, Outcome(resident=person(), tickets=(make_ticket(1),), seen=(Access(NOW, "budi", 1, "case"),)))
    assert await noted(store) == [(NOW, "budi", "case")]
