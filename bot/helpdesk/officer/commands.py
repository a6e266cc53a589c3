"""An officer's commands: /antrean, /cari, /kasus, /gagal, /cuti, /jeda, /tarik, /bantuan."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import say
from bot.helpdesk.officer.canned_answers import search
from bot.helpdesk.officer.corrections import withdraw
from bot.helpdesk.officer.leave import take_leave
from bot.helpdesk.officer.queue import lost_answers, queue, whole_case
from bot.helpdesk.officer.undo_send import switch, take_back
from bot.helpdesk.texts import officer as officer_texts


def on_command(context: OfficerContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """What a command does; an unknown one gets the help."""
    match event.command:
        case "antrean":
            return queue(context, event, now, policy)
        case "cari":
            return search(context, event, event.argument, policy)
        case "cuti":
            return take_leave(context, event, now, policy)
        case "jeda":
            return switch(context, event)
        case "tarik" if context.held:
            return take_back(context, event, now)
        case "tarik":
            return withdraw(context, event, now, policy)
        case "kasus":
            return whole_case(context, event, now, policy)
        case "gagal":
            return lost_answers(context, event, now, policy)
    return say(event, officer_texts.HELP)
