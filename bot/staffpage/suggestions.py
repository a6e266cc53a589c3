"""Celah and Usulan: what residents asked in vain, and officers' answers that may become FAQ."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.helpdesk.staff.ports import Suggestions
from bot.staffpage.form_input import one_line
from bot.staffpage.new_entry import source_of
from bot.staffpage.ports import EntryEditor
from bot.staffpage.view import go_to, sent, shown, visit_of

GAPS, DRAFTS = "/celah", "/usulan"


class SuggestionPages:
    """The pages of what use suggests."""

    def __init__(self, suggestions: Suggestions, editor: EntryEditor) -> None:
        self._suggestions = suggestions
        self._editor = editor

    def routes(self) -> list[web.RouteDef]:
        """Return their addresses."""
        return [
            web.get(GAPS, self.gaps),
            web.get(DRAFTS, self.drafts),
            web.post("/usul/terima", self.accept),
            web.post("/usul/tolak", self.drop),
        ]

    async def gaps(self, request: web.Request) -> web.Response:
        """Show what residents asked in vain."""
        found = await self._suggestions.gaps(visit_of(request).member)
        return await self._page(request, "gaps.html", GAPS, gaps=found)

    async def drafts(self, request: web.Request) -> web.Response:
        """Show officers' answers that wait."""
        found = await self._suggestions.drafts(visit_of(request).member)
        return await self._page(request, "drafts.html", DRAFTS, drafts=found)

    async def accept(self, request: web.Request) -> web.Response:
        """Add the phrasings to an entry."""
        form = sent(request)
        entry = one_line(form, "entri")
        await self._suggestions.accept_into(visit_of(request).member, source_of(one_line(form, "asal")), entry)
        return go_to(f"/entri/{entry}?tersimpan")

    async def drop(self, request: web.Request) -> web.Response:
        """Set it aside."""
        source = source_of(one_line(sent(request), "asal"))
        await self._suggestions.drop(visit_of(request).member, source)
        return go_to(f"/{source.partition(':')[0]}?selesai")

    async def _page(self, request: web.Request, name: str, here: str, **values: Any) -> web.Response:
        choices = await self._editor.choices()
        return shown(request, name, here, choices=choices, done="selesai" in request.query, **values)
