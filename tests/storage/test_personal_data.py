"""Every table says what becomes of a person's data in it: a column that nobody thought of fails here."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.helpdesk.model.actions import Outcome
from bot.storage import SqlStore
from bot.storage.database.schema import TABLES
from bot.storage.database.sql import Connection
from tests.storage.rows import Column, add, reflected
from tests.storage.samples import NOW, SITI
from tests.storage.steps import forget, save

PAGE = (Path(__file__).parents[2] / "docs" / "privasi.md").read_text(encoding="utf-8")
MARK = "milik-siti"
DAY = timedelta(days=1)

OF_NO_RESIDENT = {
    "alerts": "what is wrong with the bot",
    "counters": "numbers that only grow",
    "ledger_totals": "counts per day",
    "invitations": "who is invited and the hash of his link",
    "leaves": "an officer's absence",
    "broadcasts": "what an officer wrote to his villages, and where its progress is shown to him",
    "officer_drafts": "what an officer is writing to his villages",
    "observers": "who reads figures for a kanwil or the ministry",
    "officer_chats": "an officer's chat and what he is about to send",
    "staff_members": "who keeps the FAQ",
    "staff_tasks": "what staff have asked for about the FAQ",
    "staff_requests": "publications that wait for a second person",
    "staff_events": "what staff saw and did with the FAQ",
    "summaries": "an officer who is owed one",
    "check_statistics": "counts per village and day",
    "answer_counts": "counts per village and day",
    "regions": "offices, officers and villages as they were imported",
}
"""Tables without a column that comes from a resident, each with what it holds instead."""
OURS = frozenset(
    (
        *("channel", "update_key", "office", "officer", "author", "person", "claimed_by", "state", "next_step"),
        *("kind", "entry", "how", "what", "purpose", "reason", "message", "about", "topic"),
    )
)
"""Columns that hold our own names, states and the channel's message numbers, which name nobody."""
KEPT = {
    ("tickets", "village"): "counted per village, without a person",
    ("tickets", "tried"): "ids of officers",
    ("visits", "village"): "an officer's words about a day in a village, while reports need it",
    ("visits", "place"): "an officer's words about a day in a village, while reports need it",
}
KEPT_AFTER_ERASING = {**KEPT, ("chat_pauses", "chat"): "until the farewell is let through; deleted the same night"}
KEPT_IN_TIME = {**KEPT, ("feedback", "village"): "counted per village, without a person"}


def about_a_resident(connection: Connection) -> dict[str, list[Column]]:
    return {table: columns for table, columns in reflected(connection).items() if table not in OF_NO_RESIDENT}


def marked(column: Column) -> Any:
    """Return a value that gives the person away, wherever the column could hold one."""
    if column.kind == "moment":
        return None if column.nullable and column.name in {"erased_at", "retry_at"} else NOW
    if column.kind != "text" or column.numbered:
        return {"flag": False, "bytes": MARK.encode()}.get(column.kind, 1)
    if column.name == "chat":
        return SITI.chat
    if column.name == "state":
        return {"tickets": "closed", "outbox": "sent"}.get(column.table, "done")
    return {"channel": SITI.channel}.get(column.name, "x") if column.name in OURS else f"{MARK}-{column.name}"


def fill(connection: Connection) -> None:
    """One row of Siti's in every table that may hold something of hers."""
    for table, columns in about_a_resident(connection).items():
        add(connection, table, {column.name: marked(column) for column in columns})


def found(connection: Connection) -> set[tuple[str, str]]:
    """Name the columns that still give her away."""
    return {
        (table, column.name)
        for table, columns in about_a_resident(connection).items()
        for row in connection.fetch(f"SELECT {', '.join(column.name for column in columns)} FROM {table}")
        for column, value in zip(columns, row, strict=True)
        if value is not None and (value == SITI.chat or MARK in (value if isinstance(value, str) else repr(value)))
    }


async def left_over(store: SqlStore) -> set[tuple[str, str]]:
    return await store.read(found)


@pytest.fixture
async def filled(store: SqlStore) -> SqlStore:
    await store.write(fill)
    assert {table for table, _ in await left_over(store)} >= {"residents", "tickets", "lines", "inbox", "outbox"}
    return store


async def test_erasing_empties_every_column_that_could_name_the_person(filled: SqlStore) -> None:
    await save(filled, Outcome(erase=1))
    assert await left_over(filled) == set(KEPT_AFTER_ERASING)


async def test_in_time_every_column_that_could_name_the_person_is_emptied(filled: SqlStore) -> None:
    await forget(filled, NOW + DAY, NOW + DAY)
    assert await left_over(filled) == set(KEPT_IN_TIME)


def test_the_privacy_page_names_every_table_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(TABLES)


def test_tables_that_are_said_to_hold_nothing_of_a_resident_exist() -> None:
    assert set(TABLES) >= set(OF_NO_RESIDENT)
