"""What happened to a ticket, found from what it was before and after."""

from __future__ import annotations

from enum import StrEnum

from bot.helpdesk.model.entities import EscalationStep, Ticket, TicketState


class AuditEvent(StrEnum):
    """One thing that happened to a ticket."""

    OPENED = "opened"
    URGENT = "urgent"
    CARDED = "carded"
    CLAIMED = "claimed"
    LET_GO = "let-go"
    MOVED = "moved"
    RETURNED = "returned"
    REMIND = "remind"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"
    ALARM = "alarm"
    ANSWERED = "answered"
    ASKED_ON = "asked-on"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


_DUE = {
    EscalationStep.RETURN: AuditEvent.RETURNED,
    EscalationStep.REMIND: AuditEvent.REMIND,
    EscalationStep.DEPUTY: AuditEvent.DEPUTY,
    EscalationStep.SUPERVISOR: AuditEvent.SUPERVISOR,
    EscalationStep.ALARM: AuditEvent.ALARM,
}
_ENDED = {
    TicketState.OPEN: AuditEvent.REOPENED,
    TicketState.CLOSED: AuditEvent.CLOSED,
    TicketState.CANCELLED: AuditEvent.CANCELLED,
}
_STEPS = list(EscalationStep)


def happened(old: Ticket | None, new: Ticket) -> tuple[tuple[AuditEvent, str | None], ...]:
    """Return what happened between two states of a ticket, in order, each with the officer whom it concerns."""
    if old is None:
        urgent = ((AuditEvent.URGENT, None),) if new.emergency else ()
        return ((AuditEvent.OPENED, new.officer), *urgent)
    found: list[tuple[AuditEvent, str | None]] = []
    if new.emergency and not old.emergency:
        found.append((AuditEvent.URGENT, None))
    if due := _due(old, new):
        found.append((due, old.officer))
    if new.officer != old.officer:
        found.append((AuditEvent.MOVED, new.officer))
    if new.carded_at and not old.carded_at:
        found.append((AuditEvent.CARDED, new.officer))
    if new.claimed_by != old.claimed_by:
        found.append((AuditEvent.CLAIMED, new.claimed_by) if new.claimed_by else (AuditEvent.LET_GO, old.claimed_by))
    answered = old.waiting_since and not new.waiting_since and new.state is TicketState.OPEN
    if answered or (new.first_reply_at and not old.first_reply_at):
        found.append((AuditEvent.ANSWERED, new.claimed_by or new.officer))
    if new.state is not old.state:
        found.append((_ENDED[new.state], new.claimed_by or new.officer))
    elif new.waiting_since and not old.waiting_since:
        found.append((AuditEvent.ASKED_ON, None))
    return tuple(found)


def _due(old: Ticket, new: Ticket) -> AuditEvent | None:
    """Return the deadline that passed, if the next one is a further step of escalation, or is the last one again."""
    before, after = old.next_step, new.next_step
    if before is None or after is None or new.waiting_since != old.waiting_since:
        return None
    higher = _STEPS.index(after) > _STEPS.index(before)
    again = before is after is EscalationStep.ALARM and new.next_at != old.next_at
    return _DUE[before] if higher or again else None
