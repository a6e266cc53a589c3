"""An answer that goes out at an hour which its officer names: "kirim jam 08.00 Silakan datang hari Senin"."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

_WHEN = r"kirim\s+(?:jam|pukul|pkl\.?)\s*(\d{1,2})(?:[.:](\d{2}))?(?:\s*(?:wita|wib|wit))?"
_FIRST = re.compile(rf"\s*{_WHEN}\b\s*[:,.–-]?\s*", re.IGNORECASE)
_LAST = re.compile(rf"\s*\(?\b{_WHEN}\)?\s*\.?\s*", re.IGNORECASE)


def named_hour(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, str] | None:
    """Return the next moment at which it is that hour, and the text without it; None where no hour is named."""
    found = _FIRST.match(text)
    rest = text[found.end() :] if found else ""
    if found is None:
        head, _, last = text.rstrip().rpartition("\n")
        found, rest = _LAST.fullmatch(last) if head else None, head
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        return None
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), time(hour, minute), zone)
    return (at if at > local else at + timedelta(days=1)), rest.strip()
