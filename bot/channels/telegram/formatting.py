"""The help desk's marks (bold, covered, quoted, folded) as Telegram's HTML, or left out; its buttons as a keyboard."""

from __future__ import annotations

import html
from functools import lru_cache

import msgspec

from bot.helpdesk.model import markup as marks
from bot.helpdesk.model.actions import Button, Rows
from bot.helpdesk.model.markup import unmarked

TAGS = {
    marks.BOLD_ON: "<b>",
    marks.BOLD_OFF: "</b>",
    marks.COVER_ON: "<tg-spoiler>",
    marks.COVER_OFF: "</tg-spoiler>",
    marks.QUOTE_ON: "<blockquote>",
    marks.QUOTE_OFF: "</blockquote>",
    marks.FOLD_ON: "<blockquote expandable>",
    marks.FOLD_OFF: "</blockquote>",
}
DATA_BYTES = 64
LABEL = 60  # characters of a label; longer ones are cut on cheap phones anyway


def as_html(text: str) -> str:
    """Escape the text but for our own marks of bold, of covered text, of quotations and of what is folded away."""
    text = html.escape(text, quote=False)
    # str.translate looks at every letter of a thousand, and takes thirty times as long
    for mark, tag in TAGS.items():
        text = text.replace(mark, tag)
    return text


as_plain = unmarked  # the text without marks, for when Telegram cannot parse it


def encode(button: Button) -> str:
    """Return what the press will carry. Raises ValueError when it does not fit into Telegram's 64 bytes."""
    data = ":".join((button.verb, *button.args))
    if not 1 <= len(data.encode()) <= DATA_BYTES:
        raise ValueError(f"button data of {len(data.encode())} bytes: {data}")
    return data


def decode(data: str) -> tuple[str, tuple[str, ...]]:
    """(verb, arguments) of a press; anybody can send anything here, so the rules check both."""
    verb, *args = data.split(":")
    return verb, tuple(args)


@lru_cache(512)  # the ones under answers are the same for everybody
def markup(rows: Rows) -> msgspec.Raw | None:
    """Return the keyboard as JSON that is ready to stand in a call, or None without buttons."""
    keyboard = []
    for row in rows:
        keys = []
        for button in row:
            label = button.label if len(button.label) <= LABEL else f"{button.label[: LABEL - 1].rstrip()}…"
            does = {"copy_text": {"text": button.copied}} if button.copied else {"callback_data": encode(button)}
            keys.append({"text": label, **does})
        keyboard.append(keys)
    return msgspec.Raw(msgspec.json.encode({"inline_keyboard": keyboard})) if rows else None
