"""What every request goes through before a page sees it, coming in and going out, and what every answer carries."""

from __future__ import annotations

import asyncio
import hmac
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.app.editing.staff import Authenticator, PageAddress, token_hash
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member
from bot.helpdesk.texts import staff as texts
from bot.staffpage.sessions import LASTS, Session, Sessions
from bot.staffpage.view import VISIT, Form, PageVisit, go_to, page

BODY = 1_000_000
SHEET = 5_000_000
"""Bytes of a form, and of a form that brings an Excel file."""
SHEETS = "/lembar/"
"""Addresses that take Excel files."""
LONGEST_TOKEN = 100
OPEN = ("/masuk", "/statis/")
"""Addresses for everybody."""
KEPT = "/entri"
"""Addresses whose forms the browser keeps until they are saved (page.js)."""
WINDOW = timedelta(minutes=1)
KEYS = 1000
"""Keys remembered; with more, those that have been quiet are forgotten."""
PER_MINUTE = 300
SIGN_INS = 10
PATIENCE = 30.0
"""Seconds in which a form must have come."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()


class RefusedRequest(Exception):
    """A request that is not let through, with the sentence for the one who sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Limit:
    """How often something may be done: at most `most` times in a window that slides, by key."""

    def __init__(self, most: int, now: Callable[[], datetime]) -> None:
        self._most = most
        self._now = now
        self._times: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def allows(self, key: str) -> bool:
        """Note an attempt and return whether it may go on."""
        now = self._now()
        if len(self._times) > KEYS:
            quiet = [one for one, times in self._times.items() if not times or now - times[-1] > WINDOW]
            for one in quiet:
                del self._times[one]
        times = self._times[key]
        while times and now - times[0] > WINDOW:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now)
        return True


class Guard:
    """Lets requests through: from the right place, signed in where that is needed, not too often, not too large."""

    def __init__(self, address: PageAddress, authenticator: Authenticator, now: Callable[[], datetime]) -> None:
        self._origins = address.origins
        self._hosts = frozenset(origin.partition("://")[2] for origin in address.origins)
        self._secure = address.secure
        # browsers take the name __Host- only from https, which also rules out other paths and domains
        self.cookie = "__Host-staf" if address.secure else "staf"
        self._authenticator = authenticator
        self._sessions = Sessions(now)
        self._often = Limit(PER_MINUTE, now)
        self._sign_ins = Limit(SIGN_INS, now)

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses by which members come in with the bot's one-time link, and go out."""
        coming = [web.get("/masuk/{token}", self._show), web.post("/masuk/{token}", self._enter)]
        return [*coming, web.post("/keluar", self._leave)]

    async def _show(self, request: web.Request) -> web.Response:
        """Show a button only: link previews and virus scanners open links too, and must not use this one up."""
        return page("sign_in.html", token=request.match_info["token"])

    async def _enter(self, request: web.Request) -> web.Response:
        """Use the link up, and begin a session whose token goes into the browser's cookie."""
        link, response = request.match_info["token"], go_to("/")
        member = await self._authenticator.redeem(token_hash(link)) if len(link) <= LONGEST_TOKEN else None
        if member:
            token, lasts = self._sessions.begin(member.id), int(LASTS.total_seconds())
            response.set_cookie(
                self.cookie, token, path="/", max_age=lasts, secure=self._secure, httponly=True, samesite="Strict"
            )
        elif await self._member(self._sessions.find(request.cookies.get(self.cookie, ""))) is None:
            raise RefusedRequest(403, texts.BAD_LINK)  # else the link was used here before
        return response

    async def _leave(self, request: web.Request) -> web.Response:
        """Sign out here, or everywhere."""
        visit = request[VISIT]
        if visit.form and visit.form.get("semua"):
            self._sessions.end_all(visit.member.id)
        self._sessions.end(visit.token)
        response = page("sentence.html", heading=texts.LEFT_HEADING, sentence=texts.LEFT, visit=None)
        response.del_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")
        return response

    async def _member(self, session: Session | None) -> Member | None:
        return await self._authenticator.member(session.member) if session else None

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the request through to its page, or answer with a page that says why not."""
        try:
            response = await handler(await self._admitted(request))
        except RefusedRequest as refused:
            response = _sentence(request, refused.status, str(refused))
        except Trouble as trouble:
            response = _sentence(request, 409, str(trouble))
        except web.HTTPRequestEntityTooLarge:
            response = _sentence(request, 413, texts.PAGE_TOO_LARGE)
        except web.HTTPException as error:
            response = _sentence(request, error.status, texts.NO_PAGE)
        except Exception:
            log.exception("a staff page failed", path=request.path)
            response = _sentence(request, 500, texts.FAULT)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if self._secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    async def _admitted(self, request: web.Request) -> web.Request:
        if request.host.lower() not in self._hosts:
            raise RefusedRequest(421, texts.WRONG_HOST)
        posts = request.method == "POST"
        if posts and request.headers.get("Origin", "").lower() not in self._origins:
            raise RefusedRequest(403, texts.WRONG_ORIGIN)
        if posts and (request.content_type not in FORMS or request.headers.get("Content-Encoding")):
            raise RefusedRequest(415, texts.WRONG_TYPE)
        token = request.cookies.get(self.cookie, "")
        session = self._sessions.find(token)
        if not self._often.allows(session.csrf if session else self._caller(request)):
            raise RefusedRequest(429, texts.TOO_OFTEN)
        if request.path.startswith(OPEN):
            if posts and not self._sign_ins.allows(self._caller(request)):
                raise RefusedRequest(429, texts.TOO_OFTEN)
            return request
        member = await self._member(session)
        if session is None or member is None:
            typing = posts and request.path.startswith(KEPT)
            raise RefusedRequest(401, texts.SIGNED_OUT_TYPING if typing else texts.SIGNED_OUT)
        form = await _form(request) if posts else None
        if form is not None and not hmac.compare_digest(str(form.get("csrf", "")).encode(), session.csrf.encode()):
            raise RefusedRequest(403, texts.WRONG_FORM)
        request[VISIT] = PageVisit(member, session, token, form)
        return request

    def _caller(self, request: web.Request) -> str:
        """Return whose attempts are counted; behind a proxy the last address is the one that the proxy saw."""
        forwarded = request.headers.get("X-Forwarded-For", "") if self._secure else ""
        return forwarded.rpartition(",")[2].strip() or request.remote or ""


async def _form(request: web.Request) -> Form:
    """Return what was sent, within its limits of size and time."""
    most = SHEET if request.path.startswith(SHEETS) else BODY
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.clone(client_max_size=most).post()
    except (ValueError, LookupError, TimeoutError) as error:  # a form that is none, a charset that is none
        raise RefusedRequest(400, texts.WRONG_TYPE) from error


def _sentence(request: web.Request, status: int, sentence: str) -> web.Response:
    heading = texts.HEADINGS.get(status, texts.NOT_DONE)
    return page("sentence.html", status, heading=heading, sentence=sentence, visit=request.get(VISIT), here="")
