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
    TELEGRAM = "telegram"
    """Telegram cannot be reached, so nothing comes in."""
    SECOND_BOT = "second-bot"
    """Another program takes this bot's updates with the same token."""
    WEBHOOK_REFUSED = "webhook-refused"
    """Telegram does not accept the webhook as the settings describe it."""
    WEBHOOK = "webhook"
    """Telegram cannot reach the webhook."""


OF_CASES = frozenset({Kind.UNANSWERED, Kind.UNREACHED})
OF_MACHINES = frozenset({Kind.FAQ, Kind.DISK, Kind.BACKUP, Kind.STAFF})
"""Each machine has its own: the subject is its name."""
OF_CONTACT = (Kind.TELEGRAM, Kind.SECOND_BOT, Kind.WEBHOOK_REFUSED, Kind.WEBHOOK)
"""The bot is deaf: what residents write does not reach it."""
UNTOLD = frozenset({Kind.STAFF, Kind.TELEGRAM})
"""The staff's chat cannot read of these while they last; it hears that they are over."""
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
