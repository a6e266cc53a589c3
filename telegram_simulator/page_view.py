"""How the page sees the world: safe HTML for formatted text, and the JSON forms of bot, people, messages and calls."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from telegram_simulator.api import LoggedCall
from telegram_simulator.entities import Entity
from telegram_simulator.messages import MEDIA, Json, Message
from telegram_simulator.people import Chat, Person
from telegram_simulator.webhook import Webhook
from telegram_simulator.world import World

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "mention": ('<span class="mention">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
    "bot_command": ('<span class="command">', "</span>"),
}
_SAFE_LINKS = ("http://", "https://", "tg://", "mailto:", "tel:")


def _link(href: str) -> tuple[str, str]:
    if not href.lower().startswith(_SAFE_LINKS):
        return "", ""
    return f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer">', "</a>"


def _tags(entity: Entity, covered: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "url":
        return _link(covered if "://" in covered else f"http://{covered}")
    if kind == "email":
        return _link(f"mailto:{covered}")
    if kind == "phone_number":
        return _link("tel:" + covered.replace(" ", "").replace("-", ""))
    return _TAGS.get(kind, ("", ""))


class _Span(NamedTuple):
    start: int
    end: int
    opening: str
    closing: str


def render_html(text: str, entities: list[Entity]) -> str:
    """Write `text` as HTML for a page: everything escaped, only known tags, only harmless links.

    Entities that overlap without one being inside the other are closed and opened again, so that tags always nest.
    """
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le", "surrogatepass")
    total = len(units) // 2

    def part(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le", "replace")

    spans = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        start, end = entity["offset"], min(entity["offset"] + entity["length"], total)
        if 0 <= start < end:
            spans.append(_Span(start, end, *_tags(entity, part(start, end))))
    cuts = sorted({0, total, *(span.start for span in spans), *(span.end for span in spans)})
    out: list[str] = []
    opened: list[_Span] = []
    for position, following in zip(cuts, [*cuts[1:], total], strict=True):
        again = _end_spans(opened, position, out)
        starting = [*again, *(span for span in spans if span.start == position)]
        out += [span.opening for span in starting]
        opened += starting
        out.append(escape(part(position, following)))
    return "".join(out)


def _end_spans(opened: list[_Span], position: int, out: list[str]) -> list[_Span]:
    """Close what ends here and all that was opened after it; returns what must be opened again."""
    first = next((place for place, span in enumerate(opened) if span.end <= position), len(opened))
    closed = opened[first:]
    del opened[first:]
    out += [span.closing for span in reversed(closed)]
    return [span for span in closed if span.end > position]


def bot_view(world: World, webhook: Webhook) -> Json:
    """Build the page's Bot."""
    bot = world.bot
    connected = webhook.works if webhook.url else world.updates.polling
    return {"name": bot.name, "username": bot.username, "description": bot.description, "connected": connected}


def person_view(world: World, person: Person) -> Json:
    """Build the page's Person, with the commands that the bot offers there."""
    commands = world.bot.commands
    scopes = (f"chat:{person.id}", "all_private_chats", "default")
    return {
        "id": person.id,
        "first_name": person.first_name,
        "name": person.name,
        "started": person.started,
        "blocked": person.blocked,
        "commands": next((commands[scope] for scope in scopes if commands.get(scope)), []),
    }


_KIND_WORDS = {
    "photo": "Foto", "voice": "Pesan suara", "video_note": "Pesan video", "video": "Video", "animation": "GIF",
    "audio": "Audio", "document": "Berkas", "sticker": "Stiker", "location": "Lokasi", "contact": "Kontak",
    "poll": "Jajak pendapat",
}  # fmt: skip


def summary(message: Message) -> str:
    """Write one plain line for lists and quotes."""
    if message.kind == "service":
        return "Pemberitahuan"
    words = " ".join(message.text.split())
    if message.kind == "text":
        return words[:120]
    kind = _KIND_WORDS.get(message.kind, "Pesan")
    return f"{kind}: {words}"[:120] if words else kind


def _reply(chat: Chat, message: Message) -> Json | None:
    answered = message.wire.get("reply_to_message")
    if answered is None:
        return None
    target = chat.messages.get(answered["message_id"])
    shown = target or Message(answered, chat.id, answered["from"]["id"], answered["from"]["is_bot"])
    return {"id": shown.id, "name": _name(answered["from"]), "text": summary(shown), "gone": target is None}


def _name(user: Json) -> str:
    return f"{user['first_name']} {user.get('last_name', '')}".strip()


def _media(message: Message) -> Json | None:
    if message.kind not in MEDIA:
        return None
    entry = message.wire[message.kind]
    file = entry[-1] if isinstance(entry, list) else entry
    return {
        "url": f"/api/files/{file['file_id']}",
        "file_name": file.get("file_name"),
        "size": file.get("file_size"),
        "width": file.get("width"),
        "height": file.get("height"),
        "emoji": file.get("emoji"),
    }


def _button(button: Json, row: int, column: int) -> Json:
    kind = "callback" if "callback_data" in button else "copy" if "copy_text" in button else "url"
    copied = (button.get("copy_text") or {}).get("text")
    return {
        "text": button["text"],
        "kind": kind,
        "url": button.get("url"),
        "copy": copied,
        "row": row,
        "column": column,
    }


def message_view(world: World, message: Message) -> Json:
    """Build the page's Message."""
    wire = message.wire
    origin = wire.get("forward_origin")
    tick = None
    if not message.from_bot:
        tick = "collected" if message.collected else "sent"
    return {
        "id": message.id,
        "chat_id": message.chat_id,
        "date": message.date,
        "edited": message.edited,
        "from": {"id": message.sender_id, "name": _name(wire["from"]), "is_bot": message.from_bot},
        "kind": message.kind,
        "text": message.text,
        "summary": summary(message),
        "html": render_html(message.text, message.entities),
        "reply_to": _reply(world.chats[message.chat_id], message),
        "forward": _name(origin["sender_user"]) if origin else None,
        "media": _media(message),
        "location": wire.get("location"),
        "contact": wire.get("contact"),
        "inline_keyboard": [
            [_button(button, row, column) for column, button in enumerate(buttons)]
            for row, buttons in enumerate(message.inline_keyboard)
        ],
        "reactions": list(message.reactions.values()),
        "tick": tick,
    }


def call_view(call: LoggedCall) -> Json:
    """Build the control API's Call."""
    return {
        "seq": call.number,
        "at": call.at,
        "method": call.method,
        "chat_id": call.chat_id,
        "params": call.params,
        "ok": call.ok,
        "status": call.status,
        "description": call.error,
    }
