"""What is done to every event of a resident before a rule decides about it, and to every outcome afterwards.

The tables `RESIDENT_BEFORE` and `RESIDENT_AFTER` in `dispatch` say in which order; here are the steps that belong to no
other module.
"""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.broadcasts import BroadcastCalledOff
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Event, Pressed, Started, Unblocked, Wrote
from bot.helpdesk.resident import pii_guard, subscription
from bot.helpdesk.resident.data_requests import asks_to_clear
from bot.helpdesk.tickets.cards import StandingCards, with_updated_cards
from bot.helpdesk.turn import E, ResidentTurn


def end_silence(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """End the silence around a resident who writes: he can be answered again."""
    silent = turn.resident.memory.hush and not isinstance(turn.event, Blocked | Unblocked)
    return turn.remember(hush=False) if silent and not asks_to_clear(turn.event) else turn


def unwrap_command(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Take the words behind /petugas, and a call for help behind any command, for a message."""
    event = turn.event
    words = event.argument if isinstance(event, Commanded) else event.payload if isinstance(event, Started) else ""
    if " " not in words.strip():
        return turn
    asks = isinstance(event, Commanded) and event.command == "petugas"
    if not asks and not turn.decided(words).alarming:
        return turn
    if asks:
        turn = turn.remember(awaiting=Awaited.QUESTION)
    reply_to = event.reply_to if isinstance(event, Commanded) else None
    return turn.on(Wrote(event.address, event.name, event.at, event.message, words, reply_to))


def recalling(turn: ResidentTurn[E]) -> ResidentTurn[E]:
    """Read the question that the pressed button is about from the chat, where nothing may be remembered."""
    if turn.resident.informed_at or not isinstance(turn.event, Pressed) or turn.event.quoted is None:
        return turn
    quoted = pii_guard.mask_personal_data(turn.on(turn.event.quoted)).event
    words = quoted.caption if isinstance(quoted, Attached) else quoted.text if isinstance(quoted, Wrote) else ""
    return turn.remember(question=words.strip() or None)


def offer_broadcasts(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Ask once, after the first answer, whether broadcasts of the village are wanted."""
    return subscription.offered(outcome, turn)


def call_off_broadcasts(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Call off broadcasts that wait for a resident who calls for help now, or clears the chat."""
    if asks_to_clear(turn.event) or any(ticket.at_risk for ticket in outcome.tickets):
        return replace(outcome, outreach=(*outcome.outreach, BroadcastCalledOff(turn.event.address)))
    return outcome


def add_masking_notice(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Say that a number was hidden, and hide its beginning in the open tickets, too."""
    if not turn.masked:
        return outcome
    noticed = pii_guard.with_masking_notice(outcome, turn.event, late=bool(turn.earlier))
    return pii_guard.begun_before(noticed, turn, turn.earlier)


def update_cards(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Change every card that now reads otherwise."""
    standing = StandingCards(turn.known, turn.before or turn.resident, turn.sent)
    return with_updated_cards(outcome, standing, turn.now, turn.policy)
