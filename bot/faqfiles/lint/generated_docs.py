"""Makes the documents that must not drift from the code: the page of all rules, and the schema for editors.

`python -m bot.faqfiles.lint.generated_docs docs` writes both; a test compares them with what stands in docs/.
"""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.faqfiles.guided_check_schema import GuidedCheckFields
from bot.faqfiles.lint.rules import RULES
from bot.faqfiles.problem import Level
from bot.faqfiles.schema import (
    FeeFileFields,
    OutOfScopeFields,
    PhrasingFileFields,
    ReferralFileFields,
    TopicFields,
)
from bot.faqfiles.syntax.fault import Rule

MANUAL_PAGE = "pemeriksaan-faq.md"
EDITOR_SCHEMA = "format-faq.schema.json"

_HEAD = """\
# Pemeriksaan FAQ

`python -m bot faq check` memeriksa semua berkas FAQ dan menyebut semua masalah sekaligus:
`berkas:baris:kolom: tingkat: kalimat (kode)`. Cari kodenya di halaman ini.

- **galat**: bot menolak FAQ ini dan tetap memakai versi terakhir yang benar.
- **peringatan**: bot tetap jalan, tetapi sebaiknya diperbaiki.

Contoh ditulis sebagai potongan: baris `# paspor.yaml › paspor-biaya` menyebut berkas dan entrinya. Halaman ini dibuat
dari kode program (`python -m bot.faqfiles.lint.generated_docs docs`); jangan diubah dengan tangan.
"""


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One rule for its reader: what it says, why, and a bad and a good sample (empty where there can be none)."""

    title: str
    why: str
    bad: str
    good: str


def manual_page(rule: Rule) -> ManualPage:
    """Split a rule's docstring into its parts."""
    text, _, samples = rule.manual.partition("\nBuruk:\n")
    bad, _, good = samples.partition("\nBaik:\n")
    title, _, why = text.strip().partition("\n")
    return ManualPage(title, why.strip(), textwrap.dedent(bad).strip("\n"), textwrap.dedent(good).strip("\n"))


def manual() -> str:
    """Return the page of all rules as Markdown."""
    parts = [_HEAD]
    for rule in RULES:
        page = manual_page(rule)
        level = f"{rule.level}, galat dengan `--release`" if rule.strict_on_release else str(rule.level)
        parts.append(f"## {rule.code}\n\n{page.title} ({level})\n")
        if page.why:
            parts.append(f"{page.why}\n")
        if page.bad:
            parts.append(f"Buruk:\n\n```yaml\n{page.bad}\n```\n\nBaik:\n\n```yaml\n{page.good}\n```\n")
    errors = sum(rule.level is Level.ERROR for rule in RULES)
    parts.append(f"---\n{len(RULES)} aturan: {errors} galat, {len(RULES) - errors} peringatan.\n")
    return "\n".join(parts)


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


def main(folder: Path) -> None:
    """Write both documents into `folder`."""
    (folder / MANUAL_PAGE).write_text(manual(), encoding="utf-8")
    (folder / EDITOR_SCHEMA).write_text(editor_schema(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
