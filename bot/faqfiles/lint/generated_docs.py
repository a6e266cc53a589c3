"""Makes the schema for editors: `python -m bot.faqfiles.lint.generated_docs docs`; a test compares it with docs/."""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

from bot.faqfiles.model import (
    ASKED,
    CheckEntry,
    FaqEntry,
    Fee,
    FeeFile,
    OutOfScopeFile,
    PhrasingFile,
    Referral,
    ReferralFile,
    Topic,
    Typed,
    typed_fields,
)
from bot.helpdesk.model.guided_checks import GuidedCheck

EDITOR_SCHEMA = "format-faq.schema.json"
_FILES: tuple[tuple[tuple[type, ...], dict[str, tuple[type, str]]], ...] = (
    ((Topic,), {"entri": (FaqEntry, "")}),
    ((PhrasingFile,), {"entri": (FaqEntry, ASKED)}),
    ((ReferralFile,), {"rujukan": (Referral, "")}),
    ((OutOfScopeFile,), {}),
    ((FeeFile,), {"biaya": (Fee, "")}),
    ((GuidedCheck, CheckEntry), {}),
)
"""Each kind of file: the classes whose fields stand in it, and the class of the members of one of its groups."""


def editor_schema() -> str:
    """Return the JSON Schema of all FAQ files, with Indonesian descriptions, as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Berkas FAQ Tanya PIMPASA",
        "anyOf": [_fields(kinds, "", members) for kinds, members in _FILES],
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _fields(
    kinds: tuple[type, ...], group: str = "", members: dict[str, tuple[type, str]] | None = None
) -> dict[str, Any]:
    every = [one for kind in kinds for one in typed_fields(kind, group)]
    properties = {}
    for one in every:
        shape = _shape(one.type, one.typed)
        if one.typed.name in (members or {}):
            kind, of = (members or {})[one.typed.name]
            inner = _fields((kind,), of)
            by_id = of == ASKED or kind is Fee
            shape = {"type": "object", "additionalProperties": inner} if by_id else {"type": "array", "items": inner}
        most = f", paling panjang {one.typed.longest} huruf" if one.typed.longest else ""
        properties[one.typed.name] = {"description": one.typed.about + most, **shape}
    required = [one.typed.name for one in every if one.default is MISSING or one.typed.name in (members or {})]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _shape(kind: Any, typed: Typed | None = None) -> dict[str, Any]:
    if get_origin(kind) is tuple:
        return {"type": ["array", "null"], "items": _shape(get_args(kind)[0])}
    if is_dataclass(kind):
        return _fields((kind,))  # type: ignore[arg-type]
    if get_origin(kind) is not None:
        return {"type": ["object", "null"], "additionalProperties": {"type": "string"}}
    if typed and typed.one_of:
        return {"enum": list(typed.one_of)}
    return {"type": {int: ["integer", "null"], bool: "boolean"}.get(kind, ["string", "null"])} | (
        {"format": "date"} if kind is date else {}
    )


if __name__ == "__main__":
    (Path(sys.argv[1]) / EDITOR_SCHEMA).write_text(editor_schema(), encoding="utf-8")
