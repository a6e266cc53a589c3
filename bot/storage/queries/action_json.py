"""Actions as the JSON that an outbox row holds, and back."""

from __future__ import annotations

import orjson

from bot.helpdesk.model.actions import (
    Acknowledge,
    Action,
    Copy,
    Delete,
    Document,
    Edit,
    MarkTopic,
    OpenTopic,
    React,
    Report,
    Send,
)
from bot.storage.database.rows import decoded, encoded

_KINDS: dict[str, type[Action]] = {
    "send": Send,
    "edit": Edit,
    "copy": Copy,
    "delete": Delete,
    "document": Document,
    "report": Report,
    "open-topic": OpenTopic,
    "mark-topic": MarkTopic,
    "acknowledge": Acknowledge,
    "react": React,
}
_NAMES: dict[type[Action], str] = {kind: name for name, kind in _KINDS.items()}


def encode(action: Action) -> str:
    """Write `["send", {"to": {…}, "text": "…", …}]`: the action's kind, then its fields."""
    return encoded([_NAMES[type(action)], action])


def decode(text: str) -> Action:
    """Read the action that `encode` wrote. Raises ValueError, KeyError, TypeError, AttributeError."""
    name, found = orjson.loads(text)
    action: Action = decoded(_KINDS[name], found)
    return action


def readable(text: str | None) -> Action | None:
    """Read an action; None for what cannot be read, which claiming it will say."""
    try:
        return decode(text or "null")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
