"""Daftar and Entri: finding an entry, changing it with its preview beside it, trying what the bot would do."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff.ports import Saved
from bot.helpdesk.texts.staff_page import STATES
from bot.staffpage.form_input import entry_form, one_line
from bot.staffpage.ports import Conflict, EntryEditor, EntryForm, OpenEntry
from bot.staffpage.view import go_to, made, part, sent, shown, visit_of

LEAD, DETAILS = 250, 600
"""Characters that the answer's two parts may have; `faq check` holds them."""
LONGEST_TRY = 1000
HERE = "/daftar"


class Entries:
    """The pages of the entries."""

    def __init__(self, editor: EntryEditor) -> None:
        self._editor = editor

    def routes(self) -> list[web.RouteDef]:
        """Return their addresses."""
        return [
            web.get("/daftar", self.list),
            web.get("/entri/{id}", self.edit),
            web.post("/entri/{id}", self.save),
            web.post("/entri/{id}/lihat", self.look),
            web.post("/entri/{id}/periksa", self.check),
            web.post("/coba", self.try_words),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """Show the entries that fit the words and the state."""
        words, state = request.query.get("cari", "").strip()[:200], request.query.get("keadaan", "")
        rows = await self._editor.rows(visit_of(request).member, words)
        counts = {key: sum(key in row.states for row in rows) for key in STATES}
        state = state if state in STATES else ""
        found = [row for row in rows if not state or state in row.states]
        return shown(
            request,
            "list.html",
            HERE,
            rows=found,
            words=words,
            state=state,
            states=STATES,
            counts=counts,
            all=len(rows),
        )

    async def edit(self, request: web.Request) -> web.Response:
        """Show an entry as a form."""
        opened = await self._editor.open(visit_of(request).member, request.match_info["id"])
        saved = "tersimpan" in request.query
        return await self._form(request, opened, opened.form, saved=saved)

    async def save(self, request: web.Request) -> web.Response:
        """Save the form, or show what stands in the way with what was typed."""
        by, id = visit_of(request).member, request.match_info["id"]
        typed = entry_form(sent(request), id)
        try:
            done = await self._editor.save(by, one_line(sent(request), "dilihat"), typed)
        except Trouble as trouble:
            opened = await self._editor.open(by, id)
            opened = replace(opened, seen=one_line(sent(request), "dilihat"))
            return await self._form(request, opened, typed, status=409, trouble=str(trouble))
        if isinstance(done, Conflict):
            return await self._form(request, done.now, typed, status=409, conflict=done)
        assert isinstance(done, Saved)
        return go_to(f"/entri/{id}?tersimpan")

    async def look(self, request: web.Request) -> web.Response:
        """Return the preview of what is typed."""
        typed = entry_form(sent(request), request.match_info["id"])
        seen = await self._editor.look(typed, one_line(sent(request), "desa"))
        counts = [["inti", seen.lead_length, LEAD], ["rincian", seen.details_length, DETAILS]]
        return part("parts.html", "bubble", seen, counts=counts)

    async def check(self, request: web.Request) -> web.Response:
        """Return what is wrong with what is typed."""
        faults = await self._editor.faults(entry_form(sent(request), request.match_info["id"]))
        return part("parts.html", "faults", faults, count=made("parts.html", "problem_count", faults))

    async def try_words(self, request: web.Request) -> web.Response:
        """Return what the bot would do with a text."""
        return part("parts.html", "tried", await self._editor.try_words(one_line(sent(request), "teks")[:LONGEST_TRY]))

    async def _form(
        self,
        request: web.Request,
        opened: OpenEntry,
        typed: EntryForm,
        status: int = 200,
        **values: object,
    ) -> web.Response:
        choices = await self._editor.choices()
        village = choices.villages[0][0] if choices.villages else ""
        seen = await self._editor.look(typed, village)
        faults = await self._editor.faults(typed)
        values = {"trouble": "", "conflict": None, "saved": False, **values}
        return shown(
            request,
            "entry.html",
            HERE,
            status,
            opened=opened,
            form=typed,
            choices=choices,
            seen=seen,
            faults=faults,
            most={"inti": LEAD, "rincian": DETAILS},
            **values,
        )
