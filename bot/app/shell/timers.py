"""What the help desk does of its own accord: deadlines, leaves, lost owners, held answers, broadcasts, reminders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import structlog
from msgspec.structs import replace

from bot.app.shell.reads import Work
from bot.helpdesk import dispatch
from bot.helpdesk.model import outreach
from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Priority, Purpose, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.outreach import WEEK, Broadcast, BroadcastCounts, BroadcastState, in_daytime
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.ticket import Ticket
from bot.helpdesk.officer.leave import begin, finish
from bot.helpdesk.outreach.broadcast import looks_like_fraud, progress, progress_buttons, releasers, supervisor_of
from bot.helpdesk.resident import matter
from bot.helpdesk.texts import officer as officer_texts, outreach as texts
from bot.helpdesk.tickets.delivery import ring_for_few, waiting
from bot.helpdesk.tickets.escalation import moved, moved_notices, on_due, orphaned_tickets
from bot.helpdesk.turn import OfficerContext, ResidentContext, refuse
from bot.storage import queries

AT_ONCE = 64  # answers released, or questions sent on, in one look
MORNINGS_AT_ONCE = 20
"""Officers greeted in one look: where all offices open at eight, nobody else should wait for 1,200 of them."""
PORTION = 20  # messages on their way at one time: a second's work for the sender, with room left for answers and alerts
BROADCASTS = 10  # broadcasts looked after in one round; the others have their turn in the next
SHOW_EVERY = timedelta(seconds=3)
ON_THE_WAY = timedelta(minutes=1)
"""So long before the evening nothing more is fed: what is on its way then has time to leave."""
REMINDERS = 20  # reminders sent in one round

log = structlog.get_logger()


async def attend_leaves(work: Work) -> Policy:
    """Begin and end the leaves whose time has come; return the policy as it is afterwards. Raises Conflict."""
    leaves = await work.unit.run(queries.officers.all_leaves)
    policy = replace(
        work.policy, away=frozenset(leave.officer for leave in leaves if leave.starts <= work.now < leave.ends)
    )
    for leave in leaves:
        officer = policy.directory.officers.get(leave.officer)
        begins = leave.officer in policy.away and not leave.begun
        if not begins and leave.ends > work.now:
            continue
        outcome: Outcome | None = Outcome(leave=leave)
        if begins or leave.begun:
            pairs = await work.with_residents(await work.open_in(officer.office)) if officer else ()
            rule = partial(begin if begins else finish, leave, pairs, work.now, policy)
            ruled = work.ruled("leave", rule, officer=leave.officer)
            outcome = ruled and await work.with_cards(ruled, pairs)
        if outcome:
            log.info("a leave begins or ends", officer=leave.officer, begins=begins, cases=len(outcome.tickets))
            await work.save(outcome)
    return policy


async def reassign_orphans(work: Work) -> None:
    """Give open tickets whose owner the settings no longer know to somebody who can be reached."""
    policy = work.policy
    gained: Counter[str] = Counter()
    pairs = await work.with_residents(await work.unit.run(queries.tickets.all_open))
    for pair, officer in orphaned_tickets(policy, pairs):
        outcome = moved(policy, pair, officer, work.now).then(*moved_notices([pair], officer))
        gained[officer.id] += 1
        log.warning("ticket moved: the settings have changed", ticket=pair[0].id, was=pair[0].officer, now=officer.id)
        await work.save(await work.with_cards(outcome, [pair]))
    told = (Send(to, officer_texts.REHOMED.format(count=n)) for name, n in gained.items() if (to := policy.chat(name)))
    await work.save(Outcome(actions=tuple(told)))


async def act_on_deadlines(work: Work, limit: int) -> int:
    """Take the next step of tickets whose deadline has passed, at most so many; return how many there were."""
    due, rung = await work.unit.run(queries.tickets.due, work.now, limit), Counter[Any]()
    for ticket in due:
        # where that fails: looked at again later, and in nobody's way until then
        postponed = replace(ticket, next_at=work.now + work.policy.pause_between_steps)
        outcome, resident = Outcome(tickets=(postponed,)), await work.resident_of(ticket)
        if resident:
            rule = partial(on_due, ticket, resident, work.now, work.policy)
            decided = work.ruled("deadline", rule, ticket=ticket.id) or outcome
            outcome = await work.with_cards(decided, [(ticket, resident)])
        else:
            log.error("an open ticket has no resident", ticket=ticket.id)
        await work.save(ring_for_few(outcome, rung))
    return len(due)


async def send_held(work: Work) -> None:
    for held in await work.unit.run(queries.officers.held_due, work.now, AT_ONCE):
        officer, chat = work.policy.directory.officers.get(held.officer), work.policy.chats.get(held.officer)
        if officer is None or chat is None:
            log.error("an answer was not sent: its officer has left the settings", ticket=held.ticket)
            continue
        target = await work.ticket(held.ticket)
        resident, sent, lines = await work.resident_of(target), await work.sent(target), await work.lines(target)
        context = OfficerContext(officer, chat, target, resident, sent, lines=lines, topic=held.place)
        rule = partial(dispatch.for_held, context, held, work.now, work.policy)
        failed = Send(chat.address, officer_texts.FAILED_HELD.format(number=held.ticket))
        await work.save(work.ruled("held answer", rule, ticket=held.ticket) or Outcome(actions=(failed,)))


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
            await work.save(waiting(officer, queues[office.id], now, policy, begins=True))
    return looked_at


async def summarise(work: Work) -> None:
    for name in await work.unit.run(queries.officers.summaries_due, work.now):
        if officer := work.policy.directory.officers.get(name):
            rule = partial(waiting, officer, await work.open_in(officer.office), work.now, work.policy, begins=False)
            if outcome := work.ruled("summary", rule, officer=name):
                await work.save(outcome)


async def release(work: Work, event: Pressed) -> Outcome:
    """Release or refuse a broadcast (Lepas, Tolak): only who was asked can."""
    choice, number = event.args
    officers = work.policy.directory.officers
    broadcast = await work.unit.run(queries.outreach.held, int(number))
    officer = officers.get(broadcast.officer) if broadcast else None
    if not (broadcast and officer and event.address in releasers(officer.id, broadcast.chat, work.policy)):
        return refuse(event, texts.DECIDED)
    log.info("broadcast decided", broadcast=broadcast.id, by=event.address.chat, choice=choice)
    released = choice == "lepas"
    text = (texts.RELEASED if released else texts.REFUSED).format(officer=officer.name)
    done = (Acknowledge(event.address, event.callback), Edit(event.address, event.message or "", text))
    state = BroadcastState.SENDING if released else BroadcastState.STOPPING
    things = texts.listed(looks_like_fraud(broadcast.text))
    told = () if released else (Send(broadcast.chat, texts.REFUSED_YOURS.format(things=things)),)
    return Outcome(actions=(*done, *told), outreach=(outreach.BroadcastTurned(broadcast.id, state),))


async def spread(work: Work) -> int:
    """Feed what may be sent now; return how many messages were queued.

    What a process looks after is locked for the others until the transaction ends, and the cursor moves in the same
    transaction as the messages are queued: nobody gets it twice, even if a process is killed.
    """
    run = work.unit.run
    unfinished = await run(queries.outreach.unfinished, BROADCASTS)
    underway = [(one, await run(queries.outreach.counts, one.id)) for one in unfinished]
    room = PORTION - sum(counts.waiting for _, counts in underway)
    feeding = sum(one.state is BroadcastState.SENDING for one in unfinished)
    share = -(-room // feeding) if feeding and room > 0 else 0
    return sum([await _look_after(work, one, counts, share) for one, counts in underway])


async def _look_after(work: Work, broadcast: Broadcast, counts: BroadcastCounts, share: int) -> int:
    """Queue at most `share` messages of a broadcast, show its progress, end it when all have left; return how many."""
    run, directory, now = work.unit.run, work.policy.directory, work.now
    officer, office = directory.officers.get(broadcast.officer), directory.offices.get(broadcast.office)
    if officer is None or office is None:
        log.warning("broadcast ended: its officer or office has left the settings", broadcast=broadcast.id)
        await run(queries.outreach.call_off, broadcast.id)
        await run(queries.outreach.keep, replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent), now)
        return 0
    villages = {village.id for village in work.policy.speaks_for(officer)} & {*broadcast.villages}
    unreleased = broadcast.state is BroadcastState.HELD and now - broadcast.begun_at >= WEEK
    if broadcast.state is not BroadcastState.STOPPING and (unreleased or not villages):
        why = "nobody has released it in a week" if villages else "its villages are another officer's now"
        log.info("broadcast stopped", broadcast=broadcast.id, why=why)
        broadcast = replace(broadcast, state=BroadcastState.STOPPING)
    stopping, sending = broadcast.state is BroadcastState.STOPPING, broadcast.state is BroadcastState.SENDING
    awake = in_daytime(now, office.hours.zone)
    if stopping or not awake:
        # what could not leave before the evening must not ring at night; it has its turn next morning
        first = await run(queries.outreach.call_off, broadcast.id)
        if first is not None and not stopping:
            broadcast = replace(broadcast, cursor=min(broadcast.cursor, first - 1))
        counts = await run(queries.outreach.counts, broadcast.id)
    queued: list[Action] = []
    in_time = awake and in_daytime(now + ON_THE_WAY, office.hours.zone)
    if share and sending and in_time and broadcast.cursor < broadcast.upto:
        readers = await run(queries.outreach.next_readers, broadcast, tuple(villages), share)
        broadcast = replace(broadcast, cursor=readers[-1].id if len(readers) == share else broadcast.upto)
        stop: Rows = ((Button(texts.B_STOP, Verb.SUBSCRIPTION, ("berhenti",)),),)
        kind: dict[str, Any] = {"purpose": Purpose.BROADCAST, "about": str(broadcast.id)}
        for reader in readers:
            text = texts.broadcast(broadcast.text, officer, directory.villages[reader.village], office)
            queued.append(Send(reader.address, text, stop, priority=Priority.BROADCAST, **kind))
    ended = not counts.waiting and not queued and (stopping or (sending and broadcast.cursor >= broadcast.upto))
    if ended:
        await run(queries.outreach.note_blocked, broadcast.id, now)
        log.info("broadcast ended", broadcast=broadcast.id, stopped=stopping, sent=counts.sent, of=broadcast.total)
        broadcast = replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent)
    shown = progress(broadcast, counts.sent, now, work.policy)
    shown = texts.report(counts, broadcast.total, stopped=stopping) if ended else shown
    actions = [*([] if broadcast.shown else _announced(broadcast, officer, work.policy)), *queued]
    lately = broadcast.shown_at is not None and now - broadcast.shown_at < SHOW_EVERY
    if shown != broadcast.shown and (ended or not lately):
        actions.append(Edit(broadcast.chat, broadcast.message, shown, progress_buttons(broadcast)))
        broadcast = replace(broadcast, shown=shown, shown_at=now)
    await run(queries.outreach.keep, broadcast, now)
    await work.save(Outcome(actions=tuple(actions)))
    return len(actions)


def _announced(broadcast: Broadcast, officer: Officer, policy: Policy) -> list[Action]:
    """Ask for the release of a new broadcast; tell the supervisor, without a sound, of one that needs none."""
    known = policy.directory.villages
    villages = ", ".join(known[id].name for id in broadcast.villages if id in known)
    values = {"officer": officer.name, "villages": villages, "text": quoted(broadcast.text)}
    if broadcast.state is BroadcastState.HELD:
        number = str(broadcast.id)
        choices = ((texts.B_RELEASE, "lepas"), (texts.B_REFUSE, "tolak"))
        buttons = (tuple(Button(label, Verb.BROADCAST, (word, number)) for label, word in choices),)
        card = texts.RELEASE_CARD.format(**values, things=texts.listed(looks_like_fraud(broadcast.text)))
        return [Send(to, card, buttons) for to in releasers(officer.id, broadcast.chat, policy)]
    supervisor = supervisor_of(officer.id, policy)
    if supervisor is None or broadcast.state is not BroadcastState.SENDING:
        return []
    return [Send(supervisor, texts.TOLD.format(**values), silent=True)]


async def remind(work: Work) -> int:
    """Send the words that are due to those who asked to be reminded; return how many were queued.

    A reminder is moved on in the transaction that queues its message, so it is sent once.
    """
    run, now, directory = work.unit.run, work.now, work.policy.directory
    count = 0
    for reminder in await run(queries.outreach.reminders_due, now, REMINDERS):
        visit = reminder.visit
        office = directory.offices.get(visit.office)
        if office is None:
            log.warning("a reminder was dropped: its office has left the settings", visit=visit.id)
            await run(queries.outreach.keep_reminder, reminder, "remind", None)
            continue
        zone = office.hours.zone
        if not in_daytime(now, zone):
            await run(queries.outreach.keep_reminder, reminder, reminder.what, outreach.daytime(now, zone))
            continue
        if reminder.may_hear and visit.starts_at > now:
            usual = texts.REMIND if visit.kind == "penyuluhan" else texts.REMIND_PASSPORT
            text = {"changed": texts.VISIT_MOVED, "cancelled": texts.VISIT_OFF}.get(reminder.what, usual)
            words = text.format(visit=texts.visit(visit, office.hours, now, directory))
            send = Send(reminder.address, words, purpose=Purpose.REMINDER, priority=Priority.BROADCAST)
            await work.save(Outcome(actions=(send,)))
            count += 1
        again = outreach.remind_at(visit, now, zone) if reminder.what == "changed" else None
        await run(queries.outreach.keep_reminder, reminder, "remind", again)
    return count
