"""A running bot takes up what was imported, between two turns of its engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.app.directory import bring_up_to_date, directory_of, named_officers
from bot.app.regions.current import current_of
from bot.app.shell.service import Helpdesk
from bot.helpdesk.model.errors import Misconfigured
from bot.settings import Settings
from bot.storage.queries import regions
from bot.storage.store import SqlStore

log = structlog.get_logger()


class Regions:
    """Looks whether something was imported. `number`: of the import that the bot works with."""

    def __init__(self, store: SqlStore, settings: Settings, number: int, clock: Callable[[], datetime]) -> None:
        """Look on from an import. `settings`: as they were read, without imported people."""
        self._store = store
        self._settings = settings
        self._number = number
        self._clock = clock

    async def look(self, helpdesk: Helpdesk, forget: Callable[[], None]) -> int:
        """Take up what was imported; return how many imports. Open tickets go on with who is responsible now.

        `forget`: drops answers that were rendered with the old names.
        """
        newest = await self._store.read(regions.newest_number)
        if newest == self._number:
            return 0
        self._number = newest
        try:
            _, settings = await current_of(self._store, self._settings)
        except Misconfigured as error:
            log.error("an import was not taken up", problem=str(error))
            return 0
        bring_up_to_date(helpdesk.policy.directory, directory_of(settings))
        forget()
        await helpdesk.load_officers(named_officers(settings, self._clock()))
        log.info(
            "an import was taken up", number=newest, officers=len(settings.officers), villages=len(settings.villages)
        )
        return 1
