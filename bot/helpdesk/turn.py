"""A turn: one event of a resident or an officer with what is known, the time and the policy; every rule takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, Self, TypeVar, cast
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome, Rows, Send
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.outreach import OwnOutreach
from bot.helpdesk.model.people import About, Address, Leave, Memory, OfficerChat, Resident
from bot.helpdesk.model.policy import Office, Officer, Policy, Village
from bot.helpdesk.model.ticket import Held, KeptPersonalData, Line, QueueView, Sent, Ticket, UndeliveredAnswer
from bot.matching.entry import Decision

E = TypeVar("E", bound=Event, covariant=True)
F = TypeVar("F", bound=Event)
N = TypeVar("N")


def _needed(known: N | None) -> N:
    if known is None:
        raise ValueError("this rule needs what was not looked up")
    return known


class OfficerContext(Struct, frozen=True):
    """What is known when an officer's event is decided.

    `target`: the ticket named by a reply or a button, with its `resident`, messages (`sent`) and `lines` (for /kasus).
    `queue`: of the office's open tickets those that the event needs, `queue_counts` how many there are, `names` of
    their residents by id. `leave`: his absence, planned or under way. `lost`: answers of the office that did not arrive
    (for /gagal). `held`: the answer that the event is about and that has not gone out yet. `topic`: where it happened,
    if not in his own chat. `loads`: open tickets by officer. `own`: his outreach, where it is about that. `others`: the
    same of the tickets that ask the same. `since`: messages in the resident's chat since the answer, "" a press.
    """

    officer: Officer
    chat: OfficerChat
    target: Ticket | None = None
    resident: Resident | None = None
    sent: tuple[Sent, ...] = ()
    queue: tuple[Ticket, ...] = ()
    queue_counts: Mapping[QueueView, int] = field(default_factory=lambda: dict.fromkeys(QueueView, 0))
    leave: Leave | None = None
    lines: tuple[Line, ...] = ()
    lost: tuple[UndeliveredAnswer, ...] = ()
    held: Held | None = None
    topic: Address | None = None
    loads: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    own: OwnOutreach | None = None
    others: tuple[OfficerContext, ...] = ()
    since: frozenset[str] = frozenset()

    def turn(self, event: F, now: datetime, policy: Policy) -> OfficerTurn[F]:
        """Return the turn of an event of the officer of whom this is known."""
        return OfficerTurn(**asdict(self), event=event, now=now, policy=policy)

    @property
    def ticket(self) -> Ticket:
        """The target, for a rule that is asked only where there is one."""
        return _needed(self.target)

    @property
    def person(self) -> Resident:
        """The target's resident, for a rule that is asked only where there is one."""
        return _needed(self.resident)

    @property
    def outreach(self) -> OwnOutreach:
        """The officer's own outreach, for a rule that is asked only where it was looked up."""
        return _needed(self.own)

    @property
    def place(self) -> Address:
        """The chat in which he is doing this."""
        return self.topic or self.chat.address


class ResidentContext(Struct, frozen=True):
    """What is known when a resident's event is decided.

    `tickets`: his open tickets and those closed recently, newest first. `fresh`: the number of the next new ticket.
    `target`: the ticket that the message he replies to, edits or presses belongs to. `sent`: the messages of that
    ticket, and of the answered ones that he may be writing in, by ticket. `spoken`: the officers' latest word there,
    else in his open tickets. `kept`, `standing`, `shown`: what is stored, and stands in chats, where he asks. `before`:
    the resident as stored. `masked`: numbers were masked in the event; `earlier`: what he said before that holds the
    beginning of one, and how it reads now. `decisions`: what the FAQ made of this event's texts.
    """

    resident: Resident
    tickets: tuple[Ticket, ...] = ()
    fresh: int = 0
    target: Ticket | None = None
    sent: Mapping[int, tuple[Sent, ...]] = field(default_factory=dict)
    kept: KeptPersonalData | None = None
    standing: tuple[str, ...] = ()
    spoken: Line | None = None
    shown: Mapping[int, tuple[Sent, ...]] = field(default_factory=dict)
    before: Resident | None = None
    masked: bool = False
    earlier: Mapping[str, str] = field(default_factory=dict)
    decisions: dict[tuple[str, ...], Decision] = field(default_factory=dict)

    def turn(self, event: F, now: datetime, policy: Policy) -> ResidentTurn[F]:
        """Return the turn of an event of the resident of whom this is known."""
        return ResidentTurn(**asdict(self), event=event, now=now, policy=policy)

    def of(self, resident: Resident) -> Self:
        """Return the same context with the resident as he is now."""
        return self if resident is self.resident else replace(self, resident=resident)

    @property
    def ticket(self) -> Ticket:
        """The target, for a rule that is asked only where there is one."""
        return _needed(self.target)

    @property
    def known(self) -> tuple[Ticket, ...]:
        """Every ticket that the event may change, as it was before."""
        return (*self.tickets, self.target) if self.target else self.tickets

    @property
    def urgent(self) -> Ticket | None:
        """The open emergency, else the open ticket of despair: a further call for help joins it, wherever he lives."""
        grave = [one for one in self.tickets if one.at_risk and one.is_open]
        return next((one for one in grave if one.emergency), next(iter(grave), None))

    @property
    def open(self) -> Ticket | None:
        """The newest open ticket; where its resident has called it a mistake, what he writes is not about it."""
        return next((one for one in self.tickets if one.is_open and not one.retracted_at), None)


class ResidentTurn(ResidentContext, Generic[E], frozen=True, kw_only=True):
    """A resident's event with all that a rule needs. `words`: what goes into a ticket of it, `about`: what they are.

    `despair`: they tell of somebody tired of life; `early_warning`: of what he was warned of, or wants checked.
    """

    event: E
    now: datetime
    policy: Policy
    words: str = ""
    about: About = field(default_factory=About)
    despair: bool = False
    early_warning: bool = False

    @property
    def memory(self) -> Memory:
        """What is remembered of the resident."""
        return self.resident.memory

    def on(self, event: F) -> ResidentTurn[F]:
        """Return the same turn with another event."""
        turn: ResidentTurn[F] = replace(cast("Any", self), event=event)
        return turn

    @property
    def village(self) -> Village | None:
        """The resident's village."""
        return self.policy.directory.village_of(self.resident)

    @property
    def officer(self) -> Officer | None:
        """The officer responsible for the resident."""
        return self.policy.directory.officer_of(self.resident)

    @property
    def office(self) -> Office:
        """The office that serves the resident."""
        return self.policy.directory.office_of(self.resident)

    def saying(self, words: str, **about: Any) -> Self:
        """Return the same turn in other words, of which this is to be known."""
        return replace(self, words=words, about=replace(self.about, **{"own": "", **about}))

    def remember(self, **memory: Any) -> Self:
        """Return the same turn with this in the resident's memory."""
        return self.of(self.resident.remember(**memory))

    def tell(self, ticket: Ticket, text: str, /, **message: Any) -> tuple[Send, ...]:
        """Tell this, with the ticket's number in it, to those who must read of changes in the ticket."""
        places = self.policy.reading_places(self.policy.concerned(ticket, self.resident), ticket)
        return tuple(Send(place, text.format(number=ticket.id), **{"ticket": ticket.id, **message}) for place in places)

    def decided(self, text: str, before: Iterable[str] = ()) -> Decision:
        """Decide about a text, once in a turn. `before`: what was said just before it, where that counts."""
        turns, today = (*before, text), self.policy.directory.first_office.hours.day(self.now)
        if turns not in self.decisions:
            self.decisions[turns] = self.policy.knowledge.decide(turns, today)
        return self.decisions[turns]

    def content(self, entry: str | None) -> str:
        """Name what the entry's answer says to the resident today; "" where there is none."""
        known = self.policy.knowledge.entries.get(entry or "")
        return f"{crc32(known.shown(self.village).text.encode()):08x}" if known else ""

    def say(self, text: str, rows: Rows = (), ticket: int | None = None) -> Outcome:
        """Write to the resident, about the ticket of this number, and keep what is known of him."""
        to_him = Send(self.event.address, text, rows, ticket=ticket)
        return Outcome(actions=(to_him,), resident=self.resident, ticket=ticket)

    def show(self, text: str, rows: Rows = ()) -> Outcome:
        """Show it in the message that holds the pressed button; else write."""
        return Outcome(actions=(shown(self.event, text, rows),), resident=self.resident)

    def refuse(self, text: str, note: str = "") -> Outcome:
        """Answer a press with a short word on the button, and do nothing else."""
        return replace(refuse(self.event, text, note), resident=self.resident)


class OfficerTurn(OfficerContext, Generic[E], frozen=True, kw_only=True):
    """An officer's event with all that a rule needs."""

    event: E
    now: datetime
    policy: Policy

    def on(self, event: F) -> OfficerTurn[F]:
        """Return the same turn with another event."""
        turn: OfficerTurn[F] = replace(cast("Any", self), event=event)
        return turn

    @property
    def hours(self) -> OfficeHours:
        """The hours of the officer's office."""
        return self.policy.directory.offices[self.officer.office].hours

    def say(self, text: str, rows: Rows = (), ticket: int | None = None) -> Outcome:
        """Answer what the officer wrote."""
        return say(self.event, text, rows, ticket)

    def show(self, text: str, rows: Rows = ()) -> Outcome:
        """Show it in the message that holds the pressed button; else answer what the officer wrote."""
        pressed = isinstance(self.event, Pressed)
        return Outcome(actions=(shown(self.event, text, rows),)) if pressed else self.say(text, rows)

    def refuse(self, text: str, note: str = "") -> Outcome:
        """Refuse a button that this officer may not press, or that fits nothing any more."""
        return refuse(self.event, text, note)


def shown(event: Event, text: str, rows: Rows = ()) -> Send | Edit:
    """Show a text in the message that holds the pressed button; else below."""
    if isinstance(event, Pressed) and event.message:
        return Edit(event.address, event.message, text, rows)
    return Send(event.address, text, rows)


def say(event: Event, text: str, rows: Rows = (), ticket: int | None = None) -> Outcome:
    """Answer a message."""
    return Outcome(actions=(Send(event.address, text, rows, ticket=ticket, reply_to=event.message),))


def refuse(event: Event, text: str, note: str = "") -> Outcome:
    """Put a short word on the pressed button, and do nothing else."""
    word = (Acknowledge(event.address, event.callback, text),) if isinstance(event, Pressed) else ()
    return Outcome(actions=word, notes=(note,) if note else ())


def acknowledged(outcome: Outcome, event: Event) -> Outcome:
    """Acknowledge a press, where no rule has done it with a word of its own."""
    if not isinstance(event, Pressed) or any(isinstance(action, Acknowledge) for action in outcome.actions):
        return outcome
    return outcome.behind(Acknowledge(event.address, event.callback))
