"""The trail that an audit follows: every change of a case leaves its mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.helpdesk.model.audit_trail import Deed, deeds
from bot.helpdesk.model.entities import Step, TicketState
from tests.helpdesk.desk import MONDAY, case

LATER = MONDAY + timedelta(hours=4)
CASE = case(officer="budi", next_step=Step.REMIND, next_at=LATER, waiting_since=MONDAY, carded_at=None)


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ({}, {}, []),
        ({}, {"emergency": True}, [(Deed.URGENT, None)]),
        ({}, {"carded_at": LATER}, [(Deed.CARDED, "budi")]),
        ({}, {"claimed_by": "citra"}, [(Deed.CLAIMED, "citra")]),
        ({"claimed_by": "citra"}, {"claimed_by": None}, [(Deed.LET_GO, "citra")]),
        ({}, {"officer": "citra"}, [(Deed.MOVED, "citra")]),
        ({}, {"next_step": Step.DEPUTY}, [(Deed.REMIND, "budi")]),
        (
            {"next_step": Step.DEPUTY},
            {"next_step": Step.SUPERVISOR, "officer": "citra"},
            [(Deed.DEPUTY, "budi"), (Deed.MOVED, "citra")],
        ),
        ({"next_step": Step.ALARM}, {"next_at": LATER + timedelta(hours=1)}, [(Deed.ALARM, "budi")]),
        ({"next_step": Step.DEPUTY}, {"next_at": LATER + timedelta(hours=1)}, []),
        (
            {},
            {"first_reply_at": LATER, "waiting_since": None, "next_step": None, "next_at": None},
            [(Deed.ANSWERED, "budi")],
        ),
        ({"waiting_since": None, "next_step": None}, {"waiting_since": LATER}, [(Deed.ASKED_ON, None)]),
        (
            {"claimed_by": "citra"},
            {"state": TicketState.CLOSED, "closed_at": LATER, "waiting_since": None, "next_step": None},
            [(Deed.CLOSED, "citra")],
        ),
        ({}, {"state": TicketState.CANCELLED, "waiting_since": None, "next_step": None}, [(Deed.CANCELLED, "budi")]),
        (
            {"state": TicketState.CLOSED, "waiting_since": None, "next_step": None},
            {"state": TicketState.OPEN, "waiting_since": LATER},
            [(Deed.REOPENED, "budi")],
        ),
    ],
)
def test_what_lies_between_two_states(
    before: dict[str, Any], after: dict[str, Any], marks: list[tuple[Deed, str]]
) -> None:
    old = replace(CASE, **before)
    assert list(deeds(old, replace(old, **after))) == marks


def test_a_new_case_is_opened_and_says_whether_somebody_is_in_danger() -> None:
    assert deeds(None, CASE) == ((Deed.OPENED, "budi"),)
    assert deeds(None, replace(CASE, emergency=True))[1] == (Deed.URGENT, None)


def test_every_deadline_has_its_own_mark() -> None:
    rungs = list(Step)
    marks = [
        deeds(replace(CASE, next_step=now), replace(CASE, next_step=following))[0][0].value
        for now, following in pairwise(rungs)
    ]
    assert marks == ["returned", "remind", "deputy", "supervisor"]
