"""Who keeps the FAQ, what each may do and is being asked for in the chat; and observers, who only read figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.helpdesk.model.entities import Address


class Role(StrEnum):
    """What a member of the staff may do; signing is given by owner, in `Member.signs`."""

    WRITER = "penulis"
    """Changes fees, answers and phrasings in the draft, which residents do not see."""
    PUBLISHER = "penerbit"
    """Publishes the draft, takes a publication back, and is the second person for others."""


AWAITED = timedelta(minutes=30)
"""How long a member's next message is taken for what he was asked to write."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a member's next message is for. `asked`: a word of `staff.forms`; `kept`: what was chosen before."""

    asked: str
    at: datetime
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the staff. `signs`: the owners of entries for whom he signs; `address`: None until he has joined."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    signs: frozenset[str] = frozenset()
    address: Address | None = None
    form: Form | None = None

    def may(self, role: Role) -> bool:
        """Return whether he has the role."""
        return role in self.roles


@dataclass(frozen=True, slots=True)
class Task:
    """What a member has asked for in the chat and gets later. `kind`: a key of `staff.tasks`; `id` is 0 until stored.

    `message`: the bot's message that it came from, which shows what becomes of it. `attempt`: the first is 1.
    """

    member: str
    kind: str
    args: tuple[str, ...] = ()
    message: str | None = None
    id: int = 0
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class FormKept:
    """The member's next message is for this; None: for nothing."""

    member: str
    form: Form | None


@dataclass(frozen=True, slots=True)
class TaskAsked:
    """The task is to be carried out once this is saved."""

    task: Task


StaffChange: TypeAlias = FormKept | TaskAsked


@dataclass(frozen=True, slots=True)
class StaffEvent:
    """One view or change by a member, for the audit. `what`: a key of `staff_texts.EVENTS`; `about`: an id."""

    at: datetime
    member: str
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A publication that waits for a second person. `proposal`: the id of what was shown; `id` is 0 until stored.

    `second`: who decided, "" while nobody has; `agreed`: what he decided.
    """

    at: datetime
    member: str
    proposal: str
    why: str
    lines: tuple[str, ...]
    id: int = 0
    second: str = ""
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class Observer:
    """Who reads figures. `kanwil`: whose offices he reads of, "" for all; `address`: None until he has joined."""

    id: str
    name: str
    kanwil: str = ""
    address: Address | None = None
