"""How the page sees the world: safe HTML for formatted text, and the JSON forms of bot, people, chats and
messages."""

from __future__ import annotations

from typing import Any

from telegram_simulator.calls import LoggedCall
from telegram_simulator.entities import Entity, utf16_slice
from telegram_simulator.messages import MEDIA, Message
from telegram_simulator.methods_account import commands_for, menu_button
from telegram_simulator.people import Chat, Json, Person
from telegram_simulator.render import SAFE_LINKS, render_html
from telegram_simulator.webhook import Webhook
from telegram_simulator.world import World

_BUTTON_KINDS = {
    "callback_data": "callback", "url": "url", "copy_text": "copy", "switch_inline_query": "switch_inline",
    "switch_inline_query_current_chat": "switch_inline", "web_app": "web_app",
}  # fmt: skip
_KEY_KINDS = {"request_contact": "contact", "request_location": "location"}


def bot_view(world: World, webhook: Webhook) -> Json:
    """Build the page's Bot."""
    bot, updates = world.bot, world.updates
    if webhook.url:
        mode, connected = "webhook", webhook.works
    else:
        mode, connected = ("polling" if updates.polled_at is not None else "none"), updates.polling
    return {
        "id": bot.id,
        "name": bot.name,
        "username": bot.username,
        "description": bot.descriptions.get("id") or bot.descriptions.get("", ""),
        "short_description": bot.short_descriptions.get("id") or bot.short_descriptions.get("", ""),
        "mode": mode,
        "connected": connected,
        "waiting": len(updates),
    }


def person_view(person: Person) -> Json:
    """Build the page's Person."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "name": person.name,
        "phone_number": person.phone_number,
        "language_code": person.language_code,
        "started": person.started,
        "blocked": person.blocked,
    }


def chat_view(world: World, chat: Chat) -> Json:
    """Build the page's Chat."""
    last = next(reversed(chat.messages.values()), None)
    people = [user_id for user_id in chat.members if user_id in world.people]
    action = None
    if chat.action is not None and chat.action[1] > world.now():
        action = {"action": chat.action[0], "until": chat.action[1]}
    button = menu_button(world, chat.id)
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.person.name if chat.person is not None else chat.title,
        "is_forum": chat.is_forum,
        "members": [{"id": user_id, "status": status} for user_id, status in chat.members.items()],
        "pinned": list(chat.pinned),
        "last_message_id": last.id if last is not None else None,
        "last_date": last.date if last is not None else None,
        "last_text": summary(world, last) if last is not None else "",
        "action": action,
        "commands": {str(user_id): commands_for(world, chat, user_id) for user_id in people},
        "menu_button": {
            "type": button["type"],
            "text": button.get("text"),
            "url": (button.get("web_app") or {}).get("url"),
        },
        "keyboards": {str(user_id): _keyboard(chat.keyboards.get(user_id)) for user_id in people},
        "force_reply": {str(user_id): _forced(chat.forced.get(user_id)) for user_id in people},
        "topics": [{"id": number, **topic} for number, topic in chat.topics.items()],
    }


def _keyboard(message: Message | None) -> Json | None:
    if message is None or message.reply_keyboard is None:
        return None
    markup = message.reply_keyboard
    return {
        "message_id": message.id,
        "rows": [
            [
                {
                    "text": button["text"],
                    "kind": next(
                        (_KEY_KINDS.get(name, "other") for name in button if name != "text"),
                        "text",
                    ),
                }
                for button in row
            ]
            for row in markup["keyboard"]
        ],
        "resize": bool(markup.get("resize_keyboard")),
        "one_time": bool(markup.get("one_time_keyboard")),
        "persistent": bool(markup.get("is_persistent")),
        "placeholder": markup.get("input_field_placeholder"),
    }


def _forced(message: Message | None) -> Json | None:
    if message is None or message.reply_keyboard is None:
        return None
    return {"message_id": message.id, "placeholder": message.reply_keyboard.get("input_field_placeholder")}


_KIND_WORDS = {
    "photo": "Foto", "voice": "Pesan suara", "video_note": "Pesan video", "video": "Video", "animation":
    "GIF", "audio": "Audio", "document": "Berkas", "sticker": "Stiker", "location": "Lokasi", "contact":
    "Kontak", "poll": "Jajak pendapat", "venue": "Tempat", "dice": "Dadu", }  # fmt: skip


def summary(world: World, message: Message) -> str:
    """Write one plain line for lists and quotes."""
    if message.kind == "service":
        return service_text(message)
    words = " ".join(message.text.split())
    if message.kind == "text":
        return words[:120]
    kind = _KIND_WORDS.get(message.kind, "Pesan")
    return f"{kind}: {words}"[:120] if words else kind


def service_text(message: Message) -> str:
    """Write the sentence of a notice in the chat."""
    wire = message.wire
    who = wire["from"]["first_name"]
    if joined := wire.get("new_chat_members"):
        name = joined[0]["first_name"]
        return f"{name} bergabung" if joined[0]["id"] == wire["from"]["id"] else f"{who} menambahkan {name}"
    if left := wire.get("left_chat_member"):
        name = left["first_name"]
        return f"{name} keluar" if left["id"] == wire["from"]["id"] else f"{who} mengeluarkan {name}"
    if "pinned_message" in wire:
        return f"{who} menyematkan sebuah pesan"
    if topic := wire.get("forum_topic_created"):
        return f"{who} membuat topik “{topic['name']}”"
    return "Pemberitahuan"


def _reply(world: World, chat: Chat, message: Message) -> Json | None:
    answered = message.wire.get("reply_to_message")
    if answered is None:
        return None
    target = chat.messages.get(answered["message_id"])
    shown = target or Message(answered, chat.id, answered["from"]["id"], answered["from"]["is_bot"])
    return {
        "id": shown.id,
        "name": _name(answered["from"]),
        "text": summary(world, shown),
        "kind": shown.kind,
        "quote": (message.wire.get("quote") or {}).get("text"),
        "gone": target is None,
    }


def _name(user: Json) -> str:
    return f"{user['first_name']} {user.get('last_name', '')}".strip()


def _forward(message: Message) -> Json | None:
    origin = message.wire.get("forward_origin")
    if origin is None:
        return None
    name = origin["sender_user_name"] if origin["type"] == "hidden_user" else _name(origin["sender_user"])
    return {"name": name, "date": origin["date"]}


def _media(message: Message) -> Json | None:
    if message.kind not in MEDIA:
        return None
    entry = message.wire[message.kind]
    file = entry[-1] if isinstance(entry, list) else entry
    drawn = message.kind == "sticker" and not message.wire["sticker"].get("file_size", 0) > 100
    return {
        "url": None if drawn else f"/api/files/{file['file_id']}",
        "file_name": file.get("file_name"),
        "mime_type": file.get("mime_type"),
        "size": file.get("file_size"),
        "width": file.get("width"),
        "height": file.get("height"),
        "duration": file.get("duration"),
        "emoji": file.get("emoji"),
        "spoiler": bool(message.wire.get("has_media_spoiler")),
    }


def _button(button: Json, row: int, column: int) -> Json:
    kind = next((shown for name, shown in _BUTTON_KINDS.items() if name in button), "other")
    url = button.get("url") or (button.get("web_app") or {}).get("url")
    return {
        "text": button["text"],
        "kind": kind,
        "data": button.get("callback_data"),
        "url": url if url and str(url).lower().startswith(SAFE_LINKS) else None,
        "copy": (button.get("copy_text") or {}).get("text"),
        "row": row,
        "column": column,
    }


def _reactions(message: Message) -> list[Json]:
    shown: dict[str, list[int]] = {}
    for user_id, emoji in message.reactions.items():
        shown.setdefault(emoji, []).append(user_id)
    return [{"emoji": emoji, "count": len(by), "by": by} for emoji, by in shown.items()]


def message_view(world: World, message: Message) -> Json:
    """Build the page's Message."""
    wire = message.wire
    chat = world.chats[message.chat_id]
    keyboard = message.inline_keyboard
    poll = wire.get("poll")
    tick = None
    if not message.from_bot and message.kind != "service":
        tick = "collected" if message.collected else "sent"
    preview: Any = wire.get("link_preview_options") or {}
    links = [e for e in message.entities if e["type"] in {"url", "text_link"}]
    return {
        "id": message.id,
        "chat_id": message.chat_id,
        "date": message.date,
        "edited": wire.get("edit_date"),
        "from": {"id": message.sender_id, "name": _name(wire["from"]), "is_bot": message.from_bot},
        "kind": message.kind,
        "text": message.text,
        "html": render_html(message.text, message.entities),
        "rtl": False,
        "reply_to": _reply(world, chat, message),
        "forward": _forward(message),
        "media": _media(message),
        "location": wire.get("location"),
        "contact": {"last_name": None, "user_id": None} | wire["contact"] if "contact" in wire else None,
        "poll": {"question": poll["question"], "options": [o["text"] for o in poll["options"]]} if poll else None,
        "service": service_text(message) if message.kind == "service" else None,
        "inline_keyboard": [
            [_button(button, row, column) for column, button in enumerate(buttons)]
            for row, buttons in enumerate(keyboard)
        ]
        or None,
        "reactions": _reactions(message),
        "tick": tick,
        "album": wire.get("media_group_id"),
        "topic": wire.get("message_thread_id"),
        "hidden_for": sorted(message.hidden_for),
        "silent": message.silent,
        "protected": bool(wire.get("has_protected_content")),
        "pinned": message.id in chat.pinned,
        "link_preview": None if preview.get("is_disabled") or not links else _preview(message, links[0], preview),
        "raw": wire,
    }


def _preview(message: Message, link: Entity, options: Json) -> str | None:
    url = str(options.get("url") or link.get("url") or utf16_slice(message.text, link["offset"], link["length"]))
    if "://" not in url:
        url = f"http://{url}"
    return url if url.lower().startswith(SAFE_LINKS) else None


def call_view(call: LoggedCall) -> Json:
    """Build the page's Call."""
    return {
        "seq": call.number,
        "at": call.at,
        "method": call.method,
        "chat_id": call.chat_id,
        "params": call.params,
        "ok": call.ok,
        "status": call.status,
        "description": call.error,
        "ms": round(call.milliseconds, 2),
    }
