"""How messages reach people: covered on a shared phone, withheld in silence, few sounds in a burst of cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.helpdesk.model.actions import Action, Button, Copy, Edit, Outcome, Priority, Purpose, React, Rows, Send, pieces
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.markup import COVER_OFF, COVER_ON, MESSAGE_LENGTH, fits
from bot.helpdesk.model.people import Address, Resident
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.store import OutboxRow
from bot.helpdesk.model.ticket import QueueView, Ticket
from bot.helpdesk.texts import officer as officer_texts, resident as texts
from bot.helpdesk.tickets.cards import to_card
from bot.helpdesk.turn import ResidentTurn

ROOM = MESSAGE_LENGTH - len(texts.COVERED) - 8
"""What a covered message has left for what it covers."""


def cover_on_shared_phone(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Cover what is of a ticket or a danger in the answer to the resident's own message, which he has asked for."""
    return _covered(
        _asked_for(outcome, turn.resident),
        turn.resident,
        lambda one: one.ticket is not None or (isinstance(one, Send) and one.priority is Priority.EMERGENCY),
    )


def hide_in_notification(outcome: Outcome, resident: Resident | None) -> Outcome:
    """Cover, or hold back, what comes to a resident without his having written just now.

    While he cannot answer safely only an officer's own word goes out; notices stay away, as was promised to him.
    """
    if resident is None:
        return outcome
    if resident.memory.hush:
        his = [one for one in outcome.actions if isinstance(one, Send) and one.to == resident.address]
        notices = [one for one in his if one.purpose in {Purpose.NONE, Purpose.MOVED} and one.about is None]
        kept = tuple(one for one in outcome.actions if one not in notices)
        outcome = _asked_for(replace(outcome, actions=kept), resident)
    return _covered(outcome, resident, lambda _: True)


def may_leave(row: OutboxRow) -> bool:
    """Return whether it may be sent to a resident who cannot answer safely: in answer to what he has just done.

    What changes or deletes a message makes no sound; a sign on the resident's own message does.
    """
    if isinstance(row.action, Send | Copy):
        return row.action.asked_for and not row.repeat and not row.late
    return not isinstance(row.action, React)


def covered_if_late(row: OutboxRow) -> OutboxRow:
    """Cover and silence a resident's first aid that comes again, or late: somebody else may hold the phone by then."""
    action, late = row.action, row.repeat or row.late
    if not late or not isinstance(action, Send) or not action.asked_for or action.priority is not Priority.EMERGENCY:
        return row
    return replace(row, action=replace(action, text=cover(action.text), silent=True))


def _asked_for(outcome: Outcome, resident: Resident) -> Outcome:
    """Mark what the resident gets as asked for."""
    return outcome.altered(lambda one: isinstance(one, Send | Copy) and one.to == resident.address, asked_for=True)


def _covered(outcome: Outcome, resident: Resident, chosen: Callable[[Send | Edit], bool]) -> Outcome:
    if not resident.memory.discreet:
        return outcome
    actions: list[Action] = []
    for action in outcome.actions:
        if isinstance(action, Copy) and action.to == resident.address:
            # a photo cannot be covered, but its caption can, and it need not ring
            actions.append(replace(action, silent=True, caption=action.caption and cover(action.caption)))
        elif not isinstance(action, Send | Edit) or action.to != resident.address or not chosen(action):
            actions.append(action)
        elif isinstance(action, Send):
            actions += [replace(part, text=cover(part.text), silent=True) for part in pieces(action, ROOM)]
        else:
            actions.append(replace(action, text=cover(action.text)))
    return replace(outcome, actions=tuple(actions))


def cover(text: str) -> str:
    """Put the text behind a cover, once, under a first line that gives nothing away."""
    return text if text.startswith(texts.COVERED) else f"{texts.COVERED}\n{COVER_ON}{text}{COVER_OFF}"


RINGING = 3
"""Cards of a burst that ring; forty more would only teach the officer to switch the sound off."""
SUMMARY_AFTER = timedelta(minutes=2)
"""How long after the first silent card the summary comes: most of a burst is in by then."""


def new_card(outcome: Outcome) -> Ticket | None:
    """Return the ordinary ticket that has just been opened, where the outcome shows it to an officer."""
    shows = any(isinstance(action, Send) and action.purpose == Purpose.CARD for action in outcome.actions)
    new = next((ticket for ticket in outcome.tickets if not ticket.version), None)
    return new if shows and new and not new.emergency else None


def batch_notifications(
    outcomes: Sequence[Outcome], before: Mapping[str, int], policy: Policy
) -> tuple[tuple[Outcome, ...], frozenset[str]]:
    """Silence the cards past the third of a burst; return the outcomes and the officers who are owed a summary.

    `before`: how many tickets of a burst each officer had already. Emergencies always ring.
    """
    rung = Counter({chat: count for name, count in before.items() if (chat := policy.chat(name))})
    owed, done = set[str](), list[Outcome]()
    for outcome in outcomes:
        ticket = new_card(outcome)
        done.append(ring_for_few(outcome, rung) if ticket else outcome)
        if ticket and (chat := policy.chat(ticket.officer)) and rung[chat] > RINGING:
            owed.add(ticket.officer)
    return tuple(done), frozenset(owed)


def ring_for_few(outcome: Outcome, rung: Counter[Address]) -> Outcome:
    """Silence what reminds officers of tickets past the third of one moment. `rung`: how many each chat has had."""
    calm = [one for one in outcome.actions if isinstance(one, Send) and one.priority is not Priority.EMERGENCY]
    shows = [one.to for one in calm if one.purpose in {Purpose.FOLLOW_UP, Purpose.CARD}]
    full = {to for to in shows if rung[to] >= RINGING}
    rung.update(shows)
    return outcome.altered(lambda one: (one in calm or isinstance(one, Copy)) and one.to in full, silent=True)


def waiting(officer: Officer, tickets: Sequence[Ticket], now: datetime, policy: Policy, *, begins: bool) -> Outcome:
    """Say in one message what waits for this officer; nothing where nobody does. `tickets`: his office's open ones.

    `begins`: all of it, with which his day begins; else what has come in, of which emergencies ring by themselves.
    """
    counts = [one for one in tickets if begins or not one.emergency]
    mine = [one for one in counts if officer.id == ((begins and one.claimed_by) or one.officer)]
    waiting = sorted((since, one.id, one.emergency) for one in mine if (since := one.waiting_since))
    chat, urgent = policy.chat(officer.id), sum(emergency for *_, emergency in waiting)
    if not waiting or chat is None:
        return Outcome()
    text = officer_texts.MORNING if begins else officer_texts.BURST
    values = {"count": len(waiting), "urgent": urgent, "waiting": len(waiting) - urgent}
    moment = policy.directory.offices[officer.office].hours.moment(waiting[0][0], now)
    longest, view = waiting[0][1], QueueView.MINE if begins else QueueView.WAITING
    rows: Rows = ((to_card(longest), Button(officer_texts.B_QUEUE, Verb.QUEUE, (view,))),)
    return Outcome(actions=(Send(chat, text.format(**values, number=longest, since=moment), rows),))


def may_join(action: Action) -> bool:
    """Return whether it may join the message of its ticket before it: a further message, or a quiet receipt."""
    if not isinstance(action, Send) or action.ticket is None or action.buttons:
        return False
    receipt = action.silent and not action.purpose and not action.reply_to
    return receipt or action.purpose in {Purpose.FOLLOW_UP, Purpose.MOVED}


def joined(earlier: Action, later: Action) -> Send | None:
    """Join both messages of a ticket; None where they are of two kinds, or too long together.

    `earlier`: the last one for that chat, and not sent yet; `later`: may join. A receipt that says the same again is
    said once.
    """
    if not isinstance(earlier, Send) or not isinstance(later, Send):
        return None
    if later.purpose != Purpose.FOLLOW_UP:
        return later if earlier == later or earlier.purpose == later.purpose == Purpose.MOVED else None
    if replace(earlier, text="", silent=False, about=later.about) != replace(later, text="", silent=False):
        return None
    head, _, words = later.text.partition("\n")
    text = f"{earlier.text}\n{words if words and earlier.text.startswith(head) else later.text}"
    return replace(earlier, text=text, silent=earlier.silent and later.silent) if fits(text) else None
