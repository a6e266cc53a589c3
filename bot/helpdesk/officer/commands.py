"""An officer's commands: /antrean, /cari, /kasus, /gagal, /cuti, /tarik, /laporan, /hadir, /bantuan."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.helpdesk.model.actions import Button, Edit, Outcome, Rows
from bot.helpdesk.model.events import Commanded, Pressed
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer import reports
from bot.helpdesk.officer.canned_answers import search
from bot.helpdesk.officer.corrections import withdraw
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import lost_answers, queue, whole_ticket
from bot.helpdesk.officer.send_later import take_back
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.turn import OfficerTurn


def on_command(turn: OfficerTurn[Commanded]) -> Outcome:
    """Do what the command asks for; show the help for an unknown one."""
    return COMMANDS.get(turn.event.command, _help)(turn)


def _help(turn: OfficerTurn[Commanded]) -> Outcome:
    return turn.say(officer_texts.HELP, _chapters())


def help_chapter(turn: OfficerTurn[Pressed]) -> Outcome:
    """Show a chapter of the help in the place of the one before."""
    chapter = turn.event.args[0]
    text = f"{bold(officer_texts.HELP_CHAPTERS[chapter])}\n\n{officer_texts.HELP_TEXTS[chapter]}"
    shown = (Edit(turn.event.address, turn.event.message, text, _chapters(chapter)),) if turn.event.message else ()
    return Outcome(actions=shown)


def _chapters(shown: str = "") -> Rows:
    """Return the chapters' buttons but for the one that is shown."""
    names = officer_texts.HELP_CHAPTERS.items()
    return tuple((Button(title, Verb.HELP, (name,)),) for name, title in names if name != shown)


def _search(turn: OfficerTurn[Commanded]) -> Outcome:
    return search(turn, turn.event.argument)


def _withdraw(turn: OfficerTurn[Commanded]) -> Outcome:
    """Stop an answer that still waits, or withdraw one that went out (/tarik)."""
    return (take_back if turn.held else withdraw)(turn)


COMMANDS: Mapping[str, Callable[[OfficerTurn[Commanded]], Outcome]] = {
    "antrean": queue,
    "cari": _search,
    "kasus": whole_ticket,
    "gagal": lost_answers,
    "cuti": take_leave,
    "tarik": _withdraw,
    "laporan": reports.on_command,
    "hadir": reports.attended,
}
