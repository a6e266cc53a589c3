"""An officer's commands: /antrean, /cari, /kasus, /gagal, /cuti, /tarik, /laporan, /hadir, /bantuan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Edit, Outcome, Rows
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.events import Commanded, Pressed
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import say
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer import reports
from bot.helpdesk.officer.canned_answers import search
from bot.helpdesk.officer.corrections import withdraw
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import lost_answers, queue, whole_ticket
from bot.helpdesk.officer.send_later import take_back
from bot.helpdesk.texts import officer as officer_texts


def on_command(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """Do what the command asks for; show the help for an unknown one."""
    return COMMANDS.get(event.command, _help)(context, event, now, policy)


def _help(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    return say(event, officer_texts.HELP, _chapters())


def help_chapter(context: OfficerContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Show a chapter of the help in the place of the one before."""
    chapter = event.args[0]
    text = f"{bold(officer_texts.HELP_CHAPTERS[chapter])}\n\n{officer_texts.HELP_TEXTS[chapter]}"
    acknowledged = Acknowledge(event.address, event.callback)
    shown = (Edit(event.address, event.message, text, _chapters(chapter)),) if event.message else ()
    return Outcome(actions=(acknowledged, *shown))


def _chapters(shown: str = "") -> Rows:
    """Return the chapters' buttons but for the one that is shown."""
    names = officer_texts.HELP_CHAPTERS.items()
    return tuple((Button(title, Verb.HELP, (name,)),) for name, title in names if name != shown)


def _search(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    return search(context, event, event.argument, policy)


def _withdraw(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """Stop an answer that still waits, or withdraw one that went out (/tarik)."""
    return (take_back if context.held else withdraw)(context, event, now, policy)


COMMANDS: Mapping[str, Callable[[OfficerContext, Commanded, datetime, Policy], Outcome]] = {
    "antrean": queue,
    "cari": _search,
    "kasus": whole_ticket,
    "gagal": lost_answers,
    "cuti": take_leave,
    "tarik": _withdraw,
    "laporan": reports.on_command,
    "hadir": reports.attended,
}
