"""Outreach: what the help desk says unasked, and only to those who agreed. Days planned, an officer's broadcasts.

Values only, with the hours in which unasked words may be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct, field

from bot.helpdesk.model.people import Address

BY_ENTRY: Mapping[str, frozenset[str]] = {
    "dasar-jadwal-penyuluhan": frozenset({"penyuluhan", "simpatik", "eazy"}),
    "paspor-layanan-di-desa": frozenset({"simpatik", "eazy"}),
}
"""Which kinds of days complete which answer."""
AFTERNOON, MORNING = time(16), time(7)
"""When one is reminded: on the day before, when work is done and there is time to prepare; else on the day itself."""
MARGIN = timedelta(minutes=30)
"""A reminder on the day itself comes at least so long before the beginning."""


class Visit(Struct, frozen=True):
    """A day in a village. `id` is 0 until stored. `kind`: a key of `visit_texts.KINDS`. `reminded`: how many asked
    to be reminded; `attended`: how many came, once the officer has written it."""

    id: int
    office: str
    officer: str
    village: str
    kind: str
    starts_at: datetime
    place: str
    reminded: int = 0
    attended: int | None = None


class Draft(Struct, frozen=True):
    """What an officer is writing."""

    officer: str
    at: datetime

    @property
    def token(self) -> str:
        """What its buttons carry, so that those of an earlier draft do nothing."""
        return str(int(self.at.timestamp()))


class VisitDraft(Draft, frozen=True):
    """A day that an officer is writing down; empty fields are asked for. `number`: the one that it changes, 0: new."""

    number: int = 0
    kind: str = ""
    village: str = ""
    starts_at: datetime | None = None
    place: str = ""


class Reminder(Struct, frozen=True):
    """A word that somebody who asked to be reminded is owed. `what`: "remind", "changed" or "cancelled".

    `may_hear`: whether the resident may get unasked words now.
    """

    visit: Visit
    resident: int
    address: Address
    what: str
    may_hear: bool


class VisitCancelled(Struct, frozen=True):
    """The day does not take place; those who asked to be reminded are notified."""

    visit: int


class VisitAttended(Struct, frozen=True):
    """So many people came to the day, by its officer's word; a later word takes the place of an earlier one."""

    visit: int
    attended: int


class ReminderSet(Struct, frozen=True):
    """The outcome's resident is to be reminded at `due`."""

    visit: int
    due: datetime


class ReminderDropped(Struct, frozen=True):
    """The outcome's resident does not want to be reminded."""

    visit: int


def remind_at(visit: Visit, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when one is reminded: the afternoon before, else that morning; None when it is too late for both."""
    day = visit.starts_at.astimezone(zone).date()
    before = datetime.combine(day - timedelta(days=1), AFTERNOON, zone)
    morning = datetime.combine(day, MORNING, zone)
    later = morning if now < morning <= visit.starts_at - MARGIN else None
    return before if before > now else later


FIRST, LAST = time(7), time(20)
"""Between these times of the office's zone nobody is woken by what he did not ask for."""
WEEK = timedelta(days=7)


def in_daytime(now: datetime, zone: tzinfo) -> bool:
    """Return whether unasked words may be sent now."""
    return FIRST <= now.astimezone(zone).time() < LAST


def daytime(at: datetime, zone: tzinfo) -> datetime:
    """Return the first moment, not before `at`, at which unasked words may be sent."""
    local = at.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= FIRST)
    return at if in_daytime(at, zone) else datetime.combine(day, FIRST, zone)


class BroadcastState(StrEnum):
    """HELD until somebody else releases it; SENDING (also while it waits for the morning) or PAUSED; STOPPING until
    what is on its way has an end; ENDED.
    """

    HELD = "held"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPING = "stopping"
    ENDED = "ended"


class Broadcast(Struct, frozen=True):
    """One message of an officer to residents of his villages. `id` is 0 until the store has given one.

    `message`: where its progress is shown in the officer's `chat`. `total` residents were to get it when it began, and
    `upto` is the last of them by number; those up to `cursor` have had their turn, so that nobody gets it twice.
    `sent`: how many have got it, once it has ended.
    """

    id: int
    officer: str
    office: str
    villages: tuple[str, ...]
    text: str
    begun_at: datetime
    chat: Address
    message: str
    total: int
    upto: int
    state: BroadcastState = BroadcastState.SENDING
    cursor: int = 0
    shown: str = ""
    shown_at: datetime | None = None
    sent: int | None = None


class BroadcastCounts(Struct, frozen=True):
    """What has become of a broadcast's messages so far; `waiting`: still on their way."""

    sent: int = 0
    blocked: int = 0
    failed: int = 0
    uncertain: int = 0
    waiting: int = 0


class Reader(Struct, frozen=True):
    """A resident whose turn it is."""

    id: int
    address: Address
    village: str


class BroadcastDraft(Draft, frozen=True):
    """A broadcast that an officer is writing. `text`: "" while it is awaited. `villages`: to whom it will go."""

    text: str = ""
    villages: tuple[str, ...] = ()


class OwnOutreach(Struct, frozen=True):
    """What is known of an officer's own outreach when he does something about it.

    `running`: his broadcast that is not ended. `recent`: his office's of the last seven days. `readers`: how many may
    get them, by village, `last`: the highest resident's number. `visits`: planned there, `held`: recently.
    """

    draft: Draft | None = None
    running: Broadcast | None = None
    recent: tuple[Broadcast, ...] = ()
    readers: Mapping[str, int] = field(default_factory=dict)
    last: int = 0
    visits: tuple[Visit, ...] = ()
    held: tuple[Visit, ...] = ()


class BroadcastTurned(Struct, frozen=True):
    """Sending is paused, goes on, or stops: only that is stored, since its cursor moves meanwhile."""

    broadcast: int
    state: BroadcastState


class DraftDropped(Struct, frozen=True):
    """The officer is writing nothing any more."""

    officer: str


class BroadcastCalledOff(Struct, frozen=True):
    """A broadcast that still waits for this chat is not sent: its person wants none, or must not get any now."""

    address: Address


Change: TypeAlias = (
    Broadcast | BroadcastTurned | BroadcastCalledOff | Draft | DraftDropped
    | Visit | VisitCancelled | VisitAttended | ReminderSet | ReminderDropped
)  # fmt: skip
"""A draft, a day or a broadcast stands for itself: it is to be kept, and who asked hears of a changed day."""
