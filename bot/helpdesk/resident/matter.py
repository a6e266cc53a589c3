"""A question for the officer waits until its resident has named his village: then it goes to the right officer at once.

It is never lost: it goes to the first office with what else is asked for the officer, or after a while; where something
else is answered, the village is asked for once more. An early warning goes there at once, and moves with the village.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.helpdesk.model.actions import Acknowledge, Action, Outcome, Purpose, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event, Wrote
from bot.helpdesk.model.people import Pending, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment
from bot.helpdesk.resident import answer, documents
from bot.helpdesk.resident.message import Message
from bot.helpdesk.resident.village import regencies_page
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.delivery import hide_in_notification
from bot.helpdesk.tickets.intake import join_ticket, open_ticket
from bot.helpdesk.turn import ResidentContext, ResidentTurn
from bot.matching.entry import DecisionKind

PATIENCE = timedelta(minutes=10)
"""So long a question waits for the village's name."""


def hold_until_village_known(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Hold a new question back until the village is known. A call for help, or a warning, never waits for it."""
    person = outcome.resident or turn.resident
    ticket = next((one for one in outcome.tickets if not one.version and one.id == turn.fresh), None)
    free = (turn.policy.ask_consent and person.informed_at is None) or person.village or person.outside
    if ticket is None or ticket.at_risk or free or not turn.policy.directory.villages:
        return outcome
    text, buttons = regencies_page(turn.policy)
    if ticket.early_warning:
        ask = Send(turn.event.address, f"{texts.VILLAGE_AFTER}\n\n{text}", buttons, silent=True)
        return replace(outcome.then(ask), resident=person.remember(phase=Step.NAMING_VILLAGE))
    kept = tuple(action for action in outcome.actions if _stays(action, turn.event))
    besides = Outcome(actions=kept, feedback=outcome.feedback, tallies=outcome.tallies, notes=outcome.notes)
    if person.memory.pending:
        # what was held and what is said now become one ticket of the first office
        asking = turn.of(person).saying(ticket.question)
        opened = _opened(person.memory.pending, asking)
        joined = [join_ticket(asking.of(opened.resident or person), one) for one in opened.tickets]
        return besides.also(replace(opened, tickets=())).also(joined[0]) if joined else outcome
    line = outcome.lines[0]
    kind = line.attachment.kind if line.attachment else ""
    asked = any(isinstance(a, Send) and a.purpose == Purpose.RECEIPT_ASKED for a in outcome.actions)
    held = Pending(ticket.question, ticket.opened_at, line.message, kind, ticket.attempted, asked, ticket.about)
    waits = person.remember(pending=held, phase=Step.NAMING_VILLAGE, photos_of=turn.memory.photos_of)
    ask = Send(turn.event.address, f"{texts.VILLAGE_FIRST}\n\n{text}", buttons)
    return replace(besides.then(ask), resident=waits)


def _stays(action: Action, event: Event) -> bool:
    """Return whether the action says something besides the question: a checklist, a guided check."""
    if isinstance(action, Acknowledge):
        return True
    if not isinstance(action, Send) or action.to != event.address or action.ticket is not None:
        return False
    return all(button.verb != Verb.DOCUMENT for row in action.buttons for button in row)


def send_held_question(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Send the question that was held, once the village is known; until then ask for the village again."""
    person = outcome.resident
    pending = person.memory.pending if person else None
    if person is None or pending is None or outcome.erase is not None:
        return outcome
    if not (person.village or person.outside):
        # who went on to something else is told, once, that his question has not been sent yet
        urgent = any(ticket.at_risk for ticket in (*turn.tickets, *outcome.tickets) if ticket.is_open)
        asks_already = person.memory.phase == Step.NAMING_VILLAGE and isinstance(turn.event, Wrote)
        known = turn.memory.pending is None or pending.reminded or asks_already
        if urgent or known or not isinstance(turn.event, Wrote | Attached | Commanded):
            return outcome
        text, buttons = regencies_page(turn.policy)
        told = Send(turn.event.address, f"{texts.NOT_SENT_YET}\n\n{text}", buttons, silent=True)
        return replace(outcome.then(told), resident=person.remember(pending=replace(pending, reminded=True)))
    return outcome.also(_answered(pending, turn.of(person)) or _opened(pending, turn.of(person)))


def _answered(pending: Pending, turn: ResidentTurn[Event]) -> Outcome | None:
    """Answer the question that was held for want of the village alone: "siapa petugas desa kami"; None for others."""
    decision, known = turn.decided(pending.question), turn.policy.knowledge.entries
    says_it = all(known[entry].shown(turn.village).known for entry in decision.answers)
    if pending.asked or pending.kind or decision.outcome is not DecisionKind.ANSWER or not says_it:
        return None
    said = turn.remember(pending=None, phase=None).saying(pending.question)
    return answer.reply(Message(said, decision, said), "")


def send_unplaced(context: ResidentContext, now: datetime, policy: Policy) -> Outcome:
    """Send the question of a resident who has not named a village for so long to the first office."""
    resident, pending = context.resident, context.resident.memory.pending
    if pending is None or now - pending.at < PATIENCE:
        return Outcome()
    event = Event(resident.address, resident.name, pending.at, pending.message)
    return hide_in_notification(_opened(pending, context.turn(event, now, policy)), resident)


def _opened(pending: Pending, turn: ResidentTurn[Event]) -> Outcome:
    """Open the ticket of the question that was held."""
    turn = replace(turn.remember(pending=None, phase=None), target=None, tickets=(), about=pending.about)
    head = (turn.resident.address, turn.resident.name, pending.at, pending.message)
    sent = Attached(*head, Attachment(pending.kind, ""), pending.question)
    asking = turn.on(sent if pending.kind else Wrote(*head, pending.question)).saying(pending.question)
    opened = open_ticket(asking, attempted=pending.attempted, asked=pending.asked)
    if not pending.kind:
        return opened
    caption = "" if pending.about.kind else pending.question
    return documents.asked_about(opened, turn.on(replace(sent, caption=caption)))
