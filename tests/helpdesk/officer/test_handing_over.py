"""Alihkan: with a note of one's own, and back again where the colleague does not take the ticket up in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Send
from bot.helpdesk.model.audit_events import AuditEvent, happened
from bot.helpdesk.model.entities import EscalationStep, Ticket
from bot.helpdesk.model.events import Wrote
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.tickets.escalation import on_due
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, pressed, said, siti, small_policy

POLICY = small_policy()
BUDI, CITRA = POLICY.chats["budi"].address, POLICY.chats["citra"].address
IN_TIME = MONDAY + timedelta(hours=4)


def context(ticket: Ticket, *sent: Sent) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, siti(), sent=sent)


def handed(ticket: Ticket = make_ticket()) -> Ticket:  # noqa: B008
    outcome = dispatch.for_officer(context(ticket), pressed("ke", "12", "citra", chat=BUDI), MONDAY, POLICY)
    (hint,) = (a for a in outcome.actions if isinstance(a, Send) and a.purpose == Purpose.HANDED)
    assert hint.to == BUDI
    return outcome.tickets[0]


def test_what_nobody_takes_up_comes_back_by_itself() -> None:
    ticket = handed()
    assert (ticket.officer, ticket.next_step, ticket.next_at) == ("citra", EscalationStep.RETURN, IN_TIME)
    assert happened(make_ticket(), ticket) == ((AuditEvent.MOVED, "citra"),)
    back = on_due(ticket, siti(), IN_TIME, POLICY)
    assert (back.tickets[0].officer, back.tickets[0].next_step) == ("budi", EscalationStep.REMIND)
    assert any("belum diambil Bu Citra" in text for text in said(back, BUDI))
    assert any(isinstance(a, Send) and a.purpose == Purpose.CARD and a.to == BUDI for a in back.actions)
    assert any("kembali ke Pak Budi" in text for text in said(back, CITRA))
    assert [(event, who) for event, who in happened(ticket, back.tickets[0])] == [
        (AuditEvent.RETURNED, "citra"),
        (AuditEvent.MOVED, "budi"),
    ]


@pytest.mark.parametrize("claimed", [True, False])
def test_what_was_taken_up_or_has_nobody_to_return_to_stays(claimed: bool) -> None:
    ticket = replace(handed(), claimed_by="citra" if claimed else None)
    policy = POLICY if claimed else replace(POLICY, away=frozenset({"budi"}))
    reminded = on_due(ticket, siti(), IN_TIME, policy)
    assert (reminded.tickets[0].officer, reminded.tickets[0].next_step) == ("citra", EscalationStep.DEPUTY)


def test_an_emergency_that_was_handed_over_stays_there() -> None:
    assert handed(make_ticket(emergency=True)).next_step is not EscalationStep.RETURN


def test_a_note_for_the_colleague_reaches_him_and_no_resident() -> None:
    ticket = make_ticket(officer="citra")
    reply = Wrote(BUDI, "Budi", MONDAY, "900", "Bu, ini keponakan saya.", "850")
    noted = dispatch.for_officer(context(ticket, Sent(BUDI, "850", Purpose.HANDED, None)), reply, MONDAY, POLICY)
    assert not said(noted, SITI)
    assert any("Bu, ini keponakan saya." in text for text in said(noted, CITRA))
    assert [line.text for line in noted.lines] == ["// Bu, ini keponakan saya."]
    assert not noted.tickets
