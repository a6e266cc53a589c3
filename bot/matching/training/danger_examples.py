"""The labelled messages that the danger model learns from."""

from __future__ import annotations

from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "danger" / "danger-examples.tsv"


def examples() -> list[tuple[str, str, str]]:
    """Return the labelled messages: label, kind, text. Raises ValueError naming a malformed line."""
    rows = []
    for number, line in enumerate(EXAMPLES.read_text("utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 3 or cells[0] not in ("danger", "lookalike", "ordinary"):
            raise ValueError(f"danger-examples.tsv baris {number}: harus berisi label, jenis, dan kalimat")
        rows.append((cells[0], cells[1], cells[2]))
    return rows
