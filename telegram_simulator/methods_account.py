"""The bot's own account: getMe, its names and descriptions, its command lists, its menu button."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from telegram_simulator.errors import bad_request
from telegram_simulator.params import Call
from telegram_simulator.people import Chat, Json
from telegram_simulator.world import World

_WIDE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
MAX_COMMANDS = 100


def get_me(world: World, call: Call) -> Json:
    """getMe."""
    return world.bot.me()


def _scope(world: World, call: Call) -> str:
    """Return the call's scope as one key: "default", "chat:5001", "chat_member:-10:5001" …"""
    value: Any = call.json("scope", "BotCommandScope")
    if value is None:
        return "default"
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = value.get("type")
    if kind in _WIDE_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = world.find_chat(str(value.get("chat_id", "")))
    if chat is None:
        raise bad_request("chat not found")
    if kind == "chat_member":
        user_id = int(value.get("user_id") or 0)
        world.user_of(user_id)
        return f"chat_member:{chat.id}:{user_id}"
    return f"{kind}:{chat.id}"


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _command(value: object) -> Json:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(value.get("command", "")).strip().removeprefix("/")
    description = str(value.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def set_my_commands(world: World, call: Call) -> bool:
    """setMyCommands."""
    values: Any = call.json("commands", "commands")
    if not isinstance(values, list):
        raise bad_request("expected an Array of BotCommand")
    if len(values) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _scope(world, call), _language(call)
    world.bot.commands[key] = [_command(value) for value in values]
    world.emit("commands")
    return True


def get_my_commands(world: World, call: Call) -> list[Json]:
    """getMyCommands."""
    return world.bot.commands.get((_scope(world, call), _language(call)), [])


def delete_my_commands(world: World, call: Call) -> bool:
    """deleteMyCommands."""
    world.bot.commands.pop((_scope(world, call), _language(call)), None)
    world.emit("commands")
    return True


def commands_for(world: World, chat: Chat, person_id: int) -> list[Json]:
    """List the commands that a person is offered in a chat: the narrowest scope that has any wins."""
    language = world.people[person_id].language_code or "" if person_id in world.people else ""
    administrator = chat.members.get(person_id) in {"administrator", "creator"}
    if chat.person is not None:
        scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    else:
        scopes = [f"chat_member:{chat.id}:{person_id}"]
        scopes += [f"chat_administrators:{chat.id}"] if administrator else []
        scopes += [f"chat:{chat.id}"]
        scopes += ["all_chat_administrators"] if administrator else []
        scopes += ["all_group_chats", "default"]
    for scope in scopes:
        for code in (language, ""):
            if commands := world.bot.commands.get((scope, code)):
                return commands
    return []


def _setter(shelf: str, name: str, limit: int) -> Callable[[World, Call], bool]:
    def method(world: World, call: Call) -> bool:
        text = call.text(name).strip()
        if len(text) > limit:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(world.bot, shelf)
        texts[_language(call)] = text
        if shelf == "names" and text and not call.text("language_code"):
            world.bot.name = text
        world.emit("bot")
        return True

    method.__doc__ = f"Sets the bot's {name.replace('_', ' ')}, at most {limit} characters."
    return method


def _getter(shelf: str, name: str) -> Callable[[World, Call], Json]:
    def method(world: World, call: Call) -> Json:
        texts: dict[str, str] = getattr(world.bot, shelf)
        usual = world.bot.name if shelf == "names" else ""
        return {name: texts.get(_language(call)) or texts.get("") or usual}

    method.__doc__ = f"Gives the bot's {name.replace('_', ' ')}."
    return method


def set_chat_menu_button(world: World, call: Call) -> bool:
    """setChatMenuButton, for one private chat or for all (chat_id absent)."""
    button: Any = call.json("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    world.bot.menu_buttons[_private_chat(world, call)] = button
    world.emit("commands")
    return True


def get_chat_menu_button(world: World, call: Call) -> Json:
    """getChatMenuButton."""
    return menu_button(world, _private_chat(world, call))


def menu_button(world: World, chat_id: int) -> Json:
    """Return the menu button of a private chat (0: the default)."""
    buttons = world.bot.menu_buttons
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}


def _private_chat(world: World, call: Call) -> int:
    if not call.has("chat_id"):
        return 0
    chat = world.find_chat(call.text("chat_id"))
    if chat is None or chat.person is None:
        raise bad_request("chat not found")
    return chat.id


def set_default_rights(world: World, call: Call) -> bool:
    """setMyDefaultAdministratorRights."""
    rights = call.json("rights", "ChatAdministratorRights")
    world.bot.admin_rights[call.flag("for_channels")] = rights if isinstance(rights, dict) else {}
    return True


def get_default_rights(world: World, call: Call) -> Json:
    """getMyDefaultAdministratorRights."""
    names = (
        "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories", "can_send_welcome_messages",
    )  # fmt: skip
    return dict.fromkeys(names, False) | world.bot.admin_rights.get(call.flag("for_channels"), {})


METHODS: dict[str, Callable[[World, Call], object]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("names", "name", 64),
    "getMyName": _getter("names", "name"),
    "setMyDescription": _setter("descriptions", "description", 512),
    "getMyDescription": _getter("descriptions", "description"),
    "setMyShortDescription": _setter("short_descriptions", "short_description", 120),
    "getMyShortDescription": _getter("short_descriptions", "short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_default_rights,
    "getMyDefaultAdministratorRights": get_default_rights,
}
