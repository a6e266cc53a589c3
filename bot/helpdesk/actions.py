"""What the desk wants done: messages to send, and changes to store. Values only; edges carry them out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TypeAlias

from bot.helpdesk.alarms import Alarm
from bot.helpdesk.model import Address, FaqDraft, Feedback, Held, Leave, Line, OfficerChat, Resident, Tally, Ticket
from bot.helpdesk.outreach import Change

BOLD_ON, BOLD_OFF = "\ue000", "\ue001"
"""Marks around bold text; private-use characters, which channels strip from everything that people write."""
COVER_ON, COVER_OFF = "\ue002", "\ue003"
"""Marks around text that shows only once it is tapped, and never in a notification."""


def bold(text: str) -> str:
    """The text between the marks that a channel turns into its own bold."""
    return f"{BOLD_ON}{text}{BOLD_OFF}"


class Priority(IntEnum):
    """Order among what waits. Within one chat, messages of the same priority keep the order of writing."""

    EMERGENCY = 0
    NORMAL = 5
    NEWS = 9


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label and, when pressed, the verb and arguments that come back as `Pressed`."""

    label: str
    verb: str
    args: tuple[str, ...] = ()


Rows: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Send:
    """A new message. `ticket`: the case it belongs to, so that a reply to it finds the case.

    `purpose`: what it is for ("card", "reply", …; "" when nobody asks what became of it). `about`: the officer's
    message that should learn of the delivery, `heard_at`: the chat in which it stands, where that is not his own;
    of news, `about` is its number. `reply_to`: quote this message of the same chat.
    """

    to: Address
    text: str
    buttons: Rows = ()
    ticket: int | None = None
    purpose: str = ""
    about: str | None = None
    reply_to: str | None = None
    silent: bool = False
    priority: Priority = Priority.NORMAL
    heard_at: Address | None = None


MESSAGE_LENGTH = 3800
"""The longest text sent as one message; below every channel's limit, with room for bold marks and emoji."""


def pieces(send: Send, length: int = MESSAGE_LENGTH) -> tuple[Send, ...]:
    """The message cut into as many as a channel needs, at line or word ends; the buttons stay under the last."""
    if len(send.text) <= length:
        return (send,)
    parts, rest = [], send.text
    while len(rest) > length:
        window = rest[:length]
        cut = max(window.rfind("\n"), window.rfind(" "))
        cut = cut if cut > length // 2 else length
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    first = [replace(send, text=part, buttons=(), purpose="") for part in parts]
    return (*first, replace(send, text=rest))


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text and buttons of a message that the bot sent earlier. The other fields are as in `Send`."""

    to: Address
    message: str
    text: str
    buttons: Rows = ()
    ticket: int | None = None
    purpose: str = ""
    about: str | None = None
    heard_at: Address | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Take a message out of a chat, and `more` with it; channels allow it for a time only. Fields as in `Edit`."""

    to: Address
    message: str
    ticket: int | None = None
    purpose: str = ""
    about: str | None = None
    more: tuple[str, ...] = ()
    heard_at: Address | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy a person's message (with its photo, voice note…) into another chat, without naming its author."""

    to: Address
    source: Address
    message: str
    ticket: int | None = None
    purpose: str = ""
    about: str | None = None
    reply_to: str | None = None
    silent: bool = False
    heard_at: Address | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of plain text. `name`: what it is called. The other fields are as in `Send`."""

    to: Address
    name: str
    text: str
    ticket: int | None = None
    purpose: str = ""
    about: str | None = None
    heard_at: Address | None = None


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """Open a topic for a case in an office's group; its id comes back as the message. Fields as in `Send`."""

    to: Address
    name: str
    ticket: int
    purpose: str
    about: str | None = None
    priority: Priority = Priority.NORMAL
    heard_at: Address | None = None


@dataclass(frozen=True, slots=True)
class MarkTopic:
    """Close a topic whose case is closed, or open it again. The other fields are as in `Send`."""

    to: Address
    is_open: bool
    ticket: int | None = None
    purpose: str = ""
    about: str | None = None
    heard_at: Address | None = None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Answer a pressed button, with a short notice or none."""

    to: Address
    callback: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class React:
    """Put a small sign (an emoji the channel allows) on a person's message; the quietest receipt there is."""

    to: Address
    message: str
    emoji: str


Action: TypeAlias = Send | Edit | Copy | Delete | Document | OpenTopic | MarkTopic | Acknowledge | React


class Verdict(IntEnum):
    """What became of a received message, for the ledger."""

    ANSWERED = 1
    CASE = 2
    IGNORED = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that follows from one event: what to store and what to do, saved together or not at all."""

    verdict: Verdict = Verdict.ANSWERED
    actions: tuple[Action, ...] = ()
    resident: Resident | None = None
    tickets: tuple[Ticket, ...] = ()
    lines: tuple[Line, ...] = ()
    officer_chat: OfficerChat | None = None
    leave: Leave | None = None
    held: Held | None = None
    draft: FaqDraft | None = None
    outreach: tuple[Change, ...] = ()
    feedback: tuple[Feedback, ...] = field(default=())
    tallies: tuple[Tally, ...] = ()
    case: int | None = None
    erase: int | None = None
    notes: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


def cut(outcome: Outcome) -> Outcome:
    """The outcome with its long messages cut into what a channel takes."""
    if not any(isinstance(action, Send) and len(action.text) > MESSAGE_LENGTH for action in outcome.actions):
        return outcome
    actions = [
        part for action in outcome.actions for part in (pieces(action) if isinstance(action, Send) else (action,))
    ]
    return replace(outcome, actions=tuple(actions))
