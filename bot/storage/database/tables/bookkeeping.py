"""What the bot counts, and what is wrong with it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from bot.storage.database.tables.base import metadata
from bot.storage.database.types import BigId, UtcDateTime

check_statistics = Table(
    "check_statistics",
    metadata,
    Column("day", Date, primary_key=True),
    Column("village", String, primary_key=True),
    Column("guided_check", String, primary_key=True),
    Column("finding", String, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How often a guided check ended in a finding, and things were sent for checking; nobody's name, so it stays.

`village` is "" where none was chosen.
"""

answer_counts = Table(
    "answer_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("village", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many answers of each topic of the FAQ the bot gave, for the reports; nobody's name, so it stays.

`village` is "" where none was chosen.
"""

alerts = Table(
    "alerts",
    metadata,
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("notified_at", UtcDateTime),
    Column("cause", String, nullable=False),
)
"""What is wrong now. `subject`: a ticket's number, an office, a process; `notified_at`: when the staff last got it.

`cause`: what alerts of one kind have in common, so that they are reported together.
"""

ledger_totals = Table(
    "ledger_totals",
    metadata,
    Column("day", Date, primary_key=True),
    Column("part", String, primary_key=True),
    Column("count", BigId, nullable=False),
    sqlite_with_rowid=False,
)
"""How many rows of inbox and outbox have gone, by the day on which they came or were queued.

`part`: the field of `Ledger` that counts them.
"""

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", BigId, nullable=False),
)
"""Numbers that only grow: `ticket` is the highest ticket number given away."""

regions = Table(
    "regions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
)
"""Offices, officers and villages as they were imported: the newest counts, and before the first import the settings.

`content`: the rows of the spreadsheet, as JSON.
"""
