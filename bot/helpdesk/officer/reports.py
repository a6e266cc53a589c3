"""/laporan: an officer's report of a month, made when it is sent; /hadir: how many people came to a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.helpdesk.model import button_arguments
from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Report, Rows
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.events import Commanded, Pressed
from bot.helpdesk.model.month import Month, month_named
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import say
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.model.visits import VisitAttended
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.texts import report as texts

HELD_FOR = timedelta(days=92)
"""How long after a day its officer can still write how many came: until the report of its quarter is done."""
MOST = 100_000
"""More people come to no village's day; what is larger is a slip."""


def on_command(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """Have the report of this month, or of the one that was named, made (/laporan)."""
    if event.address != context.chat.address:
        return say(event, outreach_texts.PRIVATE)
    this = _this_month(context, now, policy)
    month = named_month(event.argument, this)
    if month is None:
        return say(event, texts.HOW)
    if month > this:
        return say(event, texts.LATER.format(month=month.name))
    before: Rows = ((Button(texts.B_PREVIOUS.format(month=month.previous.name), Verb.REPORT, (str(month.previous),)),),)
    told = say(event, texts.MAKING.format(month=month.name), before)
    return replace(told, actions=(*told.actions, *_parts(context, month, event.address)))


def on_pressed(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Have the report of the button's month made."""
    month, done = Month.read(event.args[0]), Acknowledge(event.address, event.callback)
    if month is None or month > _this_month(context, now, policy) or event.address != context.chat.address:
        return Outcome(actions=(done,))
    return Outcome(actions=(done, *_parts(context, month, event.address)))


def attended(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """Note how many people came to a day (/hadir 7 35)."""
    held = context.own.held if context.own else ()
    words = event.argument.replace("#", " ").replace(".", "").split()
    if len(words) != 2 or not all(button_arguments.number(word) or word == "0" for word in words):
        return say(event, texts.ATTENDED_HOW.format(number=held[-1].id if held else 7))
    number, count = map(int, words)
    found = next((one for one in held if one.id == number), None)
    if found is None:
        return say(event, texts.NOT_HELD.format(number=number))
    if count > MOST:
        return say(event, texts.ATTENDED_HOW.format(number=number))
    hours = policy.directory.offices[context.officer.office].hours
    line = outreach_texts.visit(found, hours, now, policy.directory)
    told = say(event, texts.ATTENDED.format(attended=texts.number(count), visit=line))
    return replace(told, outreach=(VisitAttended(number, count),))


def _this_month(context: OfficerContext, now: datetime, policy: Policy) -> Month:
    zone = policy.directory.offices[context.officer.office].hours.zone
    return Month.of(now.astimezone(zone).date())


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


def _parts(context: OfficerContext, month: Month, to: Address) -> tuple[Report, ...]:
    return tuple(Report(to, context.officer.id, str(month), part) for part in ("picture", "activities"))
