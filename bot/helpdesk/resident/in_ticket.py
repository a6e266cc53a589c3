"""What is said in a ticket: while it is open, or as a reply to one of its messages. Courtesies are answered here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Action, Button, Outcome, React, Send
from bot.helpdesk.model.conversation_memory import YesOrNo
from bot.helpdesk.model.entities import Ticket, TicketState
from bot.helpdesk.model.events import Edited, Event, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.intake import begin_anew, join_ticket, joined_note
from bot.helpdesk.tickets.talk import asks, calls_off, is_farewell, is_politeness, is_sign
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import pleads
from bot.matching.entry import Decision

QUESTION_SEEN, ACKNOWLEDGED = "👀", "👍"
"""Reactions to what needs no words."""


def reply_in(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome:
    """Take a message as said in the ticket whose message it replies to, or which it changes.

    Thanks and an "ok" are courtesy there, too; a change of words wakes nobody who is done; and what comes long after
    the closing is a question of its own.
    """
    edited = isinstance(turn.event, Edited)
    if ticket.state is TicketState.OPEN:
        courtesy = None if edited else _courtesy(turn, ticket, decision)
        if courtesy:
            return courtesy
    elif edited:
        # its officer reads the new words; nobody waits for an answer to them
        known = _is_known(ticket, turn.policy)
        return replace(join_ticket(turn, ticket), tickets=()) if known else Outcome(resident=turn.resident)
    elif is_politeness(decision) or (is_sign(turn.words) and "?" not in turn.words):
        return _polite_afterwards(turn, ticket, decision)
    return begin_anew(turn, ticket) if is_over(ticket, turn.now, turn.policy) else join_ticket(turn, ticket)


def _polite_afterwards(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome:
    """Answer thanks, a greeting or an "ok" in a closed ticket, which stays closed."""
    event = turn.event
    back: Action = Send(event.address, texts.THANKS, ticket=ticket.id)
    if decision.act != "terima-kasih" and event.message:
        back = React(event.address, event.message, ACKNOWLEDGED)
    return Outcome(actions=(back,), resident=turn.resident, ticket=ticket.id)


def is_over(ticket: Ticket, now: datetime, policy: Policy) -> bool:
    """Return whether nothing can join the ticket any more: it was closed long ago, or its office is gone."""
    return not _is_known(ticket, policy) or not lifecycle.may_be_reopened(ticket, now, policy)


def _is_known(ticket: Ticket, policy: Policy) -> bool:
    return ticket.office in policy.directory.offices


def into_open_ticket(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome:
    """Take a message as said in the ticket that is open; a courtesy is answered, the rest is for its officer."""
    if courtesy := _courtesy(turn, ticket, decision):
        return courtesy
    joined = join_ticket(turn, ticket)
    return replace(joined, actions=(*joined.actions, joined_note(turn, ticket)))


def _courtesy(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome | None:
    """Answer thanks, "gak jadi", a greeting or an "ok" beside an open ticket; None for what its officer must read."""
    event = turn.event
    if is_farewell(decision, turn.words, ticket, turn.spoken):
        buttons = (
            (
                Button(texts.B_YES_DONE, Verb.DONE, (str(ticket.id),)),
                Button(texts.B_NOT_DONE, Verb.NOT_DONE, (str(ticket.id),)),
            ),
        )
        number = str(ticket.id)
        return Outcome(
            actions=(Send(event.address, f"{texts.THANKS}\n\n{texts.DONE_ASK}", buttons, ticket=ticket.id),),
            resident=turn.resident.remember(awaiting=YesOrNo((Verb.DONE, number), (Verb.NOT_DONE, number))),
            ticket=ticket.id,
        )
    if calls_off(decision, turn.words) and lifecycle.may_be_cancelled(ticket, turn.now, turn.policy):
        taken_back = Send(event.address, texts.CANCELLED.format(number=ticket.id), ticket=ticket.id)
        cancelled = (lifecycle.cancel(ticket, turn.now),)
        return Outcome(actions=(taken_back,), resident=turn.resident, tickets=cancelled, ticket=ticket.id)
    # "halo" of somebody in danger is answered with words, and "tolong pak" is for the officer
    polite = is_politeness(decision) and not ticket.at_risk and not pleads(turn.words)
    # who is tired of life is never answered by a sign alone
    nods = (is_sign(turn.words) or polite) and not ticket.despair
    if nods and isinstance(event, Wrote) and event.message:
        seen = React(event.address, event.message, QUESTION_SEEN if "?" in turn.words else ACKNOWLEDGED)
        awaited = ticket.at_risk or asks(turn.spoken)
        joined = join_ticket(turn, ticket) if awaited else Outcome(resident=turn.resident, ticket=ticket.id)
        return replace(joined, actions=(*joined.actions, seen))
    return None
