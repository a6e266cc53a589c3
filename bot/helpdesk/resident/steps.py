"""What is done to every event of a resident before a rule decides about it, and to every outcome afterwards.

The tables `RESIDENT_BEFORE` and `RESIDENT_AFTER` in `dispatch` say in which order; here are the steps that belong to no
other module.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.broadcasts import BroadcastCalledOff
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Event, Pressed, Started, Unblocked, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.resident import pii_guard, subscription
from bot.helpdesk.resident.data_requests import asks_to_clear
from bot.helpdesk.tickets.cards import StandingCards, with_updated_cards


def end_silence(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> tuple[ResidentContext, Event]:
    """End the silence around a resident who writes: he can be answered again."""
    resident = context.resident
    if resident.memory.hush and not isinstance(event, Blocked | Unblocked) and not asks_to_clear(event):
        context = context.of(replace(resident, memory=replace(resident.memory, hush=False)))
    return context, event


def unwrap_command(
    context: ResidentContext, event: Event, now: datetime, policy: Policy
) -> tuple[ResidentContext, Event]:
    """Take the words behind /petugas, and a call for help behind any command, for a message."""
    words = event.argument if isinstance(event, Commanded) else event.payload if isinstance(event, Started) else ""
    if " " not in words.strip():
        return context, event
    asks = isinstance(event, Commanded) and event.command == "petugas"
    if not asks and not context.decisions.of(policy.knowledge, words).alarming:
        return context, event
    if asks:
        context = context.of(
            replace(context.resident, memory=replace(context.resident.memory, awaiting=Awaited.QUESTION)),
        )
    reply_to = event.reply_to if isinstance(event, Commanded) else None
    return context, Wrote(event.address, event.name, event.at, event.message, words, reply_to)


def recalling(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> ResidentContext:
    """Read the question that the pressed button is about from the chat, where nothing may be remembered."""
    if context.resident.informed_at or not isinstance(event, Pressed) or event.quoted is None:
        return context
    _, quoted = pii_guard.mask_personal_data(context, event.quoted, now, policy)
    words = quoted.caption if isinstance(quoted, Attached) else quoted.text if isinstance(quoted, Wrote) else ""
    memory = replace(context.resident.memory, question=words.strip() or None)
    return replace(context, resident=replace(context.resident, memory=memory))


def offer_broadcasts(
    outcome: Outcome, context: ResidentContext, event: Event, now: datetime, policy: Policy
) -> Outcome:
    """Ask once, after the first answer, whether broadcasts of the village are wanted."""
    return subscription.offered(outcome, context, policy)


def call_off_broadcasts(
    outcome: Outcome, context: ResidentContext, event: Event, now: datetime, policy: Policy
) -> Outcome:
    """Call off broadcasts that wait for a resident who calls for help now, or clears the chat."""
    if asks_to_clear(event) or any(ticket.at_risk for ticket in outcome.tickets):
        return replace(outcome, outreach=(*outcome.outreach, BroadcastCalledOff(event.address)))
    return outcome


def add_masking_notice(
    outcome: Outcome, context: ResidentContext, event: Event, now: datetime, policy: Policy
) -> Outcome:
    """Say that a number was hidden, and hide its beginning in the open tickets, too."""
    if not context.masked:
        return outcome
    noticed = pii_guard.with_masking_notice(outcome, event, late=bool(context.earlier))
    return pii_guard.begun_before(noticed, context, context.earlier)


def update_cards(outcome: Outcome, context: ResidentContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Change every card that now reads otherwise."""
    standing = StandingCards(context.known, context.before or context.resident, context.sent)
    return with_updated_cards(outcome, standing, now, policy)
