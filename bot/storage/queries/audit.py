"""The audit of one ticket from the update to the delivery: all that the store knows of it, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from bot.helpdesk.model.actions import Edit, Send
from bot.helpdesk.model.entities import Author, Ticket
from bot.helpdesk.model.markup import unmarked
from bot.helpdesk.model.store import Delivery
from bot.storage.database.tables import access_log, audit_events, inbox, lines, officer_chats, outbox, residents
from bot.storage.queries.action_json import decode
from bot.storage.queries.tickets import numbered

RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One moment of a ticket.

    `kind`: "received", "decided", "said", "step", "queued", "sent", "ended" or "seen". `what`: the verdict, the author,
    the audit event, the purpose of a message. `who`: "resident", an officer's id, or None. `row`: in inbox or outbox.
    `seconds`: since it was received or queued. `state`, `tries`, `repeat`, `reason`: of an outgoing message as it is
    now; the `reason` of something said is "edited" or "attachment". `text`: somebody's words; not for everybody.
    """

    at: datetime
    kind: str
    what: str = ""
    who: str | None = None
    row: int | None = None
    seconds: float = 0.0
    state: str | None = None
    tries: int = 0
    repeat: bool = False
    reason: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """A ticket and all its moments. `resident`: the row's number; `name` is somebody's, "" once it was forgotten."""

    ticket: Ticket
    resident: int
    name: str
    erased: bool
    timeline: tuple[TimelineEntry, ...]


def audit(connection: Connection, number: int) -> Audit | None:
    """Collect what happened in the ticket with this number, if there is one."""
    ticket = numbered(connection, number)
    if ticket is None:
        return None
    owner = connection.execute(select(residents).where(residents.c.id == ticket.resident_id)).mappings().one()
    people = {(row.channel, row.chat): row.officer for row in connection.execute(select(officer_chats))}
    people[owner["channel"], owner["chat"]] = RESIDENT
    timeline = [
        *_came(connection, number, people),
        *_said(connection, number),
        *_done(connection, number),
        *_went(connection, number, people),
        *_seen(connection, number),
    ]
    # of what happened at the same moment, what came in goes first, and what went out last
    timeline.sort(key=lambda one: (one.at, _ORDER.index(one.kind)))
    return Audit(ticket, ticket.resident_id, owner["name"], owner["erased_at"] is not None, tuple(timeline))


_ORDER = ("received", "decided", "said", "step", "queued", "sent", "ended", "seen")
_People = dict[tuple[str, str], str]


def _rows(connection: Connection, table: object, number: int) -> list[RowMapping]:
    statement = select(table).where(table.c.ticket == number).order_by(table.c.id)  # type: ignore[attr-defined,call-overload]
    return list(connection.execute(statement).mappings())


def _came(connection: Connection, number: int, people: _People) -> list[TimelineEntry]:
    found = []
    for row in _rows(connection, inbox, number):
        who = people.get((row["channel"], row["chat"]))
        found.append(TimelineEntry(row["received_at"], "received", who=who, row=row["id"], tries=row["tries"]))
        if row["done_at"]:
            took = _seconds(row["received_at"], row["done_at"])
            found.append(TimelineEntry(row["done_at"], "decided", str(row["verdict"] or ""), who, row["id"], took))
    return found


def _said(connection: Connection, number: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            row["at"],
            "said",
            row["author"],
            RESIDENT if row["author"] == Author.RESIDENT else row["person"],
            reason="edited" if row["edited"] else "attachment" if row["attachment"] else None,
            text=row["text"],
        )
        for row in _rows(connection, lines, number)
    ]


def _done(connection: Connection, number: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(row["at"], "step", row["what"], row["officer"]) for row in _rows(connection, audit_events, number)
    ]


def _went(connection: Connection, number: int, people: _People) -> list[TimelineEntry]:
    found = []
    for row in _rows(connection, outbox, number):
        who, what = people.get((row["channel"], row["chat"])), row["purpose"]
        now = (row["state"], row["tries"], row["repeat"], row["reason"])
        found.append(TimelineEntry(row["queued_at"], "queued", what, who, row["id"], 0.0, *now, _words(row["action"])))
        if row["sent_at"]:
            took = _seconds(row["queued_at"], row["sent_at"])
            found.append(TimelineEntry(row["sent_at"], "sent", what, who, row["id"], took, *now))
        elif row["state"] in (Delivery.FAILED, Delivery.UNCERTAIN):
            # when it ended is not stored; it stands beside its beginning
            found.append(TimelineEntry(row["queued_at"], "ended", what, who, row["id"], 0.0, *now))
    return found


def _seen(connection: Connection, number: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(row["at"], "seen", row["how"], row["officer"]) for row in _rows(connection, access_log, number)
    ]


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _words(action: str | None) -> str | None:
    if action is None:
        return None
    try:
        found = decode(action)
    except (ValueError, KeyError, TypeError):
        return None
    return unmarked(found.text) if isinstance(found, Send | Edit) else None
