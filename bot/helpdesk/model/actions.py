"""What the help desk wants done: messages to send, and changes to store. Values only; edges carry them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import Alert
from bot.helpdesk.model.markup import EDITED_LENGTH, MESSAGE_LENGTH, fits, split
from bot.helpdesk.model.outreach import Change
from bot.helpdesk.model.people import Address, Leave, OfficerChat, Resident, StaffChange
from bot.helpdesk.model.ticket import Access, Answered, CheckCount, FaqDraft, Feedback, Held, Line, Ticket


class Priority(IntEnum):
    """Order among what waits. Within one chat, messages of the same priority keep the order of writing."""

    EMERGENCY = 0
    RECEIPT = 1
    """That a button was pressed: its phone waits only for seconds."""
    NORMAL = 5
    FURTHER = 6
    """What a resident writes on in his ticket: after other people's cards."""
    BROADCAST = 9


class Purpose(StrEnum):
    """What a message is for, where somebody asks what became of it."""

    NONE = ""
    CARD = "card"
    RING = "ring"
    """It calls again to an emergency whose card stands in a chat, or is on its way there."""
    NOTICE = "notice"
    """It stands in for a card that the channel refused as it was."""
    RECEIPT = "receipt"
    RECEIPT_ASKED = "receipt-asked"
    """As a receipt, of a question that its resident wanted to ask the officer: the bot does not say that it knows no
    answer."""
    REPLY = "reply"
    FOLLOW_UP = "follow-up"
    TOPIC = "topic"
    ARRIVED = "arrived"
    """Tells an officer that his answer has arrived; its buttons go when the ticket is done."""
    MOVED = "moved"
    """Tells a resident whose his question is now; the next word of that takes its place."""
    HANDED = "handed"
    """Tells an officer that he has handed a ticket over; a reply to it is a note for the colleague."""
    CORRECTION = "correction"
    CHANGED = "changed"
    """Shows a resident an answer that its officer has changed further up."""
    WITHDRAWAL = "withdrawal"
    PHOTO = "copy"
    """A copied photo, which is taken back from the officers if it turns out to be a document."""
    CLEARING = "clear"
    """A deletion; one that was refused is reported."""
    SEARCH_RESULTS = "cari"
    BROADCAST = "broadcast"
    REMINDER = "reminder"
    SUBSCRIPTION = "subscription"  # stored by earlier versions


class Button(Struct, frozen=True):
    """A button: its label and, when pressed, the verb and arguments that come back as `Pressed`.

    `copied`: instead, a press puts this text (a telephone number) into the phone's clipboard and tells nobody.
    """

    label: str
    verb: Verb
    args: tuple[str, ...] = ()
    copied: str = ""


Rows: TypeAlias = tuple[tuple[Button, ...], ...]


class _Purpose(Struct, frozen=True, kw_only=True):
    """What all have. `ticket`: the ticket it belongs to, so that a reply to it finds the ticket.

    `about`: the officer's message that should learn of the delivery, `heard_at`: the chat in which it stands, where
    that is not his own; of broadcasts, `about` is its number.
    """

    ticket: int | None = None
    purpose: Purpose = Purpose.NONE
    about: str | None = None
    heard_at: Address | None = None


class _Message(_Purpose, frozen=True):
    to: Address


class _NewMessage(_Message, frozen=True, kw_only=True):
    """What the new ones have. `reply_to`: quote this message of the same chat.

    `asked_for`: what the person has just done asks for it, or an officer confirmed it; nothing else leaves for who
    cannot answer safely.
    """

    reply_to: str | None = None
    silent: bool = False
    asked_for: bool = False


class Send(_NewMessage, frozen=True):
    """A new message."""

    text: str
    buttons: Rows = ()
    priority: Priority = Priority.NORMAL


class Edit(_Message, frozen=True):
    """Replace the text and buttons of a message that the bot sent earlier."""

    message: str
    text: str
    buttons: Rows = ()


class Delete(_Message, frozen=True):
    """Take a message out of a chat, and `more` with it; channels allow it for a time only."""

    message: str
    more: tuple[str, ...] = ()


class Copy(_NewMessage, frozen=True):
    """Copy a person's message (with its photo, voice note…) into another chat, without naming its author.

    `caption`: instead of its own; "" leaves it away, where its words stand in a message already.
    """

    source: Address
    message: str
    caption: str | None = None


class Document(_Message, frozen=True):
    """A file of plain text. `name`: what it is called."""

    name: str
    text: str


class Report(_Message, frozen=True):
    """A report of a month ("2026-11"), made when it is sent: a kill in between loses no picture.

    An officer's `part`: "picture", with the sentences to copy, or "activities". An observer's (`officer` is ""):
    "region", or "villages" for the table.
    """

    officer: str
    month: str
    part: str
    observer: str = ""


class OpenTopic(_Message, frozen=True):
    """Open a topic for a ticket in an office's group; its id comes back as the message."""

    name: str
    priority: Priority = Priority.NORMAL


class MarkTopic(_Message, frozen=True):
    """Close a topic whose ticket is closed, or open it again."""

    is_open: bool


class Acknowledge(Struct, frozen=True):
    """Answer a pressed button, with a short notice or none."""

    to: Address
    callback: str
    text: str = ""


class React(Struct, frozen=True):
    """Put a small sign (an emoji the channel allows) on a person's message; the quietest receipt there is."""

    to: Address
    message: str
    emoji: str


Action: TypeAlias = Send | Edit | Copy | Delete | Document | Report | OpenTopic | MarkTopic | Acknowledge | React


class Reworded(Struct, frozen=True):
    """What a resident said in a ticket reads otherwise from now on, where it stood as `old`."""

    ticket: int
    old: str
    new: str


class Verdict(IntEnum):
    """What became of a received message, for the ledger."""

    ANSWERED = 1
    TICKET = 2
    IGNORED = 3


class Outcome(Struct, frozen=True):
    """All that follows from one event: what to store and what to do, saved together or not at all."""

    verdict: Verdict = Verdict.ANSWERED
    actions: tuple[Action, ...] = ()
    resident: Resident | None = None
    tickets: tuple[Ticket, ...] = ()
    lines: tuple[Line, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    officer_chat: OfficerChat | None = None
    leave: Leave | None = None
    held: Held | None = None
    draft: FaqDraft | None = None
    outreach: tuple[Change, ...] = ()
    staff: tuple[StaffChange, ...] = ()
    feedback: tuple[Feedback, ...] = field(default=())
    tallies: tuple[CheckCount, ...] = ()
    answered: tuple[Answered, ...] = ()
    ticket: int | None = None
    erase: int | None = None
    seen: tuple[Access, ...] = ()
    notes: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()

    def then(self, *actions: Action) -> Outcome:
        """Return the outcome with these actions after its own."""
        return replace(self, actions=(*self.actions, *actions))

    def behind(self, *actions: Action) -> Outcome:
        """Return the outcome with these actions before its own."""
        return replace(self, actions=(*actions, *self.actions))

    def also(self, later: Outcome) -> Outcome:
        """Return what follows of both, in this order; where there can be only one, the later's, if it has any."""
        both = [(name, getattr(self, name), getattr(later, name)) for name in self.__struct_fields__]
        merged = {name: (*one, *more) if isinstance(one, tuple) else more for name, one, more in both}
        return replace(self, **{name: value for name, value in merged.items() if value is not None})

    def altered(self, chosen: Callable[[Action], bool], **change: Any) -> Outcome:
        """Return the outcome with this changed in the chosen actions."""
        return replace(self, actions=tuple(replace(one, **change) if chosen(one) else one for one in self.actions))


def pieces(send: Send, most: int = MESSAGE_LENGTH) -> tuple[Send, ...]:
    """Cut the message into as many as a channel needs; the last keeps the buttons, and its arrival counts."""
    if fits(send.text, most):
        return (send,)
    *parts, last = split(send.text, most)
    return (*(replace(send, text=part, buttons=(), purpose=Purpose.NONE) for part in parts), replace(send, text=last))


def changed(edit: Edit, most: int = EDITED_LENGTH) -> tuple[Edit | Send, ...]:
    """Cut the change of a message into the edit and further messages for the rest, with the buttons under the last."""
    if fits(edit.text, most):
        return (edit,)
    first, *parts = split(edit.text, most)
    more = [Send(edit.to, part, ticket=edit.ticket) for part in parts]
    return (replace(edit, text=first, buttons=()), *more[:-1], replace(more[-1], buttons=edit.buttons))


def unsent(action: Send | Edit, parts: Sequence[Send | Edit]) -> Send:
    """Return one message with these last parts of a long one, to be sent once the first have arrived."""
    text = "\n".join(part.text for part in parts)
    if isinstance(action, Send):
        return replace(action, text=text)
    followed = {name: getattr(action, name) for name in ("ticket", "purpose", "about", "heard_at")}
    return Send(action.to, text, action.buttons, **followed)


def cut(outcome: Outcome) -> Outcome:
    """Cut the outcome's long messages into what a channel takes."""
    actions: list[Action] = []
    for one in outcome.actions:
        actions += pieces(one) if isinstance(one, Send) else changed(one) if isinstance(one, Edit) else (one,)
    return replace(outcome, actions=tuple(actions))


class MadeReport(Struct, frozen=True):
    """A report's part: its words, with its picture (PNG) or its workbook where one was wanted and could be made.

    `name`: the workbook's.
    """

    text: str
    picture: bytes | None = None
    workbook: bytes | None = None
    name: str = ""


MakeReport = Callable[[Report], Awaitable[MadeReport]]
"""Makes a part of a report of what is known now. Raises Trouble."""
