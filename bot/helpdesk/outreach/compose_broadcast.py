"""/siaran: an officer writes a broadcast, sees it as residents will, and sends it to who agreed in his villages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Edit, Outcome, Rows, Send
from bot.helpdesk.model.broadcasts import (
    AWAITED,
    Broadcast,
    BroadcastBegun,
    BroadcastDraft,
    BroadcastState,
    DraftDropped,
    DraftKept,
    daytime,
)
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse, say
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.outreach.broadcast_preview import (
    drop_button,
    drop_row,
    free_from,
    looks_like_fraud,
    preview,
    villages_of,
)
from bot.helpdesk.outreach.send_broadcast import change_course, progress, progress_buttons, releasers
from bot.helpdesk.texts import outreach as outreach_texts

LONGEST = 1500
"""Characters of a broadcast; two phone screens."""


def on_event(context: OfficerContext, event: Event, now: datetime, policy: Policy) -> Outcome | None:
    """Decide about an event that is about a broadcast; None when it is about something else."""
    if context.own is None:
        return None
    draft = context.outreach.draft if isinstance(context.outreach.draft, BroadcastDraft) else None
    match event:
        case Commanded(command="siaran") if event.address != context.chat.address:
            return say(event, outreach_texts.PRIVATE)
        case Commanded(command="siaran"):
            return _begin(context, event, now, policy)
        case Pressed(verb=Verb.BROADCAST):
            return _pressed(context, event, now, policy)
        case Wrote() if draft and not draft.text and now - draft.at <= AWAITED:
            return _written(context, replace(draft, text=event.text.strip()), event, now, policy)
        case Attached() if draft and not draft.text and now - draft.at <= AWAITED:
            return say(event, outreach_texts.ONLY_TEXT, drop_row(draft))
    return None


def _from_visit(context: OfficerContext, token: str, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Make a broadcast of a planned day ("Kabarkan ke warga"), for its village, as a preview like any other."""
    named = (one for one in context.outreach.visits if str(int(one.starts_at.timestamp())) == token)
    one = max(named, key=lambda one: one.id, default=None)
    if one is None:
        return refuse(event, outreach_texts.VISIT_NOT_YOURS)
    hours = policy.directory.offices[context.officer.office].hours
    text = outreach_texts.VISIT_BROADCAST.format(visit=outreach_texts.visit(one, hours, now))
    asked = Commanded(event.address, event.name, event.at, event.message, "siaran", text)
    begun = _begin(context, asked, now, policy, only=one.village)
    return replace(begun, actions=(Acknowledge(event.address, event.callback), *begun.actions))


def _begin(
    context: OfficerContext, event: Commanded, now: datetime, policy: Policy, *, only: str | None = None
) -> Outcome:
    """Begin a broadcast (/siaran), perhaps with the text at once. `only`: for this village alone."""
    villages = tuple(village for village in policy.speaks_for(context.officer) if only in {None, village.id})
    if not villages:
        return say(event, outreach_texts.NO_VILLAGE)
    if context.outreach.running:
        return say(event, outreach_texts.STILL_RUNNING)
    blocked = {
        village.id: free_from(village.id, context.outreach.recent, now, policy.news_per_week) for village in villages
    }
    free = tuple(village for village in villages if blocked[village.id] is None)
    if not free:
        hours = policy.directory.offices[context.officer.office].hours
        soonest = daytime(min(at for at in blocked.values() if at), hours.zone)
        text = outreach_texts.TOO_OFTEN.format(per_week=policy.news_per_week, moment=hours.moment(soonest, now))
        return say(event, text)
    if not any(context.outreach.readers.get(village.id) for village in free):
        return say(event, outreach_texts.NOBODY.format(villages=outreach_texts.names(free)))
    chosen = tuple(village.id for village in free if context.outreach.readers.get(village.id))
    draft = BroadcastDraft(context.officer.id, now, event.argument.strip(), chosen)
    if draft.text:
        return _written(context, draft, event, now, policy)
    asked = say(
        event, outreach_texts.WRITE.format(villages=outreach_texts.names(villages_of(draft, policy))), drop_row(draft)
    )
    return replace(asked, outreach=(DraftKept(draft),))


def _written(context: OfficerContext, draft: BroadcastDraft, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Show the text as residents will see it, and how many they are."""
    if len(draft.text) > LONGEST:
        awaited = replace(draft, text="", at=now)
        text = outreach_texts.TOO_LONG.format(
            most=outreach_texts.number(LONGEST), count=outreach_texts.number(len(draft.text))
        )
        return replace(say(event, text, drop_row(awaited)), outreach=(DraftKept(awaited),))
    draft = replace(draft, at=now)
    villages = villages_of(draft, policy)
    if not villages:
        return replace(say(event, outreach_texts.NO_VILLAGE), outreach=(DraftDropped(context.officer.id),))
    office = policy.directory.offices[context.officer.office]
    example = outreach_texts.broadcast(draft.text, context.officer, villages[0], office)
    stop: Rows = ((Button(outreach_texts.B_STOP, Verb.BROADCAST, ("contoh",)),),)
    summary = Send(event.address, *preview(context, draft, now, policy))
    return Outcome(actions=(Send(event.address, example, stop), summary), outreach=(DraftKept(draft),))


def _pressed(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    choice, token = (*event.args, "", "")[:2]
    if choice == "jadwal":
        return _from_visit(context, token, event, now, policy)
    if choice == "contoh":
        return refuse(event, outreach_texts.EXAMPLE)
    if choice in {"jeda", "lanjut", "henti"}:
        return change_course(context.outreach, choice, event)
    draft = context.outreach.draft if isinstance(context.outreach.draft, BroadcastDraft) else None
    if draft is None or draft.token != token or event.message is None:
        return refuse(event, outreach_texts.OLD_BUTTON)
    done = Acknowledge(event.address, event.callback)
    if choice == "batal":
        dropped = Edit(event.address, event.message, outreach_texts.DROPPED)
        return Outcome(actions=(done, dropped), outreach=(DraftDropped(context.officer.id),))
    if choice == "ubah":
        again = replace(draft, text="", at=now)
        ask = outreach_texts.WRITE.format(villages=outreach_texts.names(villages_of(draft, policy)))
        actions = (done, Edit(event.address, event.message, ask, drop_row(again)))
        return Outcome(actions=actions, outreach=(DraftKept(again),))
    if choice == "desa":
        return _choose(context, draft, event, now, policy)
    if choice == "kirim" and draft.text:
        return _send(context, draft, event, now, policy)
    return refuse(event, outreach_texts.OLD_BUTTON)


def _choose(context: OfficerContext, draft: BroadcastDraft, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Choose one village more or less."""
    villages, place = policy.speaks_for(context.officer), int(event.args[2])
    if place >= len(villages) or event.message is None:
        return refuse(event, outreach_texts.OLD_BUTTON)
    village = villages[place].id
    if village in draft.villages:
        chosen = tuple(one for one in draft.villages if one != village)
    elif (
        context.outreach.readers.get(village)
        and free_from(village, context.outreach.recent, now, policy.news_per_week) is None
    ):
        chosen = (*draft.villages, village)
    else:
        chosen = draft.villages
    if not chosen:
        return refuse(event, outreach_texts.NOWHERE)
    changed = replace(draft, villages=chosen)
    shown = Edit(event.address, event.message, *preview(context, changed, now, policy))
    return Outcome(actions=(Acknowledge(event.address, event.callback), shown), outreach=(DraftKept(changed),))


def _send(context: OfficerContext, draft: BroadcastDraft, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Send the broadcast (Kirim), after looking at everything again: the preview may be an hour old.

    One that looks like a swindler's waits until somebody else has released it.
    """
    if event.message is None:
        return refuse(event, outreach_texts.OLD_BUTTON)
    if context.outreach.running:
        return refuse(event, outreach_texts.STILL_RUNNING)
    villages = tuple(
        village.id
        for village in villages_of(draft, policy)
        if village in policy.speaks_for(context.officer)
        and free_from(village.id, context.outreach.recent, now, policy.news_per_week) is None
    )
    total = sum(context.outreach.readers.get(village, 0) for village in villages)
    if not total:
        return refuse(event, outreach_texts.NOWHERE)
    things = looks_like_fraud(draft.text)
    done = Acknowledge(event.address, event.callback)
    if things and not releasers(context.officer.id, event.address, policy):
        rows: Rows = ((Button(outreach_texts.B_CHANGE, Verb.BROADCAST, ("ubah", draft.token)), drop_button(draft)),)
        text = outreach_texts.NOBODY_RELEASES.format(things=outreach_texts.listed(things))
        return Outcome(actions=(done, Edit(event.address, event.message, text, rows)))
    broadcast = Broadcast(
        0,
        context.officer.id,
        context.officer.office,
        villages,
        draft.text,
        now,
        event.address,
        event.message,
        total,
        context.outreach.last,
        BroadcastState.HELD if things else BroadcastState.SENDING,
    )
    # the first look at it, a second from now, shows how far it is
    shown = Edit(event.address, event.message, progress(broadcast, 0, now, policy), progress_buttons(broadcast))
    return Outcome(actions=(done, shown), outreach=(BroadcastBegun(broadcast), DraftDropped(context.officer.id)))
