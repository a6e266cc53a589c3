"""The officer's side of a case: what is known when he does something, who may see what, and how an answer goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.helpdesk import officer_texts, texts
from bot.helpdesk.actions import Acknowledge, Action, Copy, Outcome, Rows, Send, bold
from bot.helpdesk.cases import REPLY, card
from bot.helpdesk.desk import Desk
from bot.helpdesk.directory import Officer
from bot.helpdesk.events import Event, Pressed, Started
from bot.helpdesk.model import Address, Author, Held, Leave, Line, OfficerChat, Resident, Ticket, TicketState
from bot.helpdesk.outreach import OwnOutreach
from bot.helpdesk.ports import Lost, Sent

SURE = "yakin"
"""What a button carries under the warning that the resident cannot answer safely."""


@dataclass(frozen=True, slots=True)
class OfficerSide:
    """What is known when an officer's event is decided.

    `target`: the case named by a reply or a button, `resident` its resident, `sent` its messages. `queue`: the
    office's open cases (loaded where a choice among them is needed). `leave`: his absence, planned or under way.
    `lines`: what stands in the target (for /kasus), `lost`: answers of the office that did not arrive (for /gagal).
    `held`: the answer that the event is about and that has not gone out yet. `topic`: where it happened, if not in his
    own chat. `loads`: open cases by officer (for handing over). `own`: his outreach,
    where the event is about it.
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
    held: Held | None = None
    topic: Address | None = None
    loads: Mapping[str, int] = field(default_factory=dict)
    own: OwnOutreach | None = None

    @property
    def known(self) -> tuple[Ticket, ...]:
        """The case that the event may change, as it was before."""
        return (self.target,) if self.target else ()

    @property
    def place(self) -> Address:
        """The chat in which he is doing this."""
        return self.topic or self.chat.address


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
        sends.append(
            Copy(
                resident.address,
                side.place,
                source,
                ticket=ticket.id,
                purpose=REPLY,
                about=source,
                heard_at=side.topic,
            )
        )
    else:
        sends.append(Send(resident.address, head, ticket=ticket.id, purpose=REPLY, about=source, heard_at=side.topic))
    line = Line(
        ticket.id,
        Author.OFFICER,
        now,
        text,
        side.officer.id,
        address=side.place if source else None,
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
        if chat != side.place and desk.works_at(chat, ticket.office)
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
        if officer.id in (ticket.officer, *ticket.tried) and ticket.carded_at is None
        for send in card(desk, ticket, resident, officer, now)
    )
    return Outcome(actions=(Send(chat.address, welcome(officer, desk)), *cards), officer_chat=chat)


def refuse(event: Pressed, text: str, note: str = "") -> Outcome:
    """A button that this officer may not press, or that fits nothing any more."""
    return Outcome(actions=(Acknowledge(event.address, event.callback, text),), notes=(note,) if note else ())
