"""Telegram's updates in the help desk's words. Decides nothing.

The fields are read as they came: python-telegram-bot's objects would cost more than everything else that happens to an
update before it is decided, and refuse updates over fields that nobody here asks for.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

import msgspec

from bot.channels.telegram.formatting import decode
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Edited, Event, Pressed, Started, Wrote
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import InboxRow, Received
from bot.helpdesk.model.ticket import Attachment

CHANNEL = "telegram"
Fields: TypeAlias = dict[str, Any]
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What the bot asks Telegram for; anything else would only fill the inbox."""

TOPIC_MARK = "/"  # stands between a group and a topic in the address of a topic
FILES = ("photo", "voice", "audio", "video", "video_note", "document", "animation", "sticker")
DECLINED = ("poll", "dice", "venue", "story", "game")

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_ALWAYS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, with which a terminal moves or renames itself
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # nothing to see, and in some letters' way
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # no width, or the text turned around
    "\u3164\uffa0\ue000-\uf8ff\U000e0080-\U000e0fff\U000f0000-\U0010ffff"  # fillers, private use: our own marks
)
_PICTURE = "\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED_SCRIPT = "\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u1800-\u18af"
"""Arabic, Syriac, Mongolian and the scripts of India, whose letters joiners shape."""
_INVISIBLE = re.compile(
    # tags spell the region of a flag, which stays
    "(\U0001f3f4[\U000e0020-\U000e007f]{1,7})|[\U000e0000-\U000e007f]"
    rf"|[{_ALWAYS}]"
    rf"|(?<![{_PICTURE}\ufe0f{_JOINED_SCRIPT}])\u200d|\u200d(?![{_PICTURE}{_JOINED_SCRIPT}])"
    rf"|(?<![{_JOINED_SCRIPT}])\u200c|\u200c(?![{_JOINED_SCRIPT}])"
    # a variation selector belongs to a picture or to a keycap
    rf"|(?<![{_PICTURE}#*0-9])[\ufe00-\ufe0f]"
)
_BLANK_LINES = re.compile("\n(?:(?:[^\\S\n]|\u2800)*\n){2,}")


class SenderMismatch(ValueError):
    """An update that says one person wrote in another person's private chat. Telegram sends no such thing."""


def unreadable(raw: bytes) -> Received:
    """Something that came in the place of an update."""
    return Received(CHANNEL, f"unreadable:{hashlib.sha256(raw).hexdigest()[:32]}", None, "", raw)


def received(update: Any) -> Received:
    """Return a raw update as an inbox row: its keys against repeats, and its chat.

    What is no update at all is kept too, under a key made from its content: it becomes a dead letter to look at.
    Telegram can deliver one message under two update ids, so messages, presses and edits have keys of their own.
    """
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        return unreadable(msgspec.json.encode(update))
    # known kinds first: a future update may carry more than one field
    kind = next((key for key in (*ALLOWED_UPDATES, *update) if key in update and key != "update_id"), "nothing")
    body = _mapping(update.get(kind))
    message = _mapping(body.get("message")) if kind == "callback_query" else body
    chat = _mapping(message.get("chat")) or _mapping(body.get("from"))
    key = None
    if kind == "callback_query":
        key = f"press:{body.get('id')}"
    elif kind in {"message", "edited_message"} and "message_id" in body:
        key = f"message:{chat.get('id')}:{body['message_id']}"
        if kind == "edited_message":
            content = msgspec.json.encode([body.get("text"), body.get("caption")])
            key += f":{body.get('edit_date')}:{hashlib.sha256(content).hexdigest()[:12]}"
    said = _plain(str(body["message_id"])) if kind == "message" and "message_id" in body else None
    words = body.get("text") or body.get("caption") or ""
    return Received(
        CHANNEL,
        str(update["update_id"]),
        _plain(key),
        _plain(str(chat.get("id", ""))) or "",
        msgspec.json.encode(update),
        said,
        text=words if isinstance(words, str) else "",
    )


def _plain(key: str | None) -> str | None:
    """Return a key that every database takes, whatever somebody puts in the place of a number."""
    return key.replace("\0", "")[:200] if key else key


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Translator:
    """Updates → events. `bot_name`: the bot's username, by which it is addressed in groups."""

    def __init__(self, bot_name: str, bot_id: int) -> None:
        self._mention = re.compile(rf"@{re.escape(bot_name)}\b", re.IGNORECASE)
        self._bot_id = bot_id

    def __call__(self, row: InboxRow) -> Event | None:
        """Return the event of a stored update, or None when it holds nothing for us; raise when it cannot be read."""
        update = msgspec.json.decode(row.raw)
        if message := update.get("message"):
            return self._message(message)
        if message := update.get("edited_message"):
            return self._edited(message)
        if query := update.get("callback_query"):
            return self._pressed(query, row.received_at)
        change = update.get("my_chat_member")
        if not change or _where(change["chat"], change["from"]):
            return None
        at = datetime.fromtimestamp(change["date"], UTC)
        gone = change["new_chat_member"]["status"] in {"kicked", "left"}
        return Blocked(_address(change), _name(change["from"]), at, None, gone)

    def _message(self, message: Fields) -> Event | None:
        where = _where(message["chat"], message.get("from"))
        group, text, replied = bool(where), message.get("text"), _replied(message)
        if group and not self._addressed(text, replied):
            return None
        head = _head(message, message["date"])
        reply_to, origin = str(replied["message_id"]) if replied else None, message.get("forward_origin") or {}
        # what he forwards of himself is nobody else's
        forwarded = bool(origin) and origin.get("sender_user", {}).get("id") != message.get("from", {}).get("id")
        if text is not None:
            text = self._words(text, group)
            if not text.strip() and not group:
                # what is invisible says nothing; in a group he has at least called the bot
                return None
            if text == "/" or (text.startswith("/") and text[1].isalpha()):
                # what follows may stand on a line of its own
                name, argument = (*text[1:].split(maxsplit=1), "", "")[:2]
                name = name.partition("@")[0].lower()
                if name == "start":
                    return Started(*head, argument.strip(), **where)
                return Commanded(*head, name, argument.strip(), reply_to, **where)
            ours = datetime.fromtimestamp(origin["date"], UTC) if self._is_own(origin.get("sender_user")) else None
            below = replied.get("text", "") if self._is_own(replied.get("from")) else ""
            return Wrote(*head, text, reply_to, forwarded, below, ours, **where)
        attachment = _attachment(message)
        if attachment is None:
            return None
        caption, album = self._words(message.get("caption") or "", group), message.get("media_group_id")
        return Attached(*head, attachment, caption, reply_to, forwarded, album, **where)

    def _words(self, text: str, group: bool) -> str:
        """Return what was written, in a group without the name by which the bot was called."""
        return clean(self._mention.sub("", text).strip() if group else text)

    def _addressed(self, text: str | None, replied: Fields) -> bool:
        """In a group the bot listens only when it is named, replied to, or given a command that names no other bot."""
        command = (text or "").partition(" ")[0]
        named = self._mention.search(text or "") or (command.startswith("/") and "@" not in command)
        return bool(named) or self._is_own(replied.get("from"))

    def _is_own(self, author: Fields | None) -> bool:
        return author is not None and author["id"] == self._bot_id

    def _pressed(self, query: Fields, at: datetime) -> Event | None:
        """Return the event of a press, which carries no time of its own: when it was received stands in."""
        message, user = query.get("message"), query["from"]
        verb, args = decode(query.get("data") or "")
        where = _where(message["chat"], user) if message else {}
        quoted = message.get("reply_to_message") if message and not where else None
        # what the bot itself said is nobody's question
        own = quoted and (quoted.get("from") or {"is_bot": True}).get("is_bot")
        return Pressed(
            _address(message) if message else Address(CHANNEL, str(user["id"])),
            _name(user),
            at,
            str(message["message_id"]) if message else None,
            verb,
            args,
            query["id"],
            self._message(quoted) if quoted and not own else None,
            **where,
        )

    def _edited(self, message: Fields) -> Event | None:
        text = message.get("text", message.get("caption"))
        where = _where(message["chat"], message.get("from"))
        if text is None or (where and not self._addressed(text, _replied(message))):
            return None
        head = _head(message, message.get("edit_date") or message["date"])
        return Edited(*head, self._words(text, bool(where)), **where)


def _replied(message: Fields) -> Fields:
    """Return the message replied to. In a topic, what replies to nothing comes as a reply to the topic's beginning."""
    replied: Fields = message.get("reply_to_message") or {}
    return {} if replied.get("forum_topic_created") else replied


def _address(message: Fields) -> Address:
    """Return the chat of a message, or the topic in it."""
    chat = message["chat"]["id"]
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Address(CHANNEL, f"{chat}{TOPIC_MARK}{topic}" if topic else str(chat))


def _where(chat: Fields, user: Fields | None) -> dict[str, Any]:
    """Return, for what happens in a group, that it is one, and the own chat of its author.

    Raises SenderMismatch where somebody acts in a private chat that is not his own.
    """
    if chat["type"] != "private":
        return {"group": True, "sender": Address(CHANNEL, str(user["id"])) if user else None}
    if user and user["id"] != chat["id"]:
        raise SenderMismatch
    return {}


Head = tuple[Address, str, datetime, str]


def _head(message: Fields, seconds: int) -> Head:
    """Return where, by whom and when it was written, and its id."""
    at = datetime.fromtimestamp(seconds, UTC)
    return _address(message), _name(message.get("from")), at, str(message["message_id"])


def _name(user: Fields | None) -> str:
    if not user:
        return "Warga"
    name = clean_name(f"{user['first_name']} {user.get('last_name') or ''}")
    return name[:64].strip() or "Warga"


def _attachment(message: Fields) -> Attachment | None:
    for kind in FILES:
        if media := message.get(kind):
            file = media[-1] if kind == "photo" else media
            name = file.get("file_name", file.get("emoji"))
            kind = "contact" if name and name.lower().endswith(".vcf") else kind
            return Attachment(kind, file["file_id"], name, file.get("width"), file.get("height"))
    if place := message.get("location"):
        return Attachment("location", f"{place['latitude']},{place['longitude']}")
    if message.get("contact"):
        return Attachment("contact", "")
    # joins, pins and other service messages carry no content; polls, dice… do, and are declined kindly
    if any(message.get(kind) is not None for kind in DECLINED):
        return Attachment("other", "")
    return None


def clean(text: str) -> str:
    """Remove lone surrogates, marks, control and invisible characters, and a second blank line in a row.

    Joiners and selectors stay in emoji and in scripts that need them; fifty blank lines would let what follows pass
    for a message of the bot's.
    """
    if text.isascii() and text.isprintable():
        return text
    whole = _BREAKS.sub("\n", text.encode("utf-8", "replace").decode("utf-8"))
    return _BLANK_LINES.sub("\n\n", _INVISIBLE.sub(r"\1", whole))


def clean_name(text: str) -> str:
    return " ".join(clean(text).split())
