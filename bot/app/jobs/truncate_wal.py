"""Truncates the database's write-ahead log: soon after somebody was erased, and regularly for all other messages."""

from __future__ import annotations

import asyncio

import structlog

from bot.helpdesk.model.errors import Trouble
from bot.storage.store import SqlStore

POLL_SECONDS = 1.0
"""Seconds between two checks for erasures, and until the next try where a reader kept the log."""
ALWAYS_EVERY = 60
"""Checks after which the log is truncated in any case: messages that were decided pass through it too."""

log = structlog.get_logger()


async def keep_scrubbed(store: SqlStore) -> None:
    """Check until cancelled."""
    count, reported = 0, ""
    while True:
        try:
            await store.scrub(always=count % ALWAYS_EVERY == 0)
            reported = ""
        except Trouble as error:
            if reported != str(error):
                log.error("the log of the database could not be emptied", cause=str(error.cause))
            reported = str(error)
        count += 1
        await asyncio.sleep(POLL_SECONDS)
