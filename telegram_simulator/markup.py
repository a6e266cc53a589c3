"""Keyboards: `reply_markup` checked and put into the form in which Telegram gives it back."""

from __future__ import annotations

from typing import Any

from telegram_simulator.entities import checked_link
from telegram_simulator.errors import ApiError, bad_request
from telegram_simulator.params import Call

Json = dict[str, Any]

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
_COPIED = ("callback_game", "pay", "switch_inline_query_chosen_chat", "login_url", "web_app")
_SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat")
_REQUESTS = (
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
)


def _inline_button(button: object) -> Json:
    """Read one button under a message. Raises ApiError in Telegram's words."""
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    made: Json = {"text": text.strip()}
    if url := button.get("url"):
        if str(url).startswith("tg://user?id="):
            return made | {"url": url}
        if not (checked := checked_link(str(url))):
            reason = "Unsupported URL protocol" if "://" in str(url) and "." in str(url) else "Wrong HTTP URL"
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
        return made | {"url": checked}
    if data := button.get("callback_data"):
        if not isinstance(data, str):
            raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
        if len(data.encode()) > MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return made | {"callback_data": data}
    for name in _SWITCHES:
        if isinstance(button.get(name), str):
            return made | {name: button[name]}
    if isinstance(copied := button.get("copy_text"), dict):
        if not 1 <= len(str(copied.get("text", ""))) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return made | {"copy_text": {"text": str(copied["text"])}}
    for name in _COPIED:
        if button.get(name):
            return made | {name: button[name]}
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _reply_button(button: object) -> Json:
    """Read one button of a reply keyboard. Raises ApiError in Telegram's words."""
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("keyboard button text must be non-empty")
    return {"text": text} | {name: button[name] for name in _REQUESTS if button.get(name)}


def _rows(value: object, field: str, make: Any) -> list[list[Json]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f"{field} must be an Array of Arrays")
    rows = [[make(button) for button in row] for row in value]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def read_markup(call: Call) -> tuple[Json | None, Json | None]:
    """Read the call's `reply_markup`: (inline keyboard, markup of the input field), at most one of them.

    The first becomes part of the message; the second is a reply keyboard, its removal or a forced reply.
    """
    value = call.json("reply_markup", "reply keyboard markup")
    return (None, None) if value is None else parse_markup(value)


def parse_markup(value: object) -> tuple[Json | None, Json | None]:
    """Read a markup that is already an object, in the form of `read_markup`."""
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if value.get("keyboard"):
        rows = _rows(value["keyboard"], 'field "keyboard"', _reply_button)
        return None, {**value, "keyboard": rows} if rows else None
    if value.get("inline_keyboard"):
        rows = _rows(value["inline_keyboard"], 'field "inline_keyboard" of the InlineKeyboardMarkup', _inline_button)
        return ({"inline_keyboard": rows} if rows else None), None
    if value.get("remove_keyboard"):
        return None, {"remove_keyboard": True, "selective": bool(value.get("selective"))}
    if value.get("force_reply"):
        return None, {"force_reply": True, **value}
    return None, None


def read_inline_markup(call: Call) -> Json | None:
    """Read the call's `reply_markup` where only an inline keyboard is possible (edits)."""
    inline, other = read_markup(call)
    if other is not None:
        raise inline_expected()
    return inline


def inline_expected() -> ApiError:
    """Build the refusal of a reply keyboard in an edit."""
    return bad_request("inline keyboard expected")
