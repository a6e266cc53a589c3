"""The preview of a broadcast: who gets it, what in it villagers know from swindlers, when it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.helpdesk.model.actions import Button, Rows
from bot.helpdesk.model.broadcasts import WEEK, Broadcast, BroadcastDraft, daytime, in_daytime
from bot.helpdesk.model.directory import Village
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.policy import Policy
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
