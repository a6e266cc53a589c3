"""The Bot API's methods that this bot calls, with Telegram's refusals. (Those of updates and webhook are in api.)"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from telegram_simulator.entities import utf16_length
from telegram_simulator.errors import ApiError, bad_request, forbidden
from telegram_simulator.files import MAX_DOWNLOAD, MAX_PHOTO, picture_size
from telegram_simulator.html_text import read_caption, read_text
from telegram_simulator.messages import Json, Message
from telegram_simulator.params import MAX_UPLOAD, Call
from telegram_simulator.people import PRESENT, Chat
from telegram_simulator.world import CALLBACK_SECONDS, World

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_CALLBACK_TEXT = 200
MAX_COMMANDS = 100
DELETABLE_SECONDS = 48 * 3600
_TOPIC_COLOUR = 7322096
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_REACTIONS = frozenset({
    "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢",
    "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳",
    "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓",
    "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃", "🙈",
    "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
    "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀",
    "😡",
})  # fmt: skip


# Whom the bot may write to, and which message a call means


def known_chat(world: World, call: Call, name: str = "chat_id") -> Chat:
    """Find the chat that the call names. Raises ApiError when there is none."""
    chat_id = call.text(name)
    if not chat_id:
        raise bad_request(f"{name} is empty")
    chat = world.find_chat(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    status = chat.members.get(world.bot.id)
    if chat.person is None and status not in PRESENT:
        what = "was kicked from" if status == "kicked" else "is not a member of"
        raise forbidden(f"bot {what} the {chat.type} chat")
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


def _named_message(chat: Chat, call: Call, what: str) -> Message:
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


# Sending


def send(world: World, call: Call, chat: Chat, content: Json) -> Message:
    """Send `content` (message fields) where and how the call says. Raises ApiError in Telegram's words."""
    fields = _topic_fields(chat, call) | _reply_fields(chat, call)
    keyboard = read_markup(call)
    fields |= content | ({"reply_markup": keyboard} if keyboard else {})
    return world.post(chat, None, fields, silent=call.flag("disable_notification"))


def _topic_fields(chat: Chat, call: Call) -> Json:
    topic = call.integer("message_thread_id")
    if not topic:
        return {}
    if _topic(chat, call)["closed"]:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic, "is_topic_message": True}


def _reply_fields(chat: Chat, call: Call) -> Json:
    options: Any = call.json("reply_parameters", "reply parameters")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise bad_request("object expected as reply parameters")
    target = chat.messages.get(Call(call.method, options).integer("message_id"))
    if target is not None:
        return {"reply_to_message": target.quoted()}
    if options.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def read_markup(call: Call) -> Json | None:
    """Read the call's `reply_markup`, an inline keyboard; this bot sends no other. Raises ApiError."""
    value: Any = call.json("reply_markup", "reply keyboard markup")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    rows: Any = value.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    read = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": read} if read else None


def _button(button: object) -> Json:
    """Read one button under a message. Raises ApiError in Telegram's words."""
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    for name, read in (("url", _button_url), ("callback_data", _callback_data), ("copy_text", _copied_text)):
        if given := button.get(name):
            return {"text": text.strip(), name: read(given)}
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _button_url(given: object) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.\S+", str(given)):
        raise bad_request(f"inline keyboard button URL '{given}' is invalid: Wrong HTTP URL")
    return str(given)


def _callback_data(given: object) -> str:
    if not isinstance(given, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if len(given.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return given


def _copied_text(given: object) -> Json:
    text = str(given.get("text", "")) if isinstance(given, dict) else ""
    if not 1 <= len(text) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def send_message(world: World, call: Call) -> Json:
    """sendMessage."""
    chat = writable_chat(world, call)
    return send(world, call, chat, read_text(call)).wire


def send_file(kind: str, world: World, call: Call) -> Json:
    """sendPhoto and sendDocument, of an uploaded file."""
    chat = writable_chat(world, call)
    upload = call.files.get(kind)
    if upload is None:
        raise bad_request(f"there is no {kind} in the request")
    size = len(upload.content)
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        _check_photo(upload.content)
    content: Json = {kind: world.files.add(kind, upload.content, upload.name, upload.mime).wire()}
    return send(world, call, chat, content | read_caption(call)).wire


def _check_photo(content: bytes) -> None:
    if len(content) > MAX_PHOTO:
        said = f"file of size {len(content)} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        raise bad_request(said)
    dimensions = picture_size(content)
    if dimensions is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = dimensions
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def copy_message(world: World, call: Call) -> Json:
    """copyMessage: the same content as the bot's own; a new caption if given."""
    chat = writable_chat(world, call)
    content = _named_message(known_chat(world, call, "from_chat_id"), call, "message to copy").content()
    if not content:
        raise bad_request("the message can't be copied")
    if "caption" in call.values and "text" not in content:
        kept = {name: value for name, value in content.items() if not name.startswith("caption")}
        content = kept | read_caption(call)
    return {"message_id": send(world, call, chat, content).id}


def get_file(world: World, call: Call) -> Json:
    """getFile: where a file can be downloaded, up to 20 MB."""
    stored = world.files.get(call.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    size = len(stored.content)
    if size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": size, "file_path": stored.path}


# Changing what was sent


def edit_message_text(world: World, call: Call) -> Json:
    """editMessageText; without reply_markup the buttons go."""
    content = read_text(call)
    chat = known_chat(world, call)
    message = _named_message(chat, call, "message to edit")
    if not message.from_bot or message.kind == "service" or "forward_origin" in message.wire:
        raise bad_request("message can't be edited")
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    if keyboard := read_markup(call):
        content["reply_markup"] = keyboard
    old = {name: message.wire[name] for name in ("text", "entities", "reply_markup") if name in message.wire}
    if old == content:
        raise bad_request(_NOT_MODIFIED)
    wire = {name: value for name, value in message.wire.items() if name not in old}
    world.rewrite(chat, message, wire | {"edit_date": int(world.now())} | content)
    return message.wire


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
    message = _named_message(chat, call, "message to delete")
    _check_deletable(world, chat, message)
    world.erase(chat, [message])
    return True


def delete_messages(world: World, call: Call) -> bool:
    """deleteMessages: those that were deleted already are skipped."""
    chat = writable_chat(world, call)
    ids: Any = call.json("message_ids", "message identifiers")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[number] for number in ids if number in chat.messages]
    for message in found:
        _check_deletable(world, chat, message)
    world.erase(chat, found)
    return True


def set_message_reaction(world: World, call: Call) -> bool:
    """setMessageReaction: one emoji of those that Telegram allows, or none."""
    chat = writable_chat(world, call)
    message = _named_message(chat, call, "message to react")
    wanted: Any = call.json("reaction", "reaction types") or []
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of ReactionType")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = str(wanted[0].get("emoji", "")) if wanted and isinstance(wanted[0], dict) else ""
    if wanted and emoji not in _REACTIONS:
        raise bad_request("REACTION_INVALID")
    message.reactions.pop(world.bot.id, None)
    if emoji:
        message.reactions[world.bot.id] = emoji
    world.emit("message_changed", chat, message)
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    """answerCallbackQuery: ends the loading of a pressed button; a second answer is taken, but nobody sees it."""
    press = world.presses.get(call.text("callback_query_id"))
    if press is None or world.now() - press.at > CALLBACK_SECONDS:
        raise bad_request(_TOO_OLD)
    text = call.text("text")
    if utf16_length(text) > MAX_CALLBACK_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if press.answered:
        return True
    press.answered = True
    answer: Json = {"text": text or None, "alert": call.flag("show_alert")}
    if press.answer is not None and not press.answer.done():
        press.answer.set_result(answer)
    world.emit("callback_answer", world.chats.get(press.message.chat_id), press.message, press=press, answer=answer)
    return True


# Topics of a group


def _forum(world: World, call: Call) -> Chat:
    chat = known_chat(world, call)
    if chat.person is not None:
        raise bad_request("method is available only for groups and supergroups")
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.members.get(world.bot.id) != "administrator":
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(chat: Chat, call: Call) -> Json:
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def create_forum_topic(world: World, call: Call) -> Json:
    """createForumTopic."""
    chat = _forum(world, call)
    name = call.text("name").strip()
    if not name:
        raise bad_request("name must be non-empty")
    if len(name) > 128:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    made = {"name": name, "icon_color": _TOPIC_COLOUR}
    notice = world.post(chat, None, {"forum_topic_created": made})
    notice.wire = notice.wire | {"message_thread_id": notice.id, "is_topic_message": True}
    chat.topics[notice.id] = {"name": name, "closed": False}
    world.queue_message("message", chat, notice)
    return {"message_thread_id": notice.id, **made}


def close_topic(closed: bool, world: World, call: Call) -> bool:
    """closeForumTopic and reopenForumTopic."""
    topic = _topic(_forum(world, call), call)
    if topic["closed"] is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["closed"] = closed
    return True


# The bot's own account


def get_me(world: World, call: Call) -> Json:
    """getMe."""
    return world.bot.me()


def set_my_commands(world: World, call: Call) -> bool:
    """setMyCommands, for all private chats or for one chat."""
    values: Any = call.json("commands", "commands")
    if not isinstance(values, list):
        raise bad_request("expected an Array of BotCommand")
    if len(values) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    scope: Any = call.json("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in {"default", "all_private_chats", "chat"}:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    key = str(scope["type"])
    if key == "chat":
        chat = world.find_chat(str(scope.get("chat_id", "")))
        if chat is None:
            raise bad_request("chat not found")
        key = f"chat:{chat.id}"
    world.bot.commands[key] = [_command(value) for value in values]
    world.emit("commands")
    return True


def _command(value: object) -> Json:
    given = value if isinstance(value, dict) else {}
    name = str(given.get("command", "")).strip().removeprefix("/")
    description = str(given.get("description", "")).strip()
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def set_own_words(name: str, limit: int, world: World, call: Call) -> bool:
    """setMyDescription and setMyShortDescription."""
    text = call.text(name).strip()
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    setattr(world.bot, name, text)
    world.emit("bot")
    return True


METHODS: dict[str, Callable[[World, Call], object]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "setMyDescription": partial(set_own_words, "description", 512),
    "setMyShortDescription": partial(set_own_words, "short_description", 120),
    "sendMessage": send_message,
    "sendPhoto": partial(send_file, "photo"),
    "sendDocument": partial(send_file, "document"),
    "copyMessage": copy_message,
    "getFile": get_file,
    "editMessageText": edit_message_text,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "createForumTopic": create_forum_topic,
    "closeForumTopic": partial(close_topic, True),
    "reopenForumTopic": partial(close_topic, False),
}
