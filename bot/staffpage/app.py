"""The staff page served: its addresses behind the guard, beside the bot's other loops or by a command of its own."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import structlog
from aiohttp import web

from bot.app.editing.desk import Desk
from bot.app.editing.editor import EntryEditor
from bot.app.editing.staff import Authenticator, PageAddress, StaffWorker
from bot.app.runtime.health import listening
from bot.helpdesk.model.errors import Trouble
from bot.staffpage import answers, publishing, sheets
from bot.staffpage.guard import Guard
from bot.staffpage.view import DESK, EDITOR, STATIC

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FOR_A_DAY = "public, max-age=86400"
AGAIN = 60.0
"""Seconds until the page is opened again whose address is taken: residents must not wait for that."""
SETTING = "staff.page.listen"

Pages = Iterable[web.AbstractRouteDef]

log = structlog.get_logger()


def staff_page(
    address: PageAddress, authenticator: Authenticator, pages: Pages, now: Callable[[], datetime]
) -> web.Application:
    """Return the page: coming in and going out, and behind that the pages given."""
    guard = Guard(address, authenticator, now)
    app = web.Application(middlewares=[guard.middleware])
    app.add_routes([web.get("/statis/{name}", _static), *guard.routes(), *pages])
    return app


def opened(desk: Desk, address: PageAddress) -> AbstractAsyncContextManager[None]:
    """Serve the page until the block ends. Raises Trouble when the address is taken."""
    authenticator = Authenticator(desk.office.store, address.url, desk.office.now)
    app = staff_page(address, authenticator, (*publishing.PAGES, *answers.PAGES, *sheets.PAGES), desk.office.now)
    app[DESK], app[EDITOR], app[sheets.HELD], app[publishing.LOOKING] = desk, EntryEditor(desk), OrderedDict(), {}
    return listening(app, address.listen, SETTING)


async def serve_page(worker: StaffWorker, address: PageAddress) -> None:
    """Serve the page until cancelled; the bot goes on without it where that cannot be."""
    while True:
        try:
            async with opened(await worker.desk(), address):
                await asyncio.Event().wait()
        except Trouble as error:
            log.error("the staff page cannot be served", cause=str(error))
            await asyncio.sleep(AGAIN)


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    kind = TYPES[name.rpartition(".")[2]]
    return web.Response(body=STATIC[name], content_type=kind, headers={"Cache-Control": FOR_A_DAY})
