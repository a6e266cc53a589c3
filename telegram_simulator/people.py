"""Who and where: the bot's own account, people, and the chats in which they meet, as the Bot API shows
them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from telegram_simulator.messages import Message
from telegram_simulator.signals import Signal

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup"]
Status = Literal["creator", "administrator", "member", "left", "kicked"]
PRESENT = {"creator", "administrator", "member"}

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip
_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_NO_GIFTS = {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
    "gifts_from_channels": False,
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """A Telegram user. `started`: has written to the bot; `blocked`: blocks the bot; `hidden`: forwards carry
    no link."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "id"
    phone_number: str | None = None
    started: bool = False
    blocked: bool = False
    hidden: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def user(self) -> Json:
        """Return the User object."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class BotAccount:
    """The bot itself: its names, what it says of itself, and its command lists by (scope, language)."""

    token: str
    name: str
    username: str
    reads_all_group_messages: bool = False
    inline: bool = False
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    admin_rights: dict[bool, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])

    def user(self) -> Json:
        """Return the User object that others see."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self) -> Json:
        """Return the User object of getMe."""
        return self.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all_group_messages,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
            "supports_guest_queries": False,
            "supports_join_request_queries": False,
        }


@dataclass(slots=True)
class Chat:
    """A private chat with the bot (its id is the person's) or a group. `members` holds the bot too.

    `keyboards` and `forced` hold, for each person, the message with the reply keyboard that the person sees
    now, and the message that the input field answers. `action` is what the bot does now ("typing") and until
    when. `ears` hear each new message.
    """

    id: int
    type: ChatType
    title: str
    person: Person | None = None
    members: dict[int, Status] = field(default_factory=dict)
    is_forum: bool = False
    description: str = ""
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    topics: dict[int, Json] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboards: dict[int, Message] = field(default_factory=dict)
    forced: dict[int, Message] = field(default_factory=dict)
    action: tuple[str, float] | None = None
    last_id: int = 0
    migrated_to: int | None = None
    ears: list[Callable[[Message], None]] = field(default_factory=list)
    signal: Signal = field(default_factory=Signal)

    def wire(self) -> Json:
        """Return the Chat object."""
        if self.person is not None:
            person = self.person
            chat: Json = {"id": self.id, "first_name": person.first_name}
            if person.last_name:
                chat["last_name"] = person.last_name
            if person.username:
                chat["username"] = person.username
            chat["type"] = "private"
            return chat
        chat = {"id": self.id, "title": self.title}
        if self.is_forum:
            chat["is_forum"] = True
        chat["type"] = self.type
        return chat

    def full(self) -> Json:
        """Return the ChatFullInfo object of getChat."""
        info = self.wire() | {"accent_color_id": abs(self.id) % 7, "max_reaction_count": 11}
        info["accepted_gift_types"] = dict(_NO_GIFTS)
        if self.person is not None:
            if self.person.username:
                info["active_usernames"] = [self.person.username]
        else:
            info["permissions"] = {
                name: name not in {"can_change_info", "can_pin_messages", "can_manage_topics"} for name in _PERMISSIONS
            }
            if self.description:
                info["description"] = self.description
        if self.pinned and (pinned := self.messages.get(self.pinned[0])):
            info["pinned_message"] = pinned.quoted()
        return info


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
