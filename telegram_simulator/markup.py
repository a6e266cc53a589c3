"""Keyboards: `reply_markup` checked and put into the form in which Telegram gives it back."""

from __future__ import annotations

from collections.abc import Callable
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
    for name, read in _ACTIONS.items():
        given = button.get(name)
        if given or (given == "" and name in _SWITCHES):
            return {"text": text.strip(), name: read(given)}
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _button_url(given: object) -> str:
    url = str(given)
    if url.startswith("tg://user?id="):
        return url
    if not (checked := checked_link(url)):
        reason = "Unsupported URL protocol" if "://" in url and "." in url else "Wrong HTTP URL"
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
    return checked


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


def _as_given(given: Any) -> Any:
    return given


_ACTIONS: dict[str, Callable[[Any], Any]] = {
    "url": _button_url,
    "callback_data": _callback_data,
    **dict.fromkeys(_SWITCHES, str),
    "copy_text": _copied_text,
    **dict.fromkeys(_COPIED, _as_given),
}
"""What a button does, in the order in which it counts, and how the value is read."""


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
