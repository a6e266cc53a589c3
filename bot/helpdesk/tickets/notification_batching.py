"""Quiet in a burst: the first cards ring, further ones come without a sound, and one summary rings for all of them.

What one resident writes on while the message before it still waits comes in one message with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.helpdesk.model.actions import Action, Button, Copy, Outcome, Rows, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Address, Ticket
from bot.helpdesk.model.markup import fits
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import officer as officer_texts

RINGING = 3
"""Cards of a burst that ring; forty more would only teach the officer to switch the sound off."""
SUMMARY_AFTER = timedelta(minutes=2)
"""How long after the first silent card the summary comes: most of a burst is in by then."""


def brings_cards(outcomes: Sequence[Outcome]) -> bool:
    """Return whether any of the outcomes shows an officer an ordinary ticket that has just been opened."""
    return any(_opened(outcome) for outcome in outcomes)


def batch_notifications(
    outcomes: Sequence[Outcome], before: Mapping[str, int], policy: Policy
) -> tuple[tuple[Outcome, ...], frozenset[str]]:
    """Silence the cards past the third of a burst; return the outcomes and the officers who are owed a summary.

    `before`: how many tickets of a burst each officer had already. Emergencies always ring.
    """
    count = Counter(before)
    owed: set[str] = set()
    done: list[Outcome] = []
    for outcome in outcomes:
        ticket = _opened(outcome)
        if ticket is None:
            done.append(outcome)
            continue
        count[ticket.officer] += 1
        chat = policy.chat(ticket.officer)
        if count[ticket.officer] <= RINGING or chat is None:
            done.append(outcome)
            continue
        owed.add(ticket.officer)
        done.append(_silent(outcome, chat))
    return tuple(done), frozenset(owed)


def _opened(outcome: Outcome) -> Ticket | None:
    shows = any(isinstance(action, Send) and action.purpose == Purpose.CARD for action in outcome.actions)
    new = next((ticket for ticket in outcome.tickets if not ticket.version), None)
    return new if shows and new and not new.emergency else None


def _silent(outcome: Outcome, chat: Address) -> Outcome:
    actions = tuple(
        replace(action, silent=True) if isinstance(action, Send | Copy) and action.to == chat else action
        for action in outcome.actions
    )
    return replace(outcome, actions=actions)


def summary(officer: Officer, tickets: Sequence[Ticket], now: datetime, policy: Policy) -> Outcome:
    """Say in one message what has come in and waits for this officer. `tickets`: his office's open ones."""
    mine = [one for one in tickets if one.officer == officer.id and one.waiting_since and not one.emergency]
    chat = policy.chat(officer.id)
    if not mine or chat is None:
        return Outcome()
    oldest = min(mine, key=lambda one: one.waiting_since or one.opened_at)
    since = policy.directory.offices[officer.office].hours.moment(oldest.waiting_since or oldest.opened_at, now)
    text = officer_texts.BURST.format(count=len(mine), number=oldest.id, since=since)
    buttons: Rows = ((Button(officer_texts.B_QUEUE, Verb.QUEUE, ("menunggu",)),),)
    return Outcome(actions=(Send(chat, text, buttons),))


def morning(officer: Officer, tickets: Sequence[Ticket], now: datetime, policy: Policy) -> Outcome:
    """Say what the day begins with for this officer; nothing where nobody waits. `tickets`: his office's open ones."""
    mine = [one for one in tickets if officer.id == (one.claimed_by or one.officer) and one.waiting_since]
    chat = policy.chat(officer.id)
    if not mine or chat is None:
        return Outcome()
    oldest = min(mine, key=lambda one: one.waiting_since or one.opened_at)
    since = policy.directory.offices[officer.office].hours.moment(oldest.waiting_since or oldest.opened_at, now)
    urgent = sum(one.emergency for one in mine)
    text = officer_texts.MORNING.format(
        officer=officer.name, urgent=urgent, waiting=len(mine) - urgent, number=oldest.id, since=since
    )
    buttons: Rows = ((Button(officer_texts.B_QUEUE, Verb.QUEUE, ("saya",)),),)
    return Outcome(actions=(Send(chat, text, buttons),))


def may_join(action: Action) -> bool:
    """Return whether it may join the message of its ticket before it: a further message, or a quiet receipt."""
    if not isinstance(action, Send) or action.ticket is None or action.buttons:
        return False
    return action.purpose == Purpose.FOLLOW_UP or (action.silent and not action.purpose and not action.reply_to)


def joined(earlier: Action, later: Action) -> Send | None:
    """Join both messages of a ticket; None where they are of two kinds, or too long together.

    `earlier`: the last one for that chat, and not sent yet. A receipt that says the same again is said once.
    """
    if not isinstance(earlier, Send) or not isinstance(later, Send) or not may_join(later):
        return None
    if later.purpose != Purpose.FOLLOW_UP:
        return earlier if earlier == later else None
    same = (earlier.to, earlier.ticket, earlier.purpose, earlier.priority, earlier.reply_to)
    if same != (later.to, later.ticket, later.purpose, later.priority, later.reply_to) or not may_join(earlier):
        return None
    head, _, words = later.text.partition("\n")
    text = f"{earlier.text}\n{words if words and earlier.text.startswith(head) else later.text}"
    return replace(earlier, text=text, silent=earlier.silent and later.silent) if fits(text) else None
