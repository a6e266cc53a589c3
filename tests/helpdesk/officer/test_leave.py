"""Officers on leave, and tickets that change hands for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Leave
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.officer.leave import begin, finish, parse
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.escalation import orphaned_tickets
from bot.helpdesk.turn import OfficerContext, ResidentContext
from tests.helpdesk.desk import MONDAY, SITI, WITA, make_ticket, said, siti, small_policy, wrote
from tests.typed import some

POLICY = small_policy()
HOURS = POLICY.directory.offices["barat"].hours
BUDI, CITRA, DEWI, EKO = (POLICY.chats[name].address for name in ("budi", "citra", "dewi", "eko"))
LEAVE = Leave("budi", MONDAY, MONDAY + timedelta(days=3))
AWAY = replace(POLICY, away=frozenset({"budi"}))


def day(date: int, month: int = 11) -> datetime:
    return datetime(2026, month, date, tzinfo=WITA)


@pytest.mark.parametrize(
    ("argument", "starts", "ends"),
    [
        ("3 hari", MONDAY, day(26)),
        ("1 hari", MONDAY, day(24)),
        ("24-11 sampai 27-11", day(24), day(28)),
        ("24/11 - 27/11", day(24), day(28)),
        ("25-11", day(25), day(26)),
        ("30-12 sampai 2-1", day(30, 12), datetime(2027, 1, 3, tzinfo=WITA)),
        ("24-11-2026 s/d 1-12-2026", day(24), day(2, 12)),
    ],
)
def test_a_leave_is_understood(argument: str, starts: datetime, ends: datetime) -> None:
    assert parse("budi", argument, MONDAY, HOURS) == Leave("budi", starts, ends)


@pytest.mark.parametrize("argument", ["", "nanti", "0 hari", "999 hari", "31-02", "27-11 sampai 24-11", "99-99"])
def test_what_cannot_be_understood_is_no_leave(argument: str) -> None:
    assert parse("budi", argument, MONDAY, HOURS) == officer_texts.LEAVE_HOW


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


def test_a_deputy_on_leave_is_passed_over() -> None:
    assert "Bu Dewi" in said(command("3 hari", replace(POLICY, away=frozenset({"citra"}))), BUDI)[0]


def test_a_leave_without_a_deputy_says_so() -> None:
    outcome = command("3 hari", small_policy("budi"))
    assert outcome.leave
    assert "tidak ada pengganti" in said(outcome, BUDI)[0]


def test_when_everybody_is_away_the_ticket_still_has_its_officer() -> None:
    policy = replace(POLICY, away=frozenset(POLICY.chats))
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=12), wrote("kenapa langit biru"), MONDAY, policy)
    assert outcome.tickets[0].officer == "budi"


def test_an_emergency_stays_with_its_officer_during_a_leave() -> None:
    taken = make_ticket(12, claimed_by="budi", emergency=True)
    (ticket,) = begin(LEAVE, [(taken, siti())], MONDAY, AWAY).tickets
    assert (ticket.officer, ticket.claimed_by) == ("citra", "budi")
    assert said(begin(LEAVE, [(taken, siti())], MONDAY, AWAY), SITI) == []


def test_a_question_asked_during_a_leave_comes_back_after_it() -> None:
    asked = dispatch.for_resident(ResidentContext(siti(), fresh=12), wrote("kenapa langit biru"), MONDAY, AWAY)
    (back,) = finish(LEAVE, [(asked.tickets[0], siti())], LEAVE.ends, POLICY).tickets
    assert back.officer == "budi"


def test_tickets_come_back_unless_somebody_took_them_up() -> None:
    lent = ("budi",)
    back, taken = (
        make_ticket(12, officer="citra", tried=lent),
        make_ticket(13, officer="citra", claimed_by="citra", tried=lent),
    )
    hers = make_ticket(14, officer="citra", village="lawahan")
    outcome = finish(LEAVE, [(one, siti()) for one in (back, taken, hers)], LEAVE.ends, POLICY)
    assert [(ticket.id, ticket.officer) for ticket in outcome.tickets] == [(12, "budi")]
    assert "1 kasus" in said(outcome, BUDI)[0]
    assert "Pak Budi sudah kembali" in said(outcome, CITRA)[0]
    assert not some(outcome.leave).begun


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
