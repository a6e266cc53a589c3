"""Makes the schema for editors: `python -m bot.faqfiles.lint.generated_docs docs`; a test compares it with docs/."""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

from bot.faqfiles import model
from bot.faqfiles.model import ASKED, MEMBERS, CheckEntry, FaqEntry, Fee, typed_fields
from bot.helpdesk.model.guided_checks import GuidedCheck

EDITOR_SCHEMA = "format-faq.schema.json"
_FILES: tuple[tuple[type, ...], ...] = (
    *((head,) for head in MEMBERS),
    (model.OutOfScopeFile,),
    (GuidedCheck, CheckEntry),
)
"""Each kind of file by the classes whose fields stand in it."""
_TYPES = {int: "integer", bool: "boolean"}


def editor_schema() -> str:
    """Return the JSON Schema of all FAQ files, with Indonesian descriptions, as text."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Berkas FAQ Tanya PIMPASA"}
    schema = {**head, "anyOf": [_fields(*kinds) for kinds in _FILES]}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _fields(*kinds: type, group: str = "") -> dict[str, Any]:
    members = MEMBERS.get(kinds[0]) if not group else None
    properties, required = {}, []
    for _, typed, kind, default in (one for one_kind in kinds for one in typed_fields(one_kind, group)):
        most = f", paling panjang {typed.longest} huruf" if typed.longest else ""
        shape = {"enum": list(typed.one_of)} if typed.one_of else _shape(kind)
        if members and typed.name == members[0]:
            of = _fields(members[1], group=members[2])
            by_id = members[1:] in ((FaqEntry, ASKED), (Fee, ""))
            shape = {"type": "object", "additionalProperties": of} if by_id else {"type": "array", "items": of}
        properties[typed.name] = {"description": typed.about + most, **shape}
        if default is MISSING or (members and typed.name == members[0]):
            required.append(typed.name)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _shape(kind: Any) -> dict[str, Any]:
    if get_origin(kind) is tuple:
        return {"type": ["array", "null"], "items": _shape(get_args(kind)[0])}
    if is_dataclass(kind):
        return _fields(kind)  # type: ignore[arg-type]
    if get_origin(kind) is not None:
        return {"type": ["object", "null"], "additionalProperties": {"type": "string"}}
    return {"type": [_TYPES.get(kind, "string"), "null"]} | ({"format": "date"} if kind is date else {})


if __name__ == "__main__":
    (Path(sys.argv[1]) / EDITOR_SCHEMA).write_text(editor_schema(), encoding="utf-8")
