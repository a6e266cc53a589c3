"""Days that officers plan in their villages: what they are, what is written of them, and when one is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from bot.helpdesk.model.entities import Address

BY_ENTRY: Mapping[str, frozenset[str]] = {
    "dasar-jadwal-penyuluhan": frozenset({"penyuluhan", "simpatik", "eazy"}),
    "paspor-layanan-di-desa": frozenset({"simpatik", "eazy"}),
}
"""Which kinds of days complete which answer."""
AFTERNOON, MORNING = time(16), time(7)
"""When one is reminded: on the day before, when work is done and there is time to prepare; else on the day itself."""
MARGIN = timedelta(minutes=30)
"""A reminder on the day itself comes at least so long before the beginning."""


@dataclass(frozen=True, slots=True)
class Visit:
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


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """A day that an officer is writing down; empty fields are asked for. `number`: the one that it changes, 0: new."""

    officer: str
    at: datetime
    number: int = 0
    kind: str = ""
    village: str = ""
    starts_at: datetime | None = None
    place: str = ""

    @property
    def token(self) -> str:
        """What its buttons carry, so that those of an earlier draft do nothing."""
        return str(int(self.at.timestamp()))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A word that somebody who asked to be reminded is owed. `what`: "remind", "changed" or "cancelled".

    `may_hear`: whether the resident may get unasked words now.
    """

    visit: Visit
    resident: int
    address: Address
    what: str
    may_hear: bool


@dataclass(frozen=True, slots=True)
class VisitKept:
    """The day is planned, or changed: then those who asked to be reminded are notified."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """The day does not take place; those who asked to be reminded are notified."""

    visit: int


@dataclass(frozen=True, slots=True)
class VisitAttended:
    """So many people came to the day, by its officer's word; a later word takes the place of an earlier one."""

    visit: int
    attended: int


@dataclass(frozen=True, slots=True)
class ReminderSet:
    """The outcome's resident is to be reminded at `due`."""

    visit: int
    due: datetime


@dataclass(frozen=True, slots=True)
class ReminderDropped:
    """The outcome's resident does not want to be reminded."""

    visit: int


def remind_at(visit: Visit, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when one is reminded: the afternoon before, else that morning; None when it is too late for both."""
    day = visit.starts_at.astimezone(zone).date()
    before = datetime.combine(day - timedelta(days=1), AFTERNOON, zone)
    morning = datetime.combine(day, MORNING, zone)
    if before > now:
        return before
    return morning if now < morning <= visit.starts_at - MARGIN else None
