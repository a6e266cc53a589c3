"""A ticket's transitions: who has it, whether its resident waits, what falls due when; and the talk that is held in it.

Elsewhere only marks are set: of a card that has arrived, of a mistake. What a transition means for the audit is read
from the ticket before and after it (`model/ticket.py:happened`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.ticket import Author, EscalationStep, Line, Ticket, TicketState, is_note
from bot.helpdesk.texts.officer import WITHDRAWN_LINE
from bot.helpdesk.turn import ResidentTurn


def deadline(policy: Policy, ticket: Ticket, step: EscalationStep, since: datetime) -> datetime:
    """Return when `step` falls due for a ticket that waits since then: office hours; emergencies round the clock."""
    delays = policy.emergency if ticket.emergency else policy.ordinary
    steps = (EscalationStep.REMIND, EscalationStep.DEPUTY, EscalationStep.SUPERVISOR)
    waits = dict(zip(steps, (delays.remind, delays.deputy, delays.supervisor), strict=True))
    wait = waits.get(step, 2 * delays.supervisor)
    return since + wait if ticket.emergency else policy.directory.offices[ticket.office].hours.add(since, wait)


def wait(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """Let the resident wait for a word from now on (or from earlier, if he already did), and open what was closed."""
    if ticket.next_step and ticket.waiting_since:
        return ticket
    since = ticket.waiting_since or now
    waiting = replace(ticket, state=TicketState.OPEN, closed_at=None, waiting_since=since, tried=())
    return escalate(waiting, EscalationStep.REMIND, deadline(policy, ticket, EscalationStep.REMIND, since))


def reopen(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """Begin escalation again at its first step: the question is not answered after all."""
    return wait(policy, replace(ticket, next_step=None), now)


def assign(ticket: Ticket, to: Officer) -> Ticket:
    """Give the ticket to an officer by a person's decision: nobody has claimed it, and all can be asked again."""
    return replace(ticket, officer=to.id, office=to.office, claimed_by=None, tried=())


def hand_over(policy: Policy, ticket: Ticket, to: Officer, now: datetime, back_after: timedelta | None) -> Ticket:
    """Hand the ticket to a colleague, who gives it back by itself if he does not take it up in time.

    `back_after`: for so long his office is open till then; None where it stays, and he is reminded.
    """
    handed = assign(ticket, to)
    if ticket.emergency or ticket.waiting_since is None:
        return handed
    at = policy.directory.offices[handed.office].hours.add(now, back_after or policy.ordinary.remind)
    return escalate(handed, EscalationStep.RETURN if back_after else EscalationStep.REMIND, at)


def reassign(ticket: Ticket, to: Officer, lent_by: str = "") -> Ticket:
    """Give the ticket to another officer by the settings; he has not had its card yet.

    `lent_by`: who is on leave, which `tried` notes; who handles an emergency keeps it meanwhile.
    """
    given = replace(assign(ticket, to), carded_at=None, rung_at=None)
    kept = ticket.claimed_by if lent_by and ticket.emergency else None
    return replace(mark_tried(given, lent_by), claimed_by=kept) if lent_by else given


def mark_tried(ticket: Ticket, *officers: str) -> Ticket:
    """Remember that these officers could not be reached or did not answer."""
    return replace(ticket, tried=tuple(dict.fromkeys((*ticket.tried, *officers))))


def pass_on(ticket: Ticket, to: Officer) -> Ticket:
    """Make the next of the chain the owner, because the owner did not answer."""
    return replace(mark_tried(ticket, ticket.officer), officer=to.id)


def claim(policy: Policy, ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """Claim the ticket. An emergency rings no longer; its supervisor hears of it if no word follows."""
    claimed = replace(ticket, claimed_by=officer.id)
    if ticket.emergency and ticket.waiting_since:
        return escalate(claimed, EscalationStep.SUPERVISOR, now + policy.emergency.supervisor)
    return claimed


def escalate(ticket: Ticket, following: EscalationStep, at: datetime) -> Ticket:
    """Set the next escalation step and its deadline."""
    return replace(ticket, next_step=following, next_at=at)


def raise_urgency(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """Make the ticket an emergency that nobody has claimed, whose deadlines count from now on.

    Who had claimed the ticket owns it, so that he goes on hearing of it.
    """
    holder = policy.directory.holder(ticket)
    officer = holder.id if holder else ticket.officer
    calm = replace(ticket, emergency=True, retracted_at=None, waiting_since=None, officer=officer, claimed_by=None)
    return wait(policy, calm, now)


def answer(ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """Note that an officer's word goes out: the ticket is his, and its resident waits no longer."""
    answered = replace(ticket, claimed_by=officer.id, first_reply_at=ticket.first_reply_at or now)
    return _rest(answered, TicketState.OPEN, None)


def close(ticket: Ticket, now: datetime, by: Officer | None = None) -> Ticket:
    """Close the ticket, by its resident's word or an officer's. Without a holder it counts as that officer's."""
    return _rest(replace(ticket, claimed_by=ticket.claimed_by or by.id) if by else ticket, TicketState.CLOSED, now)


def may_be_reopened(ticket: Ticket, now: datetime, policy: Policy) -> bool:
    """Return whether the ticket is open, or closed so lately that its resident can go on with it."""
    return ticket.closed_at is None or now - ticket.closed_at <= policy.reopen_within


def may_be_cancelled(ticket: Ticket, now: datetime, policy: Policy) -> bool:
    """Return whether the resident can take his question back: in its first minute, before anybody has answered."""
    fresh = ticket.waiting_since is not None and now - ticket.waiting_since <= policy.cancel_within
    return fresh and not ticket.at_risk and ticket.first_reply_at is None


def cancel(ticket: Ticket, now: datetime) -> Ticket:
    """Cancel the ticket: the resident takes the question back, or is erased."""
    return _rest(ticket, TicketState.CANCELLED, now)


def _rest(ticket: Ticket, state: TicketState, closed_at: datetime | None) -> Ticket:
    """Note that nobody waits, so nothing falls due."""
    return replace(ticket, state=state, closed_at=closed_at, waiting_since=None, next_step=None, next_at=None)


def ticket_alert(kind: AlertKind, ticket: Ticket, policy: Policy) -> Alert:
    """Raise an alert about a ticket: grouped with those of the village's officer, but alone for an emergency."""
    village = policy.directory.village_of(ticket)
    officer = village.officer if village else ticket.officer
    return Alert(kind, str(ticket.id), "" if ticket.emergency else officer)


BESIDE_A_TICKET = 0.85
"""How sure the bot must be to answer by itself while an officer is at the resident's ticket."""
TALK = timedelta(hours=1)
"""So long after the officer's word the next message is taken for a reply to it."""
ASKED = timedelta(days=2)
"""So long where he asked something and the resident has not written since; people in the field answer at night."""


def last_word(lines: Iterable[Line]) -> Line | None:
    """Return the officers' latest message to the resident among the lines of his tickets; notes do not count."""
    words = (line for line in lines if line.author is Author.OFFICER and not is_note(line.text))
    return max(words, key=lambda line: line.at, default=None)


def standing_answers(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return what residents still have of the officers' words: each as it was edited last, no note, none withdrawn."""
    standing: dict[object, Line] = {}
    for number, line in enumerate(lines):
        if line.author is not Author.OFFICER:
            continue
        key = (line.address, line.message) if line.message else number
        if line.text == WITHDRAWN_LINE:
            # where it is not known which one was withdrawn, none is taken for standing
            if standing.pop(key, None) is None:
                standing.clear()
        elif is_note(line.text):
            standing.pop(key, None)
        else:
            standing[key] = line
    return tuple(standing.values())


def talk_of(turn: ResidentTurn[Event]) -> Ticket | None:
    """Return the open ticket in which the officer spoke so lately that the resident's next message belongs there."""
    spoken = turn.spoken
    ticket = next((one for one in turn.tickets if spoken and one.id == spoken.ticket and one.is_open), None)
    if spoken is None or ticket is None:
        return None
    unanswered = asks(spoken) and ticket.waiting_since is None
    return ticket if turn.now - spoken.at <= (ASKED if unanswered else TALK) else None


def spoken_of(turn: ResidentTurn[Event]) -> Ticket | None:
    """Return the ticket that the resident names, is talking about with the officer, or has open."""
    return turn.target or talk_of(turn) or turn.open


def asks(spoken: Line | None) -> bool:
    """Return whether the officer's word, typed by himself, wants an answer; the FAQ's have a question as heading."""
    return spoken is not None and spoken.message is not None and "?" in spoken.text
