"""Who writes and who works: residents, officers' chats and leaves, who keeps the FAQ, observers."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bot.helpdesk.model.memory import Memory


class Address(Struct, frozen=True):
    """Where a person is reached: a channel's name and that channel's id of the chat."""

    channel: str
    chat: str

    @property
    def room(self) -> Address:
        """The chat itself, where this is a topic in a group."""
        group, mark, _ = self.chat.partition("/")
        return Address(self.channel, group) if mark else self


class Resident(Struct, frozen=True):
    """A person who asks. `id` is 0 until the store has given one. `village` is None until it was chosen.

    `informed_at`: when he got the notice of what is stored about him, or, where a button asks for it, agreed to it.
    `news`: agreed to broadcasts, or not; None until asked. `news_at`: when that was said. `version` grows with each
    save, as that of a ticket.
    """

    id: int
    address: Address
    name: str
    village: str | None
    joined_at: datetime
    memory: Memory = field(default_factory=Memory)
    outside: bool = False
    blocked_at: datetime | None = None
    informed_at: datetime | None = None
    news: bool | None = None
    news_at: datetime | None = None
    version: int = 0

    def remember(self, **memory: Any) -> Resident:
        """Return the resident with this in his memory."""
        return replace(self, memory=replace(self.memory, **memory))


class OfficerChat(Struct, frozen=True):
    """The private chat in which an officer works. `draft`: a message that waits for its ticket to be named."""

    officer: str
    address: Address
    joined_at: datetime
    draft: str | None = None
    draft_text: str | None = None


class Leave(Struct, frozen=True):
    """An officer's absence, one at a time. `begun`: his open tickets are with his deputy. Past `ends` it is over."""

    officer: str
    starts: datetime
    ends: datetime
    begun: bool = False


class Role(StrEnum):
    """What a member of the staff may do; signing is given by owner, in `Member.signs`."""

    WRITER = "penulis"
    """Changes fees, answers and phrasings in the draft, which residents do not see."""
    PUBLISHER = "penerbit"
    """Publishes the draft, takes a publication back, and is the second person for others."""


AWAITED = timedelta(minutes=30)
"""How long a member's next message is taken for what he was asked to write."""


class Form(Struct, frozen=True):
    """What a member's next message is for. `asked`: a word of `staff.forms`; `kept`: what was chosen before."""

    asked: str
    at: datetime
    kept: tuple[str, ...] = ()


class Member(Struct, frozen=True):
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


class Task(Struct, frozen=True):
    """What a member has asked for in the chat and gets later. `kind`: a key of `staff.tasks`; `id` is 0 until stored.

    `message`: the bot's message that it came from, which shows what becomes of it. `attempt`: the first is 1.
    """

    member: str
    kind: str
    args: tuple[str, ...] = ()
    message: str | None = None
    id: int = 0
    attempt: int = 0


class FormKept(Struct, frozen=True):
    """The member's next message is for this; None: for nothing."""

    member: str
    form: Form | None


class TaskAsked(Struct, frozen=True):
    """The task is to be carried out once this is saved."""

    task: Task


StaffChange: TypeAlias = FormKept | TaskAsked


class StaffEvent(Struct, frozen=True):
    """One view or change by a member, for the audit. `what`: a key of `staff_texts.EVENTS`; `about`: an id."""

    at: datetime
    member: str
    what: str
    about: str = ""


class Request(Struct, frozen=True):
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


class Observer(Struct, frozen=True):
    """Who reads figures. `kanwil`: whose offices he reads of, "" for all; `address`: None until he has joined."""

    id: str
    name: str
    kanwil: str = ""
    address: Address | None = None
