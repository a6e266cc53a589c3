"""Officers on leave, and tickets that change hands for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Edit, Outcome, Purpose
from bot.helpdesk.model.events import Commanded, Wrote
from bot.helpdesk.model.people import Leave
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import AuditEvent, EscalationStep, Sent, Ticket, happened
from bot.helpdesk.officer.leave import begin, parse
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.escalation import on_due, orphaned_tickets
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    MONDAY,
    POLICY,
    SITI,
    by_officer,
    context,
    make_ticket,
    pressed,
    said,
    siti,
    small_policy,
)

HOURS = POLICY.directory.offices["barat"].hours
LEAVE = Leave("budi", MONDAY, MONDAY + timedelta(days=3))
AWAY = replace(POLICY, away=frozenset({"budi"}))


@pytest.mark.parametrize("argument", ["", "nanti", "0 hari", "999 hari", "31-02", "27-11 sampai 24-11", "99-99"])
def test_what_cannot_be_understood_is_no_leave(argument: str) -> None:
    assert parse("budi", argument, MONDAY, HOURS) == officer_texts.LEAVE_HOW


def test_a_leave_is_read_as_a_day_of_a_visit_is() -> None:
    tomorrow = replace(LEAVE, starts=MONDAY.replace(hour=0) + timedelta(days=1))
    assert parse("budi", "besok sampai 25 nov", MONDAY, HOURS) == replace(tomorrow, ends=tomorrow.starts + timedelta(2))


@pytest.mark.parametrize(
    ("argument", "last"),
    [
        ("1-1-2020 sampai 3-1-2020", "3 Januari 2020"),
        ("22-11-2026", "22 November 2026"),
        ("24-11-2026 sampai 3-1-2020", "3 Januari 2020"),
    ],
)
@pytest.mark.parametrize("leave", [None, LEAVE, replace(LEAVE, begun=True)])
def test_a_leave_that_is_over_is_refused_and_changes_none(argument: str, last: str, leave: Leave | None) -> None:
    refused = command(argument, leave=leave)
    assert refused.leave is None
    assert said(refused, BUDI) == [officer_texts.LEAVE_PAST.format(day=last)]


def command(argument: str, policy: Policy = POLICY, leave: Leave | None = None) -> Outcome:
    context = OfficerContext(policy.directory.officers["budi"], policy.chats["budi"], leave=leave)
    return dispatch.for_officer(context, Commanded(BUDI, "Budi", MONDAY, "1", "cuti", argument), MONDAY, policy)


def test_a_leave_without_a_deputy_says_so() -> None:
    outcome = command("3 hari", small_policy("budi"))
    assert outcome.leave
    assert "tidak ada pengganti" in said(outcome, BUDI)[0]


def test_an_emergency_stays_with_its_officer_during_a_leave() -> None:
    taken = make_ticket(12, claimed_by="budi", emergency=True)
    (ticket,) = begin(LEAVE, [(taken, siti())], MONDAY, AWAY).tickets
    assert (ticket.officer, ticket.claimed_by) == ("citra", "budi")
    assert said(begin(LEAVE, [(taken, siti())], MONDAY, AWAY), SITI) == []


@pytest.mark.parametrize(
    ("changes", "owner"),
    [
        ({"officer": "hilang"}, "budi"),
        ({"officer": "hilang", "claimed_by": "hilang", "first_reply_at": MONDAY}, "budi"),
        ({"claimed_by": "hilang"}, "budi"),
        ({"office": "hilang", "officer": "hilang"}, "budi"),
        ({"village": "lawahan"}, "citra"),
        ({"officer": "eko", "office": "timur"}, "budi"),
        ({}, None),
        ({"officer": "dewi"}, None),
        ({"village": "lawahan", "claimed_by": "budi"}, None),
        ({"village": "hilang", "first_reply_at": MONDAY}, None),
    ],
)
def test_a_ticket_whose_owner_the_settings_lost_gets_another(changes: dict[str, Any], owner: str | None) -> None:
    found = [officer.id for _, officer in orphaned_tickets(POLICY, [(make_ticket(**changes), siti())])]
    assert found == ([owner] if owner else [])


IN_TIME = MONDAY + timedelta(hours=4)


def handed(ticket: Ticket = make_ticket()) -> Ticket:  # noqa: B008
    outcome = by_officer(context(ticket=ticket), pressed("ke", "12", "citra", chat=BUDI))
    (hint,) = (a for a in outcome.actions if isinstance(a, Edit))
    assert (hint.to, "kembali ke Pak Budi" in hint.text) == (BUDI, not ticket.emergency)
    return outcome.tickets[0]


def test_what_is_handed_over_and_comes_back_is_audited() -> None:
    ticket = handed()
    assert happened(make_ticket(), ticket) == ((AuditEvent.MOVED, "citra"),)
    (back,) = on_due(ticket, siti(), IN_TIME, POLICY).tickets
    assert happened(ticket, back) == ((AuditEvent.RETURNED, "citra"), (AuditEvent.MOVED, "budi"))


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
    noted = by_officer(context(ticket=ticket, sent=(Sent(BUDI, "850", Purpose.HANDED, None),)), reply)
    assert not said(noted, SITI)
    assert any("Bu, ini keponakan saya." in text for text in said(noted, CITRA))
    assert [line.text for line in noted.lines] == ["// Bu, ini keponakan saya."]
    assert not noted.tickets
