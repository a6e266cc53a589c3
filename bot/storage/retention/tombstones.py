"""Tombstones of erased residents, noted beside the backups, so that restoring one does not bring them back.

A tombstone names nobody: the row's number, and when it was made and erased. One file a day, so that old ones can go.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.storage.database.rows import decoded
from bot.storage.database.sql import Connection, Sql, query
from bot.storage.retention.erasure import erase

NAME = re.compile(r"terhapus-(\d{8})\.jsonl")


class Tombstone(Struct, frozen=True):
    """An erased resident's row."""

    resident: int
    joined: datetime
    erased: datetime


_JOINED = Sql("SELECT joined_at FROM residents WHERE id = :resident AND erased_at IS NULL", datetime)


@query("SELECT id, joined_at, erased_at FROM residents WHERE erased_at >= :moment")
def erased_since(connection: Connection, moment: datetime) -> list[Tombstone]:
    """List those erased since then."""


def note(folder: Path, tombstones: Collection[Tombstone], now: datetime) -> None:
    """Add tombstones to today's file. Raises OSError."""
    if not tombstones:
        return
    path = folder / f"terhapus-{now.astimezone(UTC):%Y%m%d}.jsonl"
    with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
        # begins on a line of its own, whatever a power cut left of the last one
        file.write(b"\n" + b"".join(msgspec.json.encode(one) + b"\n" for one in tombstones))
        file.flush()
        os.fsync(file.fileno())


def noted(folder: Path) -> list[Tombstone]:
    """Read all tombstones noted in a folder. Raises OSError; half a line, left by a power cut, is passed over."""
    found = []
    for path in sorted(folder.glob("terhapus-*.jsonl")):
        for line in path.read_bytes().splitlines():
            with suppress(AttributeError, TypeError, ValueError):
                found.append(decoded(Tombstone, msgspec.json.decode(line)))
    return found


def expire(folder: Path, oldest: datetime) -> None:
    """Drop the files from before the oldest backup: nobody in them is in any. Raises OSError."""
    last_day = oldest.astimezone(UTC).date() - timedelta(days=2)
    for path in folder.glob("terhapus-*.jsonl"):
        match = NAME.fullmatch(path.name)
        if match and datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC).date() < last_day:
            path.unlink(missing_ok=True)


def erase_again(connection: Connection, tombstones: Iterable[Tombstone], taken: datetime, now: datetime) -> int:
    """Erase who was erased after a backup was taken; returns how many. A number given to somebody else is no match."""
    count = 0
    for tombstone in tombstones:
        joined = _JOINED.first(connection, resident=tombstone.resident) if tombstone.erased >= taken else None
        if joined == tombstone.joined:
            erase(connection, tombstone.resident, now)
            count += 1
    return count
