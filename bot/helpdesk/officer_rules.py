"""What happens when an officer replies, presses a button or sends something in his own chat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.helpdesk import officer_texts, texts
from bot.helpdesk.actions import Acknowledge, Action, Button, Copy, Outcome, Rows, Send, bold
from bot.helpdesk.cases import REPLY, card
from bot.helpdesk.desk import Desk
from bot.helpdesk.directory import Officer
from bot.helpdesk.events import Attached, Event, Pressed, Started, Wrote
from bot.helpdesk.model import Author, Leave, Line, OfficerChat, Resident, Ticket, TicketState
from bot.helpdesk.ports import Lost, Sent

NOTE = "//"
"""What an internal note begins with; everything else that replies to a case goes to the resident."""


@dataclass(frozen=True, slots=True)
class OfficerSide:
    """What is known when an officer's event is decided.

    `target`: the case named by a reply or a button, `resident` its resident, `sent` its messages. `queue`: the
    office's open cases (loaded where a choice among them is needed). `leave`: his absence, planned or under way.
    `lines`: what stands in the target (for /kasus), `lost`: answers of the office that did not arrive (for /gagal).
    """

    officer: Officer
    chat: OfficerChat
    target: Ticket | None = None
    resident: Resident | None = None
    sent: tuple[Sent, ...] = ()
    queue: tuple[Ticket, ...] = ()
    leave: Leave | None = None
    lines: tuple[Line, ...] = ()
    lost: tuple[Lost, ...] = ()


def say(event: Event, text: str, buttons: Rows = (), ticket: int | None = None) -> Outcome:
    return Outcome(actions=(Send(event.address, text, buttons, ticket=ticket, reply_to=event.message),))


def on_started(side: OfficerSide, event: Started, desk: Desk) -> Outcome:
    """/start in an officer's chat: what to do here; coming by a village's link does not make him a resident."""
    if event.payload:
        return say(event, officer_texts.STARTED_ANYWAY.format(name=side.officer.name))
    return Outcome(actions=(Send(event.address, welcome(side.officer, desk)),))


def welcome(officer: Officer, desk: Desk) -> str:
    """An officer's greeting."""
    office = desk.directory.offices[officer.office]
    return officer_texts.WELCOME.format(name=officer.name, office=office.name, reply=bold("Balas"))


def may_see(officer: Officer, ticket: Ticket) -> bool:
    """Only people of the case's own office see it, answer it or move it."""
    return officer.office == ticket.office


def on_message(side: OfficerSide, event: Wrote | Attached, now: datetime, desk: Desk) -> Outcome:
    text = event.text if isinstance(event, Wrote) else event.caption
    ticket = side.target
    if ticket is None:
        return _ask_which(side, event, text)
    if not may_see(side.officer, ticket):
        note = f"officer {side.officer.id} was refused case {ticket.id} of office {ticket.office}"
        return replace(say(event, officer_texts.NOT_YOURS), notes=(note,))
    if text.lstrip().startswith(NOTE):
        line = Line(
            ticket.id, Author.OFFICER, now, text.strip(), side.officer.id, address=event.address, message=event.message
        )
        said = say(event, officer_texts.NOTE_KEPT.format(number=ticket.id), ticket=ticket.id)
        return replace(said, lines=(line,), case=ticket.id)
    if ticket.state is not TicketState.OPEN:
        return _hold(side, event, text, officer_texts.CLOSED_ASK.format(number=ticket.id), ticket)
    holder = desk.directory.officers.get(ticket.claimed_by or "")
    if holder and holder.id != side.officer.id:
        return _hold(side, event, text, officer_texts.HELD_ASK.format(number=ticket.id, officer=holder.name), ticket)
    attachment = event.attachment if isinstance(event, Attached) else None
    return answer(side, desk, text, now, source=event.message, copied=attachment is not None)


def _ask_which(side: OfficerSide, event: Wrote | Attached, text: str) -> Outcome:
    """A message without a target: kept as a draft until the officer names its case."""
    if not side.queue:
        return say(event, officer_texts.NO_OPEN)
    cases = tuple((Button(officer_texts.case_label(ticket), "untuk", (str(ticket.id),)),) for ticket in side.queue[:8])
    rows: Rows = (*cases, (Button(officer_texts.B_DROP, "buang"),))
    asked = say(event, officer_texts.WHICH_CASE, rows)
    return replace(asked, officer_chat=_draft(side, event, text))


def _hold(side: OfficerSide, event: Wrote | Attached, text: str, question: str, ticket: Ticket) -> Outcome:
    """Ask before an answer goes out that may be meant otherwise."""
    rows: Rows = ((Button(officer_texts.B_SEND, "untuk", (str(ticket.id),)), Button(officer_texts.B_DROP, "buang")),)
    return replace(say(event, question, rows, ticket.id), officer_chat=_draft(side, event, text))


def _draft(side: OfficerSide, event: Wrote | Attached, text: str) -> OfficerChat:
    # a draft that is copied as it stands (photo, voice note…) has no text of its own
    return replace(side.chat, draft=event.message, draft_text=text if isinstance(event, Wrote) else None)


def answer(
    side: OfficerSide, desk: Desk, text: str, now: datetime, *, source: str | None, copied: bool = False
) -> Outcome:
    """The officer's word goes to the resident: the case is his, nobody waits any more, and he hears what became of it.

    `source`: his own message, which the delivery note will quote; `copied`: it is a photo, voice note… to copy.
    """
    ticket, resident = side.target, side.resident
    if ticket is None or resident is None:
        raise ValueError("an answer needs a case and its resident")
    answered = replace(
        ticket,
        state=TicketState.OPEN,
        closed_at=None,
        claimed_by=side.officer.id,
        first_reply_at=ticket.first_reply_at or now,
        waiting_since=None,
        next_step=None,
        next_at=None,
    )
    head = texts.reply(side.officer, ticket, text if not copied else "")
    sends: list[Action] = []
    if copied and source:
        sends.append(Send(resident.address, head.rstrip(), ticket=ticket.id, about=source))
        sends.append(Copy(resident.address, side.chat.address, source, ticket=ticket.id, purpose=REPLY, about=source))
    else:
        sends.append(Send(resident.address, head, ticket=ticket.id, purpose=REPLY, about=source))
    line = Line(
        ticket.id,
        Author.OFFICER,
        now,
        text,
        side.officer.id,
        address=side.chat.address if source else None,
        message=source,
    )
    others = tuple(
        Send(
            chat,
            officer_texts.ANSWERED_BY.format(number=ticket.id, officer=side.officer.name),
            ticket=ticket.id,
            silent=True,
        )
        for chat in dict.fromkeys(item.address for item in side.sent if item.purpose == "card")
        if chat != side.chat.address and desk.works_at(chat, ticket.office)
    )
    return Outcome(
        actions=(*sends, *others),
        tickets=(answered,),
        lines=(line,),
        case=ticket.id,
        officer_chat=replace(side.chat, draft=None, draft_text=None) if side.chat.draft else None,
    )


def joined(
    officer: Officer, chat: OfficerChat, open_cases: tuple[tuple[Ticket, Resident], ...], now: datetime, desk: Desk
) -> Outcome:
    """An officer has just joined: he is welcomed and gets the cards that had waited for him."""
    cards = tuple(
        send
        for ticket, resident in open_cases
        if ticket.officer == officer.id and ticket.carded_at is None
        for send in card(desk, ticket, resident, officer, now)
    )
    return Outcome(actions=(Send(chat.address, welcome(officer, desk)), *cards), officer_chat=chat)


def refuse(event: Pressed, text: str, note: str = "") -> Outcome:
    """A button that this officer may not press, or that fits nothing any more."""
    return Outcome(actions=(Acknowledge(event.address, event.callback, text),), notes=(note,) if note else ())
