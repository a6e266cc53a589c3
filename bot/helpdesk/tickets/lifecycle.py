"""The transitions of a ticket: who has it, whether its resident waits, and what falls due when.

No other module of the help desk sets these fields. What a transition means for the audit is read from the ticket before
and after it (`model/ticket.py:happened`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.ticket import EscalationStep, Ticket, TicketState

ANSWERS_ON_SAFETY = frozenset({"[ya]", "[tidak]", "[salah]"})
"""The lines that stand in a ticket for a pressed answer to whether it is safe, or a mistake."""


def deadline(policy: Policy, ticket: Ticket, step: EscalationStep, since: datetime) -> datetime:
    """Return when `step` falls due for a ticket that waits since then: office hours; emergencies round the clock."""
    delays = policy.emergency if ticket.emergency else policy.ordinary
    wait = {
        EscalationStep.REMIND: delays.remind,
        EscalationStep.DEPUTY: delays.deputy,
        EscalationStep.SUPERVISOR: delays.supervisor,
    }
    duration = wait.get(step, 2 * delays.supervisor)
    return since + duration if ticket.emergency else policy.directory.offices[ticket.office].hours.add(since, duration)


def open(policy: Policy, ticket: Ticket, now: datetime, away: Officer | None = None) -> Ticket:
    """Open a new ticket, whose resident waits from now on. `away`: who is on leave, and gets it back afterwards."""
    opened = wait(policy, ticket, now)
    return mark_tried(opened, away.id) if away else opened


def wait(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """Let the resident wait for a word from now on (or from earlier, if he already did), and open what was closed."""
    since = ticket.waiting_since or now
    if ticket.next_step and ticket.waiting_since:
        return ticket
    return replace(
        ticket,
        state=TicketState.OPEN,
        closed_at=None,
        waiting_since=since,
        next_step=EscalationStep.REMIND,
        next_at=deadline(policy, ticket, EscalationStep.REMIND, since),
        tried=(),
    )


def reopen(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """Begin escalation again at its first step: the question is not answered after all."""
    return wait(policy, replace(ticket, next_step=None), now)


def assign(ticket: Ticket, to: Officer) -> Ticket:
    """Give the ticket to an officer by a person's decision: nobody has claimed it, and all can be asked again."""
    return replace(ticket, officer=to.id, office=to.office, claimed_by=None, tried=())


def hand_over(policy: Policy, ticket: Ticket, to: Officer, now: datetime) -> Ticket:
    """Hand the ticket to a colleague, who gives it back by itself if he does not take it up in time."""
    handed = assign(ticket, to)
    if ticket.emergency or ticket.waiting_since is None:
        return handed
    return escalate(handed, EscalationStep.RETURN, deadline(policy, handed, EscalationStep.REMIND, now))


def give_back(policy: Policy, ticket: Ticket, to: Officer, now: datetime) -> Ticket:
    """Give back what nobody took up: the ticket is its owner's again, and the escalation begins for him."""
    back = assign(ticket, to)
    return escalate(back, EscalationStep.REMIND, deadline(policy, back, EscalationStep.REMIND, now))


def reassign(ticket: Ticket, to: Officer) -> Ticket:
    """Give the ticket to another officer by the settings or a leave; he has not had its card yet."""
    return replace(assign(ticket, to), carded_at=None, rung_at=None)


def lend(ticket: Ticket, to: Officer, by: str) -> Ticket:
    """Lend the ticket to the deputy during an officer's leave: `tried` notes that until it is back.

    An officer who handles an emergency keeps it: nobody must begin anew with somebody in danger.
    """
    claimed_by = ticket.claimed_by if ticket.emergency else None
    return replace(mark_tried(reassign(ticket, to), by), claimed_by=claimed_by)


def mark_tried(ticket: Ticket, *officers: str) -> Ticket:
    """Remember that these officers could not be reached or did not answer."""
    return replace(ticket, tried=tuple(dict.fromkeys((*ticket.tried, *officers))))


def pass_on(ticket: Ticket, to: Officer) -> Ticket:
    """Make the next of the chain the owner, because the owner did not answer."""
    return replace(mark_tried(ticket, ticket.officer), officer=to.id)


def mark_carded(ticket: Ticket, now: datetime) -> Ticket:
    """Note that the channel has accepted the officer's card."""
    return replace(ticket, carded_at=now)


def claim(policy: Policy, ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """Claim the ticket. An emergency rings no longer; its supervisor hears of it if no word follows."""
    claimed = replace(ticket, claimed_by=officer.id)
    if ticket.emergency and ticket.waiting_since:
        return escalate(claimed, EscalationStep.SUPERVISOR, now + policy.emergency.supervisor)
    return claimed


def unclaim(ticket: Ticket) -> Ticket:
    """Note that nobody handles the ticket."""
    return replace(ticket, claimed_by=None)


def escalate(ticket: Ticket, following: EscalationStep, at: datetime) -> Ticket:
    """Set the next escalation step and its deadline."""
    return replace(ticket, next_step=following, next_at=at)


def postpone(ticket: Ticket, until: datetime) -> Ticket:
    """Look at the same escalation step again later."""
    return replace(ticket, next_at=until)


def raise_urgency(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """Make the ticket an emergency from now on: nobody has claimed that, and its deadlines are those of one.

    They count from this moment, however long the ordinary question has waited; its card says when that was asked.
    Who had claimed the ticket owns it, so that he goes on hearing of it.
    """
    holder = policy.directory.holder(ticket)
    officer = holder.id if holder else ticket.officer
    calm = replace(ticket, emergency=True, waiting_since=None, next_step=None, officer=officer, claimed_by=None)
    return wait(policy, uphold(calm), now)


def retract(ticket: Ticket, now: datetime) -> Ticket:
    """Note that its resident calls it a mistake; it stays open, and what he writes from now on is judged afresh."""
    return replace(ticket, retracted_at=now)


def uphold(ticket: Ticket) -> Ticket:
    """Note that it is no mistake: help is called for again."""
    return replace(ticket, retracted_at=None)


def answer(ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """Note that an officer's word goes out: the ticket is his, and its resident waits no longer."""
    answered = replace(ticket, claimed_by=officer.id, first_reply_at=ticket.first_reply_at or now)
    return _rest(answered, TicketState.OPEN, None)


def withdraw_answer(policy: Policy, ticket: Ticket, now: datetime, *, answered: bool) -> Ticket:
    """Let the resident wait again, since an answer was taken back. `answered`: another answer still stands."""
    waits = ticket if ticket.state is TicketState.CANCELLED else wait(policy, ticket, now)
    return replace(waits, first_reply_at=ticket.first_reply_at if answered else None)


def close(ticket: Ticket, now: datetime, by: Officer | None = None) -> Ticket:
    """Close the ticket, by its resident's word or an officer's. Without a holder it counts as that officer's."""
    held = replace(ticket, claimed_by=ticket.claimed_by or by.id) if by else ticket
    return _rest(held, TicketState.CLOSED, now)


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
