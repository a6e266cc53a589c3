"""The transitions of a ticket, and that nothing else of the help desk changes what they change."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot.helpdesk
from bot.helpdesk.model.entities import EscalationStep, Ticket, TicketState
from bot.helpdesk.tickets import lifecycle
from tests.helpdesk.desk import MONDAY, make_ticket, small_policy

POLICY = small_policy()
BUDI, CITRA = POLICY.directory.officers["budi"], POLICY.directory.officers["citra"]
LATER = MONDAY + timedelta(minutes=20)
WAITING = {"waiting_since": MONDAY, "next_step": EscalationStep.REMIND}
RESTING = {"waiting_since": None, "next_step": None, "next_at": None}
FIELDS = frozenset(
    {
        "state",
        "officer",
        "emergency",
        "claimed_by",
        "waiting_since",
        "carded_at",
        "first_reply_at",
        "closed_at",
        "next_step",
        "next_at",
        "tried",
    }
)
"""What only a transition sets."""
NEW = replace(make_ticket(), **RESTING)  # type: ignore[arg-type]
OPEN = lifecycle.open(POLICY, NEW, MONDAY)
CLAIMED = lifecycle.claim(POLICY, OPEN, BUDI, LATER)
ANSWERED = lifecycle.answer(OPEN, BUDI, LATER)
CLOSED = lifecycle.close(ANSWERED, LATER)
Transition = Callable[[], Ticket]


@pytest.mark.parametrize(
    ("transition", "expected"),
    [
        (lambda: lifecycle.open(POLICY, NEW, MONDAY), {"state": TicketState.OPEN, **WAITING}),
        (lambda: lifecycle.wait(POLICY, OPEN, LATER), WAITING),
        (lambda: lifecycle.wait(POLICY, ANSWERED, LATER), {"waiting_since": LATER, "next_step": EscalationStep.REMIND}),
        (lambda: lifecycle.assign(CLAIMED, CITRA), {"officer": "citra", "claimed_by": None, "tried": (), **WAITING}),
        (lambda: lifecycle.reassign(lifecycle.mark_carded(OPEN, LATER), CITRA), {"carded_at": None, **WAITING}),
        (lambda: lifecycle.pass_on(OPEN, CITRA), {"officer": "citra", "tried": ("budi",), **WAITING}),
        (lambda: lifecycle.claim(POLICY, OPEN, BUDI, LATER), {"claimed_by": "budi", **WAITING}),
        (
            lambda: lifecycle.claim(POLICY, lifecycle.raise_urgency(POLICY, OPEN, LATER), BUDI, LATER),
            {"next_step": EscalationStep.SUPERVISOR, "next_at": LATER + POLICY.emergency.supervisor},
        ),
        (lambda: lifecycle.unclaim(CLAIMED), {"claimed_by": None}),
        (lambda: lifecycle.postpone(OPEN, LATER), {"next_at": LATER, **WAITING}),
        (
            lambda: lifecycle.raise_urgency(POLICY, CLAIMED, LATER),
            {
                "emergency": True,
                "claimed_by": None,
                "waiting_since": LATER,
                "next_step": EscalationStep.REMIND,
                "next_at": LATER + POLICY.emergency.remind,
            },
        ),
        (
            lambda: lifecycle.answer(OPEN, BUDI, LATER),
            {"state": TicketState.OPEN, "claimed_by": "budi", "first_reply_at": LATER, **RESTING},
        ),
        (lambda: lifecycle.answer(CLOSED, CITRA, LATER), {"state": TicketState.OPEN, "closed_at": None, **RESTING}),
        (
            lambda: lifecycle.withdraw_answer(POLICY, ANSWERED, LATER, answered=False),
            {"first_reply_at": None, "waiting_since": LATER, "next_step": EscalationStep.REMIND},
        ),
        (
            lambda: lifecycle.close(OPEN, LATER),
            {"state": TicketState.CLOSED, "closed_at": LATER, "claimed_by": None, **RESTING},
        ),
        (lambda: lifecycle.close(OPEN, LATER, BUDI), {"claimed_by": "budi"}),
        (lambda: lifecycle.close(ANSWERED, LATER, CITRA), {"claimed_by": "budi"}),
        (lambda: lifecycle.cancel(OPEN, LATER), {"state": TicketState.CANCELLED, "closed_at": LATER, **RESTING}),
        (
            lambda: lifecycle.reopen(POLICY, CLOSED, LATER),
            {"state": TicketState.OPEN, "closed_at": None, "waiting_since": LATER, "next_step": EscalationStep.REMIND},
        ),
        (lambda: lifecycle.reopen(POLICY, lifecycle.escalate(OPEN, EscalationStep.ALARM, LATER), LATER), WAITING),
    ],
)
def test_a_transition_sets_what_it_says(transition: Transition, expected: dict[str, object]) -> None:
    ticket = transition()
    assert {name: getattr(ticket, name) for name in expected} == expected


@pytest.mark.parametrize("ticket", [NEW, OPEN, CLAIMED, ANSWERED, CLOSED, lifecycle.cancel(OPEN, LATER)])
def test_whoever_waits_has_a_deadline_and_nobody_else(ticket: Ticket) -> None:
    for after in (
        lifecycle.wait(POLICY, ticket, LATER),
        lifecycle.reopen(POLICY, ticket, LATER),
        lifecycle.answer(ticket, BUDI, LATER),
        lifecycle.close(ticket, LATER),
        lifecycle.cancel(ticket, LATER),
    ):
        assert bool(after.waiting_since) == bool(after.next_step) == bool(after.next_at)
        assert (after.closed_at is None) == (after.state is TicketState.OPEN)


def sets_by_hand(source: str) -> list[str]:
    """Return the fields of a ticket that a module's `replace(…)` calls set; `state` of other things is theirs."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    keywords = (
        word
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "replace"
        for word in call.keywords
    )
    return [
        word.arg
        for word in keywords
        if word.arg in FIELDS and not ast.unparse(word.value).startswith("BroadcastState.")
    ]


def test_no_other_module_changes_the_state_of_a_ticket_by_hand() -> None:
    """The finder itself is shown what it must find."""
    assert {field.name for field in fields(Ticket)} >= FIELDS
    assert sets_by_hand("replace(ticket, next_step=None)\nreplace(news, state=BroadcastState.ENDED)") == ["next_step"]
    home = Path(lifecycle.__file__)
    assert len(sets_by_hand(home.read_text())) > 10
    others = (path for path in Path(bot.helpdesk.__file__).parent.rglob("*.py") if path != home)
    found = {path.name: names for path in others if (names := sets_by_hand(path.read_text()))}
    assert found == {}
