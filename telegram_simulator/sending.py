"""How the bot's messages come into a chat: what all send methods share, and what keyboards do to the input
field."""

from __future__ import annotations

from telegram_simulator.access import reply_fields, topic_fields, writable_chat
from telegram_simulator.errors import bad_request
from telegram_simulator.markup import read_markup
from telegram_simulator.messages import Message
from telegram_simulator.params import Call
from telegram_simulator.people import Chat, Json
from telegram_simulator.world import World

EFFECTS = {
    "5104841245755180586", "5107584321108051014", "5104858069142078462", "5159385139981059251", "5046509860389126442",
    "5046589136895476101",
}  # fmt: skip
"""Fire, thumbs up, thumbs down, heart, party, dirt: the effects that everybody may use."""


def send(world: World, call: Call, content: Json, *, chat: Chat | None = None) -> Message:
    """Send `content` (message fields) where and how the call says. Raises ApiError in Telegram's words."""
    chat = chat or writable_chat(world, call)
    values = call.values
    fields = topic_fields(chat, call) if "message_thread_id" in values else {}
    if "reply_parameters" in values or "reply_to_message_id" in values:
        fields |= reply_fields(world, chat, call)
    if "message_effect_id" in values:
        fields |= _effect(chat, call)
    inline, other = read_markup(call) if "reply_markup" in values else (None, None)
    fields |= content
    if inline is not None:
        fields["reply_markup"] = inline
    if "protect_content" in values and call.flag("protect_content"):
        fields["has_protected_content"] = True
    silent = "disable_notification" in values and call.flag("disable_notification")
    message = world.post(chat, None, fields, reply_keyboard=other, silent=silent)
    if other is not None:
        _show_keyboard(world, chat, message, other)
    return message


def _effect(chat: Chat, call: Call) -> Json:
    """Read the effect with which a message appears, in private chats alone. Raises ApiError in Telegram's words."""
    effect = call.text("message_effect_id")
    if not effect:
        return {}
    if chat.person is None:
        raise bad_request("can't use message effects in the chat")
    if effect not in EFFECTS:
        raise bad_request("EFFECT_ID_INVALID")
    return {"effect_id": effect}


def _show_keyboard(world: World, chat: Chat, message: Message, markup: Json) -> None:
    """Reply keyboard, removal or forced reply: for everyone in the chat, or with `selective` for those
    addressed."""
    addressed = {entity["user"]["id"] for entity in message.entities if entity["type"] == "text_mention"}
    if answered := message.wire.get("reply_to_message"):
        addressed.add(answered["from"]["id"])
    lowered = message.text.lower()
    for person in world.people_in(chat):
        named = person.username is not None and f"@{person.username.lower()}" in lowered
        if markup.get("selective") and chat.person is None and person.id not in addressed and not named:
            continue
        if markup.get("keyboard"):
            chat.keyboards[person.id] = message
            chat.forced.pop(person.id, None)
        elif markup.get("remove_keyboard"):
            chat.keyboards.pop(person.id, None)
            chat.forced.pop(person.id, None)
        else:
            chat.forced[person.id] = message
    world.emit("chat", chat)
