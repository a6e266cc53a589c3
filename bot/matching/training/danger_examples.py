"""The labelled messages that the danger model learns from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parents[1] / "danger" / "danger-examples.tsv"


SELF, OTHER, NOBODY = "self", "other", "-"
"""Who is in danger: the writer, somebody the writer tells of, or nobody."""


class Example(NamedTuple):
    """One line of the file."""

    label: str
    kind: str
    text: str
    affected: str


def examples() -> list[Example]:
    """Return the labelled messages. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(EXAMPLES.read_text("utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        allowed = (SELF, OTHER) if cells[0] == "danger" else (NOBODY,)
        if len(cells) != 4 or cells[0] not in ("danger", "lookalike", "ordinary") or cells[3] not in allowed:
            raise ValueError(f"danger-examples.tsv baris {number}: harus berisi label, jenis, kalimat, dan siapa")
        rows.append(Example(*cells))
    return rows
