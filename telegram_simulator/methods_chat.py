"""Asking about chats and their members, leaving them, topics of forums, answers to button presses and inline
queries."""

from __future__ import annotations

from typing import Any

from telegram_simulator.access import known_chat
from telegram_simulator.entities import utf16_length
from telegram_simulator.errors import bad_request
from telegram_simulator.params import Call
from telegram_simulator.people import PRESENT, Chat, Json, member
from telegram_simulator.world import World

MAX_CALLBACK_TEXT = 200
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_TOPIC_COLOURS = {7322096, 16766590, 13338331, 9367192, 16749490, 16478047}


def get_chat(world: World, call: Call) -> Json:
    """getChat."""
    return known_chat(world, call).full()


def get_chat_member(world: World, call: Call) -> Json:
    """getChatMember."""
    chat = known_chat(world, call)
    user_id = call.integer("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    user = world.user_of(user_id)
    if chat.person is not None and user_id not in chat.members:
        raise bad_request("member not found")
    return member(user, chat.members.get(user_id, "left"))


def get_chat_administrators(world: World, call: Call) -> list[Json]:
    """getChatAdministrators."""
    chat = known_chat(world, call)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        member(world.user_of(user_id), status)
        for user_id, status in chat.members.items()
        if status in {"creator", "administrator"}
    ]


def get_chat_member_count(world: World, call: Call) -> int:
    """getChatMemberCount."""
    return sum(status in PRESENT for status in known_chat(world, call).members.values())


def leave_chat(world: World, call: Call) -> bool:
    """leaveChat."""
    chat = _group(world, call)
    chat.members[world.bot.id] = "left"
    world.emit("chat", chat)
    return True


def get_user_profile_photos(world: World, call: Call) -> Json:
    """getUserProfilePhotos: nobody has any."""
    world.user_of(call.integer("user_id"))
    return {"total_count": 0, "photos": []}


def _group(world: World, call: Call) -> Chat:
    chat = known_chat(world, call)
    if chat.person is not None:
        raise bad_request("method is available only for groups and supergroups")
    return chat


def _forum(world: World, call: Call) -> Chat:
    chat = _group(world, call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.members.get(world.bot.id) not in {"administrator", "creator"}:
        raise bad_request("not enough rights to create a topic")
    return chat


def create_forum_topic(world: World, call: Call) -> Json:
    """createForumTopic."""
    chat = _forum(world, call)
    name = call.text("name").strip()
    if not name:
        raise bad_request("name must be non-empty")
    if len(name) > 128:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    colour = call.integer("icon_color", 7322096)
    if colour not in _TOPIC_COLOURS:
        raise bad_request("invalid icon color specified")
    notice = world.post(chat, None, {"forum_topic_created": {"name": name, "icon_color": colour}})
    notice.wire = notice.wire | {"message_thread_id": notice.id, "is_topic_message": True}
    chat.topics[notice.id] = {"name": name, "closed": False}
    world.queue_message("message", chat, notice)
    world.emit("chat", chat)
    return {"message_thread_id": notice.id, "name": name, "icon_color": colour}


def _topic(chat: Chat, call: Call) -> Json:
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def edit_forum_topic(world: World, call: Call) -> bool:
    """editForumTopic."""
    chat = _forum(world, call)
    topic = _topic(chat, call)
    topic["name"] = call.text("name").strip() or topic["name"]
    world.emit("chat", chat)
    return True


def _close_topic(world: World, call: Call, closed: bool) -> bool:
    chat = _forum(world, call)
    topic = _topic(chat, call)
    if topic["closed"] is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["closed"] = closed
    world.emit("chat", chat)
    return True


def close_forum_topic(world: World, call: Call) -> bool:
    """closeForumTopic."""
    return _close_topic(world, call, True)


def reopen_forum_topic(world: World, call: Call) -> bool:
    """reopenForumTopic."""
    return _close_topic(world, call, False)


def delete_forum_topic(world: World, call: Call) -> bool:
    """deleteForumTopic, with all its messages."""
    chat = _forum(world, call)
    _topic(chat, call)
    number = call.integer("message_thread_id")
    del chat.topics[number]
    world.erase(chat, [m for m in chat.messages.values() if m.wire.get("message_thread_id") == number])
    world.emit("chat", chat)
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    """answerCallbackQuery: ends the loading of a pressed button; a second answer is taken, but nobody sees
    it."""
    press = world.presses.get(call.text("callback_query_id"))
    if press is None or world.now() - press.at > world.callback_seconds:
        raise bad_request(_TOO_OLD)
    text, url = call.text("text"), call.text("url")
    if utf16_length(text) > MAX_CALLBACK_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith((f"https://t.me/{world.bot.username}?", f"t.me/{world.bot.username}?")):
        raise bad_request("URL_INVALID")
    if press.answered:
        return True
    press.answered = True
    answer: Json = {"text": text or None, "alert": call.flag("show_alert"), "url": url or None}
    if press.answer is not None and not press.answer.done():
        press.answer.set_result(answer)
    world.emit("callback_answer", world.chats.get(press.message.chat_id), press.message, press=press, answer=answer)
    return True


def answer_inline_query(world: World, call: Call) -> bool:
    """answerInlineQuery: the results that the person may choose from."""
    waiting = world.inline_queries.pop(call.text("inline_query_id"), None)
    if waiting is None or waiting.done():
        raise bad_request(_TOO_OLD)
    results: Any = call.json("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > 50:
        raise bad_request("too many inline query results specified")
    waiting.set_result({"results": results, "is_personal": call.flag("is_personal")})
    return True


def log_out(world: World, call: Call) -> bool:
    """logOut and close: agreed to, and without effect here."""
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getUserProfilePhotos": get_user_profile_photos,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "logOut": log_out,
    "close": log_out,
}
