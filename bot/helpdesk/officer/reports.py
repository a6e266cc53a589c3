"""/laporan: an officer's report of a month, made when it is sent; /hadir: how many people came to a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.model import button_arguments
from bot.helpdesk.model.actions import Button, Outcome, Report, Rows
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.month import Month, month_named
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.model.visits import VisitAttended
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.texts import report as texts
from bot.helpdesk.turn import OfficerTurn

HELD_FOR = timedelta(days=92)
"""How long after a day its officer can still write how many came: until the report of its quarter is done."""
MOST = 100_000
"""More people come to no village's day; what is larger is a slip."""


def on_command(turn: OfficerTurn[Commanded]) -> Outcome:
    """Have the report of this month, or of the one that was named, made (/laporan)."""
    if turn.event.address != turn.chat.address:
        return turn.say(outreach_texts.PRIVATE)
    this = _this_month(turn)
    month = named_month(turn.event.argument, this)
    if month is None:
        return turn.say(texts.HOW)
    if month > this:
        return turn.say(texts.LATER.format(month=month.name))
    before: Rows = ((Button(texts.B_PREVIOUS.format(month=month.previous.name), Verb.REPORT, (str(month.previous),)),),)
    told = turn.say(texts.MAKING.format(month=month.name), before)
    return replace(told, actions=(*told.actions, *_parts(turn, month, turn.event.address)))


def on_pressed(turn: OfficerTurn[Pressed]) -> Outcome:
    """Have the report of the button's month made."""
    month = Month.read(turn.event.args[0])
    if month is None or month > _this_month(turn) or turn.event.address != turn.chat.address:
        return Outcome()
    return Outcome(actions=_parts(turn, month, turn.event.address))


def attended(turn: OfficerTurn[Commanded]) -> Outcome:
    """Note how many people came to a day (/hadir 7 35)."""
    held = turn.own.held if turn.own else ()
    words = turn.event.argument.replace("#", " ").replace(".", "").split()
    if len(words) != 2 or not all(button_arguments.number(word) or word == "0" for word in words):
        return turn.say(texts.ATTENDED_HOW.format(number=held[-1].id if held else 7))
    number, count = map(int, words)
    found = next((one for one in held if one.id == number), None)
    if found is None:
        return turn.say(texts.NOT_HELD.format(number=number))
    if count > MOST:
        return turn.say(texts.ATTENDED_HOW.format(number=number))
    hours = turn.policy.directory.offices[turn.officer.office].hours
    line = outreach_texts.visit(found, hours, turn.now, turn.policy.directory)
    told = turn.say(texts.ATTENDED.format(attended=texts.number(count), visit=line))
    return replace(told, outreach=(VisitAttended(number, count),))


def _this_month(turn: OfficerTurn[Event]) -> Month:
    zone = turn.policy.directory.offices[turn.officer.office].hours.zone
    return Month.of(turn.now.astimezone(zone).date())


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


def _parts(turn: OfficerTurn[Event], month: Month, to: Address) -> tuple[Report, ...]:
    return tuple(Report(to, turn.officer.id, str(month), part) for part in ("picture", "activities"))
