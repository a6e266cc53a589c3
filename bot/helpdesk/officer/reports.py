"""/laporan: a month's report, made when it is sent, for an officer or an observer (kanwil, pusat); /hadir: who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeGuard

from msgspec.structs import replace

from bot.helpdesk.buttons import officer_button
from bot.helpdesk.model import buttons
from bot.helpdesk.model.actions import Button, Outcome, Report, Rows
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.hours import Month, month_named
from bot.helpdesk.model.outreach import VisitAttended
from bot.helpdesk.model.people import Observer
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.texts import report as texts
from bot.helpdesk.turn import OfficerTurn, acknowledged, say

HELD_FOR = timedelta(days=92)
"""How long after a day its officer can still write how many came: until the report of its quarter is done."""
MOST_PEOPLE = 100_000
"""More people come to no village's day; what is larger is a slip."""


@officer_button(Verb.REPORT)
def report(turn: OfficerTurn[Commanded | Pressed]) -> Outcome:
    """Have the officer's report of a month made, in his own chat."""
    to, officer, this = turn.event.address, turn.officer.id, Month.of(turn.now.astimezone(turn.hours.zone).date())
    if to != turn.chat.address:
        return Outcome()
    return _made(turn.event, this, [Report(to, officer, "", part) for part in ("picture", "activities")])


def asks_for_figures(event: Event) -> TypeGuard[Commanded | Pressed]:
    """Return whether this is what an observer may ask for, in a chat of one person; all else there is a resident's."""
    named = isinstance(event, Commanded) and event.command == "laporan"
    return (named or (isinstance(event, Pressed) and event.verb == Verb.REPORT)) and not event.group


def figures(observer: Observer, event: Commanded | Pressed, now: datetime, policy: Policy) -> Outcome:
    """Have the figures of a month made for an observer."""
    parts = [Report(event.address, "", "", part, observer=observer.id) for part in ("region", "villages")]
    this = Month.of(policy.directory.first_office.hours.day(now))
    return acknowledged(_made(event, this, parts), event)


def scope_name(observer: Observer) -> str:
    """Return of what an observer reads, in words."""
    return texts.OF_KANWIL.format(kanwil=observer.kanwil) if observer.kanwil else texts.ALL_OFFICES


def _made(event: Commanded | Pressed, this: Month, parts: Sequence[Report]) -> Outcome:
    """Have the parts of a report made of the month that was named or is the button's; none but this one and earlier."""
    month = Month.read(event.args[0]) if isinstance(event, Pressed) else named_month(event.argument, this)
    made = Outcome(actions=tuple(replace(part, month=str(month)) for part in parts))
    if isinstance(event, Pressed):
        return made if month and month <= this else Outcome()
    if month is None or month > this:
        return say(event, texts.LATER.format(month=month.name) if month else texts.HOW)
    before: Rows = ((Button(texts.B_PREVIOUS.format(month=month.previous.name), Verb.REPORT, (str(month.previous),)),),)
    return say(event, texts.MAKING.format(month=month.name), before).then(*made.actions)


def named_month(text: str, this: Month) -> Month | None:
    """Read "", "2026-10", "lalu", "oktober" or "oktober 2026"; a name alone is the last month of that name."""
    words = text.lower().removeprefix("bulan ").split()
    if not words or words == ["ini"]:
        return this
    if words == ["lalu"]:
        return this.previous
    number = month_named(words[0])
    if number and len(words) <= 2:
        year = words[1] if len(words) == 2 else str(this.year - (number > this.number))
        return Month.read(f"{year}-{number:02}")
    return Month.read(words[0]) if len(words) == 1 else None


def attended(turn: OfficerTurn[Commanded]) -> Outcome:
    """Note how many people came to a day (/hadir 7 35)."""
    held = turn.own.held if turn.own else ()
    how = texts.ATTENDED_HOW.format(number=held[-1].id if held else 7)
    words = turn.event.argument.replace("#", " ").replace(".", "").split()
    if len(words) != 2 or not all(buttons.number(word) or word == "0" for word in words):
        return turn.say(how)
    number, count = map(int, words)
    found = next((one for one in held if one.id == number), None)
    if found is None:
        return turn.say(texts.NOT_HELD.format(number=number))
    if count > MOST_PEOPLE:
        return turn.say(how)
    line = outreach_texts.visit(found, turn.hours, turn.now, turn.policy.directory)
    told = turn.say(texts.ATTENDED.format(attended=texts.number(count), visit=line))
    return replace(told, outreach=(VisitAttended(number, count),))
