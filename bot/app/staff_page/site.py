"""The staff page served: beside the bot's other loops, or by a command of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot.app.runtime.web import listening
from bot.app.staff_desk.desk import FaqStaffDesk
from bot.app.staff_desk.sheet_desk import staff_sheets
from bot.app.staff_page.authenticator import StaffAuthenticator
from bot.app.staff_page.entry_editor import FaqEntryEditor
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.policy import Policy
from bot.staffpage.address import PageAddress
from bot.staffpage.app import staff_page
from bot.staffpage.pages import pages
from bot.storage.store import SqlStore

AGAIN = 60.0
"""Seconds until the page is opened again whose address is taken: residents must not wait for that."""
SETTING = "staff.page.listen"

log = structlog.get_logger()


@dataclass(frozen=True)
class PageDependencies:
    """What the page works with. `policy`: the help desk's surroundings as they are now."""

    desk: FaqStaffDesk
    store: SqlStore
    folder: Path
    policy: Callable[[], Policy]
    now: Callable[[], datetime]


class StaffSite:
    """The page at one address."""

    def __init__(self, address: PageAddress, around: PageDependencies) -> None:
        self.authenticator = StaffAuthenticator(around.store, address.url, around.now)
        self._address = address
        editor = FaqEntryEditor(around.desk, around.folder, around.store, around.policy, around.now)
        sheets = staff_sheets(around.desk, around.policy().directory, around.now)
        self._pages = pages(around.desk, around.desk, editor, sheets)
        self._now = around.now

    def open(self) -> AbstractAsyncContextManager[None]:
        """Serve until the block ends. Raises Trouble when the address is taken."""
        app = staff_page(self._address, self.authenticator, self._pages, self._now)
        return listening(app, self._address.listen, SETTING)

    async def run(self) -> None:
        """Serve until cancelled; the bot goes on without it where that cannot be."""
        while True:
            try:
                async with self.open():
                    await asyncio.Event().wait()
            except Trouble as error:
                log.error("the staff page cannot be served", cause=str(error))
                await asyncio.sleep(AGAIN)
