"""Group mode: an office that works in a group has one topic for each ticket, with the same actions as in private chats.

A topic is an address of its own: the group's id, a slash, and the topic's id. A ticket remembers where its topic is;
while it has none, and when the group does not take one, its officers read it in their own chats.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Action, Copy, MarkTopic, OpenTopic, Outcome, Priority, Send, Verdict
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.entities import Address, Author, Line, Ticket, TicketAndResident, TicketState
from bot.helpdesk.model.events import Arrived, Attached, Commanded, Event, Pressed, Undelivered, Wrote
from bot.helpdesk.model.policy import PENDING, Policy
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import card_buttons, card_text
from bot.helpdesk.tickets.lifecycle import ticket_alert

CAPTIONED = frozenset({"photo", "voice", "audio", "video", "document", "animation"})
"""What can carry a caption."""


def with_topic(policy: Policy, ticket: Ticket) -> tuple[Ticket, tuple[Action, ...]]:
    """Open a topic for the ticket where its office works in a group; leave it without one elsewhere."""
    group = policy.directory.offices[ticket.office].group
    if group is None:
        return replace(ticket, topic=None), ()
    priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
    name = officer_texts.topic_name(ticket, policy.directory)
    return replace(ticket, topic=PENDING), (OpenTopic(group, name, ticket.id, Purpose.TOPIC, priority=priority),)


def opened(event: Arrived, pair: TicketAndResident, lines: Iterable[Line], now: datetime, policy: Policy) -> Outcome:
    """Put the ticket's card, and everything that was said meanwhile, into the topic that has been opened."""
    ticket, resident = pair
    place = Address(event.to.channel, f"{event.to.chat}/{event.message}")
    placed = replace(ticket, topic=place.chat)
    shown = _everything(policy, (placed, resident), lines, (place,), now)
    # what was closed or taken back meanwhile has its topic closed like any other
    closing = () if ticket.state is TicketState.OPEN else (MarkTopic(place, is_open=False),)
    return Outcome(actions=(*shown, *closing), tickets=(placed,))


def left(event: Undelivered, pair: TicketAndResident, lines: Iterable[Line], now: datetime, policy: Policy) -> Outcome:
    """Go on in the officers' own chats, since the group takes no topic, or no longer has this one."""
    ticket, resident = pair
    private = replace(ticket, topic=None)
    if ticket.topic is None or ticket.state is not TicketState.OPEN:
        return Outcome(tickets=(private,) if ticket.topic is not None else ())
    places = tuple(policy.chats[person.id].address for person in policy.concerned(private, resident))
    note = f"ticket {ticket.id}: the group of office {ticket.office} did not take a message ({event.reason})"
    shown = _everything(policy, (private, resident), lines, places, now)
    alerts = () if places else (ticket_alert(Kind.UNREACHED, ticket, policy),)
    return Outcome(actions=shown, tickets=(private,), notes=(note,), alerts=alerts)


def _everything(
    policy: Policy, pair: TicketAndResident, lines: Iterable[Line], places: tuple[Address, ...], now: datetime
) -> tuple[Action, ...]:
    ticket, resident = pair
    text, buttons = card_text(policy, ticket, resident, now), card_buttons(policy, ticket)
    priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
    said = [line for line in lines if line.author is Author.RESIDENT]
    actions: list[Action] = []
    for place in places:
        actions.append(Send(place, text, buttons, ticket=ticket.id, purpose=Purpose.CARD, priority=priority))
        for number, line in enumerate(said):
            if number:
                body = officer_texts.follow_up(ticket, resident, line.text)
                actions.append(Send(place, body, ticket=ticket.id, purpose=Purpose.FOLLOW_UP, silent=True))
            if line.attachment and line.address and line.message:
                actions.append(_copy(place, line, line.address, line.message))
    return tuple(actions)


def _copy(place: Address, line: Line, source: Address, message: str) -> Copy:
    """Copy the photo… of a line, without the caption that stands above it already."""
    captioned = line.attachment and line.attachment.kind in CAPTIONED
    return Copy(place, source, message, line.ticket, silent=True, caption="" if captioned else None)


def with_topics(outcome: Outcome, before: Iterable[Ticket], policy: Policy) -> Outcome:
    """Open the topics of reopened tickets first, and close those of closed tickets last.

    `before`: the tickets as they were.
    """
    were_open = {ticket.id: ticket.state is TicketState.OPEN for ticket in before}
    first: list[MarkTopic] = []
    last: list[MarkTopic] = []
    for ticket in outcome.tickets:
        is_open, group = ticket.state is TicketState.OPEN, policy.directory.offices[ticket.office].group
        if ticket.topic and group and were_open.get(ticket.id, is_open) is not is_open:
            mark = MarkTopic(Address(group.channel, ticket.topic), is_open)
            (first if is_open else last).append(mark)
    return replace(outcome, actions=(*first, *outcome.actions, *last)) if first or last else outcome


def stranger(event: Event) -> Outcome:
    """Tell somebody in the office's group who is no officer of it that nothing of his goes to a resident."""
    if isinstance(event, Pressed):
        return Outcome(actions=(Acknowledge(event.address, event.callback, officer_texts.NOT_AN_OFFICER),))
    if isinstance(event, Wrote | Attached | Commanded):
        return Outcome(actions=(Send(event.address, officer_texts.NOT_AN_OFFICER, reply_to=event.message),))
    return Outcome(verdict=Verdict.IGNORED)
