"""Before the first storage: what is stored is said, and where the office wants it, agreed to with a button.

While the button is awaited nothing is stored beyond what delivery needs. The pending question waits where it is
already, in the resident's own message: the message with the button quotes it, and so it comes back with the press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Priority, Rows, Send, Verdict
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Resident, TicketState
from bot.helpdesk.model.events import Blocked, Event, Pressed, Started, Unblocked
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.model.visits import ReminderSet
from bot.helpdesk.resident.data_requests import asks_to_clear
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import NEEDS_HELP
from bot.helpdesk.turn import OfficerTurn, ResidentTurn

NEED_THE_QUESTION = frozenset({Verb.ASK_OFFICER, Verb.DANGER, Verb.ASK_TO_VERIFY})
"""Buttons that take up what the resident wrote: the message above them must quote it while nothing is remembered."""
OF_ATTACHMENTS = frozenset({Verb.DOCUMENT, Verb.CONTACT})
"""Buttons about a photo, a file or a contact, which the message above them quotes."""


def add_privacy_notice(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Tell somebody for the first time what is stored about him, or ask for consent; a call for help never waits."""
    if turn.resident.informed_at is not None:
        return outcome
    if any(ticket.at_risk for ticket in (*outcome.tickets, *turn.tickets)):
        return outcome
    if turn.policy.ask_consent:
        return _withheld(outcome, turn)
    if outcome.resident is None or isinstance(turn.event, Blocked | Unblocked):
        return outcome
    return _with_notice(outcome, outcome.resident, turn.now)


def informed_afterwards(outcome: Outcome, turn: OfficerTurn[Event]) -> Outcome:
    """Send the notice, where that is safe, to a resident who was helped before it, once his ticket is closed."""
    resident = outcome.resident or turn.resident
    closed = any(ticket.state is TicketState.CLOSED for ticket in outcome.tickets)
    if resident is None or resident.informed_at or resident.memory.hush or not closed:
        return outcome
    return _with_notice(outcome, resident, turn.now)


def _with_notice(outcome: Outcome, resident: Resident, now: datetime) -> Outcome:
    """Put the notice under the last message to the resident, unless it stands in one already or something is urgent."""
    notice = texts.STORED
    to_him = [a for a in outcome.actions if isinstance(a, Send | Edit) and a.to == resident.address]
    informed = replace(resident, informed_at=now)
    if any(notice in action.text for action in to_him):
        return replace(outcome, resident=informed)
    sends = [a for a in to_him if isinstance(a, Send)]
    if any(send.priority is Priority.EMERGENCY for send in sends):
        return outcome
    if not sends:
        # a page that was turned, a thumb: nothing of it is worth storing about somebody who has not got the notice yet
        return outcome if resident.id else replace(outcome, resident=None, feedback=())
    if sends[-1].purpose:
        # a receipt is rewritten in a moment
        actions = (*outcome.actions, Send(resident.address, notice, silent=True))
    else:
        last = replace(sends[-1], text=f"{sends[-1].text}\n\n{notice}")
        actions = _changed(outcome, lambda a: last if a is sends[-1] else a)
    return replace(outcome, actions=actions, resident=informed)


def _withheld(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Store nothing: let a public answer go out as it is; show the button for what would have to be stored."""
    wanted = _wanted(outcome, turn)
    if wanted is not None:
        return _asked(outcome, turn.event, wanted, turn.policy)
    source = _source(turn.event)

    def quoting(action: Action) -> Action:
        takes_up = isinstance(action, Send) and any(b.verb in NEED_THE_QUESTION for row in action.buttons for b in row)
        return replace(action, reply_to=source) if takes_up and isinstance(action, Send) else action

    return replace(outcome, actions=_changed(outcome, quoting), resident=_kept(outcome, turn), feedback=())


def _kept(outcome: Outcome, turn: ResidentTurn[Event]) -> Resident | None:
    """Keep, of somebody who was once helped in danger, no more than how to reach and spare him."""
    if not turn.resident.id or outcome.resident is None:
        return None
    kept = replace(turn.resident, blocked_at=outcome.resident.blocked_at)
    return replace(kept, memory=outcome.resident.memory) if asks_to_clear(turn.event) else kept


def _wanted(outcome: Outcome, turn: ResidentTurn[Event]) -> tuple[str, ...] | None:
    """Return what would go on after the button, as its arguments; None where nothing needs to be stored."""
    before, after = turn.resident, outcome.resident
    if outcome.tickets and isinstance(turn.event, Pressed):
        return ("kirim",) if turn.event.verb in OF_ATTACHMENTS else (Verb.ASK_OFFICER,)
    if outcome.tickets:
        return ("ulang",)
    if after is None:
        return None
    if after.village and after.village != before.village:
        return (Verb.VILLAGE, after.village)
    if after.outside and not before.outside:
        return (Verb.OUTSIDE,)
    if after.memory.check and before.memory.check is None:
        return (Verb.CHECK_BEGIN, after.memory.check.check)
    if reminder := next((one for one in outcome.outreach if isinstance(one, ReminderSet)), None):
        return (Verb.REMINDER, str(reminder.visit))
    if after.news and not before.news:
        return (Verb.SUBSCRIPTION,)
    return ("tulis",) if after.memory.awaiting == Awaited.QUESTION else None


def _asked(outcome: Outcome, event: Event, wanted: tuple[str, ...], policy: Policy) -> Outcome:
    agree: Rows = ((Button(privacy_texts.B_AGREE, Verb.AGREE, wanted),),)
    greeting = next((a for a in outcome.actions if isinstance(a, Send) and a.to == event.address), None)
    if isinstance(event, Started) and greeting:
        text = f"{greeting.text}\n\n{privacy_texts.AGREE_LATER}"
        return Outcome(actions=(replace(greeting, text=text, buttons=(*agree, *greeting.buttons)),))
    about: dict[str, str] = {
        Verb.VILLAGE: privacy_texts.AGREE_TO_PLACE,
        Verb.OUTSIDE: privacy_texts.AGREE_TO_PLACE,
        Verb.CHECK_BEGIN: privacy_texts.AGREE_TO_CHECK,
        Verb.SUBSCRIPTION: privacy_texts.AGREE_TO_BROADCASTS,
        Verb.REMINDER: privacy_texts.AGREE_TO_REMINDER,
    }
    text = privacy_texts.agree_first(about.get(wanted[0], privacy_texts.AGREE_TO_SEND), policy.keep.days)
    # a wish to write to the officer is no question yet, so there is nothing to quote
    source = None if wanted == ("tulis",) else _source(event)
    helping = tuple(a for a in outcome.actions if isinstance(a, Send) and NEEDS_HELP in a.buttons)
    quoting = tuple(replace(send, reply_to=source) for send in helping)
    return Outcome(actions=(Send(event.address, text, agree, reply_to=source), *quoting))


def _source(event: Event) -> str | None:
    """Return the resident's own message that this is about."""
    if isinstance(event, Pressed):
        return event.quoted.message if event.quoted else None
    return event.message


def _changed(outcome: Outcome, change: Callable[[Action], Action]) -> tuple[Action, ...]:
    return tuple(change(action) for action in outcome.actions)


def thanked(outcome: Outcome, event: Pressed, resident: Resident) -> Outcome:
    """Remove the pressed button from what goes on after it, and store the resident as one who agreed."""
    known = replace(outcome.resident or resident, informed_at=resident.informed_at)
    rest = tuple(action for action in outcome.actions if not isinstance(action, Acknowledge))
    shown: tuple[Action, ...] = ()
    if event.message and not any(isinstance(a, Edit) and a.message == event.message for a in rest):
        shown = (Edit(event.address, event.message, privacy_texts.AGREED),)
    verdict = outcome.verdict if outcome.tickets else Verdict.ANSWERED
    return replace(outcome, verdict=verdict, actions=(*shown, *rest), resident=known)
