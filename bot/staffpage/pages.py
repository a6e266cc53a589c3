"""All pages that a member sees, by their addresses."""

from __future__ import annotations

from aiohttp import web

from bot.helpdesk.staff.ports import Sheets, StaffDesk, Suggestions
from bot.staffpage.entries import Entries
from bot.staffpage.fees import Fees
from bot.staffpage.home import Home
from bot.staffpage.new_entry import NewEntries
from bot.staffpage.ports import EntryEditor
from bot.staffpage.publishing import Publishing
from bot.staffpage.sheets import SheetPages
from bot.staffpage.signing import Signing
from bot.staffpage.suggestions import SuggestionPages


def pages(desk: StaffDesk, suggestions: Suggestions, editor: EntryEditor, sheets: Sheets) -> list[web.RouteDef]:
    """Return the addresses of all pages."""
    suggested = SuggestionPages(suggestions, editor)
    new = NewEntries(suggestions, editor)
    sheet_pages = SheetPages(sheets)
    parts = (Home(desk), Entries(editor), new, Fees(desk), suggested, Publishing(desk), Signing(desk), sheet_pages)
    return [route for part in parts for route in part.routes()]
