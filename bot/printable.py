"""Text for a terminal or a log: what could steer the one or forge a line of the other is written out."""

from __future__ import annotations

import json
import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ue000-\uf8ff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def printable(text: str) -> str:
    """Write control, private and text-turning characters as JSON writes them, so that JSON stays JSON."""
    return _STEERING.sub(lambda found: json.dumps(found.group())[1:-1], text)
