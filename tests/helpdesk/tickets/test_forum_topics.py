"""Where a ticket stands when the office works in a group, and the group is slower than the people, or takes nothing."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import MarkTopic, Send
from bot.helpdesk.model.alerts import Alert, Kind
from bot.helpdesk.model.entities import Address, EscalationStep, TicketState
from bot.helpdesk.model.events import Arrived, Undelivered
from bot.helpdesk.model.policy import PENDING, Policy
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.tickets.cards import topic_left, topic_opened
from bot.helpdesk.tickets.escalation import on_due
from tests.helpdesk.desk import MONDAY, make_ticket, siti, small_policy

GROUP = Address("telegram", "-1001")
PLACE = Address("telegram", "-1001/55")


def group_desk() -> Policy:
    policy = small_policy()
    offices = {**policy.directory.offices, "barat": replace(policy.directory.offices["barat"], group=GROUP)}
    return replace(policy, directory=replace(policy.directory, offices=offices))


POLICY = group_desk()
EMPTY = replace(POLICY, chats={})
OPENED = Arrived(1, Purpose.TOPIC, 12, GROUP, "55", None)
REFUSED = Undelivered(1, Purpose.TOPIC, 12, GROUP, "refused", None)


def test_a_topic_that_opens_after_its_ticket_was_closed_is_closed_too() -> None:
    for state in (TicketState.CLOSED, TicketState.CANCELLED):
        ended = make_ticket(topic=PENDING, state=state, closed_at=MONDAY, waiting_since=None)
        outcome = topic_opened(OPENED, (ended, siti()), (), MONDAY, POLICY)
        assert outcome.actions[-1] == MarkTopic(PLACE, is_open=False)
    standing = topic_opened(OPENED, (make_ticket(topic=PENDING), siti()), (), MONDAY, POLICY)
    assert not any(isinstance(action, MarkTopic) for action in standing.actions)


def test_a_ticket_whose_group_takes_nothing_goes_to_its_officers_own_chats() -> None:
    outcome = topic_left(REFUSED, (make_ticket(topic=PENDING), siti()), (), MONDAY, POLICY)
    assert [action.to for action in outcome.actions if isinstance(action, Send) and action.purpose == Purpose.CARD] == [
        POLICY.chats["budi"].address
    ]
    assert not outcome.alerts


def test_a_ticket_that_reaches_neither_group_nor_officer_is_an_alert() -> None:
    outcome = topic_left(REFUSED, (make_ticket(topic=PENDING), siti()), (), MONDAY, EMPTY)
    assert outcome.alerts == (Alert(Kind.UNREACHED, "12"),)


def test_a_topic_whose_officers_never_joined_is_an_alert_at_the_deadline() -> None:
    waiting = make_ticket(topic="-1001/55", next_step=EscalationStep.REMIND, next_at=MONDAY)
    outcome = on_due(waiting, siti(), MONDAY, EMPTY)
    assert outcome.alerts == (Alert(Kind.UNANSWERED, "12"),)
    (moved,) = outcome.tickets
    assert moved.next_step is EscalationStep.DEPUTY
