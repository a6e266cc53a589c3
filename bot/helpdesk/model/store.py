"""What the help desk needs from the outside: a store of record. Adapters implement these protocols."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.helpdesk.model.actions import Action, Outcome, Priority, Send
from bot.helpdesk.model.broadcasts import News, NewsCounts, NewsDraft, Reader
from bot.helpdesk.model.entities import Access, Address, Feedback, Held, Leave, Line, OfficerChat, Resident, Ticket
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.visits import Occasion, OccasionDraft, Reminder


@dataclass(frozen=True, slots=True)
class Received:
    """A raw update as a channel got it. `update`: unique for ever; `message`: unique per message, press or edit.

    `said`: the channel's id of a message that the person wrote, None for anything else. `text`: his words in it, as far
    as a first look shows them; `priority` is given by whoever judges them.
    """

    channel: str
    update: str
    message: str | None
    chat: str
    raw: bytes
    said: str | None = None
    text: str = ""
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class InboxRow:
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


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An outgoing message that was claimed for sending. `repeat`: an earlier try may have arrived.

    `hushed`: it is for a resident who has said that he cannot answer safely.
    """

    id: int
    action: Action
    tries: int
    repeat: bool
    hushed: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one try. `message`: the channel's new message id when SENT (None for actions without one).

    WAITING: try again at `retry_at`; `chat_until`: nothing to that chat before then. UNCERTAIN: the request left and
    no answer came. FAILED: `reason` is "blocked", "refused" or "unsafe" (never tried, since the resident cannot answer
    safely); `cause` is for us. `left`: what is still to be sent, where a part of the message has arrived.
    """

    row: OutboxRow
    state: Delivery
    message: str | None = None
    retry_at: datetime | None = None
    chat_until: datetime | None = None
    reason: str | None = None
    cause: str | None = None
    left: Send | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of a case that is known to stand in a chat. `about`: the officer's message that it carries on.

    `copied`: it is a person's photo, voice note…, not a text of the bot's.
    """

    address: Address
    message: str
    purpose: str
    about: str | None
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """An officer's answer that did not arrive. `reason`: as in `Undelivered`; `resident`: the name."""

    ticket: int
    resident: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
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
"""How long a running bot may leave an update undecided, or a case without an officer who has its card."""


@dataclass(frozen=True, slots=True)
class Discrepancies:
    """Rows that contradict each other; all are 0 in books that hold.

    `unexplained`: updates that are done without a verdict. `caseless`: updates that went into a case that does not
    exist. `unknown`: rows in a state that there is not. `undated`: cases whose resident waits without a next deadline.
    `vanished`: updates that were counted once and are no longer there. `overdue`: updates that have waited for a
    decision longer than `OVERDUE_AFTER`. `unreached`: open cases whose resident waits and whose card has reached no
    officer for as long.
    """

    unexplained: int = 0
    caseless: int = 0
    unknown: int = 0
    undated: int = 0
    vanished: int = 0
    overdue: int = 0
    unreached: int = 0

    @property
    def any(self) -> bool:
        """Whether something is wrong."""
        return self != Discrepancies()

    @property
    def damaged(self) -> bool:
        """Whether rows contradict each other; what merely waits has alarms of its own."""
        return replace(self, overdue=0, unreached=0) != Discrepancies()


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that a resident said and that is still stored: his cases, what stands in them, his thumbs.

    `drafted`: the cases an answer of which may become FAQ. `occasions`: the days of which he is to be reminded.
    """

    tickets: tuple[Ticket, ...] = ()
    lines: tuple[Line, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    drafted: frozenset[int] = frozenset()
    occasions: tuple[Occasion, ...] = ()


class Conflict(Exception):
    """Another writer changed the same case or resident meanwhile; decide again on what is there now."""


class StorageUnavailable(Trouble):
    """The store cannot work now; what was not committed did not happen. No password stands in sentence or cause."""


class Unit(Protocol):
    """One transaction: everything read and saved through it happens together or not at all."""

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """As `Store.receive`, in this transaction."""

    async def take(self, limit: int) -> list[InboxRow]:
        """The oldest waiting updates, at most one per chat and none of a chat that another process is at.

        Chats with an urgent update come first.
        """

    async def bury(self, row: int, reason: str, now: datetime) -> None:
        """Make an update that cannot be read a dead letter: kept, counted as failed, in nobody's way."""

    async def residents(self, addresses: Sequence[Address]) -> Mapping[Address, Resident]: ...

    async def resident(self, number: int) -> Resident | None: ...

    async def officer_chats(self) -> tuple[OfficerChat, ...]: ...

    async def tickets_of(self, residents: Sequence[int], closed_since: datetime) -> Mapping[int, tuple[Ticket, ...]]:
        """Each resident's open tickets and those closed since then, newest first."""

    async def ticket(self, number: int) -> Ticket | None: ...

    async def ticket_at(self, address: Address, message: str) -> int | None:
        """The case that a message standing in a chat belongs to, whoever wrote it."""

    async def open_tickets(self, office: str, limit: int) -> tuple[Ticket, ...]:
        """Open cases of an office, emergencies first, then oldest first."""

    async def all_open(self) -> tuple[Ticket, ...]:
        """Every open case of every office, oldest first; for the start, not for daily work."""

    async def leaves(self) -> tuple[Leave, ...]:
        """The officers' absences that are planned or under way."""

    async def due(self, now: datetime, limit: int) -> tuple[Ticket, ...]:
        """Open tickets whose deadline has passed."""

    async def lines(self, ticket: int) -> tuple[Line, ...]: ...

    async def sent(self, ticket: int) -> tuple[Sent, ...]:
        """The case's messages that the bot has sent and that have a message id, oldest first."""

    async def kept(self, resident: int) -> Kept:
        """Everything that a resident said and that is still stored."""

    async def standing(self, address: Address, since: datetime) -> tuple[str, ...]:
        """The ids of the messages, the person's and the bot's, that came into a chat since then."""

    async def note_access(self, seen: Sequence[Access]) -> None:
        """Write down who of the staff has seen which case."""

    async def accesses(self, ticket: int) -> tuple[Access, ...]:
        """Who has seen a case, oldest first."""

    async def lost(self, office: str, since: datetime, limit: int) -> tuple[Lost, ...]:
        """Answers of an office's cases that did not arrive and that no later answer made good, newest first."""

    async def held(self, officer: str, message: str) -> Held | None:
        """The answer of this message of an officer's, while it waits."""

    async def held_due(self, now: datetime, limit: int) -> tuple[Held, ...]:
        """Answers whose ten seconds are over; by asking they wait no more."""

    async def burst(self, offices: Collection[str], since: datetime) -> Mapping[str, int]:
        """By officer: ordinary open cases that came since then, or whose card has not arrived yet."""

    async def loads(self, office: str) -> Mapping[str, int]:
        """By officer: how many open cases of the office lie with him."""

    async def owe_summary(self, officer: str, due: datetime) -> None:
        """A summary for this officer at that time, unless he is owed one already."""

    async def summaries_due(self, now: datetime) -> tuple[str, ...]:
        """The officers whose summary is due; by asking they are owed it no more."""

    async def agenda(self, now: datetime) -> Mapping[str, tuple[Occasion, ...]]:
        """What is planned, by village, the soonest first."""

    async def occasions_of(self, villages: Sequence[str], now: datetime) -> tuple[Occasion, ...]:
        """What is planned in these villages, the soonest first, with how many asked to be reminded."""

    async def reminders_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Words that are owed now to those who asked to be reminded, kept from other processes meanwhile."""

    async def keep_reminder(self, one: Reminder, what: str, due: datetime | None) -> None:
        """What is owed next, and when; None: nothing unless the day is changed."""

    async def draft(self, officer: str) -> NewsDraft | OccasionDraft | None:
        """What an officer is writing for his villages."""

    async def recent_news(self, office: str, since: datetime) -> tuple[News, ...]:
        """An office's news that was begun since then."""

    async def running_news(self, officer: str) -> News | None:
        """The officer's news that has not ended."""

    async def readers(self, villages: Sequence[str]) -> Mapping[str, int]:
        """How many residents of each village agreed to news and may get some now."""

    async def last_resident(self) -> int:
        """The highest resident's number."""

    async def open_news(self, limit: int) -> tuple[News, ...]:
        """News that has not ended, the longest not looked at first, kept from other processes meanwhile."""

    async def news_counts(self, number: int) -> NewsCounts:
        """What has become of a news' messages so far."""

    async def readers_after(self, villages: Sequence[str], cursor: int, upto: int, limit: int) -> tuple[Reader, ...]:
        """The next residents, by number, who may get news now."""

    async def call_off_news(self, number: int) -> None:
        """What waits of it is not sent; what is being sent goes on."""

    async def keep_news(self, one: News, now: datetime) -> None:
        """Store how far it is."""

    async def note_blocked(self, number: int, now: datetime) -> None:
        """Remember which residents turned out to have blocked the bot."""

    async def next_number(self) -> int:
        """The number that the next new case will get; taken for good only when a ticket with it is saved."""

    async def invite(self, officer: str, token_hash: str, expires: datetime) -> None: ...

    async def redeem(self, token_hash: str, now: datetime) -> str | None:
        """The officer whose unexpired, unused invitation this is, which is used up by asking; else None."""

    async def save(self, done: Sequence[tuple[InboxRow | None, Outcome]], now: datetime) -> None:
        """Store the outcomes, their actions as outbox rows in order, and settle their inbox rows.

        Raises Conflict when a ticket or a resident has a newer version than the one decided on.
        """

    async def claim(self, now: datetime, limit: int) -> list[OutboxRow]:
        """As `Store.claim`, in this transaction: to be sent once it is committed."""

    async def settle(self, results: Sequence[Result], now: datetime) -> list[Result]:
        """Store what became of outgoing messages; returns the results that were news, and not stored before."""


class Store(Protocol):
    """The record of everything."""

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """Store raw updates in one commit; returns how many were new. A repeated update or message is not stored."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """A transaction; commits on leaving, rolls back on an exception."""

    async def claim(self, now: datetime, limit: int) -> list[OutboxRow]:
        """Mark the next outgoing messages as being sent: first in line of each free chat, by priority, then age."""

    async def resume(self, in_hand: Collection[int]) -> list[OutboxRow]:
        """Let what no living process is sending any more be sent again, marked as a repeat: it may have arrived.

        `in_hand`: the rows that this process is sending now. What was repeated too often already is returned and counts
        as in hand, to be settled as uncertain. For the start, and every now and then where several share the work.
        """

    async def next_send(self) -> datetime | None:
        """When the next outgoing message falls due, or None when none waits."""

    async def ledger(self, since: datetime | None) -> Ledger: ...

    async def touch(self, now: datetime) -> None:
        """Write a mark in a commit of its own; raises StorageUnavailable when nothing can be written."""

    async def close(self) -> None: ...
