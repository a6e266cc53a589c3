"""The address that Telegram calls: 200 only after the commit, 503 while nothing can be stored."""

from __future__ import annotations

import hmac

import structlog
from aiohttp import web

from bot.channels.telegram.receive import Intake
from bot.channels.telegram.request import read_json
from bot.channels.telegram.translate import received, unreadable
from bot.helpdesk.errors import Trouble

PATH = "/telegram"
LARGEST = 1024**2
"""Bytes of one update; Telegram's are a few kilobytes."""

log = structlog.get_logger()


def webhook_app(intake: Intake, secret: str) -> web.Application:
    """The web application for Telegram's calls. Without a secret nobody may run it: anyone could write as anyone."""
    if not secret:
        raise Trouble("Mode webhook memerlukan telegram.webhook.secret_token. Isi dengan rahasia yang panjang.")
    expected = secret.encode()

    async def take(request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode()
        if not hmac.compare_digest(given, expected):
            log.warning("a call without the right secret was refused")
            return web.Response(status=403)
        body = await request.read()
        try:
            row = received(read_json(body))
        except (ValueError, RecursionError):
            log.error("something that is no update came in; it is kept as a dead letter")
            row = unreadable(body)
        try:
            await intake.take([row])
        except Trouble as error:
            log.error("updates cannot be stored; Telegram keeps them", cause=str(error.cause))
            return web.Response(status=503)
        return web.Response(status=200)

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(PATH, take)
    return app
