"""Celah, Usulan and Jawaban baru: what residents asked in vain, officers' answers, and entries made of them."""

from __future__ import annotations

import re

from aiohttp import web

from bot.app.editing.desk import Desk
from bot.app.editing.editor import EntryEditor
from bot.app.editing.suggestions import preview
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import lines, one_line, text
from bot.staffpage.view import go_to, sent, shown, visit_of

GAPS, DRAFTS, NEW, LIST = "/celah", "/usulan", "/entri-baru", "/daftar"
_SOURCE = re.compile(r"(celah|usulan):[\w-]{1,64}")


class SuggestionPages:
    """The pages of what use suggests, and of what a member writes anew."""

    def __init__(self, desk: Desk, editor: EntryEditor) -> None:
        self._suggestions = desk.suggestions
        self._editor = editor

    def routes(self) -> list[web.RouteDef]:
        """Return their addresses."""
        return [
            web.get(GAPS, self.gaps),
            web.get(DRAFTS, self.drafts),
            web.post("/usul/terima", self.accept),
            web.post("/usul/tolak", self.drop),
            web.get(NEW, self.write),
            web.post(NEW, self.save),
        ]

    async def gaps(self, request: web.Request) -> web.Response:
        """Show what residents asked in vain."""
        return await self._page(request, GAPS, gaps=await self._suggestions.gaps(visit_of(request).member))

    async def drafts(self, request: web.Request) -> web.Response:
        """Show officers' answers that wait."""
        found = self._suggestions
        values = {"drafts": await found.drafts(visit_of(request).member), "preview": preview}
        values |= {"officer_of": found.officer_of, "day_of": found.office.day}
        return await self._page(request, DRAFTS, 200, **values)

    async def accept(self, request: web.Request) -> web.Response:
        """Add the phrasings to an entry."""
        form = sent(request)
        entry = one_line(form, "entri")
        await self._suggestions.accept_into(visit_of(request).member, _source(one_line(form, "asal")), entry)
        return go_to(f"/entri/{entry}?tersimpan")

    async def drop(self, request: web.Request) -> web.Response:
        """Set it aside."""
        source = _source(one_line(sent(request), "asal"))
        await self._suggestions.drop(visit_of(request).member, source)
        return go_to(f"/{source.partition(':')[0]}?selesai")

    async def write(self, request: web.Request) -> web.Response:
        """Show the empty form of an entry."""
        return await self._page(
            request, NEW, new=dict.fromkeys(("topik", "tanya", "inti", "rincian", "kalimat"), ""), trouble="", source=""
        )

    async def save(self, request: web.Request) -> web.Response:
        """Make the entry, or show what stands in the way with what was typed."""
        form = sent(request)
        new = {name: one_line(form, name) for name in ("topik", "tanya")}
        new |= {name: text(form, name) for name in ("inti", "rincian")}
        typed, source = {**new, "kalimat": lines(form, "kalimat")}, one_line(form, "asal")
        try:
            await self._suggestions.accept_new(visit_of(request).member, source and _source(source), typed)
        except Trouble as trouble:
            return await self._page(request, NEW, 409, new=typed, trouble=str(trouble), source=source)
        entries = (await self._editor.faq()).entries.values()
        made = next(one.id for one in entries if one.question == new["tanya"])
        return go_to(f"/entri/{made}?tersimpan")

    async def _page(self, request: web.Request, here: str, status: int = 200, **values: object) -> web.Response:
        name = {GAPS: "gaps.html", DRAFTS: "drafts.html", NEW: "new.html"}[here]
        values |= {"faq": await self._editor.faq(), "done": "selesai" in request.query}
        return shown(request, name, LIST if here == NEW else here, status, **values)


def _source(typed: str) -> str:
    """Return the name of a suggestion. Raises Trouble for what is none."""
    if not _SOURCE.fullmatch(typed):
        raise Trouble(texts.NO_PAGE)
    return typed
