"""An officer's commands: /antrean, /cari, /kasus, /gagal, /cuti, /jeda, /tarik, /bantuan."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.context import OfficerSide
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.policy import Desk
from bot.helpdesk.model.replies import say
from bot.helpdesk.officer.canned_answers import search
from bot.helpdesk.officer.corrections import withdraw
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import lost_answers, queue, whole_case
from bot.helpdesk.officer.undo_send import switch, take_back
from bot.helpdesk.texts import officer as officer_texts


def on_command(side: OfficerSide, event: Commanded, now: datetime, desk: Desk) -> Outcome:
    """What a command does; an unknown one gets the help."""
    match event.command:
        case "antrean":
            return queue(side, event, now, desk)
        case "cari":
            return search(side, event, event.argument, desk)
        case "cuti":
            return take_leave(side, event, now, desk)
        case "jeda":
            return switch(side, event)
        case "tarik" if side.held:
            return take_back(side, event, now)
        case "tarik":
            return withdraw(side, event, now, desk)
        case "kasus":
            return whole_case(side, event, now, desk)
        case "gagal":
            return lost_answers(side, event, now, desk)
    return say(event, officer_texts.HELP)
