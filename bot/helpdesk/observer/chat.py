"""What observers write and press → figures. All else there is a resident's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Report, Rows
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.month import Month
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import say
from bot.helpdesk.model.staff import Observer
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.commands import named_month
from bot.helpdesk.texts import report as report_texts

COMMAND = "laporan"
PARTS = ("region", "villages")


def asks_for_figures(event: Event) -> TypeGuard[Commanded | Pressed]:
    """Return whether this is what an observer may ask for, in a chat of one person."""
    match event:
        case Commanded(command=command):
            return command == COMMAND and not event.group
        case Pressed(verb=Verb.REPORT):
            return not event.group
    return False


def decide(observer: Observer, event: Commanded | Pressed, now: datetime, policy: Policy) -> Outcome:
    """Have the figures of this month made, or of the one that was named or is the button's."""
    this = Month.of(policy.directory.first_office.hours.day(now))
    if isinstance(event, Pressed):
        month, done = Month.read(event.args[0]), Acknowledge(event.address, event.callback)
        return Outcome(actions=(done, *(_reports(observer, month, event) if month and month <= this else ())))
    month = named_month(event.argument, this)
    if month is None:
        return say(event, report_texts.HOW)
    if month > this:
        return say(event, report_texts.LATER.format(month=month.name))
    label = report_texts.B_PREVIOUS.format(month=month.previous.name)
    before: Rows = ((Button(label, Verb.REPORT, (str(month.previous),)),),)
    said = say(event, report_texts.OBSERVER_MAKING.format(month=month.name), before)
    return replace(said, actions=(*said.actions, *_reports(observer, month, event)))


def scope_name(observer: Observer) -> str:
    """Return of what an observer reads, in words."""
    return report_texts.OF_KANWIL.format(kanwil=observer.kanwil) if observer.kanwil else report_texts.ALL_OFFICES


def _reports(observer: Observer, month: Month, event: Event) -> tuple[Report, ...]:
    return tuple(Report(event.address, "", str(month), part, observer=observer.id) for part in PARTS)
