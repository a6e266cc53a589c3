"""Send a broadcast: have it released where it must be, feed it to the outbox in small portions, report on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import structlog

from bot.helpdesk.model.actions import Acknowledge, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.broadcasts import (
    WEEK,
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
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.repositories import Broadcasts, Saves
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.outreach.broadcast_preview import looks_like_fraud
from bot.helpdesk.texts import broadcast as broadcast_texts

PORTION = 20
"""Messages on their way at one time: a second's work for the sender, with room left for answers and alerts."""
AT_ONCE = 10
"""Broadcasts looked after in one round; the others have their turn in the next."""
SHOW_EVERY = timedelta(seconds=3)
ON_THE_WAY = timedelta(minutes=1)
"""So long before the evening nothing more is fed: what is on its way then has time to leave."""

log = structlog.get_logger()


def change_course(own: OwnOutreach, choice: str, event: Pressed) -> Outcome:
    """Pause, go on or stop what is being sent (Jeda, Lanjutkan, Hentikan)."""
    running = own.running
    if running is None or running.message != event.message or running.state is BroadcastState.STOPPING:
        return refuse(event, broadcast_texts.OLD_BUTTON)
    if running.state is BroadcastState.HELD and choice != "henti":
        return refuse(event, broadcast_texts.OLD_BUTTON)
    state = {"jeda": BroadcastState.PAUSED, "lanjut": BroadcastState.SENDING, "henti": BroadcastState.STOPPING}[choice]
    done = Acknowledge(event.address, event.callback)
    return Outcome(actions=(done,), outreach=(BroadcastTurned(running.id, state),))


def progress(broadcast: Broadcast, sent: int, now: datetime, policy: Policy) -> str:
    """Say in a line how far it is."""
    hours = policy.directory.offices[broadcast.office].hours
    values = {"sent": broadcast_texts.number(sent), "total": broadcast_texts.number(broadcast.total)}
    match broadcast.state:
        case BroadcastState.HELD:
            return broadcast_texts.HELD.format(things=broadcast_texts.listed(looks_like_fraud(broadcast.text)))
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
        case BroadcastState.HELD:
            return ((halt,),)
        case BroadcastState.PAUSED:
            return ((Button(broadcast_texts.B_GO_ON, Verb.BROADCAST, ("lanjut",)), halt),)
    return ()


def _supervisor(officer: str, policy: Policy) -> Address | None:
    """Return the chat of the supervisor of an officer's office; None where he has not joined or is the officer."""
    supervisor = policy.directory.offices[policy.directory.officers[officer].office].supervisor
    return policy.chat(supervisor) if supervisor and supervisor != officer else None


def releasers(officer: str, chat: Address, policy: Policy) -> tuple[Address, ...]:
    """Return who may release an officer's broadcast: the office's supervisor; where he is not there, the staff."""
    supervisor = _supervisor(officer, policy)
    if supervisor and supervisor not in {policy.chat(name) for name in policy.away}:
        return (supervisor,)
    staff = sorted(policy.staff_chats - {chat}, key=lambda address: address.chat)
    return (*filter(None, (supervisor,)), *staff)


def is_release(event: Pressed) -> bool:
    """Return whether somebody decides about a broadcast that waits to be released."""
    return event.verb == Verb.BROADCAST and event.args[0] in {"lepas", "tolak"}


async def release(unit: BroadcastUnit, event: Pressed, policy: Policy) -> Outcome:
    """Release or refuse a broadcast (Lepas, Tolak): only who was asked can."""
    choice, number = event.args
    broadcast = await unit.broadcasts.held(int(number))
    known = broadcast is not None and broadcast.officer in policy.directory.officers
    if broadcast is None or not known or event.address not in releasers(broadcast.officer, broadcast.chat, policy):
        return refuse(event, broadcast_texts.DECIDED)
    log.info("broadcast decided", broadcast=broadcast.id, by=event.address.chat, choice=choice)
    done, name = Acknowledge(event.address, event.callback), policy.directory.officers[broadcast.officer].name
    released = choice == "lepas"
    text = broadcast_texts.RELEASED if released else broadcast_texts.REFUSED
    shown = Edit(event.address, event.message or "", text.format(officer=name))
    state = BroadcastState.SENDING if released else BroadcastState.STOPPING
    turned = (BroadcastTurned(broadcast.id, state),)
    if released:
        return Outcome(actions=(done, shown), outreach=turned)
    things = broadcast_texts.listed(looks_like_fraud(broadcast.text))
    refused = Send(broadcast.chat, broadcast_texts.REFUSED_YOURS.format(things=things))
    return Outcome(actions=(done, shown, refused), outreach=turned)


class BroadcastUnit(Saves, Protocol):
    """What sending broadcasts needs of a `Unit`."""

    @property
    def broadcasts(self) -> Broadcasts: ...


class RunningBroadcast(NamedTuple):
    """A broadcast that has not ended, and how many of its messages wait, left and failed."""

    broadcast: Broadcast
    counts: BroadcastCounts


class _Look(NamedTuple):
    """What one look at the broadcasts goes by."""

    unit: BroadcastUnit
    policy: Policy
    now: datetime


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
        readers = await unit.broadcasts.next_readers(broadcast, tuple(villages), share)
        queued = _messages(broadcast, readers, officer, policy)
        broadcast = replace(broadcast, cursor=readers[-1].id if len(readers) == share else broadcast.upto)
    underway = RunningBroadcast(broadcast, underway.counts)
    report = ""
    if not underway.counts.waiting and not queued and _is_through(broadcast):
        underway, report = await _ended(look, underway)
    announced = () if broadcast.shown else _announced(broadcast, officer, policy)
    broadcast, edits = _shown(look, underway, report)
    await unit.broadcasts.keep(broadcast, now)
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
        things = broadcast_texts.listed(looks_like_fraud(broadcast.text))
        buttons: Rows = (
            (
                Button(broadcast_texts.B_RELEASE, Verb.BROADCAST, ("lepas", str(broadcast.id))),
                Button(broadcast_texts.B_REFUSE, Verb.BROADCAST, ("tolak", str(broadcast.id))),
            ),
        )
        card = broadcast_texts.RELEASE_CARD.format(**values, things=things)
        return tuple(Send(to, card, buttons) for to in releasers(officer.id, broadcast.chat, policy))
    supervisor = _supervisor(officer.id, policy)
    if broadcast.state is not BroadcastState.SENDING:
        return ()
    return (Send(supervisor, broadcast_texts.TOLD.format(**values), silent=True),) if supervisor else ()


async def _drop(look: _Look, underway: RunningBroadcast) -> None:
    """End a broadcast for which nobody answers any more."""
    broadcast, counts = underway
    log.warning("broadcast ended: its officer or office has left the settings", broadcast=broadcast.id)
    await look.unit.broadcasts.call_off(broadcast.id)
    await look.unit.broadcasts.keep(replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent), look.now)


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
    first = await unit.broadcasts.call_off(broadcast.id)
    if first is not None and not stopping:
        broadcast = replace(broadcast, cursor=min(broadcast.cursor, first - 1))
    return RunningBroadcast(broadcast, await unit.broadcasts.counts(broadcast.id))


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
    await look.unit.broadcasts.note_blocked(broadcast.id, look.now)
    log.info("broadcast ended", broadcast=broadcast.id, stopped=stopped, sent=counts.sent, of=broadcast.total)
    ended = replace(broadcast, state=BroadcastState.ENDED, sent=counts.sent)
    return RunningBroadcast(ended, counts), broadcast_texts.report(counts, broadcast.total, stopped=stopped)


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
