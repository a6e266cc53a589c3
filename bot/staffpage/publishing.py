"""Beranda, Terbitkan, Riwayat, Tanda tangan: what waits, what would change, a second person, taking back, signing."""

from __future__ import annotations

from aiohttp import web

from bot.app.editing.desk import Desk
from bot.app.editing.proposal import Waiting, changed_lines, summary, tested
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import one_line
from bot.staffpage.view import go_to, sent, shown, visit_of

HOME, PUBLISH, HISTORY, SIGN = "/", "/terbitkan", "/riwayat", "/tanda-tangan"
SHORTEST_WHY = 5
SHOWN = 40
"""Changes that are shown line by line."""


class Publishing:
    """The pages of what waits, of publications and signatures."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return their addresses."""
        return [
            web.get(HOME, self.home),
            web.get(PUBLISH, self.show),
            web.post(PUBLISH, self.publish),
            web.post(f"{PUBLISH}/setuju", self.decide),
            web.get(HISTORY, self.history),
            web.post(HISTORY, self.undo),
            web.get(SIGN, self.to_sign),
            web.get(f"{SIGN}/{{id}}", self.read_to_sign),
            web.post(f"{SIGN}/{{id}}", self.sign),
        ]

    async def home(self, request: web.Request) -> web.Response:
        """Show what waits."""
        return shown(request, "home.html", HOME, today=await self._desk.today(visit_of(request).member))

    async def show(self, request: web.Request) -> web.Response:
        """Show what would change for residents, and what waits for this member's consent."""
        return await self._page(request)

    async def publish(self, request: web.Request) -> web.Response:
        """Publish just what was shown, or ask a second person."""
        form = sent(request)
        why = one_line(form, "alasan")
        if len(why) < SHORTEST_WHY:
            return await self._page(request, 409, trouble=texts.SHORT_WHY, why=why)
        try:
            done = await self._desk.publish(visit_of(request).member, one_line(form, "usul"), why)
        except Trouble as trouble:
            return await self._page(request, 409, trouble=str(trouble), why=why)
        if isinstance(done, Waiting):
            names = ", ".join(one.name for one in done.others)
            return shown(request, "done.html", PUBLISH, sentence=texts.ASKED.format(names=names))
        return shown(request, "done.html", PUBLISH, sentence=texts.PUBLISHED.format(number=done))

    async def decide(self, request: web.Request) -> web.Response:
        """Agree to what another member asked for, or refuse it."""
        form = sent(request)
        agreed = form.get("putusan") == "setuju"
        number = one_line(form, "nomor")
        if not number.isdecimal() or len(number) > 12:
            raise Trouble(texts.NO_PAGE)
        _, edition = await self._desk.decide(visit_of(request).member, int(number), agreed=agreed)
        sentence = texts.PUBLISHED.format(number=edition) if edition else texts.PAGE_REFUSED
        return shown(request, "done.html", PUBLISH, sentence=sentence)

    async def history(self, request: web.Request) -> web.Response:
        """Show the publications."""
        editions, older = await self._desk.history(visit_of(request).member)
        return shown(request, "history.html", HISTORY, editions=[(one, tested(one)) for one in editions], older=older)

    async def undo(self, request: web.Request) -> web.Response:
        """Take the current publication back."""
        number, note = await self._desk.undo(visit_of(request).member, one_line(sent(request), "terbitan"))
        sentence = f"{texts.TAKEN_BACK.format(number=number)}\n{note}"
        return shown(request, "done.html", HISTORY, sentence=sentence)

    async def _page(self, request: web.Request, status: int = 200, **values: object) -> web.Response:
        member = visit_of(request).member
        today = await self._desk.today(member)
        values = {"trouble": "", "why": "", "nothing": False, "today": today, **values}
        try:
            proposed = await self._desk.propose(member)
            values["nothing"] = proposed is None
        except Trouble as trouble:
            proposed, values["trouble"] = None, values["trouble"] or str(trouble)
        if proposed:
            values["lines"] = summary(proposed)
            values["changes"] = [(one.id, *changed_lines(one)) for one in proposed.changes[:SHOWN]]
        return shown(request, "publish.html", PUBLISH, status, proposed=proposed, **values)

    async def to_sign(self, request: web.Request) -> web.Response:
        """Show what waits for this member's signature."""
        member = visit_of(request).member
        today = await self._desk.today(member)
        return shown(request, "signing.html", SIGN, today=today, signed="tersimpan" in request.query)

    async def read_to_sign(self, request: web.Request) -> web.Response:
        """Show one answer with its sources, to be signed."""
        entry, seen, preview = await self._desk.entry(visit_of(request).member, request.match_info["id"])
        return shown(request, "sign.html", SIGN, entry=entry, seen=seen, preview=preview)

    async def sign(self, request: web.Request) -> web.Response:
        """Sign the answer as it was shown."""
        id = request.match_info["id"]
        await self._desk.sign(visit_of(request).member, id, one_line(sent(request), "dilihat"))
        return go_to(f"{SIGN}?tersimpan")
