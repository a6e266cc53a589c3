"""Broadcasts and reminders on their way: what is stored of them, fed to the outbox in small portions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from bot.helpdesk.model.actions import Acknowledge, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.broadcasts import (
    WEEK,
    Broadcast,
    BroadcastCounts,
    BroadcastState,
    BroadcastTurned,
    Reader,
    daytime,
    in_daytime,
)
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.model.visits import Reminder, remind_at
from bot.helpdesk.outreach.broadcast import looks_like_fraud, progress, progress_buttons, releasers, supervisor_of
from bot.helpdesk.texts import outreach as outreach_texts
from bot.storage import queries
from bot.storage.unit import Unit

PORTION = 20
"""Messages on their way at one time: a second's work for the sender, with room left for answers and alerts."""
AT_ONCE = 10
"""Broadcasts looked after in one round; the others have their turn in the next."""
SHOW_EVERY = timedelta(seconds=3)
ON_THE_WAY = timedelta(minutes=1)
"""So long before the evening nothing more is fed: what is on its way then has time to leave."""
REMINDERS = 20
"""Reminders sent in one round."""

log = structlog.get_logger()


def is_release(event: Pressed) -> bool:
    """Return whether somebody decides about a broadcast that waits to be released."""
    return event.verb == Verb.BROADCAST and event.args[0] in {"lepas", "tolak"}


async def release(unit: Unit, event: Pressed, policy: Policy) -> Outcome:
    """Release or refuse a broadcast (Lepas, Tolak): only who was asked can."""
    choice, number = event.args
    broadcast = await unit.run(queries.broadcasts.held, int(number))
    known = broadcast is not None and broadcast.officer in policy.directory.officers
    if broadcast is None or not known or event.address not in releasers(broadcast.officer, broadcast.chat, policy):
        return refuse(event, outreach_texts.DECIDED)
    log.info("broadcast decided", broadcast=broadcast.id, by=event.address.chat, choice=choice)
    done, name = Acknowledge(event.address, event.callback), policy.directory.officers[broadcast.officer].name
    released = choice == "lepas"
    text = outreach_texts.RELEASED if released else outreach_texts.REFUSED
    shown = Edit(event.address, event.message or "", text.format(officer=name))
    state = BroadcastState.SENDING if released else BroadcastState.STOPPING
    turned = (BroadcastTurned(broadcast.id, state),)
    if released:
        return Outcome(actions=(done, shown), outreach=turned)
    things = outreach_texts.listed(looks_like_fraud(broadcast.text))
    refused = Send(broadcast.chat, outreach_texts.REFUSED_YOURS.format(things=things))
    return Outcome(actions=(done, shown, refused), outreach=turned)


class RunningBroadcast(NamedTuple):
    """A broadcast that has not ended, and how many of its messages wait, left and failed."""

    broadcast: Broadcast
    counts: BroadcastCounts


class _Look(NamedTuple):
    """What one look at the broadcasts goes by."""

    unit: Unit
    policy: Policy
    now: datetime


async def spread(unit: Unit, policy: Policy, now: datetime) -> int:
    """Feed what may be sent now; return how many messages were queued.

    What a process looks after is locked for the others until the transaction ends, and the cursor moves in the same
    transaction as the messages are queued: nobody gets it twice, even if a process is killed.
    """
    underway = [
        RunningBroadcast(broadcast, await unit.run(queries.broadcasts.counts, broadcast.id))
        for broadcast in await unit.run(queries.broadcasts.unfinished, AT_ONCE)
    ]
    room = PORTION - sum(one.counts.waiting for one in underway)
    feeding = sum(one.broadcast.state is BroadcastState.SENDING for one in underway)
    share = -(-room // feeding) if feeding and room > 0 else 0
    queued = 0
    for one in underway:
        queued += await _look_after(_Look(unit, policy, now), one, share)
    return queued


async def _look_after(look: _Look, underway: RunningBroadcast, share: int) -> int:
    """Queue at most `share` messages of a broadcast, show its progress, end it when all have left; return how many."""
    unit, policy, now = look
    officer = policy.directory.officers.get(underway.broadcast.officer)
    if officer is None or underway.broadcast.office not in policy.directory.offices:
        await _drop(look, underway)
        return 0
    villages = {village.id for village in policy.speaks_for(officer)} & {*underway.broadcast.villages}
    underway = await _held_up(look, underway, spoken_for=bool(villages))
    broadcast = underway.broadcast
    queued: tuple[Send, ...] = ()
    if share and _may_feed(look, broadcast):
        readers = await unit.run(queries.broadcasts.next_readers, broadcast, tuple(villages), share)
        queued = _messages(broadcast, readers, officer, policy)
        broadcast = replace(broadcast, cursor=readers[-1].id if len(readers) == share else broadcast.upto)
    underway = RunningBroadcast(broadcast, underway.counts)
    report = ""
    if not underway.counts.waiting and not queued and _is_through(broadcast):
        underway, report = await _ended(look, underway)
    announced = () if broadcast.shown else _announced(broadcast, officer, policy)
    broadcast, edits = _shown(look, underway, report)
    await unit.run(queries.broadcasts.keep, broadcast, now)
    await unit.save([(None, Outcome(actions=(*announced, *queued, *edits)))], now)
    return len(announced) + len(queued) + len(edits)


def _announced(broadcast: Broadcast, officer: Officer, policy: Policy) -> tuple[Send, ...]:
    """Ask for the release of a new broadcast; tell the supervisor, without a sound, of one that needs none."""
    villages = [policy.directory.villages[id] for id in broadcast.villages if id in policy.directory.villages]
    values = {
        "officer": officer.name,
        "villages": ", ".join(village.name for village in villages),
        "text": quoted(broadcast.text),
    }
    if broadcast.state is BroadcastState.HELD:
        things = outreach_texts.listed(looks_like_fraud(broadcast.text))
        buttons: Rows = (
            (
                Button(outreach_texts.B_RELEASE, Verb.BROADCAST, ("lepas", str(broadcast.id))),
                Button(outreach_texts.B_REFUSE, Verb.BROADCAST, ("tolak", str(broadcast.id))),
            ),
        )
        card = outreach_texts.RELEASE_CARD.format(**values, things=things)
        return tuple(Send(to, card, buttons) for to in releasers(officer.id, broadcast.chat, policy))
    supervisor = supervisor_of(officer.id, policy)
    if broadcast.state is not BroadcastState.SENDING:
        return ()
    return (Send(supervisor, outreach_texts.TOLD.format(**values), silent=True),) if supervisor else ()


async def _drop(look: _Look, underway: RunningBroadcast) -> None:
    """End a broadcast for which nobody answers any more."""
    broadcast, counts = underway
    log.warning("broadcast ended: its officer or office has left the settings", broadcast=broadcast.id)
    await look.unit.run(queries.broadcasts.call_off, broadcast.id)
    await look.unit.run(
        queries.broadcasts.keep, replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent), look.now
    )


async def _held_up(look: _Look, underway: RunningBroadcast, *, spoken_for: bool) -> RunningBroadcast:
    """Call off what waits of a broadcast that is stopped; in the evening, too, but then it has its turn next morning.

    `spoken_for`: some of its villages are still its officer's.
    """
    unit, policy, now = look
    broadcast, counts = underway
    if not spoken_for and broadcast.state is not BroadcastState.STOPPING:
        log.info("broadcast stopped: its villages are another officer's now", broadcast=broadcast.id)
        broadcast = replace(broadcast, state=BroadcastState.STOPPING)
    if broadcast.state is BroadcastState.HELD and now - broadcast.begun_at >= WEEK:
        log.info("broadcast stopped: nobody has released it in a week", broadcast=broadcast.id)
        broadcast = replace(broadcast, state=BroadcastState.STOPPING)
    stopping = broadcast.state is BroadcastState.STOPPING
    if not stopping and in_daytime(now, policy.directory.offices[broadcast.office].hours.zone):
        return RunningBroadcast(broadcast, counts)
    # what could not leave before the evening must not ring at night
    first = await unit.run(queries.broadcasts.call_off, broadcast.id)
    if first is not None and not stopping:
        broadcast = replace(broadcast, cursor=min(broadcast.cursor, first - 1))
    return RunningBroadcast(broadcast, await unit.run(queries.broadcasts.counts, broadcast.id))


def _may_feed(look: _Look, broadcast: Broadcast) -> bool:
    """Return whether it has readers left who can get it before the evening."""
    zone = look.policy.directory.offices[broadcast.office].hours.zone
    in_time = in_daytime(look.now, zone) and in_daytime(look.now + ON_THE_WAY, zone)
    return broadcast.state is BroadcastState.SENDING and in_time and broadcast.cursor < broadcast.upto


def _is_through(broadcast: Broadcast) -> bool:
    """Return whether it ends once nothing of it waits."""
    fed = broadcast.state is BroadcastState.SENDING and broadcast.cursor >= broadcast.upto
    return fed or broadcast.state is BroadcastState.STOPPING


async def _ended(look: _Look, underway: RunningBroadcast) -> tuple[RunningBroadcast, str]:
    """End a broadcast; return it with the report on it."""
    broadcast, counts = underway
    stopped = broadcast.state is BroadcastState.STOPPING
    await look.unit.run(queries.broadcasts.note_blocked, broadcast.id, look.now)
    log.info("broadcast ended", broadcast=broadcast.id, stopped=stopped, sent=counts.sent, of=broadcast.total)
    ended = replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent)
    return RunningBroadcast(ended, counts), outreach_texts.report(counts, broadcast.total, stopped=stopped)


def _shown(look: _Look, underway: RunningBroadcast, report: str) -> tuple[Broadcast, tuple[Edit, ...]]:
    """Bring the message that shows how far it is up to date, at intervals; in the end it becomes the report."""
    broadcast, now = underway.broadcast, look.now
    text = report or progress(broadcast, underway.counts.sent, now, look.policy)
    lately = broadcast.shown_at is not None and now - broadcast.shown_at < SHOW_EVERY
    if text == broadcast.shown or (lately and not report):
        return broadcast, ()
    edit = Edit(broadcast.chat, broadcast.message, text, progress_buttons(broadcast))
    return replace(broadcast, shown=text, shown_at=now), (edit,)


def _messages(broadcast: Broadcast, readers: Sequence[Reader], officer: Officer, policy: Policy) -> tuple[Send, ...]:
    villages, office = policy.directory.villages, policy.directory.offices[broadcast.office]
    stop: Rows = ((Button(outreach_texts.B_STOP, Verb.SUBSCRIPTION, ("berhenti",)),),)
    return tuple(
        Send(
            reader.address,
            outreach_texts.broadcast(broadcast.text, officer, villages[reader.village], office),
            stop,
            purpose=Purpose.BROADCAST,
            about=str(broadcast.id),
            priority=Priority.BROADCAST,
        )
        for reader in readers
    )


async def remind(unit: Unit, policy: Policy, now: datetime) -> int:
    """Send the words that are due to those who asked to be reminded; return how many were queued.

    A reminder is moved on in the transaction that queues its message, so it is sent once.
    """
    count = 0
    for reminder in await unit.run(queries.visits.reminders_due, now, REMINDERS):
        office = policy.directory.offices.get(reminder.visit.office)
        if office is None:
            log.warning("a reminder was dropped: its office has left the settings", visit=reminder.visit.id)
            await unit.run(queries.visits.keep_reminder, reminder, "remind", None)
            continue
        if not in_daytime(now, office.hours.zone):
            await unit.run(queries.visits.keep_reminder, reminder, reminder.what, daytime(now, office.hours.zone))
            continue
        if reminder.may_hear and reminder.visit.starts_at > now:
            send = Send(
                reminder.address, _words(reminder, now, policy), purpose=Purpose.REMINDER, priority=Priority.BROADCAST
            )
            await unit.save([(None, Outcome(actions=(send,)))], now)
            count += 1
        again = remind_at(reminder.visit, now, office.hours.zone) if reminder.what == "changed" else None
        await unit.run(queries.visits.keep_reminder, reminder, "remind", again)
    return count


def _words(reminder: Reminder, now: datetime, policy: Policy) -> str:
    one = reminder.visit
    line = outreach_texts.visit(one, policy.directory.offices[one.office].hours, now, policy.directory)
    text = {
        "changed": outreach_texts.VISIT_MOVED,
        "cancelled": outreach_texts.VISIT_OFF,
    }.get(reminder.what, outreach_texts.REMIND if one.kind == "penyuluhan" else outreach_texts.REMIND_PASSPORT)
    return text.format(visit=line)
