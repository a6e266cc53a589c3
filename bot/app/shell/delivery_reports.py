"""What follows when outgoing messages have arrived or not: for their tickets, and for the record of who saw what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Copy, Delete, Outcome, React, Send
from bot.helpdesk.model.entities import Access, Address, TicketAndResident
from bot.helpdesk.model.events import Arrived, Undelivered
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Delivery, Result
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.cards import (
    StandingCards,
    arrived_late,
    in_group,
    topic_left,
    topic_opened,
    with_updated_cards,
)
from bot.helpdesk.tickets.delivery import hide_in_notification
from bot.helpdesk.tickets.escalation import on_arrived, on_undelivered
from bot.storage import queries
from bot.storage.unit import Unit


def accesses_from(results: Sequence[Result], now: datetime, policy: Policy) -> list[Access]:
    """Return which tickets were just shown to which officers: cards, further messages, photos; not mere notices."""
    officers = {chat.address: name for name, chat in policy.chats.items()}
    return [
        Access(now, who, action.ticket, action.purpose or "copy")
        for result in results
        if result.state is Delivery.SENT
        and isinstance(action := result.row.action, Send | Copy)
        and (who := officers.get(action.to) or _group_name(action.to, policy))
        and action.ticket is not None
        and (action.purpose or isinstance(action, Copy))
        and action.purpose not in {Purpose.ARRIVED, Purpose.HANDED, Purpose.RING}
    ]


def _group_name(address: Address, policy: Policy) -> str | None:
    """Return the name of an office's group: everybody in it may read what stands there."""
    office = policy.group_at(address)
    return in_group(office.id) if office else None


async def handle_delivery_result(unit: Unit, result: Result, now: datetime, policy: Policy) -> Outcome | None:
    """Decide what follows from one result for its ticket; None where nothing does."""
    action, row = result.row.action, result.row
    if isinstance(action, Delete) and action.purpose == Purpose.CLEARING:
        return _after_clearing(action, result)
    if isinstance(action, Acknowledge | React) or action.ticket is None:
        return None
    if not action.purpose and not isinstance(action, Copy):
        return None
    ticket = await unit.run(queries.tickets.numbered, action.ticket)
    resident = await unit.run(queries.residents.numbered, ticket.resident_id) if ticket else None
    if ticket is None:
        return None
    if resident is None:
        return arrived_late(result)
    if not action.purpose:
        return None
    about, heard = action.about, action.heard_at
    if result.state is Delivery.SENT:
        changed = result.message or isinstance(action, Delete)
        arrived = Arrived(row.id, action.purpose, ticket.id, action.to, result.message or "", about, heard)
        return await _after_arrival(unit, arrived, (ticket, resident), now, policy) if changed else None
    # a second silence is heard of even where the message is tried on; a card's officer counts as not reached
    second = result.counts or row.tries == 1 or action.purpose == Purpose.CARD
    unknown = result.state is Delivery.UNCERTAIN and row.repeat and second
    if result.state is Delivery.FAILED or unknown:
        reason = result.reason or "uncertain"
        lost = Undelivered(row.id, action.purpose, ticket.id, action.to, reason, about, heard)
        return await _after_loss(unit, lost, (ticket, resident), now, policy)
    return None


def _after_clearing(action: Delete, result: Result) -> Outcome | None:
    """Notify the resident when messages could not be cleared: one who is watched must not believe they were."""
    if result.state is not Delivery.FAILED or result.reason != "refused":
        return None
    return Outcome(actions=(Send(action.to, texts.CLEAR_LEFT, silent=True, asked_for=True),))


async def _after_arrival(
    unit: Unit, arrived: Arrived, pair: TicketAndResident, now: datetime, policy: Policy
) -> Outcome:
    ticket, resident = pair
    if arrived.purpose == Purpose.TOPIC:
        return topic_opened(arrived, pair, await unit.run(queries.tickets.lines_of, ticket.id), now, policy)
    outcome = on_arrived(arrived, pair, await unit.run(queries.outbox.sent_of, ticket.id), now, policy)
    return hide_in_notification(outcome, resident)


async def _after_loss(unit: Unit, lost: Undelivered, pair: TicketAndResident, now: datetime, policy: Policy) -> Outcome:
    ticket, resident = pair
    of_group = lost.purpose in {Purpose.TOPIC, Purpose.CARD, Purpose.FOLLOW_UP} and policy.group_at(lost.to)
    if of_group and (lost.reason != "uncertain" or lost.purpose == Purpose.TOPIC):
        return topic_left(lost, pair, await unit.run(queries.tickets.lines_of, ticket.id), now, policy)
    outcome = on_undelivered(lost, ticket, resident, now, policy)
    standing = StandingCards((ticket,), resident, {ticket.id: await unit.run(queries.outbox.sent_of, ticket.id)})
    return hide_in_notification(with_updated_cards(outcome, standing, now, policy), resident)
