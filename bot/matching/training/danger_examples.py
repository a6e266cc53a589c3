"""The labelled messages that the danger model learns from: examples of our own, and messages of other writers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parents[1] / "danger" / "danger-examples.tsv"
BY_WRITERS = EXAMPLES.with_name("writer-examples.tsv")

SELF, OTHER, NOBODY = "self", "other", "-"
"""Who is in danger: the writer, somebody the writer tells of, or nobody."""
MINOR, RECRUIT = "minor", "recruit"
"""Kinds of harmless messages that are warned of."""
_CATEGORIES = {
    "victim": ("danger", SELF),
    "relative": ("danger", OTHER),
    MINOR: ("lookalike", NOBODY),
    RECRUIT: ("lookalike", NOBODY),
    "lookalike": ("lookalike", NOBODY),
    "adult_with_child": ("ordinary", NOBODY),
    "ordinary": ("ordinary", NOBODY),
}
"""What a category of writer-examples.tsv means: the label, and who is in danger."""


class Example(NamedTuple):
    """One message. `writer`: "" for examples of our own."""

    label: str
    kind: str
    text: str
    affected: str
    writer: str = ""


def examples() -> list[Example]:
    """Return our own labelled messages. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(EXAMPLES.read_text("utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        allowed = (SELF, OTHER) if cells[0] == "danger" else (NOBODY,)
        if len(cells) != 4 or cells[0] not in ("danger", "lookalike", "ordinary") or cells[3] not in allowed:
            raise ValueError(f"danger-examples.tsv baris {number}: harus berisi label, jenis, kalimat, dan siapa")
        rows.append(Example(*cells))
    return rows


def by_writers() -> list[Example]:
    """Return the messages of writers who saw nothing of the program. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(BY_WRITERS.read_text("utf-8").splitlines()[1:], start=2):
        writer, category, text, *more = (*line.split("\t"), "", "")
        if category not in _CATEGORIES or not writer or not text or any(more):
            raise ValueError(f"writer-examples.tsv baris {number}: harus berisi penulis, golongan, dan kalimat")
        label, affected = _CATEGORIES[category]
        rows.append(Example(label, category, text, affected, writer))
    return rows
