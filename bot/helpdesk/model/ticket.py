"""A ticket: one matter of one resident, what stands in it, what is sent for it, and what happened to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from bot.helpdesk.model.outreach import Visit
from bot.helpdesk.model.people import About, Address, Resident

if TYPE_CHECKING:
    from bot.helpdesk.model.actions import Copy


class TicketState(StrEnum):
    """OPEN until an officer (or the resident) closes it; CANCELLED was taken back by the resident at once."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class EscalationStep(StrEnum):
    """What happens when a ticket's deadline passes: the steps of escalation, in order.

    RETURN stands before these steps: a colleague to whom the ticket was handed has not taken it up.
    """

    RETURN = "return"
    REMIND = "remind"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"
    ALARM = "alarm"


class Ticket(Struct, frozen=True):
    """A ticket: one matter of one resident that a person must answer.

    `early_warning`: what he was warned of before (a child's work, a trap), or wants checked. `despair`: somebody is
    tired of life. `officer`: the owner, always somebody. `claimed_by`: who pressed "Ambil". `waiting_since`: since when
    the resident has been waiting for a word, of an emergency since it is one (None when the last word was the
    officer's). `carded_at`: when the channel accepted the officer's card, the only moment from which "sudah sampai ke
    petugas" is true. `rung_at`: when the resident last made an emergency ring. `retracted_at`: when he said that its
    call for help was a mistake; None again with the next call.
    `next_step`/`next_at`: the next deadline; an open ticket that waits always has one. `topic`: the chat of its topic
    in the office's group, "" while it is being opened, None where its officers read it in their own chats. `tried`: who
    did not answer since the resident waits; it never goes back to them by itself. `version` grows with each save.
    """

    id: int
    resident_id: int
    village: str | None
    office: str
    officer: str
    question: str
    opened_at: datetime
    state: TicketState = TicketState.OPEN
    emergency: bool = False
    early_warning: bool = False
    despair: bool = False
    attempted: tuple[str, ...] = ()
    claimed_by: str | None = None
    waiting_since: datetime | None = None
    carded_at: datetime | None = None
    rung_at: datetime | None = None
    retracted_at: datetime | None = None
    first_reply_at: datetime | None = None
    closed_at: datetime | None = None
    next_step: EscalationStep | None = None
    next_at: datetime | None = None
    topic: str | None = None
    tried: tuple[str, ...] = ()
    about: About = field(default_factory=About)
    version: int = 0

    @property
    def own(self) -> str:
        """What its resident asks, without what he asked before."""
        return self.about.own or self.question

    @property
    def gravest(self) -> str:
        """The gravest that was heard as danger or warned of in it, else what its resident asks."""
        return self.about.heard or self.question

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.state is TicketState.OPEN

    @property
    def at_risk(self) -> bool:
        """Whether a life may be at stake: nothing waits for a form then, and nothing sounds like an office."""
        return self.emergency or self.despair


TicketAndResident: TypeAlias = tuple[Ticket, Resident]
"""A ticket with the person who asks."""


class QueueView(StrEnum):
    """Which of an office's open tickets an officer looks at (/antrean): all, emergencies, his own, or what waits."""

    ALL = "semua"
    URGENT = "darurat"
    MINE = "saya"
    WAITING = "menunggu"


class Author(StrEnum):
    """Who said a line of a ticket."""

    RESIDENT = "resident"
    OFFICER = "officer"
    BOT = "bot"


PROGRAM = "program"
"""The kind of a file that would install or run something."""


class Attachment(Struct, frozen=True):
    """A photo, voice note, document… as the channel knows it; never downloaded, only copied on. Sizes in pixels."""

    kind: str
    reference: str
    name: str | None = None
    width: int | None = None
    height: int | None = None


class Line(Struct, frozen=True):
    """One message inside a ticket. `person`: the officer's id for OFFICER. `message`: the channel's id in its chat."""

    ticket: int
    author: Author
    at: datetime
    text: str
    person: str | None = None
    attachment: Attachment | None = None
    address: Address | None = None
    message: str | None = None
    edited: bool = False


class Held(Struct, frozen=True):
    """An answer that waits for its hour, and that its officer can still take back. `message`: his own message.

    `place`: the topic in which he wrote, None for his own chat. One that is past its `send_at` when it is saved is
    forgotten.
    """

    officer: str
    ticket: int
    message: str
    text: str
    send_at: datetime
    place: Address | None = None


class FaqDraft(Struct, frozen=True):
    """A good answer that may become FAQ, without names and numbers; staff decide. `id` is 0 until it is stored."""

    at: datetime
    office: str
    officer: str
    ticket: int
    question: str
    phrasings: tuple[str, ...]
    answer: str
    id: int = 0


class Feedback(Struct, frozen=True):
    """What use teaches. `kind`: "up", "down", "chosen" (a suggestion), or "stars" with their number as `entry`."""

    at: datetime
    kind: str
    entry: str
    text: str
    village: str | None


class CheckCount(Struct, frozen=True):
    """A guided check that ended, or something sent for checking: nobody's name, only what and where. `day`: local."""

    day: date
    village: str | None
    check: str
    finding: str


class Answered(Struct, frozen=True):
    """An answer of the FAQ that was shown to who asked for it, counted for the reports without a name. `day`: local."""

    day: date
    village: str | None
    topic: str


class Access(Struct, frozen=True):
    """A member of the staff saw a ticket. `how`: the purpose of the message that showed it, or what he did."""

    at: datetime
    officer: str
    ticket: int
    how: str


class AuditEvent(StrEnum):
    """One thing that happened to a ticket; a step of escalation and an end are called as `Ticket` calls them."""

    OPENED = "opened"
    URGENT = "urgent"
    CARDED = "carded"
    CLAIMED = "claimed"
    LET_GO = "let-go"
    MOVED = "moved"
    RETURNED = "returned"
    REMIND = "remind"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"
    ALARM = "alarm"
    ANSWERED = "answered"
    ASKED_ON = "asked-on"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


_STEPS = list(EscalationStep)


def happened(old: Ticket | None, new: Ticket) -> tuple[tuple[AuditEvent, str | None], ...]:
    """Return what happened between two states of a ticket, in order, each with the officer whom it concerns."""
    if old is None:
        urgent = ((AuditEvent.URGENT, None),) if new.emergency else ()
        return ((AuditEvent.OPENED, new.officer), *urgent)
    answered = old.waiting_since and not new.waiting_since and new.is_open
    replied = new.first_reply_at and not old.first_reply_at
    due, handler = _due(old, new), new.claimed_by or new.officer
    ended = AuditEvent.REOPENED if new.is_open else AuditEvent(new.state.value)
    claim = (AuditEvent.CLAIMED, new.claimed_by) if new.claimed_by else (AuditEvent.LET_GO, old.claimed_by)
    asked_on = new.state is old.state and new.waiting_since and not old.waiting_since
    found = (
        (new.emergency and not old.emergency, (AuditEvent.URGENT, None)),
        (due, (due or AuditEvent.REMIND, old.officer)),
        (new.officer != old.officer, (AuditEvent.MOVED, new.officer)),
        (new.carded_at and not old.carded_at, (AuditEvent.CARDED, new.officer)),
        (new.claimed_by != old.claimed_by, claim),
        (answered or replied, (AuditEvent.ANSWERED, handler)),
        (new.state is not old.state, (ended, handler)),
        (asked_on, (AuditEvent.ASKED_ON, None)),
    )
    return tuple(event for so, event in found if so)


def _due(old: Ticket, new: Ticket) -> AuditEvent | None:
    """Return the deadline that passed, if the next one is a further step of escalation, or is the last one again."""
    before, after = old.next_step, new.next_step
    if before is None or after is None or new.waiting_since != old.waiting_since:
        return None
    higher = _STEPS.index(after) > _STEPS.index(before)
    again = before is after is EscalationStep.ALARM and new.next_at != old.next_at
    taken = AuditEvent.RETURNED if before is EscalationStep.RETURN else AuditEvent(before.value)
    return taken if higher or again else None


class Sent(Struct, frozen=True):
    """A message of a ticket that is known to stand in a chat. `about`: the officer's message that it carries on.

    `copied`: how it got there, where it is a person's photo, voice note…, not a text of the bot's.
    """

    address: Address
    message: str
    purpose: str
    about: str | None
    copied: Copy | None = None


class QueuePart(Struct, frozen=True):
    """A part of an office's open tickets: what `officer` sees in a view, but not the first `skip` of it."""

    view: QueueView = QueueView.ALL
    officer: str = ""
    skip: int = 0


WHOLE_QUEUE = QueuePart()


class UndeliveredAnswer(Struct, frozen=True):
    """An officer's answer that did not arrive. `reason`: as in `Followed`; `resident`: the name."""

    ticket: int
    resident: str
    at: datetime
    reason: str


class KeptPersonalData(Struct, frozen=True):
    """Everything that a resident said and that is still stored: his tickets, what stands in them, his thumbs.

    `drafted`: the tickets an answer of which may become FAQ. `visits`: the days of which he is to be reminded.
    """

    tickets: tuple[Ticket, ...] = ()
    lines: tuple[Line, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    drafted: frozenset[int] = frozenset()
    visits: tuple[Visit, ...] = ()


NOTE = "//"
"""What an internal note begins with; everything else that replies to a ticket goes to the resident."""
SURE = "yakin"
"""What a button carries under the warning that the resident cannot answer safely."""


def is_note(text: str) -> bool:
    """Return whether what an officer wrote is for his colleagues alone."""
    return text.lstrip().startswith(NOTE)
