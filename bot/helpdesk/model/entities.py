"""The help desk's nouns: who writes, who answers, what a ticket is, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from bot.helpdesk.model.conversation_memory import Memory


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: a channel's name and that channel's id of the chat."""

    channel: str
    chat: str

    @property
    def room(self) -> Address:
        """The chat itself, where this is a topic in a group."""
        group, mark, _ = self.chat.partition("/")
        return Address(self.channel, group) if mark else self


@dataclass(frozen=True, slots=True)
class Resident:
    """A person who asks. `id` is 0 until the store has given one. `village` is None until it was chosen.

    `informed_at`: when he got the notice of what is stored about him, or, where a button asks for it, agreed to it.
    `news`: agreed to broadcasts, or not; None until asked. `news_at`: when that was said. `version` grows with each
    save, as that of a ticket.
    """

    id: int
    address: Address
    name: str
    village: str | None
    joined_at: datetime
    memory: Memory = field(default_factory=Memory)
    outside: bool = False
    blocked_at: datetime | None = None
    informed_at: datetime | None = None
    news: bool | None = None
    news_at: datetime | None = None
    version: int = 0

    def remember(self, **memory: Any) -> Resident:
        """Return the resident with this in his memory."""
        return replace(self, memory=replace(self.memory, **memory))


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


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket: one matter of one resident that a person must answer.

    `early_warning`: what he was warned of before (a child's work, a trap), or wants checked. `despair`: somebody is
    tired of life. `officer`: the owner, always somebody. `claimed_by`: who pressed "Ambil". `waiting_since`: since when
    the resident has been waiting for a word, of an emergency since it is one (None when the last word was the
    officer's). `carded_at`: when the channel accepted the officer's card, the only moment from which "sudah sampai ke
    petugas" is true. `rung_at`: when the resident last made an emergency ring. `retracted_at`: when he said that its
    call for help was a mistake; None again with the next call.
    `next_step`/`next_at`: the next deadline; an open ticket that waits always has one. `topic`: the chat of its
    topic in the office's group, "" while it is being opened, None where its officers read it in their own chats.
    `tried`: who could not be reached or did not answer since the resident waits, so that the ticket never goes back
    to them by itself. `version` grows with each save, so that two writers notice.
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
    version: int = 0

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


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, voice note, document… as the channel knows it; never downloaded, only copied on. Sizes in pixels."""

    kind: str
    reference: str
    name: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class OfficerChat:
    """The private chat in which an officer works. `draft`: a message that waits for its ticket to be named."""

    officer: str
    address: Address
    joined_at: datetime
    draft: str | None = None
    draft_text: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
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


@dataclass(frozen=True, slots=True)
class Leave:
    """An officer's absence, one at a time. `begun`: his open tickets are with his deputy. Past `ends` it is over."""

    officer: str
    starts: datetime
    ends: datetime
    begun: bool = False


@dataclass(frozen=True, slots=True)
class FaqDraft:
    """A good answer that may become FAQ, without names and numbers; staff decide. `id` is 0 until it is stored."""

    at: datetime
    office: str
    officer: str
    ticket: int
    question: str
    phrasings: tuple[str, ...]
    answer: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Feedback:
    """What use teaches. `kind`: "up", "down", "chosen" (a suggestion), or "stars" with their number as `entry`."""

    at: datetime
    kind: str
    entry: str
    text: str
    village: str | None


@dataclass(frozen=True, slots=True)
class CheckCount:
    """A guided check that ended, or something sent for checking: nobody's name, only what and where. `day`: local."""

    day: date
    village: str | None
    check: str
    finding: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of the FAQ that was shown to who asked for it, counted for the reports without a name. `day`: local."""

    day: date
    village: str | None
    topic: str


@dataclass(frozen=True, slots=True)
class Access:
    """A member of the staff saw a ticket. `how`: the purpose of the message that showed it, or what he did."""

    at: datetime
    officer: str
    ticket: int
    how: str
