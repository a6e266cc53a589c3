"""What the help desk does of its own accord: deadlines, leaves, lost owners, answers whose hour has come, bursts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import structlog

from bot.app.shell.reads import Work
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Ticket
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.officer.leave import begin, finish, on_leave
from bot.helpdesk.resident import matter
from bot.helpdesk.texts import officer as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.delivery import hide_in_notification, morning, summary
from bot.helpdesk.tickets.escalation import moved, on_due, orphaned_tickets
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.storage import queries

AT_ONCE = 64
"""Answers released, or questions sent on, in one look."""
MORNINGS_AT_ONCE = 20
"""Officers greeted in one look: where all offices open at eight, nobody else should wait for 1,200 of them."""

log = structlog.get_logger()


async def attend_leaves(work: Work) -> Policy:
    """Begin and end the leaves whose time has come; return the policy as it is afterwards. Raises Conflict."""
    leaves = await work.unit.run(queries.officers.all_leaves)
    policy = replace(work.policy, away=on_leave(leaves, work.now))
    for leave in leaves:
        officer = policy.directory.officers.get(leave.officer)
        begins, ends = leave.officer in policy.away and not leave.begun, leave.ends <= work.now
        if not begins and not ends:
            continue
        outcome = Outcome(leave=leave)
        if begins or leave.begun:
            pairs = await work.with_residents(await work.open_in(officer.office)) if officer else ()
            try:
                outcome = (begin if begins else finish)(leave, pairs, work.now, policy)
            except Exception:  # our own fault: nobody else's leave, deadline or answer waits for it
                log.exception("the rule for a leave failed", officer=leave.officer)
                continue
        log.info("leave", officer=leave.officer, begins=begins, moved=len(outcome.tickets))
        await work.save(outcome)
    return policy


async def reassign_orphans(work: Work) -> None:
    """Give open tickets whose owner the settings no longer know to somebody who can be reached."""
    policy = work.policy
    gained: Counter[str] = Counter()
    pairs = await work.with_residents(await work.unit.run(queries.tickets.all_open))
    for pair, officer in orphaned_tickets(policy, pairs):
        ticket, actions = moved(policy, pair, officer, work.now)
        gained[officer.id] += 1
        log.warning("ticket moved: the settings have changed", ticket=ticket.id, was=pair[0].officer, now=officer.id)
        await work.save(Outcome(tickets=(ticket,), actions=actions))
    reached = [(policy.chats[name].address, count) for name, count in gained.items() if name in policy.chats]
    await work.save(Outcome(actions=tuple(Send(to, texts.REHOMED.format(count=count)) for to, count in reached)))


async def act_on_deadlines(work: Work, limit: int) -> int:
    """Take the next step of tickets whose deadline has passed, at most so many; return how many there were."""
    due = await work.unit.run(queries.tickets.due, work.now, limit)
    for ticket in due:
        resident = await work.resident_of(ticket)
        # where that fails: looked at again later, and in nobody's way until then
        outcome = Outcome(tickets=(lifecycle.postpone(ticket, work.now + work.policy.pause_between_steps),))
        try:
            if resident:
                outcome = hide_in_notification(on_due(ticket, resident, work.now, work.policy), resident)
            else:
                log.error("an open ticket has no resident", ticket=ticket.id)
        except Exception:
            log.exception("the rule for a deadline failed", ticket=ticket.id)
        await work.save(outcome)
    return len(due)


async def send_held(work: Work) -> None:
    """Send the answers whose hour has come."""
    for held in await work.unit.run(queries.officers.held_due, work.now, AT_ONCE):
        officer, chat = work.policy.directory.officers.get(held.officer), work.policy.chats.get(held.officer)
        if officer is None or chat is None:
            log.error("an answer was not sent: its officer has left the settings", ticket=held.ticket)
            continue
        target = await work.ticket(held.ticket)
        resident, sent, lines = await work.resident_of(target), await work.sent(target), await work.lines(target)
        context = OfficerContext(officer, chat, target, resident, sent, lines=lines, topic=held.place)
        try:
            outcome = dispatch.for_held(context, held, work.now, work.policy)
        except Exception:  # our own fault: he is notified that it did not go out, and nobody else is held up
            log.exception("the rule for a held answer failed", ticket=held.ticket)
            outcome = Outcome(actions=(Send(chat.address, texts.FAILED_HELD.format(number=held.ticket)),))
        await work.save(outcome)


async def send_pending(work: Work) -> int:
    """Send on what waits too long for a village to be named; return how many questions there were. Raises Conflict."""
    count, before = 0, work.now - matter.PATIENCE
    for resident in await work.unit.run(queries.residents.with_pending, before, AT_ONCE):
        context = ResidentContext(resident, fresh=await work.unit.run(queries.tickets.next_number))
        outcome = matter.send_unplaced(context, work.now, work.policy)
        if outcome.tickets:
            await work.save(outcome)
            count += 1
    return count


async def greet_mornings(work: Work, greeted: Mapping[str, date]) -> dict[str, date]:
    """Say once a day, when the office is open, what waits for each officer; a few officers at each look.

    `greeted`: who needs no second look today. Returns who needs none any more, once this transaction is committed.
    """
    policy, now = work.policy, work.now
    queues: dict[str, Sequence[Ticket]] = {}
    looked_at: dict[str, date] = {}
    for name in policy.chats:
        officer = policy.directory.officers[name]
        office = policy.directory.offices.get(officer.office)
        if office is None or name in policy.away or not office.hours.is_open(now):
            continue
        day = office.hours.day(now)
        if greeted.get(name) == day:
            continue
        if len(looked_at) == MORNINGS_AT_ONCE:
            break
        looked_at[name] = day
        if await work.unit.run(queries.ledger.take_turn, f"morning:{name}", day):
            if office.id not in queues:
                queues[office.id] = await work.open_in(office.id)
            await work.save(morning(officer, queues[office.id], now, policy))
    return looked_at


async def summarise(work: Work) -> None:
    """Send the summaries that are due."""
    for name in await work.unit.run(queries.officers.summaries_due, work.now):
        if officer := work.policy.directory.officers.get(name):
            tickets = await work.open_in(officer.office)
            try:
                outcome = summary(officer, tickets, work.now, work.policy)
            except Exception:  # our own fault: the cards are there, and nobody else is held up
                log.exception("the rule for a summary failed", officer=name)
                continue
            await work.save(outcome)
