"""The staff page as a web application: its addresses, behind the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from aiohttp import web

from bot.staffpage.address import PageAddress
from bot.staffpage.guard import Guard
from bot.staffpage.ports import Authenticator
from bot.staffpage.sessions import Sessions
from bot.staffpage.sign_in import SignIn
from bot.staffpage.templating import STATIC

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FOR_A_DAY = "public, max-age=86400"


def staff_page(
    address: PageAddress, authenticator: Authenticator, pages: Iterable[web.RouteDef], now: Callable[[], datetime]
) -> web.Application:
    """Return the page: coming in and going out, and behind that the pages given."""
    sessions = Sessions(now)
    guard = Guard(address, authenticator, sessions, now)
    app = web.Application(middlewares=[guard.middleware])
    app.add_routes([web.get("/statis/{name}", _static), *SignIn(guard, authenticator, sessions).routes(), *pages])
    return app


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    kind = TYPES[name.rpartition(".")[2]]
    return web.Response(body=STATIC[name], content_type=kind, headers={"Cache-Control": FOR_A_DAY})
