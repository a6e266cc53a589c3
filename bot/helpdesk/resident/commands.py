"""A resident's commands: menu, officer, status, help; what is stored of him, clearing, erasing; broadcasts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec.structs import replace

from bot.helpdesk import guided_checks
from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Delete, Document, Outcome, Purpose, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.guided_checks import named_with, plain
from bot.helpdesk.model.outreach import BY_ENTRY, BroadcastCalledOff
from bot.helpdesk.model.people import Confirming, Memory, PastMessage, Step
from bot.helpdesk.model.ticket import KeptPersonalData
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.village import ask_village
from bot.helpdesk.resident.warning import show_official
from bot.helpdesk.texts import (
    officer as officer_texts,
    outreach as outreach_texts,
    privacy as privacy_texts,
    resident as texts,
)
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.danger import DESPAIRS
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import DecisionKind

_NAMES = {*dict(texts.COMMANDS), *texts.HIDDEN_COMMANDS, *texts.CHECK_COMMANDS} - {"petugas", "resmi"}
WITHOUT_SLASH = {plain(what): name for name, what in texts.COMMANDS} | {name: name for name in _NAMES}
WITHOUT_SLASH |= {plain(texts.B_CHECK_OFFER): menu.OFFER_CHECK, "stop": "berhenti", "menu utama": "menu"}
"""Words that are no message by themselves, written together or not, and the commands that they are."""
_ERASES = re.compile(
    r"(?=.*hapus)(?=.*data)(?:\W|\b(?:(?:di|meng)?hapus(?:kan|in)?|data(?:ku|nya)?"
    r"|tolong|mohon|minta|mau|ingin|pengen|bisa|semua(?:nya)?|seluruh|saya|sy|aku|ku|ulun|kami|aja|saja|dong|ya|sekarang"
    r"|pak|bu|min|kak|yang|tersimpan|di|bot|sini|ini)\b)+",
    re.IGNORECASE,
)
"""What asks for nothing but erasing: "tolong hapus semua dataku"."""
ALWAYS = frozenset({"menu", "status", "data", "hapus", "hapusjejak"})
"""Commands whose word alone says nothing to an officer, nor of danger ("berhenti", "bantuan" may)."""


def on_command(turn: ResidentTurn[Commanded]) -> Outcome:
    """Show what the command asks for; show the help for an unknown one."""
    match turn.event.command:
        case command if command in BESIDES:
            return BESIDES[command](turn)
        case "menu":
            return turn.say(*menu.home_page(turn.policy))
        case "petugas":
            return turn.remember(phase=Step.WRITING).say(texts.officer_card(turn.village, turn.officer, turn.office))
        case "status":
            return turn.say(ticket_status(turn))
        case "desa":
            return ask_village(turn)
        case "jadwal" if days := next((one for one in BY_ENTRY if one in turn.policy.knowledge.entries), None):
            return turn.say(*menu.shown(turn.policy, days, turn.village, turn.now))
        case "hapus" if turn.urgent:
            return turn.say(texts.ERASE_LATER.format(number=turn.urgent.id))
        case "hapus":
            buttons = ((Button(texts.B_ERASE, Verb.ERASE, ("ya",)),), (Button(texts.B_KEEP, Verb.ERASE, ("tidak",)),))
            # a "ya" counts while this is remembered
            turns = (*turn.memory.turns, PastMessage("/hapus", turn.now))[-2:]
            phase = Confirming((Verb.ERASE, "ya"), (Verb.ERASE, "tidak"))
            return turn.remember(turns=turns, phase=phase).say(texts.ERASE_ASK, buttons)
    return turn.say(texts.help_text(turn.village, turn.officer, turn.office), (menu.IN_DANGER, *menu.TO_MENU))


def ticket_status(turn: ResidentTurn[Event]) -> str:
    """Say where the resident's questions stand."""
    if not turn.tickets:
        return texts.NO_TICKETS
    office, directory = turn.office, turn.policy.directory
    # a resident rarely has more than two
    parts = [texts.status(one, directory.in_charge(one), office, turn.now) for one in turn.tickets[:8]]
    return "\n\n".join([texts.STATUS_HEAD, *parts])


def commanded(event: Event) -> str | None:
    """Return the command that an event gives, with its slash or without; None for none."""
    if isinstance(event, Commanded):
        return event.command
    if not isinstance(event, Wrote) or event.forwarded:
        return None
    said = plain(event.text)
    named = WITHOUT_SLASH.get(said, WITHOUT_SLASH.get(said.replace(" ", "")))
    return "hapus" if _ERASES.fullmatch(event.text) else named


def asks_to(event: Event, command: str, verb: Verb) -> bool:
    """Return whether an event gives the command, or presses the button that stands for it."""
    return commanded(event) == command or (isinstance(event, Pressed) and event.verb == verb)


@resident_button(Verb.DATA_FILE)
def show_data(turn: ResidentTurn[Commanded | Pressed]) -> Outcome:
    """Show what is stored (/data) as one readable text, and as a file to those who press the button.

    A file stays on a shared phone, so it is not sent unasked. Of somebody unknown nothing is stored for asking.
    """
    resident = turn.resident
    if not resident.id:
        return Outcome(actions=(Send(turn.event.address, privacy_texts.DATA_NOTHING),))
    text = privacy_texts.data(resident, turn.kept or KeptPersonalData(), turn.now, turn.policy)
    if isinstance(turn.event, Pressed):
        return Outcome(actions=(Document(turn.event.address, privacy_texts.DATA_FILE, text),), resident=resident)
    return turn.say(text, ((Button(privacy_texts.B_FILE, Verb.DATA_FILE),),))


DELETABLE = timedelta(hours=48)
"""How far back a channel lets the bot delete in somebody's chat."""
AT_ONCE = 100
"""Messages that one call can delete: a resident in a hurry must not wait for each of them."""


@resident_button(Verb.CLEAR)
def clear_chat(turn: ResidentTurn[Commanded | Pressed]) -> Outcome:
    """Delete two days of messages from the chat (/hapusjejak), and leave a greeting like any other; tickets stay.

    Nothing that remains says that something was there; what the bot remembered of the conversation goes too. Only where
    older messages may stand, which no bot can delete, the greeting says how the person himself does it.
    """
    every = tuple(dict.fromkeys((*turn.standing, *filter(None, (turn.event.message,)))))
    deleted = tuple(
        Delete(turn.event.address, every[at], purpose=Purpose.CLEARING, more=every[at + 1 : at + AT_ONCE])
        for at in range(0, len(every), AT_ONCE)
    )
    older = turn.resident.id and turn.resident.joined_at < turn.now - DELETABLE
    text = f"{texts.HELLO}\n\n{texts.CLEAR_OLDER}" if older else texts.HELLO
    hello = Send(turn.event.address, text, menu.TO_MENU, silent=True)
    memory = Memory(discreet=True, hush=turn.memory.hush, retracted=turn.memory.retracted)
    known = replace(turn.resident, memory=memory) if turn.resident.id else None
    done = Outcome(actions=(*deleted, hello), resident=known)
    for ticket in turn.tickets:
        # in an emergency a call that comes right after it must ring; cleared again it is known already
        silent = ticket.emergency or turn.memory.discreet
        done = done.then(*turn.tell(ticket, officer_texts.CLEARED, silent=silent)) if ticket.is_open else done
    return done


@resident_button(Verb.ERASE)
def erase_data(turn: ResidentTurn[Pressed]) -> Outcome:
    if turn.event.args[0] != "ya":
        return turn.show(texts.KEPT)
    if urgent := turn.urgent:
        # another person who holds the phone must not be able to make a call for help disappear
        return turn.show(texts.ERASE_LATER.format(number=urgent.id))
    open_tickets = [ticket for ticket in turn.tickets if ticket.is_open]
    notices = (told for ticket in open_tickets for told in turn.tell(ticket, officer_texts.ERASED, ticket=None))
    cancelled = tuple(lifecycle.cancel(ticket, turn.now) for ticket in open_tickets)
    return replace(turn.show(texts.ERASED).then(*notices), tickets=cancelled, erase=turn.resident.id)


def typed(turn: ResidentTurn[Wrote]) -> Commanded | None:
    """Return the command whose word was written, unless it may tell of danger, belong to a talk or have an answer."""
    text, checks = turn.event.text.strip(), () if turn.event.forwarded else turn.policy.knowledge.guided_checks()
    told = {one.command: with_it for one in checks if (with_it := named_with(one, text)) is not None}
    command = min(told, key=lambda one: len(told[one].split()), default=None) or commanded(turn.event)
    feared = turn.memory.feared and not (command == "berhenti" and guided_checks.asking(turn))
    decision, aside = turn.decided(text), any(told.values()) or not told
    # a check that is named begins before any warning, and alone in a talk, too; the longest name is the one meant
    cries = decision.alarming and not (decision.doubtful and DESPAIRS.isdisjoint(decision.answers))
    talks = turn.target or (aside and lifecycle.talk_of(turn))
    known = turn.urgent or feared or decision.outcome is DecisionKind.ANSWER
    free = command in ALWAYS or not (talks or (cries if told else known))
    return Commanded(*turn.event.head, command, told.get(command, "")) if command and free else None


def stop(turn: ResidentTurn[Commanded]) -> Outcome:
    """Stop what is under way (/berhenti): the check, else broadcasts; where nothing is, say what can be stopped."""
    if guided_checks.asking(turn):
        return guided_checks.stopped(turn)
    return choose(turn) if turn.resident.news else turn.say(texts.NOTHING_TO_STOP, menu.TO_MENU)


@resident_button(Verb.SUBSCRIPTION)
def choose(turn: ResidentTurn[Commanded | Pressed]) -> Outcome:
    """Show whether broadcasts of the village are sent (/kabar), or change it (/berhenti and the buttons)."""
    choice = turn.event.args[0] if isinstance(turn.event, Pressed) else "berhenti"
    if isinstance(turn.event, Commanded) and turn.event.command == "kabar":
        label, word = (outreach_texts.B_STOP, "berhenti") if turn.resident.news else (outreach_texts.B_ON, "ya")
        state = outreach_texts.STATE_ON if turn.resident.news else outreach_texts.STATE_OFF
        return turn.say(state, ((Button(label, Verb.SUBSCRIPTION, (word,)),),))
    wants = choice == "ya"
    on = outreach_texts.ON.format(village=turn.village.name) if turn.village else outreach_texts.ON_ANYWHERE
    chosen, text = turn.of(replace(turn.resident, news=wants, news_at=turn.now)), on if wants else outreach_texts.OFF
    # under a broadcast its text stays to be read; a question has done its work
    shown = chosen.say(text) if choice == "berhenti" else chosen.show(text)
    return shown if wants else replace(shown, outreach=(BroadcastCalledOff(turn.event.address),))


BESIDES: Mapping[str, Callable[[ResidentTurn[Commanded]], Outcome]] = {
    "kabar": choose,
    "berhenti": stop,
    "hapusjejak": clear_chat,
    "resmi": show_official,
    "data": show_data,
}
"""The commands besides those that only show something."""
