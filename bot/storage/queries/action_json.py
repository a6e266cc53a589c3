"""Actions as the JSON that an outbox row holds, and back."""

from __future__ import annotations

from typing import Any

import orjson

from bot.helpdesk.model.actions import (
    Acknowledge,
    Action,
    Button,
    Copy,
    Delete,
    Document,
    Edit,
    MarkTopic,
    OpenTopic,
    Priority,
    React,
    Report,
    Send,
)
from bot.helpdesk.model.entities import Address

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
    return orjson.dumps([_NAMES[type(action)], action]).decode()


def decode(text: str) -> Action:
    """Read the action that `encode` wrote."""
    name, fields = orjson.loads(text)
    fields["to"] = Address(**fields["to"])
    for name_of_chat in ("source", "heard_at"):
        if fields.get(name_of_chat):
            fields[name_of_chat] = Address(**fields[name_of_chat])
    if fields.get("buttons"):
        fields["buttons"] = tuple(tuple(_button(button) for button in row) for row in fields["buttons"])
    elif "buttons" in fields:
        fields["buttons"] = ()
    if "more" in fields:
        fields["more"] = tuple(fields["more"])
    if "priority" in fields:
        fields["priority"] = Priority(fields["priority"])
    return _KINDS[name](**fields)


def _button(fields: dict[str, Any]) -> Button:
    return Button(fields["label"], fields["verb"], tuple(fields["args"]), fields.get("copied", ""))
