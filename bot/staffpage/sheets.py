"""Lembar: phrasings and answers to be signed as workbooks, out and in again; what one changes is read first."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from aiohttp import web

from bot.app.editing.desk import Desk
from bot.app.editing.sheets import PHRASINGS
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import one_line
from bot.staffpage.view import go_to, sent, shown, visit_of

HERE = "/lembar"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HELD = 8
"""Sheets that wait for "Terapkan", one a session; the oldest goes, and is sent again."""
SHOWN = 200
LONGEST_NAME = 120


class _Held(NamedTuple):
    """A sheet that was sent, and the name of what it changes."""

    name: str
    content: bytes
    seen: str


class SheetPages:
    """The page of the sheets."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: OrderedDict[str, _Held] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """Return their addresses."""
        return [
            web.get(HERE, self.show),
            web.get(f"{HERE}/ambil/{{kind}}", self.take),
            web.get(f"{HERE}/ambil/{{kind}}/{{owner}}", self.take),
            web.post(f"{HERE}/baca", self.read),
            web.post(f"{HERE}/terapkan", self.apply),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Show which sheets there are."""
        return await self._page(request, done=request.query.get("tersimpan", "")[:6])

    async def take(self, request: web.Request) -> web.Response:
        """Send a sheet of the draft as it is now."""
        kind, owner = request.match_info["kind"], request.match_info.get("owner", "")
        name, content = await self._desk.sheet(visit_of(request).member, kind, owner)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=content, content_type=XLSX, headers=headers)

    async def read(self, request: web.Request) -> web.Response:
        """Show what a sheet that came back changes, or every fault in it."""
        file = sent(request).get("lembar")
        if not isinstance(file, web.FileField) or not file.filename:
            return await self._page(request, 409, faults=[texts.SHEET_FILE])
        return await self._read(request, file.filename[-LONGEST_NAME:], file.file.read())

    async def apply(self, request: web.Request) -> web.Response:
        """Change the draft as the sheet asks for, if that is still what was shown."""
        visit, seen = visit_of(request), one_line(sent(request), "dilihat")
        held = self._held.get(visit.session.csrf)
        if held is None or held.seen != seen:
            return await self._page(request, 409, faults=[texts.SHEET_AGAIN])
        try:
            taken = await self._desk.take_sheet(visit.member, held.content, held.name, seen)
        except Trouble as trouble:
            return await self._page(request, 409, faults=str(trouble).splitlines())
        if not taken:
            return await self._read(request, held.name, held.content)
        del self._held[visit.session.csrf]
        return go_to(f"{HERE}?tersimpan=1")

    async def _read(self, request: web.Request, name: str, content: bytes) -> web.Response:
        visit = visit_of(request)
        self._held.pop(visit.session.csrf, None)
        try:
            found = await self._desk.read_sheet(visit.member, content, name)
        except Trouble as trouble:
            return await self._page(request, 409, faults=str(trouble).splitlines())
        if found.id:
            self._held[visit.session.csrf] = _Held(name, content, found.id)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return await self._page(request, found=found, file=name)

    async def _page(self, request: web.Request, status: int = 200, **values: object) -> web.Response:
        listed = await self._desk.sheets(visit_of(request).member)
        links = [(_label(kind, owner), "/".join(filter(None, (HERE, "ambil", kind, owner)))) for kind, owner in listed]
        values = {"done": "", "faults": [], "found": None, "file": "", "most": SHOWN, **values}
        return shown(request, "sheets.html", HERE, status, links=links, **values)


def _label(kind: str, owner: str) -> str:
    return texts.B_SHEET_PHRASINGS if kind == PHRASINGS else texts.B_SHEET_SIGN_OFF.format(owner=owner)
