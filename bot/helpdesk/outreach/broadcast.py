"""/siaran: an officer writes a broadcast, sees it as residents will, and sends it to who agreed in his villages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Button, Edit, Outcome, Rows, Send
from bot.helpdesk.model.broadcasts import (
    AWAITED,
    WEEK,
    Broadcast,
    BroadcastBegun,
    BroadcastDraft,
    BroadcastState,
    BroadcastTurned,
    DraftDropped,
    DraftKept,
    OwnOutreach,
    daytime,
    in_daytime,
)
from bot.helpdesk.model.directory import Village
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.privacy.links import fraud_marks
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.turn import OfficerTurn

LISTED = 20
"""Villages that the preview lists, each with a button to leave it out."""


def free_from(village: str, recent: Sequence[Broadcast], now: datetime, per_week: int) -> datetime | None:
    """Return from when a village may get a broadcast again; None: now. What reached nobody does not count."""
    begun = sorted(
        (
            broadcast.begun_at
            for broadcast in recent
            if village in broadcast.villages and broadcast.sent != 0 and broadcast.begun_at > now - WEEK
        ),
        reverse=True,
    )
    return begun[per_week - 1] + WEEK if len(begun) >= per_week else None


def looks_like_fraud(text: str) -> tuple[str, ...]:
    """Say what in a text looks like a swindler's; three of a kind are enough."""
    kinds: dict[str, list[str]] = {}
    for mark in fraud_marks(text):
        kinds.setdefault(mark.kind, []).append(mark.found)
    return tuple(outreach_texts.THINGS[kind].format(found=", ".join(found[:3])) for kind, found in kinds.items())


def villages_of(draft: BroadcastDraft, policy: Policy) -> tuple[Village, ...]:
    known = policy.directory.villages
    return tuple(known[village] for village in draft.villages if village in known)


def drop_button(draft: BroadcastDraft) -> Button:
    return Button(outreach_texts.B_DROP, Verb.BROADCAST, ("batal", draft.token))


def drop_row(draft: BroadcastDraft) -> Rows:
    return ((drop_button(draft),),)


def preview(turn: OfficerTurn[Event], draft: BroadcastDraft) -> tuple[str, Rows]:
    """Show how many get it in which village, what is wrong with it, when it goes, and what to do next."""
    hours, token = turn.policy.directory.offices[turn.officer.office].hours, draft.token
    lines, toggles = [], []
    villages = turn.policy.speaks_for(turn.officer)
    for place, village in enumerate(villages):
        count = turn.outreach.readers.get(village.id, 0)
        free = free_from(village.id, turn.outreach.recent, turn.now, turn.policy.news_per_week)
        chosen = village.id in draft.villages
        if free:
            moment = hours.moment(daytime(free, hours.zone), turn.now)
            full = outreach_texts.VILLAGE_FULL.format(
                village=village.name, per_week=turn.policy.news_per_week, moment=moment
            )
            lines.append(f"– {full}")
        elif count:
            mark = "✓" if chosen else "–"
            lines.append(
                outreach_texts.PREVIEW_LINE.format(mark=mark, village=village.name, count=outreach_texts.number(count))
            )
            toggles.append((Button(f"{mark} {village.name}", Verb.BROADCAST, ("desa", token, str(place))),))
    total = sum(turn.outreach.readers.get(village, 0) for village in draft.villages)
    more = [outreach_texts.PREVIEW_MORE.format(count=len(lines) - LISTED)] if len(lines) > LISTED else []
    parts = ["\n".join([outreach_texts.PREVIEW.format(count=outreach_texts.number(total)), *lines[:LISTED], *more])]
    if things := looks_like_fraud(draft.text):
        parts.append(outreach_texts.SUSPECT.format(things=outreach_texts.listed(things)))
    if not in_daytime(turn.now, hours.zone):
        parts.append(outreach_texts.AT_NIGHT.format(moment=hours.moment(daytime(turn.now, hours.zone), turn.now)))
    send = Button(outreach_texts.B_SEND, Verb.BROADCAST, ("kirim", token))
    change = Button(outreach_texts.B_CHANGE, Verb.BROADCAST, ("ubah", token))
    rows: Rows = (*(toggles if 1 < len(toggles) <= LISTED else ()), (send, change, drop_button(draft)))
    return "\n\n".join(parts), rows


def change_course(own: OwnOutreach, choice: str, event: Pressed) -> Outcome:
    """Pause, go on or stop what is being sent (Jeda, Lanjutkan, Hentikan)."""
    running = own.running
    if running is None or running.message != event.message or running.state is BroadcastState.STOPPING:
        return refuse(event, outreach_texts.OLD_BUTTON)
    if running.state is BroadcastState.HELD and choice != "henti":
        return refuse(event, outreach_texts.OLD_BUTTON)
    state = {"jeda": BroadcastState.PAUSED, "lanjut": BroadcastState.SENDING, "henti": BroadcastState.STOPPING}[choice]
    return Outcome(outreach=(BroadcastTurned(running.id, state),))


def progress(broadcast: Broadcast, sent: int, now: datetime, policy: Policy) -> str:
    """Say in a line how far it is."""
    hours = policy.directory.offices[broadcast.office].hours
    values = {"sent": outreach_texts.number(sent), "total": outreach_texts.number(broadcast.total)}
    match broadcast.state:
        case BroadcastState.HELD:
            return outreach_texts.HELD.format(things=outreach_texts.listed(looks_like_fraud(broadcast.text)))
        case BroadcastState.PAUSED:
            return outreach_texts.PAUSED.format(**values)
        case BroadcastState.STOPPING:
            return outreach_texts.STOPPING.format(**values)
        case BroadcastState.ENDED:
            return outreach_texts.ENDED.format(**values)
    if in_daytime(now, hours.zone):
        return outreach_texts.SENDING.format(**values)
    return outreach_texts.WAITING.format(**values, moment=hours.moment(daytime(now, hours.zone), now))


def progress_buttons(broadcast: Broadcast) -> Rows:
    """Return the buttons for what can be done with a broadcast now."""
    halt = Button(outreach_texts.B_HALT, Verb.BROADCAST, ("henti",))
    match broadcast.state:
        case BroadcastState.SENDING:
            return ((Button(outreach_texts.B_PAUSE, Verb.BROADCAST, ("jeda",)), halt),)
        case BroadcastState.HELD:
            return ((halt,),)
        case BroadcastState.PAUSED:
            return ((Button(outreach_texts.B_GO_ON, Verb.BROADCAST, ("lanjut",)), halt),)
    return ()


def supervisor_of(officer: str, policy: Policy) -> Address | None:
    """Return the chat of the supervisor of an officer's office; None where he has not joined or is the officer."""
    supervisor = policy.directory.offices[policy.directory.officers[officer].office].supervisor
    return policy.chat(supervisor) if supervisor and supervisor != officer else None


def releasers(officer: str, chat: Address, policy: Policy) -> tuple[Address, ...]:
    """Return who may release an officer's broadcast: the office's supervisor; where he is not there, the staff."""
    supervisor = supervisor_of(officer, policy)
    if supervisor and supervisor not in {policy.chat(name) for name in policy.away}:
        return (supervisor,)
    staff = sorted(policy.staff_chats - {chat}, key=lambda address: address.chat)
    return (*filter(None, (supervisor,)), *staff)


LONGEST = 1500
"""Characters of a broadcast; two phone screens."""


def on_event(turn: OfficerTurn[Event]) -> Outcome | None:
    """Decide about an event that is about a broadcast; None when it is about something else."""
    if turn.own is None:
        return None
    draft = turn.outreach.draft if isinstance(turn.outreach.draft, BroadcastDraft) else None
    event = turn.event
    match event:
        case Commanded(command="siaran") if turn.event.address != turn.chat.address:
            return turn.say(outreach_texts.PRIVATE)
        case Commanded(command="siaran"):
            return _begin(turn.on(event))
        case Pressed(verb=Verb.BROADCAST):
            return _pressed(turn.on(event))
        case Wrote() if draft and not draft.text and turn.now - draft.at <= AWAITED:
            return _written(turn, replace(draft, text=event.text.strip()))
        case Attached() if draft and not draft.text and turn.now - draft.at <= AWAITED:
            return turn.say(outreach_texts.ONLY_TEXT, drop_row(draft))
    return None


def _from_visit(turn: OfficerTurn[Pressed], token: str) -> Outcome:
    """Make a broadcast of a planned day ("Kabarkan ke warga"), for its village, as a preview like any other."""
    named = (one for one in turn.outreach.visits if str(int(one.starts_at.timestamp())) == token)
    one = max(named, key=lambda one: one.id, default=None)
    if one is None:
        return turn.refuse(outreach_texts.VISIT_NOT_YOURS)
    hours = turn.policy.directory.offices[turn.officer.office].hours
    text = outreach_texts.VISIT_BROADCAST.format(visit=outreach_texts.visit(one, hours, turn.now))
    asked = Commanded(turn.event.address, turn.event.name, turn.event.at, turn.event.message, "siaran", text)
    return _begin(turn.on(asked), only=one.village)


def _begin(turn: OfficerTurn[Commanded], *, only: str | None = None) -> Outcome:
    """Begin a broadcast (/siaran), perhaps with the text at once. `only`: for this village alone."""
    villages = tuple(village for village in turn.policy.speaks_for(turn.officer) if only in {None, village.id})
    if not villages:
        return turn.say(outreach_texts.NO_VILLAGE)
    if turn.outreach.running:
        return turn.say(outreach_texts.STILL_RUNNING)
    blocked = {
        village.id: free_from(village.id, turn.outreach.recent, turn.now, turn.policy.news_per_week)
        for village in villages
    }
    free = tuple(village for village in villages if blocked[village.id] is None)
    if not free:
        hours = turn.policy.directory.offices[turn.officer.office].hours
        soonest = daytime(min(at for at in blocked.values() if at), hours.zone)
        text = outreach_texts.TOO_OFTEN.format(
            per_week=turn.policy.news_per_week, moment=hours.moment(soonest, turn.now)
        )
        return turn.say(text)
    if not any(turn.outreach.readers.get(village.id) for village in free):
        return turn.say(outreach_texts.NOBODY.format(villages=outreach_texts.names(free)))
    chosen = tuple(village.id for village in free if turn.outreach.readers.get(village.id))
    draft = BroadcastDraft(turn.officer.id, turn.now, turn.event.argument.strip(), chosen)
    if draft.text:
        return _written(turn, draft)
    asked = turn.say(
        outreach_texts.WRITE.format(villages=outreach_texts.names(villages_of(draft, turn.policy))), drop_row(draft)
    )
    return replace(asked, outreach=(DraftKept(draft),))


def _written(turn: OfficerTurn[Event], draft: BroadcastDraft) -> Outcome:
    """Show the text as residents will see it, and how many they are."""
    if len(draft.text) > LONGEST:
        awaited = replace(draft, text="", at=turn.now)
        text = outreach_texts.TOO_LONG.format(
            most=outreach_texts.number(LONGEST), count=outreach_texts.number(len(draft.text))
        )
        return replace(turn.say(text, drop_row(awaited)), outreach=(DraftKept(awaited),))
    draft = replace(draft, at=turn.now)
    villages = villages_of(draft, turn.policy)
    if not villages:
        return replace(turn.say(outreach_texts.NO_VILLAGE), outreach=(DraftDropped(turn.officer.id),))
    office = turn.policy.directory.offices[turn.officer.office]
    example = outreach_texts.broadcast(draft.text, turn.officer, villages[0], office)
    stop: Rows = ((Button(outreach_texts.B_STOP, Verb.BROADCAST, ("contoh",)),),)
    summary = Send(turn.event.address, *preview(turn, draft))
    return Outcome(actions=(Send(turn.event.address, example, stop), summary), outreach=(DraftKept(draft),))


def _pressed(turn: OfficerTurn[Pressed]) -> Outcome:
    choice, token = (*turn.event.args, "", "")[:2]
    if choice == "jadwal":
        return _from_visit(turn, token)
    if choice == "contoh":
        return turn.refuse(outreach_texts.EXAMPLE)
    if choice in {"jeda", "lanjut", "henti"}:
        return change_course(turn.outreach, choice, turn.event)
    draft = turn.outreach.draft if isinstance(turn.outreach.draft, BroadcastDraft) else None
    if draft is None or draft.token != token or turn.event.message is None:
        return turn.refuse(outreach_texts.OLD_BUTTON)
    if choice == "batal":
        dropped = Edit(turn.event.address, turn.event.message, outreach_texts.DROPPED)
        return Outcome(actions=(dropped,), outreach=(DraftDropped(turn.officer.id),))
    if choice == "ubah":
        again = replace(draft, text="", at=turn.now)
        ask = outreach_texts.WRITE.format(villages=outreach_texts.names(villages_of(draft, turn.policy)))
        actions = (Edit(turn.event.address, turn.event.message, ask, drop_row(again)),)
        return Outcome(actions=actions, outreach=(DraftKept(again),))
    if choice == "desa":
        return _choose(turn, draft)
    if choice == "kirim" and draft.text:
        return _send(turn, draft)
    return turn.refuse(outreach_texts.OLD_BUTTON)


def _choose(turn: OfficerTurn[Pressed], draft: BroadcastDraft) -> Outcome:
    """Choose one village more or less."""
    villages, place = turn.policy.speaks_for(turn.officer), int(turn.event.args[2])
    if place >= len(villages) or turn.event.message is None:
        return turn.refuse(outreach_texts.OLD_BUTTON)
    village = villages[place].id
    if village in draft.villages:
        chosen = tuple(one for one in draft.villages if one != village)
    elif (
        turn.outreach.readers.get(village)
        and free_from(village, turn.outreach.recent, turn.now, turn.policy.news_per_week) is None
    ):
        chosen = (*draft.villages, village)
    else:
        chosen = draft.villages
    if not chosen:
        return turn.refuse(outreach_texts.NOWHERE)
    changed = replace(draft, villages=chosen)
    shown = Edit(turn.event.address, turn.event.message, *preview(turn, changed))
    return Outcome(actions=(shown,), outreach=(DraftKept(changed),))


def _send(turn: OfficerTurn[Pressed], draft: BroadcastDraft) -> Outcome:
    """Send the broadcast (Kirim), after looking at everything again: the preview may be an hour old.

    One that looks like a swindler's waits until somebody else has released it.
    """
    if turn.event.message is None:
        return turn.refuse(outreach_texts.OLD_BUTTON)
    if turn.outreach.running:
        return turn.refuse(outreach_texts.STILL_RUNNING)
    villages = tuple(
        village.id
        for village in villages_of(draft, turn.policy)
        if village in turn.policy.speaks_for(turn.officer)
        and free_from(village.id, turn.outreach.recent, turn.now, turn.policy.news_per_week) is None
    )
    total = sum(turn.outreach.readers.get(village, 0) for village in villages)
    if not total:
        return turn.refuse(outreach_texts.NOWHERE)
    things = looks_like_fraud(draft.text)
    if things and not releasers(turn.officer.id, turn.event.address, turn.policy):
        rows: Rows = ((Button(outreach_texts.B_CHANGE, Verb.BROADCAST, ("ubah", draft.token)), drop_button(draft)),)
        text = outreach_texts.NOBODY_RELEASES.format(things=outreach_texts.listed(things))
        return Outcome(actions=(Edit(turn.event.address, turn.event.message, text, rows),))
    broadcast = Broadcast(
        0,
        turn.officer.id,
        turn.officer.office,
        villages,
        draft.text,
        turn.now,
        turn.event.address,
        turn.event.message,
        total,
        turn.outreach.last,
        BroadcastState.HELD if things else BroadcastState.SENDING,
    )
    # the first look at it, a second from now, shows how far it is
    shown = Edit(
        turn.event.address,
        turn.event.message,
        progress(broadcast, 0, turn.now, turn.policy),
        progress_buttons(broadcast),
    )
    return Outcome(actions=(shown,), outreach=(BroadcastBegun(broadcast), DraftDropped(turn.officer.id)))
