"""What the help desk needs from the outside: a store of record, one protocol a subject. Adapters implement them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.broadcasts import Broadcast, BroadcastCounts, BroadcastDraft, Reader
from bot.helpdesk.model.entities import Access, Address, Held, Leave, Line, OfficerChat, Resident, Ticket
from bot.helpdesk.model.staff import Member, Observer, StaffEvent, Task
from bot.helpdesk.model.store import (
    WHOLE_QUEUE,
    Among,
    InboxRow,
    KeptPersonalData,
    OutboxRow,
    QueuePart,
    QueueView,
    Received,
    Result,
    Sent,
    UndeliveredAnswer,
)
from bot.helpdesk.model.visits import Reminder, Visit, VisitDraft


class Inbox(Protocol):
    """Updates on their way in."""

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """Store raw updates; return how many were new. A repeated update or message is not stored."""

    async def take(self, limit: int) -> list[InboxRow]:
        """Take the oldest waiting updates, at most one per chat and none of a chat that another process is at.

        Chats with an urgent update come first.
        """

    async def dead_letter(self, row: int, reason: str, now: datetime) -> None:
        """Make an update that cannot be read a dead letter: kept, counted as failed, in nobody's way."""


class Outbox(Protocol):
    """Messages on their way out."""

    async def sent_of(self, ticket: int) -> tuple[Sent, ...]:
        """Return the ticket's messages that the bot has sent and that have a message id, oldest first."""

    async def claim(self, now: datetime, limit: int, among: Among = Among.ALL) -> list[OutboxRow]:
        """Claim messages as `Store.claim` does, in this transaction: to be sent once it is committed."""


class Residents(Protocol):
    """Who asks, and everything that is stored of them."""

    async def at(self, addresses: Sequence[Address]) -> Mapping[Address, Resident]: ...

    async def get(self, number: int) -> Resident | None: ...

    async def kept(self, resident: int) -> KeptPersonalData:
        """Return everything that a resident said and that is still stored."""

    async def standing(self, address: Address, since: datetime) -> tuple[str, ...]:
        """Return the ids of the messages, the person's and the bot's, that came into a chat since then."""

    async def last_number(self) -> int:
        """Return the highest resident's number."""

    async def with_pending(self, before: datetime, limit: int) -> Sequence[Resident]:
        """Return those whose question has waited since then for their village's name, the longest waiting first."""


class Tickets(Protocol):
    """Tickets, the lines in them, and who works on how many."""

    async def of(self, residents: Sequence[int], closed_since: datetime) -> Mapping[int, tuple[Ticket, ...]]:
        """Return each resident's open tickets and those closed since then, newest first."""

    async def get(self, number: int) -> Ticket | None: ...

    async def at(self, address: Address, message: str) -> int | None:
        """Return the ticket that a message standing in a chat belongs to, by whichever side it was written."""

    async def open_in(self, office: str, limit: int, part: QueuePart = WHOLE_QUEUE) -> tuple[Ticket, ...]:
        """Return the open tickets of an office, emergencies first, then oldest first."""

    async def counts(self, office: str, officer: str) -> Mapping[QueueView, int]:
        """Count an office's open tickets in each view of an officer's."""

    async def all_open(self) -> tuple[Ticket, ...]:
        """Return every open ticket of every office, oldest first; for the start, not for daily work."""

    async def due(self, now: datetime, limit: int) -> tuple[Ticket, ...]:
        """Return the open tickets whose deadline has passed."""

    async def lines(self, ticket: int) -> tuple[Line, ...]: ...

    async def next_number(self) -> int:
        """Return the number of the next new ticket; it is taken for good only when a ticket with it is saved."""

    async def loads(self, office: str) -> Mapping[str, int]:
        """Count, by officer, the open tickets of the office that lie with him."""

    async def burst(self, offices: Collection[str], since: datetime) -> Mapping[str, int]:
        """Count, by officer, the ordinary open tickets that came since then, or whose card has not arrived yet."""

    async def lost(self, office: str, since: datetime, limit: int) -> tuple[UndeliveredAnswer, ...]:
        """Return the answers of an office's tickets that did not arrive and were not made good, newest first."""


class Accesses(Protocol):
    """Which officer has seen which ticket."""

    async def note(self, seen: Sequence[Access]) -> None:
        """Write down who of the staff has seen which ticket."""

    async def of(self, ticket: int) -> tuple[Access, ...]:
        """Return who has seen a ticket, oldest first."""


class Officers(Protocol):
    """Where officers work, their absences, invitations and summaries."""

    async def chats(self) -> tuple[OfficerChat, ...]: ...

    async def leaves(self) -> tuple[Leave, ...]:
        """Return the officers' absences that are planned or under way."""

    async def invite(self, officer: str, token_hash: str, expires: datetime) -> None: ...

    async def redeem(self, token_hash: str, now: datetime) -> str | None:
        """Return the officer whose unexpired, unused invitation this is, and use it up; else None."""

    async def owe_summary(self, officer: str, due: datetime) -> None:
        """Owe this officer a summary at that time, unless he is owed one already."""

    async def summaries_due(self, now: datetime) -> tuple[str, ...]:
        """Return the officers whose summary is due, and owe it no more."""

    async def take_morning(self, officer: str, day: date) -> bool:
        """Return whether the officer has not been greeted on this day; by asking he has."""


class HeldAnswers(Protocol):
    """Answers that their officer can still take back."""

    async def get(self, officer: str, message: str) -> Held | None:
        """Return the answer of this message of an officer's, while it waits."""

    async def due(self, now: datetime, limit: int) -> tuple[Held, ...]:
        """Return the answers whose hour has come; by asking they wait no more."""


class Visits(Protocol):
    """Days planned in villages, and who is to be reminded of them."""

    async def planned(self, now: datetime) -> Mapping[str, tuple[Visit, ...]]:
        """Return what is planned, by village, the soonest first."""

    async def of(self, villages: Sequence[str], now: datetime) -> tuple[Visit, ...]:
        """Return what is planned in these villages, the soonest first, with how many asked to be reminded."""

    async def held(self, villages: Sequence[str], since: datetime, until: datetime) -> tuple[Visit, ...]:
        """Return the days that have begun in these villages within that time, the earliest first."""

    async def reminders_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Return the words that are owed now to those who asked to be reminded, kept from other processes meanwhile."""

    async def keep_reminder(self, one: Reminder, what: str, due: datetime | None) -> None:
        """Store what is owed next, and when; None: nothing unless the day is changed."""


class Broadcasts(Protocol):
    """Officers' broadcasts to their villages, and what they are writing."""

    async def draft(self, officer: str) -> BroadcastDraft | VisitDraft | None:
        """Return what an officer is writing for his villages."""

    async def recent(self, office: str, since: datetime) -> tuple[Broadcast, ...]:
        """Return an office's broadcasts that were begun since then."""

    async def running(self, officer: str) -> Broadcast | None:
        """Return the officer's broadcast that has not ended."""

    async def held(self, number: int) -> Broadcast | None:
        """Return the broadcast with this number while it waits to be released, locked for other processes."""

    async def readers(self, villages: Sequence[str]) -> Mapping[str, int]:
        """Count the residents of each village who agreed to broadcasts and may get one now."""

    async def unfinished(self, limit: int) -> tuple[Broadcast, ...]:
        """Return broadcasts that have not ended, the longest unchecked first, locked for other processes."""

    async def counts(self, number: int) -> BroadcastCounts:
        """Count what has become of a broadcast's messages so far."""

    async def next_readers(self, one: Broadcast, villages: Sequence[str], limit: int) -> tuple[Reader, ...]:
        """Return the next residents, by number, who may get the broadcast now and have not had it."""

    async def call_off(self, number: int) -> int | None:
        """Call off what still waits of a broadcast; return the lowest number of the residents for whom it waited."""

    async def keep(self, one: Broadcast, now: datetime) -> None:
        """Store how far it is."""

    async def note_blocked(self, number: int, now: datetime) -> None:
        """Remember which residents turned out to have blocked the bot."""


class Observers(Protocol):
    """Who reads figures alone."""

    async def at(self, address: Address) -> Observer | None:
        """Return the observer who joined from this chat."""

    async def redeem(self, token_hash: str, address: Address, now: datetime) -> Observer | None:
        """Return whose unexpired, unused invitation this is, and use it up: from now on he is at this address."""


class Staff(Protocol):
    """The staff who keep the FAQ."""

    async def members(self) -> tuple[Member, ...]: ...

    async def redeem(self, token_hash: str, address: Address, now: datetime) -> Member | None:
        """Return whose unexpired, unused invitation this is, and use it up: from now on he is at this address."""

    async def take_task(self, now: datetime) -> Task | None:
        """Take the oldest task that nobody is at, and keep other processes from it for a while."""

    async def end_task(self, number: int) -> None:
        """Forget a task that was carried out."""

    async def note(self, events: Sequence[StaffEvent]) -> None:
        """Write down what members saw and did."""


class Saves(Protocol):
    """A transaction in which what was decided is stored."""

    async def save(self, done: Sequence[tuple[InboxRow | None, Outcome]], now: datetime) -> None:
        """Store the outcomes, their actions as outbox rows in order, and settle their inbox rows.

        Raises Conflict when a ticket or a resident has a newer version than the one decided on.
        """


class Unit(Saves, Protocol):
    """One transaction: everything read and saved through it happens together or not at all."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def residents(self) -> Residents: ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def accesses(self) -> Accesses: ...

    @property
    def officers(self) -> Officers: ...

    @property
    def observers(self) -> Observers: ...

    @property
    def held_answers(self) -> HeldAnswers: ...

    @property
    def visits(self) -> Visits: ...

    @property
    def broadcasts(self) -> Broadcasts: ...

    @property
    def staff(self) -> Staff: ...

    async def settle(self, results: Sequence[Result], now: datetime) -> list[Result]:
        """Store what became of outgoing messages; return the results that were not stored before."""


class Store(Protocol):
    """The record of everything."""

    async def receive(self, updates: Sequence[Received], now: datetime) -> int:
        """Store raw updates in one commit; return how many were new. A repeated update or message is not stored."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """Open a transaction, which commits on leaving and rolls back on an exception."""

    async def claim(self, now: datetime, limit: int, among: Among = Among.ALL) -> list[OutboxRow]:
        """Mark the next outgoing messages as being sent: first in line of each free chat, by priority, then age."""

    async def resume(self, unsettled: Collection[int]) -> list[OutboxRow]:
        """Let what no living process is sending any more be sent again, marked as a repeat: it may have arrived.

        `unsettled`: the rows that this process is sending now. What was repeated too often already is returned, and
        counts as being sent, to be settled as uncertain. For the start, and every now and then where several share the
        work.
        """

    @property
    def processes(self) -> int:
        """How many processes were at work on this record when `resume` last looked, this one among them."""

    async def next_send(self) -> datetime | None:
        """Return when the next outgoing message falls due, or None when none waits."""

    async def touch(self, now: datetime) -> None:
        """Write a mark in a commit of its own; raises StorageUnavailable when nothing can be written."""

    async def close(self) -> None: ...
