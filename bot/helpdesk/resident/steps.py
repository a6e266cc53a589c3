"""What is done to every event of a resident before a rule decides about it, and to every outcome afterwards.

The tables `RESIDENT_BEFORE` and `RESIDENT_AFTER` in `dispatch` say in which order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from bot.helpdesk.detection.pii import Kind
from bot.helpdesk.guided_checks.dialog import with_resume_prompt, without_expired_check
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Event, Pressed, Started, Unblocked, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.resident import consent, pending_question, pii_guard, subscription
from bot.helpdesk.resident.data_requests import asks_to_clear
from bot.helpdesk.tickets.cards import StandingCards, with_updated_cards, withdrawn
from bot.helpdesk.tickets.discreet_delivery import hide_in_reply


class Request(NamedTuple):
    """One event of a resident on its way through the tables.

    `before`: the resident as he was stored. `hidden`: the kinds of numbers that were masked in the event, `earlier`:
    what he said before that holds the beginning of such a number, and how it reads now.
    """

    context: ResidentContext
    event: Event
    now: datetime
    policy: Policy
    before: Resident
    hidden: frozenset[Kind] = frozenset()
    earlier: Mapping[str, str] = MappingProxyType({})


def mask_name(request: Request) -> Request:
    """Hide a number in the person's name, which officers read on every card."""
    context, event = pii_guard.unnumbered(request.context, request.event)
    return request._replace(context=context, event=event)


def forget_expired_check(request: Request) -> Request:
    """Drop a guided check that nobody goes on with."""
    context = request.context
    return request._replace(context=context.of(without_expired_check(context.resident, request.now)))


def end_silence(request: Request) -> Request:
    """End the silence around a resident who writes: he can be answered again."""
    resident, event = request.context.resident, request.event
    if not resident.memory.hush or isinstance(event, Blocked | Unblocked) or asks_to_clear(event):
        return request
    heard = replace(resident, memory=replace(resident.memory, hush=False))
    return request._replace(context=request.context.of(heard))


def unwrap_command(request: Request) -> Request:
    """Take the words behind /petugas, and a call for help behind any command, for a message."""
    context, event = request.context, request.event
    words = event.argument if isinstance(event, Commanded) else event.payload if isinstance(event, Started) else ""
    if " " not in words.strip():
        return request
    asks = isinstance(event, Commanded) and event.command == "petugas"
    if not asks and not context.decisions.of(request.policy.knowledge, words).alarming:
        return request
    if asks:
        context = context.of(
            replace(context.resident, memory=replace(context.resident.memory, awaiting=Awaited.QUESTION)),
        )
    reply_to = event.reply_to if isinstance(event, Commanded) else None
    wrote = Wrote(event.address, event.name, event.at, event.message, words, reply_to)
    return request._replace(context=context, event=wrote)


def mask_personal_data(request: Request) -> Request:
    """Hide numbers that name a person before any rule sees them."""
    guarded = pii_guard.guarded(request.context, request.event, request.policy)
    return request._replace(
        context=guarded.context, event=guarded.event, hidden=guarded.hidden, earlier=guarded.earlier
    )


def recalling(context: ResidentContext, event: Event, policy: Policy) -> ResidentContext:
    """Read the question that the pressed button is about from the chat, where nothing may be remembered."""
    if context.resident.informed_at or not isinstance(event, Pressed) or event.quoted is None:
        return context
    quoted = pii_guard.guarded(context, event.quoted, policy).event
    words = quoted.caption if isinstance(quoted, Attached) else quoted.text if isinstance(quoted, Wrote) else ""
    memory = replace(context.resident.memory, question=words.strip() or None)
    return replace(context, resident=replace(context.resident, memory=memory))


def add_resume_prompt(outcome: Outcome, request: Request) -> Outcome:
    """Show the way back to a guided check that the message was not for."""
    return with_resume_prompt(outcome, request.context, request.event, request.now, request.policy)


def hold_until_village_known(outcome: Outcome, request: Request) -> Outcome:
    """Ask for the village before anything but a call for help goes to an officer."""
    return pending_question.hold(outcome, request.context, request.event, request.now, request.policy)


def send_held_question(outcome: Outcome, request: Request) -> Outcome:
    """Send the question that waited for the village's name."""
    return pending_question.release(outcome, request.context, request.event, request.now, request.policy)


def offer_broadcasts(outcome: Outcome, request: Request) -> Outcome:
    """Ask once, after the first answer, whether broadcasts of the village are wanted."""
    return subscription.offered(outcome, request.context, request.policy)


def call_off_broadcasts(outcome: Outcome, request: Request) -> Outcome:
    """Send no broadcast to a resident who calls for help or clears the chat."""
    return subscription.hushed(outcome, request.event, clears=asks_to_clear(request.event))


def add_masking_notice(outcome: Outcome, request: Request) -> Outcome:
    """Say that a number was hidden, and hide its beginning in the open tickets, too."""
    if not request.hidden:
        return outcome
    noticed = pii_guard.with_masking_notice(outcome, request.event, late=bool(request.earlier))
    return pii_guard.begun_before(noticed, request.context, request.earlier)


def add_privacy_notice(outcome: Outcome, request: Request) -> Outcome:
    """Say what is stored, or ask for consent, before anything is stored for the first time."""
    if request.context.resident.informed_at is not None:
        return outcome
    return consent.first_contact(outcome, request.context, request.event, request.now, request.policy)


def update_cards(outcome: Outcome, request: Request) -> Outcome:
    """Change every card that now reads otherwise."""
    context = request.context
    standing = StandingCards(context.known, request.before, context.sent)
    return with_updated_cards(outcome, standing, request.now, request.policy)


def empty_cards_of_the_erased(outcome: Outcome, request: Request) -> Outcome:
    """Empty the cards of a resident who has asked to be erased."""
    return withdrawn(outcome, request.context)


def cover_on_shared_phone(outcome: Outcome, request: Request) -> Outcome:
    """Cover what others must not read on the resident's phone."""
    return hide_in_reply(outcome, request.context.resident)
