"""What goes wrong: errors with a sentence for a person and a cause for us, and alerts, which last until it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class Trouble(Exception):
    """Something a person can mend. `str()` is an Indonesian sentence: what, where, what to do next.

    `cause` is for the log. The sentence never holds a secret.
    """

    def __init__(self, sentence: str, cause: object = None) -> None:
        super().__init__(sentence)
        self.cause = cause


class Misconfigured(Trouble):
    """What is set is wrong: trying again changes nothing until a person has mended it."""


class Conflict(Exception):
    """Another writer changed the same ticket or resident meanwhile; decide again on what is there now."""


class StorageUnavailable(Trouble):
    """The store cannot work now; what was not committed did not happen. No password stands in sentence or cause."""


class UnfitStore(StorageUnavailable, Misconfigured):
    """What the settings name is no store that this version can work with."""


Tell = Callable[[int, int], None]
"""Hears how many steps are done, and of how many."""


def unheard(_: int, __: int) -> None:
    """Tell nobody."""


class AlertKind(StrEnum):
    """What is wrong."""

    UNANSWERED = "unanswered"
    """Nobody of a ticket's chain has answered; all its escalation steps were taken."""
    UNREACHED = "unreached"
    """Nobody of a ticket's chain could be notified."""
    NO_OFFICER = "no-officer"
    """A question could not become a ticket: the settings name nobody for it."""
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
    """Telegram cannot be reached, so nothing comes in or nothing goes out."""
    SECOND_BOT = "second-bot"
    """Another program takes this bot's updates with the same token."""
    WEBHOOK_REFUSED = "webhook-refused"
    """Telegram does not accept the webhook as the settings describe it."""
    WEBHOOK = "webhook"
    """Telegram cannot reach the webhook."""


OF_TICKETS = frozenset({AlertKind.UNANSWERED, AlertKind.UNREACHED})
OF_MACHINES = frozenset({AlertKind.FAQ, AlertKind.DISK, AlertKind.BACKUP, AlertKind.STAFF, AlertKind.TELEGRAM})
"""Each machine has its own: the cause is its name."""
OF_DECISIONS = OF_TICKETS | {AlertKind.NO_OFFICER}
"""Raised by decisions. All others are raised by processes, and each process ends its own."""
OF_CONTACT = (AlertKind.TELEGRAM, AlertKind.SECOND_BOT, AlertKind.WEBHOOK_REFUSED, AlertKind.WEBHOOK)
"""The bot is disconnected: what residents write does not reach it."""
NOT_IN_STAFF_CHAT = frozenset({AlertKind.STAFF, AlertKind.TELEGRAM})
"""The staff's chat cannot get these while they last; it gets the message that they are over."""
AGAIN = timedelta(hours=4)
"""An alert that still stands is reported again after this long."""


class Alert(Struct, frozen=True, eq=False):
    """Something is wrong. `subject`: a ticket's number, an office's id, or the process that has found it.

    `cause`: what alerts of one kind may have in common, so that they are reported together: an officer's id, a
    machine's name; "" when the alert stands alone.
    """

    kind: AlertKind
    subject: str = ""
    cause: str = ""

    def __eq__(self, other: object) -> bool:
        """Whether it is the same alert, whatever caused it."""
        return isinstance(other, Alert) and (self.kind, self.subject) == (other.kind, other.subject)

    def __hash__(self) -> int:
        return hash((self.kind, self.subject))

    @property
    def about(self) -> tuple[AlertKind, str, str]:
        """Equal for alerts that are reported together."""
        if self.kind in OF_MACHINES or self.kind in OF_DECISIONS:
            return self.kind, self.cause, "" if self.cause else self.subject
        return self.kind, "", ""


class OpenAlert(Struct, frozen=True):
    """An alert that is not over. `rings`: it is an emergency's, which escalates to the staff by itself."""

    alert: Alert
    since: datetime
    rings: bool = False


AlertGroup: TypeAlias = tuple[OpenAlert, ...]
"""Alerts of one kind with one cause, oldest first; they are reported together."""


def grouped(alerts: Iterable[OpenAlert]) -> tuple[AlertGroup, ...]:
    """Group the alerts by what they are about, oldest first."""
    found: dict[tuple[AlertKind, str, str], list[OpenAlert]] = {}
    for one in sorted(alerts, key=lambda one: one.since):
        found.setdefault(one.alert.about, []).append(one)
    return tuple(map(tuple, found.values()))
