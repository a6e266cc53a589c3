"""sendMessage and its kin without files: text, places, contacts, polls, forwards, copies, chat actions."""

from __future__ import annotations

import re

from telegram_simulator.access import (
    known_chat,
    message_ids,
    named_message,
    topic_fields,
    writable_chat,
)
from telegram_simulator.errors import ActError, bad_request
from telegram_simulator.forwards import copied_fields, forwarded_fields
from telegram_simulator.messages import Message
from telegram_simulator.params import Call
from telegram_simulator.people import Chat, Json
from telegram_simulator.places import read_location, read_point
from telegram_simulator.polls import read_poll
from telegram_simulator.sending import send
from telegram_simulator.wording import read_caption, read_text
from telegram_simulator.world import ACTION_SECONDS, World

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note", "record_audio", "upload_audio",
}  # fmt: skip


def send_message(world: World, call: Call) -> Json:
    """sendMessage."""
    chat = writable_chat(world, call)
    return send(world, call, read_text(world, call), chat=chat).wire


def send_location(world: World, call: Call) -> Json:
    """sendLocation."""
    return send(world, call, {"location": read_location(call)}).wire


def send_venue(world: World, call: Call) -> Json:
    """sendVenue."""
    location = read_point(call, "wrong venue location specified")
    venue = {"location": location, "title": call.required("title"), "address": call.required("address")}
    return send(world, call, {"location": location, "venue": venue}).wire


def send_contact(world: World, call: Call) -> Json:
    """sendContact."""
    number = re.sub(r"[^\d+]", "", call.required("phone_number"))
    contact: Json = {"phone_number": number, "first_name": call.required("first_name")}
    for name in ("last_name", "vcard"):
        if call.has(name):
            contact[name] = call.text(name)
    return send(world, call, {"contact": contact}).wire


def send_poll(world: World, call: Call) -> Json:
    """sendPoll: shown, but nobody can vote here."""
    return send(world, call, {"poll": read_poll(world, call)}).wire


def send_chat_action(world: World, call: Call) -> bool:
    """sendChatAction."""
    chat = writable_chat(world, call)
    topic = topic_fields(chat, call)
    action = call.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    until = world.now() + ACTION_SECONDS
    chat.action = (action, until)
    world.emit("action", chat, action=action, until=until, topic=topic.get("message_thread_id"))
    return True


def _source(world: World, call: Call, verb: str) -> tuple[Chat, Message]:
    call.required("from_chat_id")
    place = known_chat(world, call, "from_chat_id")
    return place, named_message(place, call, f"message to {verb}")


def forward_message(world: World, call: Call) -> Json:
    """forwardMessage."""
    chat = writable_chat(world, call)
    _, message = _source(world, call, "forward")
    return send(world, call, _fields(world, message, "forward"), chat=chat).wire


def copy_message(world: World, call: Call) -> Json:
    """copyMessage: the same content as the bot's own; a new caption and new buttons if given."""
    chat = writable_chat(world, call)
    _, message = _source(world, call, "copy")
    content = _fields(world, message, "copy")
    if "caption" in call.values and "text" not in content:
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= read_caption(world, call)
    return {"message_id": send(world, call, content, chat=chat).id}


def _fields(world: World, message: Message, verb: str) -> Json:
    try:
        return forwarded_fields(world, message) if verb == "forward" else copied_fields(message)
    except ActError:
        protected = message.wire.get("has_protected_content")
        past = "forwarded" if verb == "forward" else "copied"
        what = "message has protected content and can't be forwarded" if protected else f"the message can't be {past}"
        raise bad_request(what) from None


def _many(world: World, call: Call, verb: str) -> list[Json]:
    chat = writable_chat(world, call)
    call.required("from_chat_id")
    place = known_chat(world, call, "from_chat_id")
    found = [place.messages[number] for number in sorted(message_ids(call)) if number in place.messages]
    if not found:
        raise bad_request("there are no messages to forward")
    contents = [_fields(world, message, verb) for message in found]
    return [{"message_id": send(world, call, content, chat=chat).id} for content in contents]


def forward_messages(world: World, call: Call) -> list[Json]:
    """forwardMessages: deleted ones are left out."""
    return _many(world, call, "forward")


def copy_messages(world: World, call: Call) -> list[Json]:
    """copyMessages: deleted ones are left out."""
    return _many(world, call, "copy")


METHODS = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendPoll": send_poll,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
}
