"""Send a broadcast: feed it to the outbox in small portions, show its progress, and report at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import structlog

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.broadcasts import (
    Broadcast,
    BroadcastCounts,
    BroadcastState,
    BroadcastTurned,
    OwnOutreach,
    Reader,
    daytime,
    in_daytime,
)
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.repositories import Broadcasts, Saves
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import broadcast as broadcast_texts

PORTION = 20
"""Messages on their way at one time: a second's work for the sender, with room left for answers and alerts."""
AT_ONCE = 10
"""Broadcasts looked after in one round; the others have their turn in the next."""
SHOW_EVERY = timedelta(seconds=3)

log = structlog.get_logger()


def change_course(own: OwnOutreach, choice: str, event: Pressed) -> Outcome:
    """Pause, go on or stop what is being sent (Jeda, Lanjutkan, Hentikan)."""
    running = own.running
    if running is None or running.message != event.message or running.state is BroadcastState.STOPPING:
        return refuse(event, broadcast_texts.OLD_BUTTON)
    state = {"jeda": BroadcastState.PAUSED, "lanjut": BroadcastState.SENDING, "henti": BroadcastState.STOPPING}[choice]
    done = Acknowledge(event.address, event.callback)
    return Outcome(actions=(done,), outreach=(BroadcastTurned(running.id, state),))


def progress(broadcast: Broadcast, sent: int, now: datetime, policy: Policy) -> str:
    """Say in a line how far it is."""
    hours = policy.directory.offices[broadcast.office].hours
    values = {"sent": broadcast_texts.number(sent), "total": broadcast_texts.number(broadcast.total)}
    match broadcast.state:
        case BroadcastState.PAUSED:
            return broadcast_texts.PAUSED.format(**values)
        case BroadcastState.STOPPING:
            return broadcast_texts.STOPPING.format(**values)
        case BroadcastState.ENDED:
            return broadcast_texts.ENDED.format(**values)
    if in_daytime(now, hours.zone):
        return broadcast_texts.SENDING.format(**values)
    return broadcast_texts.WAITING.format(**values, moment=hours.moment(daytime(now, hours.zone), now))


def progress_buttons(broadcast: Broadcast) -> Rows:
    """Return the buttons for what can be done with a broadcast now."""
    halt = Button(broadcast_texts.B_HALT, Verb.BROADCAST, ("henti",))
    match broadcast.state:
        case BroadcastState.SENDING:
            return ((Button(broadcast_texts.B_PAUSE, Verb.BROADCAST, ("jeda",)), halt),)
        case BroadcastState.PAUSED:
            return ((Button(broadcast_texts.B_GO_ON, Verb.BROADCAST, ("lanjut",)), halt),)
    return ()


class BroadcastUnit(Saves, Protocol):
    """What sending broadcasts needs of a `Unit`."""

    @property
    def broadcasts(self) -> Broadcasts: ...


class RunningBroadcast(NamedTuple):
    """A broadcast that has not ended, and how many of its messages wait, left and failed."""

    broadcast: Broadcast
    counts: BroadcastCounts


async def spread(unit: BroadcastUnit, policy: Policy, now: datetime) -> int:
    """Feed what may be sent now; return how many messages were queued.

    What a process looks after is locked for the others until the transaction ends, and the cursor moves in the same
    transaction as the messages are queued: nobody gets it twice, even if a process is killed.
    """
    underway = [
        RunningBroadcast(broadcast, await unit.broadcasts.counts(broadcast.id))
        for broadcast in await unit.broadcasts.unfinished(AT_ONCE)
    ]
    room = PORTION - sum(one.counts.waiting for one in underway)
    feeding = sum(one.broadcast.state is BroadcastState.SENDING for one in underway)
    share = -(-room // feeding) if feeding and room > 0 else 0
    queued = 0
    for one in underway:
        queued += await _look_after(unit, one, share, now, policy)
    return queued


async def _look_after(
    unit: BroadcastUnit, underway: RunningBroadcast, share: int, now: datetime, policy: Policy
) -> int:
    """Queue at most `share` messages of a broadcast, show its progress, end it when all have left; return how many."""
    broadcast, counts = underway
    officer, office = policy.directory.officers.get(broadcast.officer), policy.directory.offices.get(broadcast.office)
    if officer is None or office is None:
        log.warning("broadcast ended: its officer or office has left the settings", broadcast=broadcast.id)
        await unit.broadcasts.call_off(broadcast.id)
        await unit.broadcasts.keep(replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent), now)
        return 0
    spoken_for = {village.id for village in policy.speaks_for(officer)}
    if not spoken_for & {*broadcast.villages} and broadcast.state is not BroadcastState.STOPPING:
        log.info("broadcast stopped: its villages are another officer's now", broadcast=broadcast.id)
        broadcast = replace(broadcast, state=BroadcastState.STOPPING)
    daytime = in_daytime(now, office.hours.zone)
    if broadcast.state is BroadcastState.STOPPING or not daytime:
        # what could not leave before the evening must not ring at night
        await unit.broadcasts.call_off(broadcast.id)
        counts = await unit.broadcasts.counts(broadcast.id)
    queued: tuple[Action, ...] = ()
    if broadcast.state is BroadcastState.SENDING and daytime and share and broadcast.cursor < broadcast.upto:
        readers = await unit.broadcasts.readers_after(
            tuple(spoken_for & {*broadcast.villages}), broadcast.cursor, broadcast.upto, share
        )
        queued = _messages(broadcast, readers, officer, policy)
        broadcast = replace(broadcast, cursor=readers[-1].id if len(readers) == share else broadcast.upto)
    over = not counts.waiting and not queued
    ended = ""
    if over and (
        broadcast.state is BroadcastState.STOPPING
        or (broadcast.state is BroadcastState.SENDING and broadcast.cursor >= broadcast.upto)
    ):
        stopped = broadcast.state is BroadcastState.STOPPING
        broadcast = replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent)
        ended = broadcast_texts.report(counts, broadcast.total, stopped=stopped)
        await unit.broadcasts.note_blocked(broadcast.id, now)
        log.info("broadcast ended", broadcast=broadcast.id, stopped=stopped, sent=counts.sent, of=broadcast.total)
    # the message that showed how far it was becomes the report
    text = ended or progress(broadcast, counts.sent, now, policy)
    edits: tuple[Action, ...] = ()
    if text != broadcast.shown and (ended or not broadcast.shown_at or now - broadcast.shown_at >= SHOW_EVERY):
        edits = (Edit(broadcast.chat, broadcast.message, text, progress_buttons(broadcast)),)
        broadcast = replace(broadcast, shown=text, shown_at=now)
    await unit.broadcasts.keep(broadcast, now)
    await unit.save([(None, Outcome(actions=(*queued, *edits)))], now)
    return len(queued) + len(edits)


def _messages(broadcast: Broadcast, readers: Sequence[Reader], officer: Officer, policy: Policy) -> tuple[Send, ...]:
    villages, office = policy.directory.villages, policy.directory.offices[broadcast.office]
    stop: Rows = ((Button(broadcast_texts.B_STOP, Verb.SUBSCRIPTION, ("berhenti",)),),)
    return tuple(
        Send(
            reader.address,
            broadcast_texts.broadcast(broadcast.text, officer, villages[reader.village], office),
            stop,
            purpose=Purpose.BROADCAST,
            about=str(broadcast.id),
            priority=Priority.BROADCAST,
        )
        for reader in readers
    )
