"""What the daily report and the FAQ proposals read: open tickets, lost answers, what use has to teach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, String, exists, func, literal_column, select

from bot.helpdesk.model.entities import Address, Author, Line
from bot.helpdesk.model.store import Delivery, UndeliveredAnswer
from bot.helpdesk.tickets.talk import standing_answers
from bot.storage.database.tables import AT_RISK, OPEN, faq_drafts, feedback, lines, outbox, residents, tickets
from bot.storage.queries.outbox import TAKEN_OUT

_REPLY = literal_column("'reply'", String)
_LOST = outbox.c.state.in_([literal_column("'failed'", String), literal_column("'uncertain'", String)])
_later = outbox.alias("later")
_MADE_GOOD = exists().where(
    _later.c.ticket == outbox.c.ticket,
    _later.c.purpose == _REPLY,
    _later.c.id > outbox.c.id,
    _later.c.state == Delivery.SENT,
    func.coalesce(_later.c.reason, "") != TAKEN_OUT,
)


def lost_of(connection: Connection, office: str, since: datetime, limit: int) -> tuple[UndeliveredAnswer, ...]:
    """List the lost answers of the office's tickets since then that no later one made good, newest first."""
    statement = (
        select(tickets.c.id, residents.c.name, outbox.c.queued_at, outbox.c.reason)
        .select_from(
            outbox.join(tickets, tickets.c.id == outbox.c.ticket).join(residents, residents.c.id == tickets.c.resident)
        )
        .where(
            outbox.c.purpose == _REPLY,
            _LOST,
            outbox.c.queued_at >= since,
            tickets.c.office == office,
            residents.c.erased_at.is_(None),
            ~_MADE_GOOD,
        )
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return tuple(
        UndeliveredAnswer(number, name, at, reason or "") for number, name, at, reason in connection.execute(statement)
    )


def lost_anywhere(connection: Connection, since: datetime) -> tuple[int, ...]:
    """List the numbers of the tickets, of all offices, that have a lost answer, oldest first."""
    statement = (
        select(outbox.c.ticket)
        .select_from(outbox.join(tickets, tickets.c.id == outbox.c.ticket))
        .join(residents, residents.c.id == tickets.c.resident)
        .where(outbox.c.purpose == _REPLY, _LOST, outbox.c.queued_at >= since, residents.c.erased_at.is_(None))
        .where(~_MADE_GOOD)
    )
    # sorted here: for an ORDER BY, SQLite would walk the messages of all tickets instead of the few lost ones
    return tuple(sorted(set(connection.execute(statement).scalars())))


LOST_FOR = timedelta(days=14)
"""As long as an officer's own list of lost answers."""


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """`oldest`: the number of the ticket that has waited longest, and since when. `lost`: tickets whose answer is lost.

    `drafts`: answers that may become FAQ and that wait for staff.
    """

    count: int
    emergencies: int
    oldest: tuple[int, datetime] | None
    lost: tuple[int, ...]
    drafts: int


def open_tickets(connection: Connection, now: datetime) -> OpenTickets:
    """Count the tickets of all offices as they are now."""
    is_open = tickets.c.state == OPEN
    counted = select(func.count(), func.count().filter(tickets.c.emergency)).where(is_open)
    count, emergencies = connection.execute(counted).one()
    waits = select(tickets.c.id, tickets.c.waiting_since).where(is_open, tickets.c.waiting_since.is_not(None))
    oldest = connection.execute(waits.order_by(tickets.c.waiting_since, tickets.c.id).limit(1)).one_or_none()
    lost = lost_anywhere(connection, now - LOST_FOR)
    drafted = connection.execute(select(func.count()).where(faq_drafts.c.entry.is_(None))).scalar_one()
    return OpenTickets(count, emergencies, None if oldest is None else (oldest[0], oldest[1]), lost, drafted)


def unanswered(connection: Connection, since: datetime) -> list[tuple[int, datetime, str, str | None, str]]:
    """List (person, at, text, village, answer) of what had no sure answer since then; calls for help are left out.

    Questions that went to officers, with the longest answer that still stands, and questions whose answer did not help.
    """
    asked = select(tickets.c.id, tickets.c.resident, tickets.c.opened_at, tickets.c.question, tickets.c.village)
    asked = asked.where(tickets.c.opened_at >= since, tickets.c.question != "", ~AT_RISK)
    said = (
        select(lines.c.ticket, lines.c.at, lines.c.text, lines.c.channel, lines.c.chat, lines.c.message)
        .join(tickets, tickets.c.id == lines.c.ticket)
        .where(tickets.c.opened_at >= since, ~AT_RISK, lines.c.author == Author.OFFICER.value)
        .order_by(lines.c.id)
    )
    spoken: dict[int, list[Line]] = {}
    for ticket, at, text, channel, chat, message in connection.execute(said):
        place = Address(channel, chat) if channel else None
        spoken.setdefault(ticket, []).append(Line(ticket, Author.OFFICER, at, text, address=place, message=message))
    answers = {
        ticket: max((line.text for line in standing_answers(words)), key=len, default="")
        for ticket, words in spoken.items()
    }
    down = select(feedback.c.resident, feedback.c.at, feedback.c.text, feedback.c.village)
    down = down.where(feedback.c.kind == "down", feedback.c.at >= since, feedback.c.text != "", feedback.c.resident > 0)
    found = [(who, at, text, village, "") for who, at, text, village in connection.execute(down)]
    return found + [
        (who, at, text, village, answers.get(number, ""))
        for number, who, at, text, village in connection.execute(asked)
    ]


def recent_questions(connection: Connection, limit: int, since: datetime | None = None) -> tuple[str, ...]:
    """Return what residents asked last, newest first, as far as it is kept: to officers, or with a button's answer.

    Calls for help are not among them. `since`: when the oldest was asked.
    """
    marks = select(feedback.c.at, feedback.c.text).where(feedback.c.text != "").order_by(feedback.c.at.desc())
    questions = select(tickets.c.opened_at, tickets.c.question).where(tickets.c.question != "", ~AT_RISK)
    if since is not None:
        marks, questions = marks.where(feedback.c.at >= since), questions.where(tickets.c.opened_at >= since)
    found = [
        (at, text)
        for statement in (marks, questions.order_by(tickets.c.opened_at.desc()))
        for at, text in connection.execute(statement.limit(limit))
    ]
    return tuple(text for _, text in sorted(found, key=lambda row: row[0], reverse=True)[:limit])
