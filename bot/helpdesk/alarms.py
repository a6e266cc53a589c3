"""What must not go unnoticed: a state that lasts until it is over, not a line in a log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    UNANSWERED = "unanswered"
    """Nobody of a case's chain has answered; its ladder is at the end."""
    UNREACHED = "unreached"
    """Nobody of a case's chain could be told of it."""
    NO_OFFICER = "no-officer"
    """A question could not become a case: the settings name nobody for it."""
    LEDGER = "ledger"
    DEAD_LETTERS = "dead-letters"
    STUCK = "stuck"
    """Updates wait for their decision, or messages for their sending, longer than they may."""
    FAQ = "faq"
    DISK = "disk"
    BACKUP = "backup"
    DATABASE = "database"
    STAFF = "staff"
    """The staff's chat does not take messages."""


OF_CASES = frozenset({Kind.UNANSWERED, Kind.UNREACHED})
OF_MACHINES = frozenset({Kind.FAQ, Kind.DISK, Kind.BACKUP, Kind.STAFF})
"""Each machine has its own: the subject is its name."""
AGAIN = timedelta(hours=4)
"""An alarm that goes on is told again after this long."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something is wrong. `subject`: a case's number, an office's id, a machine's name, or "" for the whole."""

    kind: Kind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that is not over. `rings`: it is an emergency's, whose ladder rings for the staff by itself."""

    alarm: Alarm
    since: datetime
    rings: bool = False
