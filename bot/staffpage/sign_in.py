"""Coming in with the bot's one-time link, and going out again."""

from __future__ import annotations

from aiohttp import web

from bot.app.editing.staff import Authenticator, token_hash
from bot.helpdesk.texts import staff as texts
from bot.staffpage.guard import Guard, RefusedRequest
from bot.staffpage.sessions import Sessions
from bot.staffpage.view import VISIT, go_to, page

LONGEST_TOKEN = 100


class SignIn:
    """The pages before and after the others."""

    def __init__(self, guard: Guard, authenticator: Authenticator, sessions: Sessions) -> None:
        self._guard = guard
        self._authenticator = authenticator
        self._sessions = sessions

    def routes(self) -> list[web.RouteDef]:
        """Return its addresses."""
        return [
            web.get("/masuk/{token}", self.show),
            web.post("/masuk/{token}", self.enter),
            web.post("/keluar", self.leave),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Show a button only: link previews and virus scanners open links too, and must not use this one up."""
        return page("sign_in.html", token=request.match_info["token"])

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Use the link up and begin a session."""
        token = request.match_info["token"]
        member = await self._authenticator.redeem(token_hash(token)) if len(token) <= LONGEST_TOKEN else None
        if member is None and await self._guard.session(request):
            return go_to("/")  # the link was used here before
        if member is None:
            raise RefusedRequest(403, texts.BAD_LINK)
        response = go_to("/")
        self._guard.sign_in(response, member.id)
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """Sign out here, or everywhere."""
        visit = request[VISIT]
        if visit.form and visit.form.get("semua"):
            self._sessions.end_all(visit.member.id)
        self._sessions.end(visit.token)
        response = page("sentence.html", heading=texts.LEFT_HEADING, sentence=texts.LEFT, visit=None)
        self._guard.sign_out(response)
        return response
