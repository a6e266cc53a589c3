"""An answer that its officer changes or takes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.shell.helpdesk import Helpdesk
from bot.helpdesk.model.actions import Action, Delete, Edit, Outcome, Send
from bot.helpdesk.model.events import Arrived, Commanded, Edited, Event, Undelivered
from bot.helpdesk.model.store import Delivery, InboxRow, Received, Result, Room
from bot.helpdesk.model.ticket import Author, Line, Sent, Ticket, TicketState
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.escalation import on_arrived, on_undelivered
from bot.helpdesk.turn import OfficerContext
from bot.storage import SqlStore, open_store, queries
from tests.databases import database_url
from tests.helpdesk.desk import BUDI, EKO, MONDAY, POLICY, SITI, by_officer, make_ticket, said, siti, text_of, wrote
from tests.typed import some

ANSWER = Sent(SITI, "300", "reply", "555")
ANSWERED = make_ticket(claimed_by="budi", first_reply_at=MONDAY, waiting_since=None)


def context(name: str = "budi", ticket: Ticket | None = ANSWERED, sent: tuple[Sent, ...] = (ANSWER,)) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers[name], POLICY.chats[name], ticket, siti(), sent)


def edit(text: str, who: OfficerContext) -> Outcome:
    return by_officer(who, Edited(who.chat.address, "Budi", MONDAY, "555", text))


def withdraw(who: OfficerContext, reply_to: str | None = "555") -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "556", "tarik", "", reply_to)
    return by_officer(who, event)


def test_a_message_that_never_went_to_the_resident_cannot_be_corrected() -> None:
    outcome = edit("apa saja", context(sent=()))
    assert said(outcome, BUDI) == [officer_texts.EDIT_NOT_SENT]
    assert not said(outcome)


def test_turning_an_answer_into_a_note_shows_how_to_withdraw_it() -> None:
    assert said(edit("// rahasia", context()), BUDI) == [officer_texts.WITHDRAW_HOW]


def test_an_edited_note_stays_a_note() -> None:
    outcome = edit("// lebih rinci", context(sent=()))
    assert outcome.lines[0].edited
    assert not said(outcome)


def test_withdrawing_reopens_a_closed_ticket() -> None:
    closed = make_ticket(state=TicketState.CLOSED, closed_at=MONDAY, claimed_by="budi", waiting_since=None)
    assert withdraw(context(ticket=closed)).tickets[0].state is TicketState.OPEN


def test_nobody_else_changes_or_withdraws_an_answer() -> None:
    for outcome in (edit("Saya saja", context("citra")), withdraw(context("citra"))):
        assert not said(outcome)
        assert not any(isinstance(action, Edit | Delete) for action in outcome.actions)
        assert "Pak Budi" in text_of(outcome.actions[0])
    for outcome in (edit("Saya saja", context("eko")), withdraw(context("eko"))):
        assert {action.to for action in outcome.actions} == {EKO}
        assert "#12" not in text_of(outcome.actions[0])


def test_the_officer_hears_whether_the_change_was_made() -> None:
    for purpose, good, bad in (("correction", "terlihat", "TIDAK"), ("withdrawal", "ditarik", "TIDAK")):
        done = on_arrived(Arrived(1, purpose, 12, SITI, "300", "555"), (ANSWERED, siti()), (), MONDAY, POLICY)
        assert good in said(done, BUDI)[0]
        lost = Undelivered(1, purpose, 12, SITI, "refused", "555")
        assert bad in said(on_undelivered(lost, ANSWERED, siti(), MONDAY, POLICY), BUDI)[0]


__all__ = ["database_url"]
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
