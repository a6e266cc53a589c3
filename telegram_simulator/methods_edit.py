"""Changing what was sent: edits, deletions, pins, reactions."""

from __future__ import annotations

from typing import Any

from telegram_simulator import reactions
from telegram_simulator.access import known_chat, message_ids, named_message, writable_chat
from telegram_simulator.errors import bad_request
from telegram_simulator.markup import read_inline_markup
from telegram_simulator.messages import MEDIA, Message
from telegram_simulator.methods_media import input_media
from telegram_simulator.params import Call
from telegram_simulator.people import Chat, Json
from telegram_simulator.wording import read_caption, read_text
from telegram_simulator.world import World

DELETABLE_SECONDS = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_TEXT_FIELDS = ("text", "entities", "link_preview_options")
_CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")


def _own_message(world: World, call: Call) -> tuple[Chat, Message]:
    """Find the message to edit.

    Raises ApiError when it was deleted or cannot be edited (others', forwards, reply keyboards).
    """
    if call.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = known_chat(world, call)
    message = named_message(chat, call, "message to edit")
    foreign = not message.from_bot or message.kind == "service" or "forward_origin" in message.wire
    if foreign or message.reply_keyboard is not None:
        raise bad_request("message can't be edited")
    return chat, message


def _apply(world: World, call: Call, target: tuple[Chat, Message], fields: tuple[str, ...], content: Json) -> Json:
    """Replace `fields` by `content` and the buttons by the call's. Raises ApiError when nothing would change."""
    chat, message = target
    markup = read_inline_markup(call)
    old = {name: message.wire[name] for name in (*fields, "reply_markup") if name in message.wire}
    new = content | ({"reply_markup": markup} if markup else {})
    if old == new:
        raise bad_request(_NOT_MODIFIED)
    wire = {name: value for name, value in message.wire.items() if name not in old}
    if fields:
        wire["edit_date"] = int(world.now())
    world.rewrite(chat, message, wire | new)
    return message.wire


def edit_message_text(world: World, call: Call) -> Json:
    """editMessageText; without reply_markup the buttons go."""
    content = read_text(world, call)
    chat, message = _own_message(world, call)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _apply(world, call, (chat, message), _TEXT_FIELDS, content)


def edit_message_caption(world: World, call: Call) -> Json:
    """editMessageCaption; without reply_markup the buttons go."""
    content = read_caption(world, call)
    chat, message = _own_message(world, call)
    if message.kind not in MEDIA or message.kind in {"sticker", "video_note"}:
        raise bad_request("there is no caption in the message to edit")
    return _apply(world, call, (chat, message), _CAPTION_FIELDS, content)


def edit_message_reply_markup(world: World, call: Call) -> Json:
    """editMessageReplyMarkup."""
    return _apply(world, call, _own_message(world, call), (), {})


def edit_message_media(world: World, call: Call) -> Json:
    """editMessageMedia."""
    chat, message = _own_message(world, call)
    kinds = ("photo", "video", "animation", "audio", "document")
    content = input_media(world, call, call.json("media", "media"), kinds)
    if message.kind not in (*kinds, "text"):
        raise bad_request("message can't be edited")
    return _apply(world, call, (chat, message), (*kinds, *_TEXT_FIELDS, *_CAPTION_FIELDS, "has_media_spoiler"), content)


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    administrator = chat.members.get(world.bot.id) == "administrator"
    if chat.person is None and administrator and chat.type == "supergroup":
        return
    if chat.person is None and not message.from_bot and not administrator:
        raise bad_request("message can't be deleted")
    if world.now() - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")


def delete_message(world: World, call: Call) -> bool:
    """deleteMessage: within 48 hours; in groups others' messages only as administrator."""
    chat = writable_chat(world, call)
    if not call.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = named_message(chat, call, "message to delete")
    _check_deletable(world, chat, message)
    world.erase(chat, [message])
    return True


def delete_messages(world: World, call: Call) -> bool:
    """deleteMessages: those that were deleted already are skipped."""
    chat = writable_chat(world, call)
    found = [chat.messages[number] for number in message_ids(call) if number in chat.messages]
    for message in found:
        _check_deletable(world, chat, message)
    world.erase(chat, found)
    return True


def pin_chat_message(world: World, call: Call) -> bool:
    """pinChatMessage: the newest pin stands first; the chat gets a notice."""
    chat = writable_chat(world, call)
    message = named_message(chat, call, "message to pin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.insert(0, message.id)
    world.emit("message_changed", chat, message)
    notice = world.post(chat, None, {"pinned_message": message.quoted()})
    world.queue_message("message", chat, notice)
    world.emit("chat", chat)
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    """unpinChatMessage: the named message, or the newest pin."""
    chat = writable_chat(world, call)
    message_id = call.integer("message_id") or next(iter(chat.pinned), 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.emit("chat", chat)
    return True


def unpin_all_chat_messages(world: World, call: Call) -> bool:
    """unpinAllChatMessages."""
    chat = writable_chat(world, call)
    chat.pinned.clear()
    world.emit("chat", chat)
    return True


def set_message_reaction(world: World, call: Call) -> bool:
    """setMessageReaction: one emoji of those that Telegram allows, or none."""
    chat = writable_chat(world, call)
    message = named_message(chat, call, "message to react")
    wanted: Any = call.json("reaction", "reaction types") or []
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of ReactionType")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = str(wanted[0].get("emoji", "")) if wanted and isinstance(wanted[0], dict) else ""
    if wanted and emoji not in reactions.ALLOWED:
        raise bad_request("REACTION_INVALID")
    if emoji:
        message.reactions[world.bot.id] = emoji
    else:
        message.reactions.pop(world.bot.id, None)
    world.emit("message_changed", chat, message)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
}
