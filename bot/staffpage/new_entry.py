"""An answer to a question that none answers yet: a member's own, or made of a suggestion."""

from __future__ import annotations

import re

from aiohttp import web

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff.ports import NewEntry, Suggestions
from bot.helpdesk.texts import staff_page as texts
from bot.staffpage.form_input import clean, lines, one_line
from bot.staffpage.guard import Form
from bot.staffpage.ports import EntryEditor
from bot.staffpage.view import go_to, sent, shown, visit_of

HERE = "/entri-baru"
LIST = "/daftar"
_SOURCE = re.compile(r"(celah|usulan):[\w-]{1,64}")


class NewEntries:
    """The page that makes an entry."""

    def __init__(self, suggestions: Suggestions, editor: EntryEditor) -> None:
        self._suggestions = suggestions
        self._editor = editor

    def routes(self) -> list[web.RouteDef]:
        """Return its addresses."""
        return [web.get(HERE, self.write), web.post(HERE, self.save)]

    async def write(self, request: web.Request) -> web.Response:
        """Show the empty form."""
        return await self._form(request, NewEntry("", "", "", "", ()))

    async def save(self, request: web.Request) -> web.Response:
        """Make the entry, or show what stands in the way with what was typed."""
        form = sent(request)
        new = new_entry(form)
        source = one_line(form, "asal")
        try:
            await self._suggestions.accept_new(visit_of(request).member, source and source_of(source), new)
        except Trouble as trouble:
            return await self._form(request, new, 409, trouble=str(trouble), source=source)
        entries = (await self._editor.choices()).entries
        made = next(id for id, question in entries if question == new.heading)
        return go_to(f"/entri/{made}?tersimpan")

    async def _form(self, request: web.Request, new: NewEntry, status: int = 200, **values: object) -> web.Response:
        choices = await self._editor.choices()
        values = {"trouble": "", "source": "", **values}
        return shown(request, "new.html", LIST, status, new=new, choices=choices, **values)


def new_entry(form: Form) -> NewEntry:
    """Return an entry as it was typed."""
    return NewEntry(
        one_line(form, "topik"),
        one_line(form, "tanya"),
        clean(str(form.get("inti", ""))),
        clean(str(form.get("rincian", ""))),
        lines(form, "kalimat"),
    )


def source_of(typed: str) -> str:
    """Return the name of a suggestion. Raises Trouble for what is none."""
    if not _SOURCE.fullmatch(typed):
        raise Trouble(texts.NO_PAGE)
    return typed
