"""What the help desk does of its own accord: deadlines, leaves and bursts.

Deadlines that have passed, leaves that begin and end, tickets that lost their owner, answers whose hour has come,
quiet in a burst.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import structlog

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Resident, Ticket, TicketAndResident
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.officer.leave import begin, finish, on_leave
from bot.helpdesk.resident import matter
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.delivery import hide_in_notification, morning, summary
from bot.helpdesk.tickets.escalation import moved, on_due, orphaned_tickets
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.storage import queries
from bot.storage.unit import Unit

AT_ONCE = 64
"""Answers released, or tickets counted for a summary, in one look."""
MORNINGS_AT_ONCE = 20
"""Officers greeted in one look: where all offices open at eight, nobody else should wait for 1,200 of them."""

log = structlog.get_logger()


async def attend_leaves(unit: Unit, policy: Policy, now: datetime) -> Policy:
    """Begin and end the leaves whose time has come; return the policy as it is afterwards. Raises Conflict."""
    leaves = await unit.run(queries.officers.all_leaves)
    away = on_leave(leaves, now)
    policy = policy if away == policy.away else replace(policy, away=away)
    for leave in leaves:
        officer = policy.directory.officers.get(leave.officer)
        begins, ends = leave.officer in away and not leave.begun, leave.ends <= now
        if not begins and not ends:
            continue
        pairs = await _open_in(unit, officer.office) if officer and (begins or leave.begun) else ()
        try:
            outcome = Outcome(leave=leave)
            if begins or leave.begun:
                outcome = (begin if begins else finish)(leave, pairs, now, policy)
        except Exception:  # our own fault: nobody else's leave, deadline or answer waits for it
            log.exception("the rule for a leave failed", officer=leave.officer)
            continue
        log.info("leave", officer=leave.officer, begins=begins, moved=len(outcome.tickets))
        await unit.save([(None, outcome)], now)
    return policy


async def reassign_orphans(unit: Unit, policy: Policy, now: datetime) -> int:
    """Give open tickets whose owner the settings no longer know to somebody who can be reached; return how many."""
    pairs = [
        (ticket, await unit.run(queries.residents.numbered, ticket.resident_id))
        for ticket in await unit.run(queries.tickets.all_open)
    ]
    known = [(ticket, resident) for ticket, resident in pairs if resident]
    gained: Counter[str] = Counter()
    for pair, officer in orphaned_tickets(policy, known):
        ticket, actions = moved(policy, pair, officer, now)
        gained[officer.id] += 1
        log.warning("ticket moved: the settings have changed", ticket=ticket.id, was=pair[0].officer, now=officer.id)
        await unit.save([(None, Outcome(tickets=(ticket,), actions=actions))], now)
    notices = tuple(
        Send(policy.chats[name].address, officer_texts.REHOMED.format(count=count))
        for name, count in gained.items()
        if name in policy.chats
    )
    await unit.save([(None, Outcome(actions=notices))], now)
    return gained.total()


async def _open_in(unit: Unit, office: str) -> tuple[TicketAndResident, ...]:
    """Return the office's open tickets with their residents."""
    pairs = [
        (ticket, await unit.run(queries.residents.numbered, ticket.resident_id))
        for ticket in await unit.run(queries.tickets.open_in, office, 1000)
    ]
    return tuple((ticket, resident) for ticket, resident in pairs if resident)


async def act_on_deadlines(unit: Unit, policy: Policy, now: datetime, limit: int) -> int:
    """Take the next step of tickets whose deadline has passed, at most so many; return how many there were."""
    due = await unit.run(queries.tickets.due, now, limit)
    for ticket in due:
        outcome = _on_due(ticket, await unit.run(queries.residents.numbered, ticket.resident_id), now, policy)
        for note in outcome.notes:
            log.error(note)
        await unit.save([(None, outcome)], now)
    return len(due)


def _on_due(ticket: Ticket, resident: Resident | None, now: datetime, policy: Policy) -> Outcome:
    try:
        if resident:
            return hide_in_notification(on_due(ticket, resident, now, policy), resident)
        log.error("an open ticket has no resident", ticket=ticket.id)
    except Exception:
        log.exception("the rule for a deadline failed", ticket=ticket.id)
    # looked at again later, and in nobody's way until then
    return Outcome(tickets=(lifecycle.postpone(ticket, now + policy.pause_between_steps),))


async def send_held(unit: Unit, policy: Policy, now: datetime) -> int:
    """Send the answers whose hour has come; return how many there were."""
    due = await unit.run(queries.undo_and_summaries.held_due, now, AT_ONCE)
    for held in due:
        officer, chat = policy.directory.officers.get(held.officer), policy.chats.get(held.officer)
        if officer is None or chat is None:
            log.error("an answer was not sent: its officer has left the settings", ticket=held.ticket)
            continue
        target = await unit.run(queries.tickets.numbered, held.ticket)
        resident = await unit.run(queries.residents.numbered, target.resident_id) if target else None
        sent = await unit.run(queries.outbox.sent_of, held.ticket) if target else ()
        try:
            lines = await unit.run(queries.tickets.lines_of, held.ticket) if target else ()
            context = OfficerContext(officer, chat, target, resident, sent, lines=lines, topic=held.place)
            outcome = dispatch.for_held(context, held, now, policy)
        except Exception:  # our own fault: he is notified that it did not go out, and nobody else is held up
            log.exception("the rule for a held answer failed", ticket=held.ticket)
            outcome = Outcome(actions=(Send(chat.address, officer_texts.FAILED_HELD.format(number=held.ticket)),))
        for note in outcome.notes:
            log.warning(note)
        await unit.save([(None, outcome)], now)
    return len(due)


async def send_pending(unit: Unit, policy: Policy, now: datetime) -> int:
    """Send on what waits too long for a village to be named; return how many questions there were. Raises Conflict."""
    count = 0
    for resident in await unit.run(queries.residents.with_pending, now - matter.PATIENCE, AT_ONCE):
        context = ResidentContext(resident, fresh=await unit.run(queries.tickets.next_number))
        outcome = matter.send_unplaced(context, now, policy)
        if outcome.tickets:
            await unit.save([(None, outcome)], now)
            count += 1
    return count


async def greet_mornings(unit: Unit, policy: Policy, now: datetime, greeted: Mapping[str, date]) -> dict[str, date]:
    """Say once a day, when the office is open, what waits for each officer; a few officers at each look.

    `greeted`: who needs no second look today. Returns who needs none any more, once this transaction is committed.
    """
    queues: dict[str, Sequence[Ticket]] = {}
    looked_at: dict[str, date] = {}
    for name in policy.chats:
        officer = policy.directory.officers[name]
        office = policy.directory.offices.get(officer.office)
        if office is None or name in policy.away or not office.hours.is_open(now):
            continue
        day = now.astimezone(office.hours.zone).date()
        if greeted.get(name) == day:
            continue
        if len(looked_at) == MORNINGS_AT_ONCE:
            break
        looked_at[name] = day
        if await unit.run(queries.once_a_day.take_turn, f"morning:{name}", day):
            if office.id not in queues:
                queues[office.id] = await unit.run(queries.tickets.open_in, office.id, 1000)
            await unit.save([(None, morning(officer, queues[office.id], now, policy))], now)
    return looked_at


async def summarise(unit: Unit, policy: Policy, now: datetime) -> None:
    """Send the summaries that are due."""
    for name in await unit.run(queries.undo_and_summaries.summaries_due, now):
        officer = policy.directory.officers.get(name)
        if officer:
            tickets = await unit.run(queries.tickets.open_in, officer.office, 1000)
            try:
                outcome = summary(officer, tickets, now, policy)
            except Exception:  # our own fault: the cards are there, and nobody else is held up
                log.exception("the rule for a summary failed", officer=name)
                continue
            await unit.save([(None, outcome)], now)
