"""Daftar and Entri: finding an entry, changing it with its preview beside it, trying what the bot would do."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from bot.app.editing.editor import OWNERS, EntryEditor, OpenEntry
from bot.app.editing.editor import Form as EntryForm
from bot.app.editing.office import EditConflict
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.staff import STATES
from bot.staffpage.form_input import entry_form, numbers, one_line
from bot.staffpage.view import go_to, made, part, sent, shown, visit_of

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
        state = state if state in STATES else ""
        values = {
            "rows": [(entry, states) for entry, states in rows if not state or state in states],
            "words": words,
            "state": state,
            "states": STATES,
            "counts": {key: sum(key in states for _, states in rows) for key in STATES},
            "all": len(rows),
        }
        return shown(request, "list.html", HERE, 200, **values)

    async def edit(self, request: web.Request) -> web.Response:
        """Show an entry as a form."""
        opened = await self._editor.open(visit_of(request).member, request.match_info["id"])
        return await self._form(request, opened, opened.form, saved="tersimpan" in request.query)

    async def save(self, request: web.Request) -> web.Response:
        """Save the form, or show what stands in the way with what was typed."""
        by, id, form = visit_of(request).member, request.match_info["id"], sent(request)
        typed, seen = entry_form(form), one_line(form, "dilihat")
        try:
            await self._editor.save(by, id, seen, typed, numbers(form))
        except EditConflict as conflict:
            now = await self._editor.open(by, id)
            return await self._form(request, now, typed, status=409, conflict=conflict.changed)
        except Trouble as trouble:
            opened = replace(await self._editor.open(by, id), seen=seen)
            return await self._form(request, opened, typed, status=409, trouble=str(trouble))
        return go_to(f"/entri/{id}?tersimpan")

    async def look(self, request: web.Request) -> web.Response:
        """Return the preview of what is typed."""
        form = sent(request)
        seen = await self._editor.look(request.match_info["id"], entry_form(form), one_line(form, "desa"))
        counts = [[name, *lengths] for name, lengths in seen.lengths.items()]
        return part("parts.html", "bubble", seen, counts=counts)

    async def check(self, request: web.Request) -> web.Response:
        """Return what is wrong with what is typed."""
        form = sent(request)
        faults = await self._editor.faults(request.match_info["id"], entry_form(form), numbers(form))
        return part("parts.html", "faults", faults, count=made("parts.html", "problem_count", faults))

    async def try_words(self, request: web.Request) -> web.Response:
        """Return what the bot would do with a text."""
        text = one_line(sent(request), "teks")[:LONGEST_TRY]
        return part("parts.html", "tried", *await self._editor.try_words(text))

    async def _form(
        self, request: web.Request, opened: OpenEntry, typed: EntryForm, status: int = 200, **values: object
    ) -> web.Response:
        villages, id = tuple(self._editor.office.directory.villages.values()), opened.entry.id
        new = numbers(sent(request)) if request.method == "POST" else ()
        values = {
            "opened": opened,
            "form": typed,
            "numbers": new,
            "faq": await self._editor.faq(),
            "villages": villages,
            "owners": OWNERS,
            "seen": await self._editor.look(id, typed, villages[0].id if villages else ""),
            "faults": await self._editor.faults(id, typed, new),
            **{"trouble": "", "conflict": "", "saved": False},
            **values,
        }
        return shown(request, "entry.html", HERE, status, **values)
