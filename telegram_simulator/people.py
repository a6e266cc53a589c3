"""Who and where: the bot's own account, people, and the chats in which they meet, as the Bot API shows them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from telegram_simulator.messages import Json, Message

Status = Literal["creator", "administrator", "member", "left", "kicked"]
PRESENT = {"creator", "administrator", "member"}

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip
_CANNOT = (
    "can_connect_to_business", "has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics",
    "can_manage_bots", "supports_guest_queries", "supports_join_request_queries", "supports_inline_queries",
)  # fmt: skip


class Signal:
    """Wakes everyone who waits, once; costs nothing when nobody does."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def fire(self) -> None:
        """Wake those who wait now."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for future in waiting:
                if not future.done():
                    future.set_result(None)

    async def wait(self) -> None:
        """Wait for the next `fire`."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future


@dataclass(slots=True)
class Person:
    """A Telegram user. `started`: has written to the bot; `blocked`: blocks the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "id"
    started: bool = False
    blocked: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def names(self) -> Json:
        """Return the names that User and Chat objects have in common."""
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}

    def user(self) -> Json:
        """Return the User object."""
        return {"id": self.id, "is_bot": False, **self.names(), "language_code": self.language_code}


@dataclass(slots=True)
class BotAccount:
    """The bot itself: its name, what it says of itself, and its command lists by scope."""

    token: str
    name: str = "Tanya PIMPASA"
    username: str = "tanya_pimpasa_bot"
    description: str = ""
    short_description: str = ""
    commands: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])

    def user(self) -> Json:
        """Return the User object that others see."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self) -> Json:
        """Return the User object of getMe."""
        can = {"can_join_groups": True, "can_read_all_group_messages": False}
        return self.user() | can | dict.fromkeys(_CANNOT, False)


@dataclass(slots=True)
class Chat:
    """A private chat with the bot (its id is the person's) or a group; `members` holds the bot too.

    `topics`: names and whether they are closed, by the number of their first message. `ears` hear each new message.
    """

    id: int
    type: Literal["private", "supergroup"]
    title: str
    person: Person | None = None
    members: dict[int, Status] = field(default_factory=dict)
    is_forum: bool = False
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    topics: dict[int, Json] = field(default_factory=dict)
    last_id: int = 0
    ears: list[Callable[[Message], None]] = field(default_factory=list)
    signal: Signal = field(default_factory=Signal)

    def wire(self) -> Json:
        """Return the Chat object."""
        if self.person is not None:
            return {"id": self.id, **self.person.names(), "type": "private"}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "title": self.title, **forum, "type": self.type}


def member(user: Json, status: Status) -> Json:
    """Return the ChatMember object of `user`."""
    made: Json = {"user": user, "status": status}
    if status == "creator":
        made["is_anonymous"] = False
    elif status == "administrator":
        made |= {"can_be_edited": False, "is_anonymous": False}
        made |= {right: right != "can_promote_members" for right in _RIGHTS}
    elif status == "kicked":
        made["until_date"] = 0
    return made
