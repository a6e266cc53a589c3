"""What happened to a ticket, told by what it was before and after: the trail that an audit follows."""

from __future__ import annotations

from enum import StrEnum

from bot.helpdesk.model.entities import Step, Ticket, TicketState


class Deed(StrEnum):
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
    Step.RETURN: Deed.RETURNED,
    Step.REMIND: Deed.REMIND,
    Step.DEPUTY: Deed.DEPUTY,
    Step.SUPERVISOR: Deed.SUPERVISOR,
    Step.ALARM: Deed.ALARM,
}
_ENDED = {
    TicketState.OPEN: Deed.REOPENED,
    TicketState.CLOSED: Deed.CLOSED,
    TicketState.CANCELLED: Deed.CANCELLED,
}
_RUNGS = list(Step)


def deeds(old: Ticket | None, new: Ticket) -> tuple[tuple[Deed, str | None], ...]:
    """Return what happened between two states of a ticket, in order, each with the officer whom it concerns."""
    if old is None:
        urgent = ((Deed.URGENT, None),) if new.emergency else ()
        return ((Deed.OPENED, new.officer), *urgent)
    found: list[tuple[Deed, str | None]] = []
    if new.emergency and not old.emergency:
        found.append((Deed.URGENT, None))
    if due := _due(old, new):
        found.append((due, old.officer))
    if new.officer != old.officer:
        found.append((Deed.MOVED, new.officer))
    if new.carded_at and not old.carded_at:
        found.append((Deed.CARDED, new.officer))
    if new.claimed_by != old.claimed_by:
        found.append((Deed.CLAIMED, new.claimed_by) if new.claimed_by else (Deed.LET_GO, old.claimed_by))
    answered = old.waiting_since and not new.waiting_since and new.state is TicketState.OPEN
    if answered or (new.first_reply_at and not old.first_reply_at):
        found.append((Deed.ANSWERED, new.claimed_by or new.officer))
    if new.state is not old.state:
        found.append((_ENDED[new.state], new.claimed_by or new.officer))
    elif new.waiting_since and not old.waiting_since:
        found.append((Deed.ASKED_ON, None))
    return tuple(found)


def _due(old: Ticket, new: Ticket) -> Deed | None:
    """Return the deadline that passed, if the next one is further up the ladder, or is the last one again."""
    before, after = old.next_step, new.next_step
    if before is None or after is None or new.waiting_since != old.waiting_since:
        return None
    higher = _RUNGS.index(after) > _RUNGS.index(before)
    again = before is after is Step.ALARM and new.next_at != old.next_at
    return _DUE[before] if higher or again else None
