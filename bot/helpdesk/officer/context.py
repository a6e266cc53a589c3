"""An officer at a ticket: who may see what, and how an answer goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.helpdesk.model.actions import Action, Button, Copy, Outcome, Rows, Send
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Author, Line, OfficerChat, Resident, Ticket
from bot.helpdesk.model.events import Event, Started
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.bot_or_officer import last_word
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.turn import OfficerTurn


def on_started(turn: OfficerTurn[Started]) -> Outcome:
    """Say what to do here (/start); coming by a village's link does not make an officer a resident."""
    if turn.event.payload:
        return turn.say(officer_texts.STARTED_ANYWAY.format(name=turn.officer.name))
    return Outcome(actions=(Send(turn.event.address, welcome(turn.officer, turn.policy)),))


def welcome(officer: Officer, policy: Policy) -> str:
    """Return an officer's greeting."""
    office = policy.directory.offices[officer.office]
    return officer_texts.WELCOME.format(name=officer.name, office=office.name, reply=bold("Balas"))


class Reply(NamedTuple):
    """What an officer wants to say.

    `message`: his own message, which the delivery note will quote, or, where not `typed`, the card under which he
    pressed. `copied`: the message is a photo, voice note… to copy.
    """

    text: str
    message: str | None
    typed: bool = True
    copied: bool = False


def send_or_drop(ticket: Ticket, message: str | None, *sure: str) -> Rows:
    """Return the buttons under a draft that is asked about. `sure`: SURE where the question is about safety."""
    send = Button(officer_texts.B_SEND, Verb.SEND_DRAFT, (str(ticket.id), message or "", *sure))
    return ((send, Button(officer_texts.B_DROP, Verb.DROP_DRAFT)),)


def note_line(turn: OfficerTurn[Event], ticket: int, text: str, message: str | None) -> Line:
    """Return the line of an internal note."""
    words = text.strip()
    return Line(ticket, Author.OFFICER, turn.now, words, turn.officer.id, address=turn.place, message=message)


def answer(turn: OfficerTurn[Event], reply: Reply) -> Outcome:
    """Send the officer's word to the resident; the ticket is his, and he hears what became of the message."""
    ticket, resident = turn.ticket, turn.person
    text, source = reply.text, reply.message if reply.typed else None
    answered, question = lifecycle.answer(ticket, turn.officer, turn.now), _question(turn)
    head = texts.reply(turn.officer, ticket, text if not reply.copied else "")
    sends: list[Action] = []
    if reply.copied and source:
        sends.append(Send(resident.address, head.rstrip(), ticket=ticket.id, about=source, reply_to=question))
        sends.append(
            Copy(
                resident.address,
                turn.place,
                source,
                ticket=ticket.id,
                purpose=Purpose.REPLY,
                about=source,
                heard_at=turn.topic,
            )
        )
    else:
        sends.append(
            Send(
                resident.address,
                head,
                ticket=ticket.id,
                purpose=Purpose.REPLY,
                about=source,
                reply_to=question,
                heard_at=turn.topic,
            )
        )
    line = Line(
        ticket.id,
        Author.OFFICER,
        turn.now,
        text,
        turn.officer.id,
        address=turn.place if source else None,
        message=source,
    )
    others = tuple(
        Send(
            chat,
            officer_texts.ANSWERED_BY.format(number=ticket.id, officer=turn.officer.name),
            ticket=ticket.id,
            silent=True,
        )
        for chat in dict.fromkeys(item.address for item in turn.sent if item.purpose == Purpose.CARD)
        if chat != turn.place and turn.policy.works_at(chat, ticket.office)
    )
    return Outcome(
        actions=(*sends, *others),
        tickets=(answered,),
        lines=(line,),
        ticket=ticket.id,
        officer_chat=replace(turn.chat, draft=None, draft_text=None) if turn.chat.draft else None,
    )


def _question(turn: OfficerTurn[Event]) -> str | None:
    """Return the resident's message to quote: the first since an officer's word, else the ticket's first.

    None where others may see the phone: what was written in danger, or cleared from the chat, is not shown again.
    """
    ticket, resident = turn.ticket, turn.person
    if ticket.at_risk or resident.memory.discreet or resident.memory.hush:
        return None
    said = [line for line in turn.lines if line.author is Author.RESIDENT and line.message]
    word = last_word(turn.lines)
    since = [line for line in said if word is None or line.at > word.at]
    first = next(iter(since or said), None)
    return first.message if first and first.address == resident.address else None


def joined(
    officer: Officer,
    chat: OfficerChat,
    open_tickets: tuple[tuple[Ticket, Resident], ...],
    now: datetime,
    policy: Policy,
) -> Outcome:
    """Welcome an officer who has just joined, and give him the cards that have waited for him."""
    cards = tuple(
        send
        for ticket, resident in open_tickets
        if officer.id in (ticket.officer, *ticket.tried) and ticket.carded_at is None
        for send in card(policy, ticket, resident, officer, now)
    )
    return Outcome(actions=(Send(chat.address, welcome(officer, policy)), *cards), officer_chat=chat)
