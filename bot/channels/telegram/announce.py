"""The webhook made known to Telegram, and watched by getWebhookInfo."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import PATIENCE, REFUSED, words_of
from bot.channels.telegram.translate import ALLOWED_UPDATES
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.errors import Misconfigured

POLL_SECONDS = 30.0
"""Seconds between two questions to Telegram about the webhook."""

log = structlog.get_logger()


class Announcer:
    """Sets the webhook until Telegram takes it, asks regularly how it goes, and sets it again when it was changed."""

    def __init__(self, calls: Calls, url: str, secret: str, contact: Contact, *, shared: bool = False) -> None:
        """Take where Telegram is to call. `shared`: other processes may get calls, too.

        What one of them misses when it dies, Telegram sends again to any of them, some seconds later.
        """
        self._shared = shared
        self._calls = calls
        self._url = url
        self._secret = secret
        self._contact = contact
        self._before: tuple[bool, int] = (False, 0)

    async def run(self) -> None:
        """Announce and watch until cancelled. Raises Misconfigured when Telegram does not know the token."""
        while True:
            await self._announce()
            while await self.look():
                settled = self._contact.caught_up and not self._shared
                await asyncio.sleep(POLL_SECONDS if settled else 1)

    async def _announce(self) -> None:
        failures = 0
        while True:
            try:
                await self._calls.post(
                    "setWebhook", url=self._url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES
                )
            except InvalidToken as error:
                raise Misconfigured(REFUSED, error) from error
            except BadRequest as error:
                self._contact.heard()
                self._contact.lost(Kind.WEBHOOK_REFUSED, str(error))
            except TelegramError as error:
                self._contact.lost(Kind.TELEGRAM, words_of(error))
            else:
                self._contact.heard()
                self._contact.restored(Kind.WEBHOOK_REFUSED)
                log.info("the webhook is set")
                return
            failures += 1
            await asyncio.sleep(PATIENCE[min(failures, len(PATIENCE)) - 1])

    async def look(self) -> bool:
        """Ask Telegram how the webhook goes; whether it is still ours. Raises Misconfigured as `run`."""
        try:
            info: Any = await self._calls.post("getWebhookInfo")
        except InvalidToken as error:
            raise Misconfigured(REFUSED, error) from error
        except TelegramError as error:
            self._contact.lost(Kind.TELEGRAM, words_of(error))
            return True
        self._contact.heard()
        info_fields = info if isinstance(info, dict) else {}
        if info_fields.get("url") != self._url:
            self._contact.lost(Kind.SECOND_BOT, "the webhook was changed or deleted")
            return False
        self._check_progress(info_fields)
        return True

    def _check_progress(self, info_fields: dict[str, Any]) -> None:
        """Report the webhook as lost when updates wait and no call arrived between two checks.

        This compares no times, so that a wrong clock on either side changes nothing.
        """
        pending, failed = info_fields.get("pending_update_count"), info_fields.get("last_error_date")
        self._contact.pending = pending if isinstance(pending, int) else 0
        self._contact.failed_at = failed if isinstance(failed, int) else 0
        self._contact.caught_up = pending == 0 or (self._contact.caught_up and not self._shared)
        now = (bool(pending), self._contact.calls)
        if pending and now == self._before and (words := info_fields.get("last_error_message")):
            self._contact.lost(Kind.WEBHOOK, str(words))
        elif not pending:
            self._contact.restored(Kind.WEBHOOK)
        self._before = now
