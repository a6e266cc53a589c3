"""Empties the database's own log: soon after somebody was erased, and of what passes through it otherwise."""

from __future__ import annotations

import asyncio

import structlog

from bot.helpdesk.model.errors import Trouble
from bot.storage.store import SqlStore

LOOK = 1.0
"""Seconds between two looks for something erased; so soon also another try, when a reader kept the log."""
ALWAYS_EVERY = 60
"""Looks after which the log is emptied in any case: messages that were decided pass through it too."""

log = structlog.get_logger()


async def keep_scrubbed(store: SqlStore) -> None:
    """Look until cancelled."""
    turn, told = 0, ""
    while True:
        try:
            await store.scrub(always=turn % ALWAYS_EVERY == 0)
            told = ""
        except Trouble as error:
            if told != str(error):
                log.error("the log of the database could not be emptied", cause=str(error.cause))
            told = str(error)
        turn += 1
        await asyncio.sleep(LOOK)
