"""What staff edit the FAQ with, made when one of them first needs it: no start shall wait for its imports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from bot.app.faq_reload import Follower, Sources
from bot.app.jobs.job import run_in_thread
from bot.helpdesk.model.policy import Policy
from bot.settings import Settings
from bot.staffpage.address import DEFAULT_LISTEN, PageAddress, page_address
from bot.storage.store import SqlStore

if TYPE_CHECKING:
    from bot.app.staff_desk.desk import FaqStaffDesk
    from bot.app.staff_page.site import StaffSite


def address_of(settings: Settings) -> PageAddress | None:
    """Return where the staff page is, by the settings; None: nowhere. Raises Misconfigured."""
    page = settings.staff.page
    return page_address(page.listen or DEFAULT_LISTEN, page.url) if page.listen or page.url else None


@dataclass(frozen=True)
class StaffDependencies:
    """What staff work in. `policy`: the help desk's surroundings as they are now."""

    sources: Sources
    store: SqlStore
    follower: Follower
    policy: Callable[[], Policy]
    now: Callable[[], datetime]
    page: PageAddress | None = None


@dataclass(frozen=True)
class StaffTools:
    """The desk, and the page if there is one."""

    desk: FaqStaffDesk
    site: StaffSite | None


class LazyStaffTools:
    """Imports and makes the staff's tools when they are first asked for."""

    def __init__(self, needs: StaffDependencies) -> None:
        self._needs = needs
        self._opening = asyncio.Lock()
        self._tools: StaffTools | None = None

    async def opened(self) -> StaffTools:
        """Return the tools."""
        async with self._opening:
            if self._tools is None:
                await run_in_thread(partial(import_module, "bot.app.staff_desk.tools"))
                from bot.app.staff_desk.tools import staff_tools

                self._tools = staff_tools(self._needs)
        return self._tools

    def close(self) -> None:
        """Drop what is kept ready."""
        if self._tools:
            self._tools.desk.close()

    async def serve(self) -> None:
        """Serve the page until cancelled."""
        site = (await self.opened()).site
        assert site is not None
        await site.run()
