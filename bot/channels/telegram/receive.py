"""Updates into the inbox, by polling or at the webhook: stored for good before they are acknowledged to Telegram."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiohttp import web
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.connect import REFUSED
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.request import Calls, read_json, wait_of, words_of
from bot.channels.telegram.translate import ALLOWED_UPDATES, received, unreadable
from bot.helpdesk.model.errors import AlertKind, Misconfigured, Trouble
from bot.helpdesk.model.store import Received

MOST = 100  # updates that Telegram hands over at once
LONG_POLL = 25  # seconds that Telegram holds a request without updates
ANSWER_WITHIN = LONG_POLL + 10.0  # seconds of silence after which a request counts as lost
PATIENCE = (1, 2, 5, 10, 30)  # seconds between tries while Telegram or the database cannot be reached
PATH = "/telegram"
LARGEST = 1024**2  # bytes of one update at the webhook; Telegram's are a few kilobytes
BODY_WITHIN = 10.0  # seconds in which a call's body must have come; Telegram's comes at once
POLL_SECONDS = 30.0  # seconds between two questions to Telegram about the webhook

log = structlog.get_logger()

Keep = Callable[[Sequence[Received]], Awaitable[object]]  # stores updates for good; raises Trouble when it cannot


class Poller:
    """Long polling. A higher offset, which acknowledges, is sent only after the commit.

    `calls`: the Bot API with patience for a long poll.
    """

    def __init__(self, calls: Calls, keep: Keep, contact: Contact) -> None:
        self._calls, self._keep, self._contact = calls, keep, contact
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises Misconfigured when Telegram does not know the token."""
        polling = False
        while True:
            try:
                if polling:
                    await self._poll()
                else:  # polling and a webhook that was set earlier exclude each other; its updates are kept
                    await self._calls.post("deleteWebhook", drop_pending_updates=False)
                    self._contact.heard()
                polling, self._failures = True, 0
                continue
            except InvalidToken as error:
                raise Misconfigured(REFUSED, error) from error
            except Conflict as error:
                self._contact.lost(AlertKind.SECOND_BOT, str(error))
            except RetryAfter as error:
                self._contact.lost(AlertKind.TELEGRAM, "Too Many Requests")
                self._failures += 1
                await asyncio.sleep(wait_of(error).total_seconds())
                continue
            except TelegramError as error:
                self._contact.lost(AlertKind.TELEGRAM, words_of(error))
            except Exception as error:
                # whatever it was: nothing was acknowledged, so nothing is lost, and Telegram will offer it again
                log.warning("updates could not be taken", cause=type(error).__name__)
            self._failures += 1
            await asyncio.sleep(PATIENCE[min(self._failures, len(PATIENCE)) - 1])

    async def _poll(self) -> None:
        # at the start and after a failure the answer comes at once, so that it is soon known that contact is there
        wait = 0 if self._failures or not self._contact.caught_up else LONG_POLL
        updates: Any = await self._calls.post(
            "getUpdates", timeout=wait, limit=MOST, allowed_updates=ALLOWED_UPDATES, offset=self._offset
        )
        self._contact.heard()
        if updates:
            await self._keep([received(update) for update in updates])
            ids = [update["update_id"] for update in updates if isinstance(update, dict) and "update_id" in update]
            # raises when nothing of this can be acknowledged, so that it is not asked for again at once
            self._offset = max(number for number in ids if type(number) is int) + 1
        self._contact.caught_up |= len(updates or ()) < MOST


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
