"""/siaran: an officer writes a broadcast, sees it as residents will, and sends it to who agreed in his villages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.helpdesk.buttons import officer_button
from bot.helpdesk.model import outreach as model
from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Event, Pressed, Wrote
from bot.helpdesk.model.people import AWAITED, Address
from bot.helpdesk.model.policy import Policy, Village
from bot.helpdesk.privacy.links import fraud_marks
from bot.helpdesk.texts import outreach as texts
from bot.helpdesk.texts.report import number
from bot.helpdesk.turn import OfficerTurn
from bot.printable import first

STEERED_BY = {
    model.BroadcastState.SENDING: ("jeda", "henti"),
    model.BroadcastState.HELD: ("henti",),
    model.BroadcastState.PAUSED: ("lanjut", "henti"),
}
"""What can be done with a broadcast in which state."""
COURSES = {
    "jeda": model.BroadcastState.PAUSED,
    "lanjut": model.BroadcastState.SENDING,
    "henti": model.BroadcastState.STOPPING,
}
"""What its buttons make of a broadcast that is being sent."""
LONGEST = 1500
"""Characters of a broadcast; two phone screens."""
LISTED = 20
"""Villages that the preview lists, each with a button to leave it out."""


def free_from(village: str, recent: Sequence[model.Broadcast], now: datetime, per_week: int) -> datetime | None:
    """Return from when a village may get a broadcast again; None: now. What reached nobody does not count."""
    reached = (one for one in recent if village in one.villages and one.sent != 0)
    begun = sorted((one.begun_at for one in reached if one.begun_at > now - model.WEEK), reverse=True)
    return begun[per_week - 1] + model.WEEK if len(begun) >= per_week else None


def _full_until(turn: OfficerTurn[Event], village: str) -> datetime | None:
    """Return from when a village of his may get a broadcast again; None: now."""
    return free_from(village, turn.outreach.recent, turn.now, turn.policy.news_per_week)


def looks_like_fraud(text: str) -> tuple[str, ...]:
    """Say what in a text looks like a swindler's; three of a kind are enough."""
    kinds: dict[str, list[str]] = {}
    for mark in fraud_marks(text):
        kinds.setdefault(mark.kind, []).append(mark.found)
    return tuple(texts.THINGS[kind].format(found=", ".join(found[:3])) for kind, found in kinds.items())


def _villages_of(draft: model.BroadcastDraft, policy: Policy) -> tuple[Village, ...]:
    known = policy.directory.villages
    return tuple(known[village] for village in draft.villages if village in known)


def _choices(draft: model.BroadcastDraft, *choices: str) -> Rows:
    return (tuple(Button(texts.B_BROADCAST[one], Verb.BROADCAST, (one, draft.token)) for one in choices),)


def _preview(turn: OfficerTurn[Event], draft: model.BroadcastDraft) -> tuple[str, Rows]:
    """Show how many get it in which village, what is wrong with it, when it goes, and what to do next."""
    hours, token, per_week = turn.hours, draft.token, turn.policy.news_per_week
    lines, toggles = [], []
    for place, village in enumerate(turn.policy.speaks_for(turn.officer)):
        count = turn.outreach.readers.get(village.id, 0)
        if free := _full_until(turn, village.id):
            moment = hours.moment(model.daytime(free, hours.zone), turn.now)
            lines.append(f"– {texts.VILLAGE_FULL.format(village=village.name, per_week=per_week, moment=moment)}")
        elif count:
            mark = "✓" if village.id in draft.villages else "–"
            lines.append(texts.PREVIEW_LINE.format(mark=mark, village=village.name, count=number(count)))
            toggles.append((Button(f"{mark} {village.name}", Verb.BROADCAST, ("desa", token, str(place))),))
    total = sum(turn.outreach.readers.get(village, 0) for village in draft.villages)
    head = texts.PREVIEW.format(count=number(total))
    parts = ["\n".join([head, *first(lines, LISTED, texts.PREVIEW_MORE)])]
    if things := looks_like_fraud(draft.text):
        parts.append(texts.SUSPECT.format(things=texts.listed(things)))
    if not model.in_daytime(turn.now, hours.zone):
        parts.append(texts.AT_NIGHT.format(moment=hours.moment(model.daytime(turn.now, hours.zone), turn.now)))
    toggles = toggles if 1 < len(toggles) <= LISTED else []
    return "\n\n".join(parts), (*toggles, *_choices(draft, "kirim", "ubah", "batal"))


def progress(broadcast: model.Broadcast, sent: int, now: datetime, policy: Policy) -> str:
    """Say in a line how far it is."""
    hours = policy.directory.offices[broadcast.office].hours
    values = {"sent": number(sent), "total": number(broadcast.total)}
    if broadcast.state is model.BroadcastState.HELD:
        return texts.HELD.format(things=texts.listed(looks_like_fraud(broadcast.text)))
    if broadcast.state is model.BroadcastState.SENDING and not model.in_daytime(now, hours.zone):
        return texts.WAITING.format(**values, moment=hours.moment(model.daytime(now, hours.zone), now))
    return texts.COURSE[broadcast.state].format(**values)


def progress_buttons(broadcast: model.Broadcast) -> Rows:
    """Return the buttons for what can be done with a broadcast now."""
    choices = STEERED_BY.get(broadcast.state, ())
    row = tuple(Button(texts.B_BROADCAST[choice], Verb.BROADCAST, (choice,)) for choice in choices)
    return (row,) if row else ()


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


def on_text(turn: OfficerTurn[Wrote | Attached]) -> Outcome | None:
    """Take what an officer writes as the broadcast that is awaited; None where none is."""
    draft, event = turn.own.draft if turn.own else None, turn.event
    if not isinstance(draft, model.BroadcastDraft) or draft.text or turn.now - draft.at > AWAITED:
        return None
    if isinstance(event, Attached):
        return turn.say(texts.ONLY_TEXT, _choices(draft, "batal"))
    return _written(turn, replace(draft, text=event.text.strip()))


def begin(turn: OfficerTurn[Event], text: str, *, only: str | None = None) -> Outcome:
    """Begin a broadcast (/siaran). `text`: "" to ask for it; `only`: for this village alone."""
    villages = tuple(village for village in turn.policy.speaks_for(turn.officer) if only in {None, village.id})
    if not villages:
        return turn.say(texts.NO_VILLAGE)
    if turn.outreach.running:
        return turn.say(texts.STILL_RUNNING)
    blocked = {village.id: _full_until(turn, village.id) for village in villages}
    free = tuple(village for village in villages if blocked[village.id] is None)
    if not free:
        soonest = model.daytime(min(at for at in blocked.values() if at), turn.hours.zone)
        moment = turn.hours.moment(soonest, turn.now)
        return turn.say(texts.TOO_OFTEN.format(per_week=turn.policy.news_per_week, moment=moment))
    if not any(turn.outreach.readers.get(village.id) for village in free):
        return turn.say(texts.NOBODY.format(villages=texts.names(free)))
    chosen = tuple(village.id for village in free if turn.outreach.readers.get(village.id))
    draft = model.BroadcastDraft(turn.officer.id, turn.now, text.strip(), chosen)
    return _written(turn, draft) if draft.text else replace(turn.say(*_ask(turn, draft)), outreach=(draft,))


def _ask(turn: OfficerTurn[Event], draft: model.BroadcastDraft) -> tuple[str, Rows]:
    return texts.WRITE.format(villages=texts.names(_villages_of(draft, turn.policy))), _choices(draft, "batal")


def _written(turn: OfficerTurn[Event], draft: model.BroadcastDraft) -> Outcome:
    """Show the text as residents will see it, and how many they are."""
    draft = replace(draft, at=turn.now)
    if len(draft.text) > LONGEST:
        awaited = replace(draft, text="")
        text = texts.TOO_LONG.format(most=number(LONGEST), count=number(len(draft.text)))
        return replace(turn.say(text, _choices(awaited, "batal")), outreach=(awaited,))
    villages = _villages_of(draft, turn.policy)
    if not villages:
        return replace(turn.say(texts.NO_VILLAGE), outreach=(model.DraftDropped(turn.officer.id),))
    office = turn.policy.directory.offices[turn.officer.office]
    example = texts.broadcast(draft.text, turn.officer, villages[0], office)
    stop: Rows = ((Button(texts.B_STOP, Verb.BROADCAST, ("contoh",)),),)
    shown = Send(turn.event.address, example, stop), Send(turn.event.address, *_preview(turn, draft))
    return Outcome(actions=shown, outreach=(draft,))


@officer_button(Verb.BROADCAST)
def _pressed(turn: OfficerTurn[Pressed]) -> Outcome:
    choice, token = (*turn.event.args, "", "")[:2]
    own, draft, running = turn.outreach, turn.outreach.draft, turn.outreach.running
    if choice == "contoh":
        return turn.refuse(texts.EXAMPLE)
    if choice == "jadwal":
        # a planned day, named by its moment, becomes a broadcast for its village
        named = (one for one in own.visits if str(int(one.starts_at.timestamp())) == token)
        if day := max(named, key=lambda one: one.id, default=None):
            text = texts.VISIT_BROADCAST.format(visit=texts.visit(day, turn.hours, turn.now))
            return begin(turn, text, only=day.village)
        return turn.refuse(texts.VISIT_NOT_YOURS)
    if choice in COURSES:
        held = running is not None and running.state is model.BroadcastState.HELD and choice != "henti"
        if running is None or running.message != turn.event.message or held or running.state not in STEERED_BY:
            return turn.refuse(texts.OLD_BUTTON)
        return Outcome(outreach=(model.BroadcastTurned(running.id, COURSES[choice]),))
    if not isinstance(draft, model.BroadcastDraft) or draft.token != token or turn.event.message is None:
        return turn.refuse(texts.OLD_BUTTON)
    if choice == "batal":
        return replace(turn.show(texts.DROPPED), outreach=(model.DraftDropped(turn.officer.id),))
    if choice == "ubah":
        again = replace(draft, text="", at=turn.now)
        return replace(turn.show(*_ask(turn, again)), outreach=(again,))
    if choice == "desa":
        return _choose(turn, draft)
    return _send(turn, draft, turn.event.message) if draft.text else turn.refuse(texts.OLD_BUTTON)


def _choose(turn: OfficerTurn[Pressed], draft: model.BroadcastDraft) -> Outcome:
    """Choose one village more or less."""
    villages, place = turn.policy.speaks_for(turn.officer), int(turn.event.args[2])
    if place >= len(villages):
        return turn.refuse(texts.OLD_BUTTON)
    village, chosen = villages[place].id, draft.villages
    if village in chosen:
        chosen = tuple(one for one in chosen if one != village)
    elif turn.outreach.readers.get(village) and _full_until(turn, village) is None:
        chosen = (*chosen, village)
    if not chosen:
        return turn.refuse(texts.NOWHERE)
    changed = replace(draft, villages=chosen)
    return replace(turn.show(*_preview(turn, changed)), outreach=(changed,))


def _send(turn: OfficerTurn[Pressed], draft: model.BroadcastDraft, message: str) -> Outcome:
    """Send the broadcast (Kirim), after looking at everything again: the preview may be an hour old.

    One that looks like a swindler's waits until somebody else has released it. `message`: where its progress is shown.
    """
    if turn.outreach.running:
        return turn.refuse(texts.STILL_RUNNING)
    his = {village.id for village in turn.policy.speaks_for(turn.officer)}
    villages = tuple(one for one in draft.villages if one in his and _full_until(turn, one) is None)
    total = sum(turn.outreach.readers.get(village, 0) for village in villages)
    if not total:
        return turn.refuse(texts.NOWHERE)
    things, to, officer = looks_like_fraud(draft.text), turn.event.address, turn.officer
    if things and not releasers(officer.id, to, turn.policy):
        return turn.show(texts.NOBODY_RELEASES.format(things=texts.listed(things)), _choices(draft, "ubah", "batal"))
    begun = (0, officer.id, officer.office, villages, draft.text, turn.now, to, message, total, turn.outreach.last)
    broadcast = model.Broadcast(*begun, model.BroadcastState.HELD if things else model.BroadcastState.SENDING)
    # the first look at it, a second from now, shows how far it is
    shown = turn.show(progress(broadcast, 0, turn.now, turn.policy), progress_buttons(broadcast))
    return replace(shown, outreach=(broadcast, model.DraftDropped(officer.id)))
