"""Beranda: what waits, each with the way to it."""

from __future__ import annotations

from aiohttp import web

from bot.helpdesk.staff.ports import StaffDesk
from bot.staffpage.view import shown, visit_of


class Home:
    """The first page."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return its address."""
        return [web.get("/", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Show what waits."""
        return shown(request, "home.html", "/", today=await self._desk.today(visit_of(request).member))
