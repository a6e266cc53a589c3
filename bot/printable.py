"""Text for a terminal, a log or a spreadsheet: what could steer one, forge a line or be run is written otherwise."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ue000-\uf8ff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def printable(text: str) -> str:
    """Write control, private and text-turning characters as JSON writes them, so that JSON stays JSON."""
    return _STEERING.sub(lambda found: json.dumps(found.group())[1:-1], text)


def first(lines: Iterable[str], most: int, more: str) -> list[str]:
    """Return the first of these lines, and how many there are besides, in the words of `more`."""
    every = list(lines)
    return every[:most] + ([more.format(count=len(every) - most)] if len(every) > most else [])


_RUN = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet program calculates, also behind the sign that has kept it from that before."""


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Write rows for programs and for Excel, which reads the letters right by the mark in front; no cell is run."""
    text = io.StringIO()
    csv.writer(text).writerows(
        [f"'{value}" if isinstance(value, str) and _RUN.match(value) else value for value in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def from_csv(cell: str) -> str:
    """Return a cell's text as it was before `as_csv` kept it from being run."""
    return cell[1:] if cell.startswith("'") and _RUN.match(cell) else cell
