"""Buttons as Telegram's inline keyboards, and back from what a press carries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from bot.helpdesk.model.actions import Button, Rows

DATA_BYTES = 64
REMEMBERED = 512
"""Keyboards kept ready: the ones under answers are the same for everybody."""
LABEL = 60
"""Characters of a label; longer ones are cut on cheap phones anyway."""


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


@lru_cache(REMEMBERED)
def markup(rows: Rows) -> orjson.Fragment | None:
    """Return the keyboard as JSON that is ready to stand in a call, or None without buttons."""
    if not rows:
        return None
    keys = [[{"text": _cut(button.label)} | _does(button) for button in row] for row in rows]
    return orjson.Fragment(orjson.dumps({"inline_keyboard": keys}))


def _does(button: Button) -> dict[str, Any]:
    return {"copy_text": {"text": button.copied}} if button.copied else {"callback_data": encode(button)}


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
