"""What goes into the store of record and comes out of it, and how much of it there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.model.actions import Action, Priority, Send


class Received(Struct, frozen=True):
    """A raw update as a channel got it. `update`: unique for ever; `message`: unique per message, press or edit.

    `said`: the channel's id of a message that the person wrote, None for anything else. `text`: his words in it, as far
    as a quick check shows them; `priority` is set by the code that judges them.
    """

    channel: str
    update: str
    message: str | None
    chat: str
    raw: bytes
    said: str | None = None
    text: str = ""
    priority: Priority = Priority.NORMAL


class InboxRow(Struct, frozen=True):
    """A stored update that waits for its decision."""

    id: int
    channel: str
    chat: str
    raw: bytes
    received_at: datetime
    tries: int


class Delivery(StrEnum):
    """The states of an outgoing message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class OutboxRow(Struct, frozen=True):
    """An outgoing message that was claimed for sending. `repeat`: an earlier try may have arrived.

    `late`: it has waited for more than a minute. `hushed`: it is for a resident who has said that he cannot answer
    safely.
    """

    id: int
    action: Action
    tries: int
    repeat: bool
    late: bool = False
    hushed: bool = False


class Among(IntEnum):
    """Which messages may be claimed: while contact with the channel is lost, few of them."""

    URGENT = 0
    """Emergencies that have not been tried yet."""
    FRESH = 1
    """Whatever has not been tried yet."""
    PROBES = 2
    """What finds out whether the channel answers again; never a resident's first aid once more."""
    ANSWERS = 3
    """All but what nobody asked for: updates of before the start may still come, and their answers go first."""
    ALL = 4


class Room(NamedTuple):
    """How many messages may be claimed now, and which."""

    limit: int
    among: Among = Among.ALL


class Result(Struct, frozen=True):
    """What became of one try. `message`: the channel's new message id when SENT (None for actions without one).

    WAITING: try again at `retry_at`; `chat_until`: nothing to that chat before then. UNCERTAIN: no answer came.
    FAILED: `reason` is "blocked", "refused" or "unsafe" (never tried, since he cannot answer safely); `cause` is for
    us. `left`: what is still to be sent of the message. `answered`: whether the channel said anything. `counts`:
    whether this was a try; while contact is lost it is none.
    """

    row: OutboxRow
    state: Delivery
    message: str | None = None
    retry_at: datetime | None = None
    chat_until: datetime | None = None
    reason: str | None = None
    cause: str | None = None
    left: Send | None = None
    answered: bool = True
    counts: bool = True


class Ledger(Struct, frozen=True):
    """Counts since a date. `received` is always the sum of the four that follow it."""

    received: int
    answered: int
    open: int
    failed: int
    ignored: int
    queued: int
    sent: int
    uncertain: int
    undelivered: int


OVERDUE_AFTER = timedelta(minutes=10)
"""How long a running bot may leave an update undecided, a deadline unminded, or a ticket's card with no officer."""
UNSENT_AFTER = timedelta(hours=1)
"""How long a message may wait to be sent, from the moment on at which it may leave."""


class Discrepancies(Struct, frozen=True):
    """Rows that contradict each other; all are 0 in a ledger that balances.

    `unexplained`: updates that are done without a verdict. `ticketless`: updates in a ticket that does not exist.
    `unknown`: rows in a state that there is not. `undated`: tickets whose resident waits without a deadline.
    `vanished`: updates that were counted once and are no longer there; `vanished_…`: messages, tickets and their lines.
    `uncertain`: messages of an open emergency that nobody knows to have arrived. Longer than `OVERDUE_AFTER`: `missed`:
    open tickets past their deadline; `overdue`: updates without a decision; `unreached`: open tickets whose resident
    waits and whose card has reached no officer. Longer than `UNSENT_AFTER`: `kept_back`: officers' answers past their
    hour; `unsent`: messages that no rule holds back.
    """

    unexplained: int = 0
    ticketless: int = 0
    unknown: int = 0
    undated: int = 0
    vanished: int = 0
    vanished_messages: int = 0
    vanished_tickets: int = 0
    vanished_lines: int = 0
    uncertain: int = 0
    missed: int = 0
    kept_back: int = 0
    overdue: int = 0
    unreached: int = 0
    unsent: int = 0

    @property
    def alarming(self) -> bool:
        """Return whether something is wrong that has no alert of its own, as what merely waits has."""
        return replace(self, overdue=0, unreached=0, unsent=0) != Discrepancies()

    @property
    def damaged(self) -> bool:
        """Return whether rows contradict each other."""
        return replace(self, uncertain=0, missed=0, kept_back=0).alarming
