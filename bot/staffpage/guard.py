"""What every request goes through before a page sees it, and the headers that every answer carries."""

from __future__ import annotations

import asyncio
import hmac
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.app.editing.staff import Authenticator, PageAddress
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member
from bot.helpdesk.texts import staff as texts
from bot.staffpage.sessions import LASTS, Session, Sessions
from bot.staffpage.view import VISIT, Form, PageVisit, page

BODY = 1_000_000
SHEET = 5_000_000
"""Bytes of a form, and of a form that brings an Excel file."""
SHEETS = "/lembar/"
"""Addresses that take Excel files."""
OPEN = ("/masuk", "/statis/")
"""Addresses for everybody."""
KEPT = "/entri/"
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

    def __init__(
        self, address: PageAddress, authenticator: Authenticator, sessions: Sessions, now: Callable[[], datetime]
    ) -> None:
        self._origins = address.origins
        self._hosts = frozenset(origin.partition("://")[2] for origin in address.origins)
        self._secure = address.secure
        # browsers take the name __Host- only from https, which also rules out other paths and domains
        self.cookie = "__Host-staf" if address.secure else "staf"
        self._authenticator = authenticator
        self._sessions = sessions
        self._often = Limit(PER_MINUTE, now)
        self._sign_ins = Limit(SIGN_INS, now)

    def sign_in(self, response: web.StreamResponse, member: str) -> None:
        """Begin a session whose token goes into the browser's cookie."""
        token = self._sessions.begin(member)
        response.set_cookie(
            self.cookie,
            token,
            path="/",
            max_age=int(LASTS.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="Strict",
        )

    def sign_out(self, response: web.StreamResponse) -> None:
        """Take the cookie out of the browser."""
        response.del_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")

    async def session(self, request: web.Request) -> tuple[Session, Member] | None:
        """Return the session that the browser has, and whose it is."""
        session = self._sessions.find(request.cookies.get(self.cookie, ""))
        member = await self._authenticator.member(session.member) if session else None
        return (session, member) if session and member else None

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
        member = await self._authenticator.member(session.member) if session else None
        if session is None or member is None:
            raise RefusedRequest(
                401, texts.SIGNED_OUT_TYPING if posts and request.path.startswith(KEPT) else texts.SIGNED_OUT
            )
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
