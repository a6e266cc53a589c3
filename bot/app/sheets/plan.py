"""What a sheet would change: lines for its sender, edits of files, and what is noted of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.faqfiles.edit.change_set import Edit

SHOWN = 20
"""Changes that a summary names one by one."""


@dataclass(frozen=True)
class Plan:
    """The changes of one sheet, all of which are made or none.

    `changes`: one a line, as its sender reads them; `remarks`: what he should know besides; `notes`: kind and id of
    each event for the audit; `fresh`: the new phrasings.
    """

    changes: tuple[str, ...]
    edits: Mapping[str, Edit]
    notes: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return a name of just these changes; "" where there are none."""
        if not self.changes:
            return ""
        return hashlib.sha256(json.dumps(self.changes).encode()).hexdigest()[:16]


def mark_of(parts: Sequence[str]) -> str:
    """Return the hash that a row carries of what it was made from."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:12]
