"""Tanda tangan: the answers that this member signs for, each as residents read it."""

from __future__ import annotations

from aiohttp import web

from bot.helpdesk.staff.ports import StaffDesk
from bot.staffpage.form_input import one_line
from bot.staffpage.view import go_to, sent, shown, visit_of

HERE = "/tanda-tangan"


class Signing:
    """The pages of signatures."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return their addresses."""
        return [web.get(HERE, self.list), web.get(f"{HERE}/{{id}}", self.show), web.post(f"{HERE}/{{id}}", self.sign)]

    async def list(self, request: web.Request) -> web.Response:
        """Show what waits for this member's signature."""
        member = visit_of(request).member
        today = await self._desk.today(member)
        return shown(request, "signing.html", HERE, today=today, signed="tersimpan" in request.query)

    async def show(self, request: web.Request) -> web.Response:
        """Show one answer with its sources, to be signed."""
        entry = await self._desk.entry(visit_of(request).member, request.match_info["id"])
        return shown(request, "sign.html", HERE, entry=entry)

    async def sign(self, request: web.Request) -> web.Response:
        """Sign the answer as it was shown."""
        id = request.match_info["id"]
        await self._desk.sign(visit_of(request).member, id, one_line(sent(request), "dilihat"))
        return go_to(f"{HERE}?tersimpan")
