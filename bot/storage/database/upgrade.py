"""Upgrade an older database to this version of the program; a SQLite file only after a copy was put aside."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from bot.storage.backup.backup import STAMP, begin, discard, explained, seal
from bot.storage.backup.restore import rehearse
from bot.storage.database.engine import AccessMode, Database, alone, closed_on_error, open_database
from bot.storage.database.url import folder_of, parse
from bot.storage.database.versions import NOT_UPGRADED, State, bring_up_to_date, state, unfit, version
from bot.storage.store import SqlStore


class Upgraded(Struct, frozen=True):
    """The schema that was there, and where a copy of it lies; a server's database is copied by its own operator."""

    before: str
    copy: Path | None


async def open_for_bot(url: str, folder: Path | None, now: datetime) -> tuple[SqlStore, Upgraded | None]:
    """Open the bot's own store: create it, or upgrade an older SQLite file after a copy into `folder`.

    Without a folder the copy lies beside the file. `now` in the zone that its name should show. An older database on a
    server is refused: others may be at work on it. Raises Trouble.
    """
    async with closed_on_error(await open_database(url, exclusive=True)) as database:
        found, done = await state(database), None
        if found is State.OLDER and folder_of(url) is None:
            raise unfit(url, found)
        if found is State.OLDER:
            done = await _upgraded(database, url, folder, now, rehearsed=False)
        else:
            await bring_up_to_date(database, url)
    return SqlStore(database), done


async def is_unused(url: str) -> bool:
    """Tell whether nothing was stored here yet: no file, or a server's database without tables. Raises Trouble."""
    if folder_of(url) is not None:
        return not await asyncio.to_thread(Path(parse(url).database).exists)
    async with await open_database(url, exclusive=False, access=AccessMode.READ) as database:
        return await state(database) is State.EMPTY


async def needs_upgrade(url: str) -> bool:
    """Say whether the database, at which no bot is at work, is older than this version. Raises Trouble, UnfitStore."""
    async with alone(url, AccessMode.CHANGE) as database:  # closed, all of it is in its file
        found = await state(database)
    if found is State.EMPTY or found in NOT_UPGRADED:
        raise unfit(url, found)
    return found is State.OLDER


async def upgrade(url: str, folder: Path | None, now: datetime) -> Upgraded:
    """Upgrade a database at which no bot is at work; arguments as for `open_for_bot`. Raises Trouble."""
    async with alone(url, AccessMode.CHANGE) as database:
        found = await state(database)
        if found in NOT_UPGRADED:
            raise unfit(url, found)
        return await _upgraded(database, url, folder, now, rehearsed=True)


async def _upgraded(database: Database, url: str, folder: Path | None, now: datetime, rehearsed: bool) -> Upgraded:
    async with database.transaction(write=False) as transaction:
        before = await transaction.run(version) or ""
    beside = folder_of(url)
    copy = None
    if beside is not None:
        copy = (folder or beside) / f"bot-skema-{before}-{now.strftime(STAMP)}.db"
        await asyncio.to_thread(_copy, Path(parse(url).database), copy, now)
    try:
        if copy and rehearsed:
            await rehearse(copy, now)
        await bring_up_to_date(database, url)
    except BaseException:
        # nothing was changed, and a bot that is started again and again would fill the disk
        if copy is not None:
            discard(copy)
        raise
    return Upgraded(before, copy)


def _copy(path: Path, to: Path, now: datetime) -> None:
    """Copy the file as it is, in one piece, checked and sealed like any backup."""
    half = to.with_name(to.name + ".sementara")
    with explained(to.parent):
        begin(half)
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                connection.execute("VACUUM INTO ?", (str(half),))
            seal(half, to, now)
        finally:
            discard(half)
