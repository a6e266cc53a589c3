"""Telegram's updates in the help desk's words. Decides nothing."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

import orjson
from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.channels.telegram.keyboards import decode
from bot.helpdesk.events import (
    Attached,
    Blocked,
    Commanded,
    Edited,
    Event,
    Pressed,
    Started,
    Unblocked,
    Wrote,
)
from bot.helpdesk.model import Address, Attachment
from bot.helpdesk.ports import InboxRow, Received

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What the bot asks Telegram for; anything else would only fill the inbox."""

FILES = ("photo", "voice", "audio", "video", "video_note", "document", "animation", "sticker")
PRIVATE_USE = re.compile("[\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that carry nothing a person reads, but could pass for our marks or turn text around on a screen."""


def clean(text: str) -> str:
    """What a person wrote, without characters that would break a message: lone surrogates, marks, controls."""
    return PRIVATE_USE.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def unreadable(raw: bytes) -> Received:
    """Something that came in the place of an update."""
    return Received(CHANNEL, f"unreadable:{hashlib.sha256(raw).hexdigest()[:32]}", None, "", raw)


def received(update: Any) -> Received:
    """A raw update as an inbox row: its keys against repeats, and its chat.

    What is no update at all is kept too, under a key made from its content: it becomes a dead letter to look at.
    Telegram can deliver one message under two update ids, so messages, presses and edits have keys of their own.
    """
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        return unreadable(orjson.dumps(update))
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
            content = orjson.dumps([body.get("text"), body.get("caption")])
            key += f":{body.get('edit_date')}:{hashlib.sha256(content).hexdigest()[:12]}"
    said = _plain(str(body["message_id"])) if kind == "message" and "message_id" in body else None
    words = body.get("text") or body.get("caption") or ""
    return Received(
        CHANNEL,
        str(update["update_id"]),
        _plain(key),
        _plain(str(chat.get("id", ""))) or "",
        orjson.dumps(update),
        said,
        text=words if isinstance(words, str) else "",
    )


def _plain(key: str | None) -> str | None:
    """A key that every database takes, whatever somebody puts in the place of a number."""
    return key.replace("\0", "")[:200] if key else key


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Translator:
    """Updates → events. `bot_name`: the bot's username, by which it is addressed in groups."""

    def __init__(self, bot_name: str, bot_id: int) -> None:
        self._mention = re.compile(rf"@{re.escape(bot_name)}\b", re.IGNORECASE)
        self._bot_id = bot_id

    def __call__(self, row: InboxRow) -> Event | None:
        """The event of a stored update, or None when there is nothing in it for us."""
        update = Update.de_json(orjson.loads(row.raw), None)
        if update is None:
            return None
        if update.message:
            return self._message(update.message)
        if update.edited_message:
            return self._edited(update.edited_message)
        if update.callback_query:
            return _pressed(update.callback_query, row.received_at)
        if update.my_chat_member:
            return _membership(update.my_chat_member)
        return None

    def _message(self, message: Message) -> Event | None:
        group = message.chat.type != "private"
        if group and not self._addressed(message):
            return None
        head = (_address(message), _name(message), message.date, str(message.message_id))
        reply_to = str(message.reply_to_message.message_id) if message.reply_to_message else None
        if message.text is not None:
            text = clean(self._mention.sub("", message.text).strip() if group else message.text)
            if text == "/" or (text.startswith("/") and text[1].isalpha()):
                return _command(head, text, reply_to, group)
            return Wrote(*head, text, reply_to, message.forward_origin is not None, group=group)
        attachment = _attachment(message)
        if attachment is None:
            return None
        return Attached(*head, attachment, clean(message.caption or ""), reply_to, group=group)

    def _addressed(self, message: Message) -> bool:
        """In a group the bot listens only when it is named, replied to, or given a command with its name."""
        replied = message.reply_to_message and message.reply_to_message.from_user
        return bool(self._mention.search(message.text or "")) or bool(replied and replied.id == self._bot_id)

    def _edited(self, message: Message) -> Event | None:
        text = message.text if message.text is not None else message.caption
        if message.chat.type != "private" or text is None:
            return None
        at = message.edit_date or message.date
        return Edited(_address(message), _name(message), at, str(message.message_id), clean(text))


def _address(message: Message) -> Address:
    return Address(CHANNEL, str(message.chat.id))


def _name(message: Message) -> str:
    user = message.from_user
    name = clean(user.full_name).strip() if user else ""
    return name[:64] or "Warga"


def _command(head: tuple[Address, str, datetime, str], text: str, reply_to: str | None, group: bool) -> Event:
    name, _, argument = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    if name == "start":
        return Started(*head, argument.strip(), group=group)
    return Commanded(*head, name, argument.strip(), reply_to, group=group)


def _attachment(message: Message) -> Attachment | None:
    for kind in FILES:
        media = getattr(message, kind)
        if media:
            file = media[-1] if kind == "photo" else media
            name, width, height = (getattr(file, field, None) for field in ("file_name", "width", "height"))
            return Attachment(kind, file.file_id, name, width, height)
    if message.location:
        return Attachment("location", f"{message.location.latitude},{message.location.longitude}")
    if message.contact:
        return Attachment("contact", "")
    # joins, pins and other service messages carry no content; polls, dice… do, and are declined kindly
    if message.poll or message.dice or message.venue or message.story or message.game:
        return Attachment("other", "")
    return None


def _pressed(query: CallbackQuery, at: datetime) -> Event | None:
    """A press carries no time of its own; when it was received stands in."""
    message = query.message
    verb, args = decode(query.data or "")
    chat = message.chat if message else None
    return Pressed(
        Address(CHANNEL, str(chat.id if chat else query.from_user.id)),
        clean(query.from_user.full_name).strip()[:64] or "Warga",
        at,
        str(message.message_id) if message else None,
        verb,
        args,
        query.id,
        group=chat is not None and chat.type != "private",
    )


def _membership(change: ChatMemberUpdated) -> Event | None:
    if change.chat.type != "private":
        return None
    head = (Address(CHANNEL, str(change.chat.id)), clean(change.from_user.full_name)[:64], change.date, None)
    if change.new_chat_member.status in {"kicked", "left"}:
        return Blocked(*head)
    return Unblocked(*head)
