"""The address that Telegram calls, 200 only after the commit; how it is made known to Telegram, and watched."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import structlog
from aiohttp import web
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.connect import REFUSED
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import PATIENCE, Keep
from bot.channels.telegram.request import Calls, read_json, words_of
from bot.channels.telegram.translate import ALLOWED_UPDATES, received, unreadable
from bot.helpdesk.model.errors import AlertKind, Misconfigured, Trouble

PATH = "/telegram"
LARGEST = 1024**2  # bytes of one update; Telegram's are a few kilobytes
BODY_WITHIN = 10.0  # seconds in which a call's body must have come; Telegram's comes at once
POLL_SECONDS = 30.0  # seconds between two questions to Telegram about the webhook

log = structlog.get_logger()


def webhook_app(keep: Keep, secret: str, contact: Contact) -> web.Application:
    """Build the web application for Telegram's calls: 503 while nothing can be stored.

    Without a secret anyone could write as anyone.
    """
    if not secret:
        raise Trouble("Mode webhook memerlukan telegram.webhook.secret_token. Isi dengan rahasia yang panjang.")
    expected = secret.encode()
    troubles: dict[str, str] = {}

    def trouble(kind: str, cause: str, event: str) -> None:
        """Log when it begins and when its cause changes, not at every call: Telegram and strangers call often."""
        if troubles.get(kind) != cause:
            troubles[kind] = cause
            log.warning(event, cause=cause)

    async def take(request: web.Request) -> web.Response:
        # a header may hold any bytes; aiohttp gives those that are no UTF-8 as lone surrogates
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            trouble("secret", "wrong", "calls without the right secret are refused")
            return web.Response(status=403)
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        contact.called()
        troubles.pop("secret", None)
        try:
            row = received(read_json(body))
        except (ValueError, RecursionError):
            log.error("something that is no update came in; it is kept as a dead letter")
            row = unreadable(body)
        try:
            await keep([row])
        except Trouble as error:
            trouble("store", str(error.cause), "updates cannot be stored; Telegram keeps them")
            return web.Response(status=503)
        troubles.pop("store", None)
        return web.Response(status=200)

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(PATH, take)
    return app


class Announcer:
    """Sets the webhook until Telegram takes it, asks regularly how it goes, and sets it again when it was changed.

    `shared`: other processes may get calls, too; what one of them misses when it dies, Telegram sends again to any.
    """

    def __init__(self, calls: Calls, url: str, secret: str, contact: Contact, *, shared: bool = False) -> None:
        self._calls, self._contact, self._shared = calls, contact, shared
        # as many at one time as Telegram allows: what comes together shares a commit, also in one of several processes
        self._hook = {"url": url, "secret_token": secret, "allowed_updates": ALLOWED_UPDATES, "max_connections": 100}
        self._before: tuple[bool, int] = (False, 0)

    async def run(self) -> None:
        """Announce and watch until cancelled. Raises Misconfigured when Telegram does not know the token."""
        announced, failures = False, 0
        while True:
            try:
                if announced:
                    announced = await self._look()
                else:
                    await self._calls.post("setWebhook", **self._hook)
                    self._contact.heard()
                    log.info("the webhook is set")
                    announced, failures = True, 0
                self._contact.restored(AlertKind.WEBHOOK_REFUSED)
            except InvalidToken as error:
                raise Misconfigured(REFUSED, error) from error
            except BadRequest as error:
                self._contact.heard()
                self._contact.lost(AlertKind.WEBHOOK_REFUSED, str(error))
            except TelegramError as error:
                self._contact.lost(AlertKind.TELEGRAM, words_of(error))
            if announced:
                await asyncio.sleep(POLL_SECONDS if self._contact.caught_up and not self._shared else 1)
            else:
                failures += 1
                await asyncio.sleep(PATIENCE[min(failures, len(PATIENCE)) - 1])

    async def _look(self) -> bool:
        """Ask Telegram how the webhook goes; whether it is still ours. Raises TelegramError."""
        info: Any = await self._calls.post("getWebhookInfo")
        self._contact.heard()
        known = info if isinstance(info, dict) else {}
        if known.get("url") != self._hook["url"]:
            self._contact.lost(AlertKind.SECOND_BOT, "the webhook was changed or deleted")
            return False
        # it is lost when updates wait and no call arrived between two checks: no times are compared, so that a wrong
        # clock on either side changes nothing
        pending, failed = known.get("pending_update_count"), known.get("last_error_date")
        self._contact.pending = pending if isinstance(pending, int) else 0
        self._contact.failed_at = failed if isinstance(failed, int) else 0
        self._contact.caught_up = pending == 0 or (self._contact.caught_up and not self._shared)
        now = (bool(pending), self._contact.calls)
        if pending and now == self._before and (words := known.get("last_error_message")):
            self._contact.lost(AlertKind.WEBHOOK, str(words))
        elif not pending:
            self._contact.restored(AlertKind.WEBHOOK)
        self._before = now
        return True
