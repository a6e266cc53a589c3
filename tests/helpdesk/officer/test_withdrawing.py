"""Withdrawn answers, through the store: what is gone from the chat is no answer, and is not withdrawn again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.shell.service import Helpdesk
from bot.helpdesk.model.actions import Action, Delete, Outcome, Send
from bot.helpdesk.model.entities import Author, Line, Ticket
from bot.helpdesk.model.events import Commanded, Event
from bot.helpdesk.model.store import Delivery, InboxRow, Received, Result, Room
from bot.helpdesk.texts import officer as officer_texts
from bot.storage import SqlStore, open_store, queries
from tests.databases import database_url
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, siti, small_policy, wrote
from tests.typed import some

__all__ = ["database_url"]

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
CARD = Line(1, Author.RESIDENT, MONDAY, "apa kabar paspor saya", address=BUDI, message="900")


class Desk:
    """A help desk to which Pak Budi writes, and whose messages all arrive."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.events = store, list[Event]()
        self.helpdesk = Helpdesk(store, POLICY, self._event, lambda: MONDAY)

    def _event(self, row: InboxRow) -> Event:
        return self.events[int(row.raw)]

    async def decides(self, event: Event) -> list[Action]:
        """Decide the event and deliver what follows; return that."""
        number = str(len(self.events))
        self.events.append(event)
        update = Received("telegram", number, f"m{number}", BUDI.chat, number.encode())
        await self.helpdesk.turn([update], [], Room(0))
        done: list[Action] = []
        while rows := await self.store.claim(MONDAY, 50):
            done += [row.action for row in rows]
            arrived = [Result(row, Delivery.SENT, message=str(1000 + row.id)) for row in rows]
            await self.helpdesk.turn((), arrived, Room(0))
        return done

    async def ticket(self) -> Ticket:
        async with self.store.unit() as unit:
            return some(await unit.run(queries.tickets.numbered, 1))


def tarik(answer: str) -> Commanded:
    return Commanded(BUDI, "Budi", MONDAY, f"tarik-{answer}", "tarik", "", answer)


@pytest.fixture
async def desk(database_url: str) -> Desk:
    """Open a ticket, which Pak Budi answers twice."""
    store = await open_store(database_url, exclusive=True)
    desk = Desk(store)
    await desk.helpdesk.load_officers(tuple(POLICY.chats.values()))
    opened = Outcome(resident=replace(siti(), id=0), tickets=(replace(make_ticket(1), resident_id=0),))
    async with store.unit() as unit:
        await unit.save([(None, opened)], MONDAY)
        await unit.save([(None, Outcome(lines=(CARD,)))], MONDAY)
    for message in ("70", "71"):
        await desk.decides(replace(wrote("Senin siap.", chat=BUDI, reply_to="900"), message=message))
    return desk


async def test_a_ticket_whose_answers_are_all_withdrawn_is_not_answered(desk: Desk) -> None:
    await desk.decides(tarik("70"))
    assert (await desk.ticket()).first_reply_at == MONDAY
    await desk.decides(tarik("71"))
    assert (await desk.ticket()).first_reply_at is None
    await desk.store.close()


async def test_an_answer_is_withdrawn_once(desk: Desk) -> None:
    first = await desk.decides(tarik("70"))
    assert [action.to for action in first if isinstance(action, Delete)] == [SITI]
    again = await desk.decides(replace(tarik("70"), message="again"))
    assert [(one.to, one.text) for one in again if isinstance(one, Send)] == [(BUDI, officer_texts.NOTHING_TO_WITHDRAW)]
    assert len(again) == 1
    await desk.store.close()
