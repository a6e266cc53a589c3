"""A resident's commands: /menu, /petugas, /status, /bantuan, /desa, /hapus."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.conversation_memory import Awaited
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Commanded, Event
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.village_selection import ask_village
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentTurn

SHOWN_TICKETS = 8
"""How many tickets /status lists; a resident rarely has more than two."""


def on_command(turn: ResidentTurn[Commanded]) -> Outcome:
    """Show what the command asks for; show the help for an unknown one."""
    resident = turn.resident
    person = replace(resident, name=turn.event.name or resident.name, blocked_at=None)
    directory, office = turn.policy.directory, turn.policy.office_of(person)
    village, officer = directory.village_of(person), directory.officer_of(person)

    def say(text: str, buttons: Rows = (), who: Resident = person) -> Outcome:
        return Outcome(actions=(Send(turn.event.address, text, buttons),), resident=who)

    match turn.event.command:
        case "menu":
            return say(*menu.home_page(turn.policy))
        case "petugas":
            waiting = person.remember(awaiting=Awaited.QUESTION)
            return say(texts.officer_card(village, officer, office), (), waiting)
        case "status":
            return say(ticket_status(turn))
        case "desa":
            return ask_village(person, turn.event, turn.policy)
        case "hapus":
            buttons = ((Button(texts.B_ERASE, Verb.ERASE, ("ya",)),), (Button(texts.B_KEEP, Verb.ERASE, ("tidak",)),))
            return say(texts.ERASE_ASK, buttons)
    return say(texts.help_text(village, officer, office), ((Button(texts.B_MENU, Verb.MENU),),))


def ticket_status(turn: ResidentTurn[Event]) -> str:
    """Say where the resident's questions stand."""
    if not turn.tickets:
        return texts.NO_TICKETS
    office, officers = turn.policy.office_of(turn.resident), turn.policy.directory.officers
    parts = [texts.status(one, officers.get(one.officer), office, turn.now) for one in turn.tickets[:SHOWN_TICKETS]]
    return "\n\n".join([texts.STATUS_HEAD, *parts])
