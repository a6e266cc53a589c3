"""The address that Telegram calls: 200 only after the commit, 503 while nothing can be stored."""

from __future__ import annotations

import asyncio
import hmac

import structlog
from aiohttp import web

from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import Keep
from bot.channels.telegram.request import read_json
from bot.channels.telegram.translate import received, unreadable
from bot.helpdesk.model.errors import Trouble

PATH = "/telegram"
LARGEST = 1024**2
"""Bytes of one update; Telegram's are a few kilobytes."""
BODY_WITHIN = 10.0
"""Seconds in which a call's body must have come; Telegram's comes at once."""

log = structlog.get_logger()


class OncePerCause:
    """Log a trouble when it begins and when its cause changes, not at every call: Telegram and strangers call often."""

    def __init__(self) -> None:
        self._causes: dict[str, str] = {}

    def of(self, kind: str, cause: str, event: str) -> None:
        """Note that the trouble lasts; log `event` unless it was logged with this cause."""
        if self._causes.get(kind) != cause:
            self._causes[kind] = cause
            log.warning(event, cause=cause)

    def over(self, kind: str) -> None:
        """Note that the trouble is over."""
        self._causes.pop(kind, None)


def webhook_app(keep: Keep, secret: str, contact: Contact) -> web.Application:
    """Build the web application for Telegram's calls. Without a secret anyone could write as anyone."""
    if not secret:
        raise Trouble("Mode webhook memerlukan telegram.webhook.secret_token. Isi dengan rahasia yang panjang.")
    expected = secret.encode()
    reported = OncePerCause()

    async def take(request: web.Request) -> web.Response:
        # a header may hold any bytes; aiohttp gives those that are no UTF-8 as lone surrogates
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            reported.of("secret", "wrong", "calls without the right secret are refused")
            return web.Response(status=403)
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        contact.called()
        reported.over("secret")
        try:
            row = received(read_json(body))
        except (ValueError, RecursionError):
            log.error("something that is no update came in; it is kept as a dead letter")
            row = unreadable(body)
        try:
            await keep([row])
        except Trouble as error:
            reported.of("store", str(error.cause), "updates cannot be stored; Telegram keeps them")
            return web.Response(status=503)
        reported.over("store")
        return web.Response(status=200)

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(PATH, take)
    return app
