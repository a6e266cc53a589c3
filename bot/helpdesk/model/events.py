"""What can happen, in the help desk's words. Channels translate into these; nothing here knows a channel."""

from __future__ import annotations

import re
from datetime import datetime

from msgspec import Struct

from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Attachment


class _InGroup(Struct, frozen=True, kw_only=True):
    group: bool = False
    sender: Address | None = None


class Event(_InGroup, frozen=True):
    """Something a person did. `message`: the channel's id of the message it is about, `at`: when it was sent.

    `group`: it happened in a group, where the bot was addressed; `sender` is then the person's own chat.
    """

    address: Address
    name: str
    at: datetime
    message: str | None

    @property
    def head(self) -> tuple[Address, str, datetime, str | None]:
        """What every event begins with."""
        return self.address, self.name, self.at, self.message


class Started(Event, frozen=True):
    """The person opened the chat; `payload` is the deep link's (village id, officer invitation) or empty."""

    payload: str


class Wrote(Event, frozen=True):
    """A text message. `reply_to`: the message it replies to; `below`: what that says, where it is the bot's own.

    `ours`: when the bot itself wrote what is forwarded here.
    """

    text: str
    reply_to: str | None = None
    forwarded: bool = False
    below: str = ""
    ours: datetime | None = None


class Edited(Event, frozen=True):
    """An earlier text message now says `text`."""

    text: str


class Attached(Event, frozen=True):
    """A photo, voice note, document, location, contact, sticker…, with its caption ("" without one).

    `album`: the channel's id of the album that it is a part of; only one part of an album carries the caption.
    """

    attachment: Attachment
    caption: str
    reply_to: str | None = None
    forwarded: bool = False
    album: str | None = None


class Commanded(Event, frozen=True):
    """A command, e.g. command "status", argument "". `reply_to`: the message it replies to."""

    command: str
    argument: str
    reply_to: str | None = None


class Pressed(Event, frozen=True):
    """A button under `message`; `callback` is what the channel wants acknowledged. `quoted`: what `message` quotes."""

    verb: str
    args: tuple[str, ...]
    callback: str
    quoted: Event | None = None


class Blocked(Event, frozen=True):
    """The person blocked the bot, or (not `blocked`) allows it to write again."""

    blocked: bool


class Followed(Struct, frozen=True):
    """What became of a message that the help desk follows: its new id, or the `reason` why it did not arrive.

    That is as in `Result`, or "uncertain".
    """

    purpose: str
    to: Address
    about: str | None
    heard_at: Address | None = None
    message: str = ""
    reason: str = ""


_ASKING = re.compile(
    r"\?|\b(?:apa|apakah|berapa|brp|brapa|barapa|bagaimana|bgmn|gmn|gimana|kayapa|kapan|kpn|pabila|(?:di|ke)\s?mana"
    r"|dmn|siapa|kenapa|knp|mengapa|cara|caranya|syarat|syaratnya|\w{3,}kah)\b",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Return whether a text has a question mark or a word that asks."""
    return _ASKING.search(text) is not None
