"""A resident's commands: /menu, /petugas, /status, /bantuan, /desa, /hapus."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.village_selection import ask_village
from bot.helpdesk.texts import resident as texts

SHOWN_TICKETS = 8
"""How many tickets /status lists; a resident rarely has more than two."""


def on_command(context: ResidentContext, event: Commanded, now: datetime, policy: Policy) -> Outcome:
    """Show what the command asks for; show the help for an unknown one."""
    resident = context.resident
    person = replace(resident, name=event.name or resident.name, blocked_at=None)
    directory, office = policy.directory, policy.office_of(person)
    village, officer = directory.village_of(person), directory.officer_of(person)

    def say(text: str, buttons: Rows = (), who: Resident = person) -> Outcome:
        return Outcome(actions=(Send(event.address, text, buttons),), resident=who)

    match event.command:
        case "menu":
            return say(*menu.home_page(policy))
        case "petugas":
            waiting = replace(person, memory=replace(person.memory, awaiting=Awaited.QUESTION))
            return say(texts.officer_card(village, officer, office), (), waiting)
        case "status":
            return say(ticket_status(context, now, policy))
        case "desa":
            return ask_village(person, event, policy)
        case "hapus":
            buttons = ((Button(texts.B_ERASE, Verb.ERASE, ("ya",)),), (Button(texts.B_KEEP, Verb.ERASE, ("tidak",)),))
            return say(texts.ERASE_ASK, buttons)
    return say(texts.help_text(village, officer, office), ((Button(texts.B_MENU, Verb.MENU),),))


def ticket_status(context: ResidentContext, now: datetime, policy: Policy) -> str:
    """Say where the resident's questions stand."""
    if not context.tickets:
        return texts.NO_TICKETS
    office, officers = policy.office_of(context.resident), policy.directory.officers
    parts = [texts.status(one, officers.get(one.officer), office, now) for one in context.tickets[:SHOWN_TICKETS]]
    return "\n\n".join([texts.STATUS_HEAD, *parts])
