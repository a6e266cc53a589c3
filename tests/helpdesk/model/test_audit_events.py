"""Audit events: every change of a ticket is recorded as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.helpdesk.model.audit_events import AuditEvent, happened
from bot.helpdesk.model.entities import EscalationStep, TicketState
from tests.helpdesk.desk import MONDAY, make_ticket

LATER = MONDAY + timedelta(hours=4)
CASE = make_ticket(officer="budi", next_step=EscalationStep.REMIND, next_at=LATER, waiting_since=MONDAY, carded_at=None)


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ({}, {}, []),
        ({}, {"emergency": True}, [(AuditEvent.URGENT, None)]),
        ({}, {"carded_at": LATER}, [(AuditEvent.CARDED, "budi")]),
        ({}, {"claimed_by": "citra"}, [(AuditEvent.CLAIMED, "citra")]),
        ({"claimed_by": "citra"}, {"claimed_by": None}, [(AuditEvent.LET_GO, "citra")]),
        ({}, {"officer": "citra"}, [(AuditEvent.MOVED, "citra")]),
        ({}, {"next_step": EscalationStep.DEPUTY}, [(AuditEvent.REMIND, "budi")]),
        (
            {"next_step": EscalationStep.DEPUTY},
            {"next_step": EscalationStep.SUPERVISOR, "officer": "citra"},
            [(AuditEvent.DEPUTY, "budi"), (AuditEvent.MOVED, "citra")],
        ),
        ({"next_step": EscalationStep.ALARM}, {"next_at": LATER + timedelta(hours=1)}, [(AuditEvent.ALARM, "budi")]),
        ({"next_step": EscalationStep.DEPUTY}, {"next_at": LATER + timedelta(hours=1)}, []),
        (
            {},
            {"first_reply_at": LATER, "waiting_since": None, "next_step": None, "next_at": None},
            [(AuditEvent.ANSWERED, "budi")],
        ),
        ({"waiting_since": None, "next_step": None}, {"waiting_since": LATER}, [(AuditEvent.ASKED_ON, None)]),
        (
            {"claimed_by": "citra"},
            {"state": TicketState.CLOSED, "closed_at": LATER, "waiting_since": None, "next_step": None},
            [(AuditEvent.CLOSED, "citra")],
        ),
        (
            {},
            {"state": TicketState.CANCELLED, "waiting_since": None, "next_step": None},
            [(AuditEvent.CANCELLED, "budi")],
        ),
        (
            {"state": TicketState.CLOSED, "waiting_since": None, "next_step": None},
            {"state": TicketState.OPEN, "waiting_since": LATER},
            [(AuditEvent.REOPENED, "budi")],
        ),
    ],
)
def test_what_lies_between_two_states(
    before: dict[str, Any], after: dict[str, Any], marks: list[tuple[AuditEvent, str]]
) -> None:
    old = replace(CASE, **before)
    assert list(happened(old, replace(old, **after))) == marks


def test_a_new_ticket_is_opened_and_says_whether_somebody_is_in_danger() -> None:
    assert happened(None, CASE) == ((AuditEvent.OPENED, "budi"),)
    assert happened(None, replace(CASE, emergency=True))[1] == (AuditEvent.URGENT, None)


def test_every_deadline_has_its_own_mark() -> None:
    steps = list(EscalationStep)
    marks = [
        happened(replace(CASE, next_step=now), replace(CASE, next_step=following))[0][0].value
        for now, following in pairwise(steps)
    ]
    assert marks == ["returned", "remind", "deputy", "supervisor"]
