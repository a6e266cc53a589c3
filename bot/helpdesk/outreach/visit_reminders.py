"""Planned days as residents meet them: under the answers that ask for them, and as a reminder the day before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog

from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Rows, Send
from bot.helpdesk.model.directory import Village
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.office_hours import DAYS
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.model.visits import BY_ENTRY, ReminderDropped, ReminderSet, Visit, remind_at
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.turn import ResidentTurn

SHOWN = 3
"""Days under an answer; those further away can wait."""
PORTION = 20
"""Reminders sent in one round."""

log = structlog.get_logger()


def planned(policy: Policy, entry: str, village: Village | None, now: datetime) -> tuple[Visit, ...]:
    """Return the next days in the village that complete this answer."""
    kinds = BY_ENTRY.get(entry)
    if not kinds or village is None:
        return ()
    coming = (one for one in _coming(policy, now) if one.village == village.id and one.kind in kinds)
    return tuple(coming)[:SHOWN]


def _coming(policy: Policy, now: datetime) -> Iterator[Visit]:
    """Return what is planned by offices that the settings still know."""
    for days in policy.visits.values():
        yield from (one for one in days if one.starts_at > now and one.office in policy.directory.offices)


def with_dates(text: str, visits: tuple[Visit, ...], village: Village | None, now: datetime, policy: Policy) -> str:
    """Return the dates alone, which are what was asked for; the answer where nothing is planned."""
    if not visits or village is None:
        return text
    hours = policy.directory.offices[visits[0].office].hours
    return outreach_texts.dates(visits, village.name, hours, now)


def buttons(visits: tuple[Visit, ...], policy: Policy) -> Rows:
    """Return a button for each day ("Ingatkan saya")."""
    return tuple((Button(_label(one, policy), Verb.REMINDER, (str(one.id),)),) for one in visits)


def _label(one: Visit, policy: Policy) -> str:
    day = one.starts_at.astimezone(policy.directory.offices[one.office].hours.zone)
    return outreach_texts.B_REMIND.format(day=f"{DAYS[day.weekday()]} {day.day}-{day.month}")


def on_pressed(turn: ResidentTurn[Pressed]) -> Outcome:
    """Note that one wants to be reminded, or does not ("Ingatkan saya", "Tidak usah diingatkan")."""
    resident = turn.resident
    named, choice = (*turn.event.args, "", "")[:2]
    found = next((one for one in _coming(turn.policy, turn.now) if str(one.id) == named), None)
    if found is None:
        receipt = Acknowledge(turn.event.address, turn.event.callback, outreach_texts.VISIT_GONE)
        return Outcome(actions=(receipt,), resident=resident)
    if choice == "tidak":
        notice = Send(turn.event.address, outreach_texts.NO_REMINDER)
        return Outcome(actions=(notice,), resident=resident, outreach=(ReminderDropped(found.id),))
    hours = turn.policy.directory.offices[found.office].hours
    line = outreach_texts.visit(found, hours, turn.now, turn.policy.directory)
    due = remind_at(found, turn.now, hours.zone)
    if due is None:
        return turn.say(outreach_texts.SOON.format(visit=line))
    text = outreach_texts.WILL_REMIND.format(moment=hours.moment(due, turn.now), visit=line)
    rows: Rows = ((Button(outreach_texts.B_REMIND_NOT, Verb.REMINDER, (str(found.id), "tidak")),),)
    return Outcome(
        actions=(Send(turn.event.address, text, rows),), resident=resident, outreach=(ReminderSet(found.id, due),)
    )
