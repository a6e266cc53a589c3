"""What a resident decides while an officer's answer is on its way into the store is not undone by that answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.app.shell.helpdesk import Helpdesk
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.conversation_memory import Memory
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.store import Conflict, InboxRow, Received, Room
from bot.storage import open_store, queries
from tests.databases import database_url
from tests.helpdesk.desk import BUDI, MONDAY, POLICY, SITI, make_ticket, pressed, siti

__all__ = ["database_url"]


def asks_for_nik(row: InboxRow) -> Event:
    """Pak Budi sends the answer that he has just been asked about, and it asks for a number."""
    return pressed("untuk", "1", "55", chat=BUDI)


async def decided(helpdesk: Helpdesk) -> int:
    """How many updates a turn took; one that met another writer is taken again, as the engine does."""
    while True:
        with suppress(Conflict):
            return (await helpdesk.turn((), (), Room(0))).taken


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda siti: replace(siti, memory=replace(siti.memory, hush=True)), ""),
        (lambda siti: replace(siti, memory=Memory(discreet=True)), "nik"),
        (lambda siti: replace(siti, news=False, news_at=MONDAY), "nik"),
        (lambda siti: replace(siti, village="lawahan"), "nik"),
        (lambda siti: replace(siti, blocked_at=MONDAY), "nik"),
    ],
    ids=["cannot answer safely", "cleared the chat", "no news any more", "another village", "blocked"],
)
async def test_an_answer_that_asks_for_a_number_undoes_nothing(
    database_url: str, change: Callable[[Resident], Resident], wanted: str
) -> None:
    bot, other = await open_store(database_url, exclusive=True), await open_store(database_url, exclusive=False)
    policy = Helpdesk(bot, POLICY, asks_for_nik, lambda: MONDAY)
    await policy.load_officers(tuple(POLICY.chats.values()))
    draft = replace(POLICY.chats["budi"], draft="55", draft_text="Tolong tulis NIK Ibu.")
    newcomer = replace(siti(news=True, memory=Memory(question="paspor saya")), id=0)
    async with bot.unit() as unit:
        opened = Outcome(resident=newcomer, tickets=(replace(make_ticket(1), resident_id=0),), officer_chat=draft)
        await unit.save([(None, opened)], MONDAY)
    await bot.receive([Received("telegram", "1", None, BUDI.chat, b"{}")], MONDAY)
    async with other.unit() as unit:
        changed = change((await unit.run(queries.residents.residents_at, [SITI]))[SITI])
        await unit.save([(None, Outcome(resident=changed))], MONDAY)
        answering = asyncio.create_task(decided(policy))
        await asyncio.sleep(0.2)
        assert not answering.done()
    assert await answering == 1
    async with bot.unit() as unit:
        found = (await unit.run(queries.residents.residents_at, [SITI]))[SITI]
        (ticket,) = await unit.run(queries.tickets.all_open)
    assert found == replace(
        changed,
        memory=replace(changed.memory, wanted=wanted),
        version=found.version,
        joined_at=found.joined_at,
        informed_at=found.informed_at,
        news_at=found.news_at,
        blocked_at=found.blocked_at,
    )
    assert (found.blocked_at is None) == (changed.blocked_at is None)
    # to somebody who has just said that it is not safe nothing goes out unasked
    assert (ticket.waiting_since is None) == bool(wanted)
    await bot.close()
    await other.close()
