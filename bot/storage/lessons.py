"""What residents' thumbs and choices and officers' answers have to teach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.storage.tables import feedback, tickets


def lessons(connection: Connection, since: datetime | None) -> list[tuple[str, str, str]]:
    """(kind, entry, text): "chosen" and "down" from feedback, "officer" for questions that officers answered."""
    marks = select(feedback.c.kind, feedback.c.entry, feedback.c.text).where(feedback.c.kind.in_(("chosen", "down")))
    cases = select(tickets.c.question).where(tickets.c.first_reply_at.is_not(None))
    if since is not None:
        marks, cases = marks.where(feedback.c.at >= since), cases.where(tickets.c.opened_at >= since)
    found = [(kind, entry, text) for kind, entry, text in connection.execute(marks)]
    return found + [("officer", "", question) for (question,) in connection.execute(cases)]
