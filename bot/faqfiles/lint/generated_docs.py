"""Makes the schema for editors: `python -m bot.faqfiles.lint.generated_docs docs`; a test compares it with docs/."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.faqfiles.guided_check_schema import GuidedCheckFields
from bot.faqfiles.schema import (
    FeeFileFields,
    OutOfScopeFields,
    PhrasingFileFields,
    ReferralFileFields,
    TopicFields,
)

EDITOR_SCHEMA = "format-faq.schema.json"


def editor_schema() -> str:
    """Return the JSON Schema of all FAQ files, with Indonesian descriptions, as text."""
    files: list[type[BaseModel]] = [
        TopicFields,
        PhrasingFileFields,
        ReferralFileFields,
        OutOfScopeFields,
        FeeFileFields,
        GuidedCheckFields,
    ]
    references, schema = models_json_schema(
        [(file, "validation") for file in files], by_alias=True, title="Berkas FAQ Tanya PIMPASA"
    )
    for definition in schema["$defs"].values():
        # The English docstrings and titles are for developers, not for the editor's balloons.
        definition.pop("description", None)
        for field in definition["properties"].values():
            field.pop("title", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["anyOf"] = [references[(file, "validation")] for file in files]
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) / EDITOR_SCHEMA).write_text(editor_schema(), encoding="utf-8")
