"""What reports and the FAQ proposals read: open tickets, lost answers, counts of a time, what use has to teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.ticket import Answered, CheckCount, Line, UndeliveredAnswer
from bot.helpdesk.tickets.lifecycle import standing_answers
from bot.storage.database.rows import columns, listed, values
from bot.storage.database.sql import EVER, Connection, Sql, add_up, query
from bot.storage.queries.outbox import TAKEN_OUT
from bot.storage.queries.tickets import AT_RISK

LOST_FOR = timedelta(days=14)
"""As long as an officer's own list of lost answers."""
_LOST = (
    "FROM outbox JOIN tickets ON tickets.id = outbox.ticket JOIN residents ON residents.id = tickets.resident"
    " WHERE outbox.purpose = 'reply' AND outbox.state IN ('failed', 'uncertain') AND outbox.queued_at >= :since"
    " AND residents.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM outbox later WHERE later.ticket = outbox.ticket"
    " AND later.purpose = 'reply' AND later.id > outbox.id AND later.state = 'sent'"
    f" AND COALESCE(later.reason, '') <> '{TAKEN_OUT}')"
)
"""Answers that did not arrive and that no later one made good."""
# sorted elsewhere: for an ORDER BY, SQLite would walk the messages of all tickets instead of the few lost ones
_LOST_ANYWHERE = Sql(f"SELECT outbox.ticket {_LOST}", int)
_OPEN = Sql(
    "SELECT count(*), count(*) FILTER (WHERE emergency), (SELECT count(*) FROM faq_drafts WHERE entry IS NULL)"
    " FROM tickets WHERE state = 'open'",
    tuple[int, int, int],
)
_OLDEST = Sql(
    "SELECT id, waiting_since FROM tickets WHERE state = 'open' AND waiting_since IS NOT NULL"
    " ORDER BY waiting_since, id LIMIT 1",
    tuple[int, datetime],
)


class OpenTickets(Struct, frozen=True):
    """`oldest`: the number of the ticket that has waited longest, and since when. `lost`: tickets whose answer is lost.

    `drafts`: answers that may become FAQ and that wait for staff.
    """

    count: int
    emergencies: int
    oldest: tuple[int, datetime] | None
    lost: tuple[int, ...]
    drafts: int


@query(
    f"SELECT tickets.id, residents.name, outbox.queued_at, COALESCE(outbox.reason, '') {_LOST}"
    " AND tickets.office = :office ORDER BY outbox.id DESC LIMIT :limit"
)
def lost_of(connection: Connection, office: str, since: datetime, limit: int) -> tuple[UndeliveredAnswer, ...]:
    """List the lost answers of the office's tickets since then, newest first."""


def open_tickets(connection: Connection, now: datetime) -> OpenTickets:
    """Count the tickets of all offices as they are now."""
    count, emergencies, drafts = _OPEN.one(connection)
    lost = sorted(set(_LOST_ANYWHERE.all(connection, since=now - LOST_FOR)))
    return OpenTickets(count, emergencies, _OLDEST.first(connection), tuple(lost), drafts)


_ASKED = Sql(
    "SELECT resident, opened_at, question, village, id FROM tickets"
    f" WHERE opened_at >= :since AND question <> '' AND NOT {AT_RISK}",
    tuple[int, datetime, str, str | None, int],
)
_SAID = Sql(
    f"SELECT {listed(Line, 'lines')} FROM lines JOIN tickets ON tickets.id = lines.ticket"
    f" WHERE opened_at >= :since AND NOT {AT_RISK} AND author = 'officer' ORDER BY lines.id",
    Line,
)
_DOWN = Sql(
    "SELECT resident, at, text, village FROM feedback"
    " WHERE kind = 'down' AND at >= :since AND text <> '' AND resident > 0",
    tuple[int, datetime, str, str | None],
)
_RECENT = Sql(
    "SELECT text FROM (SELECT * FROM (SELECT at, text FROM feedback WHERE text <> '' AND at >= :since"
    " ORDER BY at DESC LIMIT :limit) marks UNION ALL SELECT * FROM (SELECT opened_at, question FROM tickets"
    f" WHERE question <> '' AND NOT {AT_RISK} AND opened_at >= :since ORDER BY opened_at DESC LIMIT :limit) questions)"
    " found ORDER BY at DESC LIMIT :limit",
    str,
)


def unanswered(connection: Connection, since: datetime) -> list[tuple[int, datetime, str, str | None, str]]:
    """List (person, at, text, village, answer) of what had no sure answer, or none that helped; no calls for help."""
    spoken: dict[int, list[Line]] = {}
    for line in _SAID.all(connection, since=since):
        spoken.setdefault(line.ticket, []).append(line)
    answers = {
        ticket: max((line.text for line in standing_answers(words)), key=len, default="")
        for ticket, words in spoken.items()
    }
    found = [(who, at, text, village, "") for who, at, text, village in _DOWN.all(connection, since=since)]
    return found + [
        (who, at, text, village, answers.get(number, ""))
        for who, at, text, village, number in _ASKED.all(connection, since=since)
    ]


def recent_questions(connection: Connection, limit: int, since: datetime | None = None) -> tuple[str, ...]:
    """Return what residents asked last, newest first, as far as it is kept; calls for help are not among it."""
    return tuple(_RECENT.all(connection, limit=limit, since=since or EVER))


PAGE = 5000
"""Tickets that are read at a time: a year of them never stands in memory at once."""


class Asked(NamedTuple):
    """A question to an officer: where it was asked, when, and when he first answered."""

    office: str
    village: str
    opened_at: datetime
    replied_at: datetime | None


class News(NamedTuple):
    """Something that an officer sent to his villages, and how many residents have got it."""

    office: str
    villages: tuple[str, ...]
    at: datetime
    sent: int


_QUESTIONS = Sql(
    "SELECT id, office, COALESCE(village, ''), opened_at, first_reply_at FROM tickets WHERE id > :after"
    " AND opened_at >= :since AND opened_at < :until AND state <> 'cancelled' ORDER BY id LIMIT :page",
    tuple[int, str, str, datetime, datetime | None],
)


def asked(connection: Connection, since: datetime, until: datetime, after: int = 0) -> tuple[list[Asked], int | None]:
    """List the next questions of that time by number, and the last one's number; None where no more follow."""
    rows = _QUESTIONS.all(connection, since=since, until=until, after=after, page=PAGE)
    page = [Asked(office, village, opened, replied) for _, office, village, opened, replied in rows]
    return page, rows[-1][0] if len(rows) == PAGE else None


@query(
    "SELECT office, COALESCE(village, ''), count(*) FROM tickets WHERE state = 'open' AND waiting_since IS NOT NULL"
    " GROUP BY office, village"
)
def waiting(connection: Connection) -> list[tuple[str, str, int]]:
    """Count (office, village, how many) residents who wait for an officer now."""


@query(
    "SELECT COALESCE(village, ''), CAST(entry AS INTEGER), count(*) FROM feedback"
    " WHERE kind = 'stars' AND at >= :since AND at < :until GROUP BY village, entry"
)
def stars(connection: Connection, since: datetime, until: datetime) -> list[tuple[str, int, int]]:
    """Count (village, stars, how often)."""


@query(
    "SELECT office, villages, begun_at, COALESCE(sent, 0) FROM broadcasts"
    " WHERE begun_at >= :since AND begun_at < :until AND state = 'ended' ORDER BY begun_at, id"
)
def news(connection: Connection, since: datetime, until: datetime) -> list[News]:
    """List what officers have sent to their villages, the earliest first; not what is still under way."""


@query("SELECT officer FROM officer_chats")
def joined(connection: Connection) -> frozenset[str]:
    """List the officers who have joined."""


_COUNT_CHECK = Sql(add_up("check_statistics", columns(CheckCount)))
_COUNT_ANSWER = Sql(add_up("answer_counts", columns(Answered)))
_CHECKS = Sql(
    "SELECT village, guided_check, finding, CAST(sum(count) AS BIGINT) FROM check_statistics"
    " WHERE day >= :since AND day < :until GROUP BY village, guided_check, finding",
    tuple[str, str, str, int],
)


def save(connection: Connection, outcomes: Sequence[Outcome], _: datetime) -> None:
    """Count, by village and day and without any person, how guided checks ended and the answers that were given."""
    for statement, found in ((_COUNT_CHECK, attrgetter("tallies")), (_COUNT_ANSWER, attrgetter("answered"))):
        counted = Counter(one for outcome in outcomes for one in found(outcome))
        rows = [{**values(one), "village": one.village or "", "count": count} for one, count in counted.items()]
        # many answers count in one row; in one order, so that processes do not wait crosswise
        statement.each(connection, sorted(rows, key=repr))


def checks_counted(
    connection: Connection, since: date | None, until: date | None = None
) -> list[tuple[str, str, str, int]]:
    """Count (village, guided check, finding, how often) from a day up to, but without, another; village "": none."""
    return _CHECKS.all(connection, since=since or date.min, until=until or date.max)


@query(
    "SELECT village, topic, CAST(sum(count) AS BIGINT) FROM answer_counts"
    " WHERE day >= :since AND day < :until GROUP BY village, topic"
)
def answers_counted(connection: Connection, since: date, until: date) -> list[tuple[str, str, int]]:
    """Count (village, topic, how often) from a day up to, but without, another."""
