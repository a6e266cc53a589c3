"""Whom the bot may write to and which message a call means: the refusals that all methods share."""

from __future__ import annotations

from typing import Any

from telegram_simulator.errors import ApiError, bad_request, forbidden
from telegram_simulator.messages import Message
from telegram_simulator.params import Call
from telegram_simulator.people import PRESENT, Chat, Json
from telegram_simulator.wording import format_text
from telegram_simulator.world import World


def known_chat(world: World, call: Call, name: str = "chat_id") -> Chat:
    """Find the chat that the call names. Raises ApiError when there is none."""
    chat_id = call.text(name)
    if not chat_id:
        raise bad_request(f"{name} is empty")
    chat = world.find_chat(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    status = chat.members.get(world.bot.id)
    if chat.person is None and status not in PRESENT:
        what = "kicked from" if status == "kicked" else "not a member of"
        raise forbidden(f"bot {'was ' if status == 'kicked' else 'is '}{what} the {chat.type} chat")
    return chat


def writable_chat(world: World, call: Call) -> Chat:
    """Find the chat that the call writes to. Raises ApiError when the person has not begun, or blocks the bot."""
    chat = known_chat(world, call)
    if chat.person is not None:
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def named_message(chat: Chat, call: Call, what: str, name: str = "message_id") -> Message:
    """Find the message that the call names. Raises ApiError "<what> not found"."""
    message = chat.messages.get(call.integer(name))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def message_ids(call: Call) -> list[int]:
    """Read the `message_ids` of a call. Raises ApiError when there are none, or over 100."""
    ids = call.json("message_ids", "message identifiers")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    try:
        return [int(number) for number in ids]
    except (TypeError, ValueError):
        raise bad_request("can't parse message identifier as a Number") from None


def reply_fields(world: World, chat: Chat, call: Call) -> Json:
    """Return `reply_to_message` and `quote` of the message that the call sends. Raises ApiError for a lost target."""
    options = _reply_options(call)
    if options is None:
        return {}
    place = chat
    if options.get("chat_id") not in (None, "", chat.id, str(chat.id)):
        place = known_chat(world, Call(call.method, options))
    target = place.messages.get(Call(call.method, options).integer("message_id"))
    if target is None:
        if options.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    if place is not chat:
        return {"external_reply": _external(target, place)}
    fields: Json = {"reply_to_message": target.quoted()}
    if options.get("quote"):
        fields["quote"] = _quote(world, target, options)
    return fields


def _reply_options(call: Call) -> Json | None:
    options: Any = call.json("reply_parameters", "reply parameters")
    if options is None and call.has("reply_to_message_id"):
        return {
            "message_id": call.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
    if options is not None and not isinstance(options, dict):
        raise bad_request("object expected as reply parameters")
    return options


def _quote(world: World, target: Message, options: Json) -> Json:
    mode = str(options.get("quote_parse_mode") or "")
    text, entities = format_text(world, str(options["quote"]), mode, options.get("quote_entities"))
    position = target.text.find(text)
    if position < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    quote: Json = {"text": text, "position": position, "is_manual": True}
    return quote | {"entities": entities} if entities else quote


def _external(target: Message, place: Chat) -> Json:
    origin = {"type": "user", "sender_user": target.wire["from"], "date": target.date}
    reply: Json = {"origin": origin, "message_id": target.id}
    if place.person is None:
        reply["chat"] = place.wire()
    return reply


def topic_fields(chat: Chat, call: Call) -> Json:
    """`message_thread_id` of the message that the call sends. Raises ApiError when there is no such topic."""
    topic = call.integer("message_thread_id")
    if not topic:
        return {}
    if topic not in chat.topics:
        raise bad_request("message thread not found")
    if chat.topics[topic].get("closed"):
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic, "is_topic_message": True}
