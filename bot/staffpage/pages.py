"""All pages that a member sees, by their addresses."""

from __future__ import annotations

from aiohttp import web

from bot.helpdesk.staff.ports import Sheets, StaffDesk, Suggestions
from bot.staffpage.entries import Entries
from bot.staffpage.fees import Fees
from bot.staffpage.new_entry import NewEntries
from bot.staffpage.ports import EntryEditor
from bot.staffpage.publishing import Publishing, Signing
from bot.staffpage.sheets import SheetPages
from bot.staffpage.suggestions import SuggestionPages
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


def pages(desk: StaffDesk, suggestions: Suggestions, editor: EntryEditor, sheets: Sheets) -> list[web.RouteDef]:
    """Return the addresses of all pages."""
    suggested = SuggestionPages(suggestions, editor)
    new = NewEntries(suggestions, editor)
    sheet_pages = SheetPages(sheets)
    parts = (Home(desk), Entries(editor), new, Fees(desk), suggested, Publishing(desk), Signing(desk), sheet_pages)
    return [route for part in parts for route in part.routes()]
