"""The ledger: what became of everything that came in and of everything that should go out; what waits, and counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from bot.helpdesk.model.actions import Priority, Verdict
from bot.helpdesk.model.store import OVERDUE_AFTER, UNSENT_AFTER, Delivery, Discrepancies, Ledger
from bot.storage.chat_pace import IS_PAUSED, LONGEST_PAUSE
from bot.storage.database.sql import EVER, Connection, Sql, query, upsert

_RECEIVED_PARTS = ("answered", "open", "failed", "ignored")
_SENT_PARTS = ("queued", "sent", "uncertain", "undelivered")
# A ticket that nobody can find counts as open: the ledger may never claim an answer that was not given.
# One statement: a row that goes meanwhile is seen in its table or in the totals.
_LEDGER = Sql(
    "SELECT CASE WHEN inbox.state = 'dead' THEN 'failed' WHEN inbox.state = 'waiting' THEN 'open'"
    f" WHEN inbox.verdict = {int(Verdict.IGNORED)} THEN 'ignored'"
    f" WHEN inbox.verdict = {int(Verdict.ANSWERED)} THEN 'answered'"
    " WHEN tickets.first_reply_at IS NOT NULL OR tickets.state <> 'open' THEN 'answered' ELSE 'open' END AS part,"
    " count(*) FROM inbox LEFT JOIN tickets ON tickets.id = inbox.ticket WHERE received_at >= :since GROUP BY 1"
    " UNION ALL SELECT CASE WHEN state IN ('waiting', 'sending') THEN 'queued' WHEN state = 'failed' THEN 'undelivered'"
    " ELSE state END, count(*) FROM outbox WHERE queued_at >= :since GROUP BY 1"
    " UNION ALL SELECT part, CAST(sum(count) AS BIGINT) FROM ledger_totals WHERE day >= :day GROUP BY part",
    tuple[str, int],
)


def ledger(connection: Connection, since: datetime | None) -> Ledger:
    """Count each received row by its one fate. `since`: the beginning of a day, as what has gone is counted by days."""
    since = since or EVER
    counts: Counter[str] = Counter()
    for part, count in _LEDGER.all(connection, since=since, day=since.date()):
        counts[part] += count
    known = {part: counts[part] for part in (*_RECEIVED_PARTS, *_SENT_PARTS)}
    return Ledger(received=sum(counts[part] for part in _RECEIVED_PARTS), **known)


_COUNTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "received": ("inbox", _RECEIVED_PARTS),
    "outgoing": ("outbox", _SENT_PARTS),
    "tickets": ("tickets", ()),
    "lines": ("lines", ()),
}
"""Tables whose rows stay, but for what these parts of the totals count; by the name of their counters.

`…_known`: how many rows up to the number `…_upto` there were at the last look, with those that have gone.
"""
_ROWS = {
    name: Sql(
        "SELECT count(*) FILTER (WHERE id <= :upto)"
        " + (SELECT CAST(COALESCE(sum(count), 0) AS BIGINT) FROM ledger_totals"
        f" WHERE part IN ({', '.join(repr(part) for part in parts) or 'NULL'})),"
        f" count(*) FILTER (WHERE id > :upto), COALESCE(max(id), 0) FROM {table}",
        tuple[int, int, int],
    )
    for name, (table, parts) in _COUNTED.items()
}
_EVERY = 2**63 - 1


@query("SELECT name, value FROM counters")
def _counters(connection: Connection) -> dict[str, int]:
    """Read all counters."""


def row_counts(connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """Count rows missing since the last look, for which newer ones do not make up, and what `remember` is to note."""
    kept = _counters(connection)
    missing: dict[str, int] = {}
    counters: dict[str, int] = {}
    for name, statement in _ROWS.items():
        now, newer, highest = statement.one(connection, upto=kept.get(f"{name}_upto", _EVERY))
        before = max(now, kept.get(f"{name}_known", 0))
        missing[name] = before - now
        counters |= {f"{name}_known": before + newer, f"{name}_upto": highest}
    return missing, counters


LOOKED_AT = timedelta(hours=24)
"""So long an emergency's uncertain message that belongs to no ticket is counted; others as long as it is open."""
_UNFINISHED = "outbox.state IN ('waiting', 'sending')"
_TICKET = "EXISTS (SELECT 1 FROM tickets WHERE tickets.id = {}.ticket{})"
_OPEN_EMERGENCY = _TICKET.format("outbox", " AND tickets.emergency AND tickets.state = 'open'")
_OF_EMERGENCY = (
    f"({_OPEN_EMERGENCY} OR outbox.ticket IS NULL AND outbox.priority = {int(Priority.EMERGENCY)}"
    " AND outbox.queued_at >= :looked_at)"
)
# a card that was queued a moment ago, as after a hand-over, may still arrive
_ON_ITS_WAY = f"EXISTS (SELECT 1 FROM outbox WHERE ticket = tickets.id AND {_UNFINISHED} AND queued_at >= :late)"
_FAULTS: dict[str, dict[str, str]] = {
    "inbox": {
        "unexplained": "state = 'done' AND verdict IS NULL",
        "ticketless": f"state = 'done' AND verdict = {int(Verdict.TICKET)} AND NOT {_TICKET.format('inbox', '')}",
        "unknown": "state NOT IN ('waiting', 'done', 'dead')",
        "overdue": "state = 'waiting' AND received_at < :late",
    },
    "outbox": {
        "unknown": f"state NOT IN ({', '.join(repr(state.value) for state in Delivery)})",
        "unsent": f"{_UNFINISHED} AND queued_at < :unsent AND NOT {IS_PAUSED}",
        "uncertain": f"state = 'uncertain' AND {_OF_EMERGENCY}",
    },
    "tickets": {
        "undated": "state = 'open' AND waiting_since IS NOT NULL AND next_at IS NULL",
        "missed": "state = 'open' AND next_at < :late",
        "unreached": f"state = 'open' AND waiting_since < :late AND carded_at IS NULL AND NOT {_ON_ITS_WAY}",
    },
    "held_answers": {"kept_back": "send_at < :unsent"},
    # what has happened to a ticket is noted for good
    "audit_events": {"vanished_tickets": f"NOT {_TICKET.format('audit_events', '')}"},
}
"""What does not fit together, by table and field of `Discrepancies`."""
_FOUND = {
    table: Sql(
        f"SELECT {', '.join(f'count(*) FILTER (WHERE {fault})' for fault in faults.values())} FROM {table}"
        if table != "audit_events"
        else f"SELECT count(DISTINCT ticket) FROM audit_events WHERE {faults['vanished_tickets']}"
    )
    for table, faults in _FAULTS.items()
}


def discrepancies(connection: Connection, now: datetime) -> Discrepancies:
    """Count what does not fit together in the whole ledger."""
    times = {
        "now": now,
        "late": now - OVERDUE_AFTER,
        "unsent": now - UNSENT_AFTER,
        "looked_at": now - LOOKED_AT,
        "longest_pause": now + LONGEST_PAUSE,
    }
    found: Counter[str] = Counter()
    for table, statement in _FOUND.items():
        found.update(dict(zip(_FAULTS[table], statement.one(connection, **times), strict=True)))
    missing, _ = row_counts(connection)
    found["vanished_tickets"] = max(missing["tickets"], found["vanished_tickets"])
    return Discrepancies(
        **found, vanished=missing["received"], vanished_messages=missing["outgoing"], vanished_lines=missing["lines"]
    )


_DEPTHS = Sql(
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting'), count(*) FILTER (WHERE priority < :broadcast),"
    " count(*) FILTER (WHERE priority >= :broadcast) FROM outbox WHERE state = 'waiting'",
    tuple[int, int, int],
)
_OLDEST = [
    Sql("SELECT min(received_at) FROM inbox WHERE state = 'waiting'", datetime),
    Sql(
        f"SELECT min(queued_at) FROM outbox WHERE {_UNFINISHED} AND NOT {IS_PAUSED}"
        f" AND priority < {int(Priority.BROADCAST)}",
        datetime,
    ),
]


def queue_depths(connection: Connection) -> dict[str, int]:
    """Count what waits: updates, messages, and broadcasts, which may take hours."""
    counts = _DEPTHS.one(connection, broadcast=int(Priority.BROADCAST))
    return dict(zip(("incoming", "outgoing", "news"), counts, strict=True))


@query("SELECT count(*) FROM inbox WHERE state = 'dead' AND done_at >= :moment")
def dead_since(connection: Connection, moment: datetime) -> int:
    """Count the updates that became dead letters since then."""


def oldest_waiting(connection: Connection, now: datetime) -> datetime | None:
    """Since when the longest waiting update or message waits, without broadcasts (hours) and paused chats."""
    moments = [one.first(connection, now=now, longest_pause=now + LONGEST_PAUSE) for one in _OLDEST]
    return min((moment for moment in moments if moment is not None), default=None)


_TOUCHED = "touched"
"""The counter that holds when something was last written for the sake of writing, in seconds since 1970."""
_SET = upsert("counters", ("name",), ("value",))
_TOUCH = Sql(_SET)
_REMEMBER = Sql(f"{_SET} WHERE counters.value < excluded.value")
_VALUE = Sql("SELECT value FROM counters WHERE name = :name", int)


def remember(connection: Connection, counts: Mapping[str, int]) -> None:
    """Note what `row_counts` has counted; another process may have noted more."""
    _REMEMBER.each(connection, [{"name": name, "value": value} for name, value in sorted(counts.items())])


def touched(connection: Connection) -> datetime | None:
    """Return when a bot last wrote its mark; None on a database that none has run on."""
    seconds = _VALUE.first(connection, name=_TOUCHED)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def touch(connection: Connection, now: datetime) -> None:
    """Write a mark, so that a database that cannot be written is noticed before there is something to write."""
    _TOUCH.run(connection, name=_TOUCHED, value=int(now.timestamp()))


def take_turn(connection: Connection, name: str, day: date) -> bool:
    """Take the turn at what is done once a day; False when somebody had it. It is taken if the transaction commits."""
    return _REMEMBER.run(connection, name=name, value=day.toordinal()) > 0
