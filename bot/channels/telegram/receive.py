"""Updates into the inbox: stored and committed before they are acknowledged to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.connect import REFUSED
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.request import Calls, wait_of, words_of
from bot.channels.telegram.translate import ALLOWED_UPDATES, received
from bot.helpdesk.model.errors import AlertKind, Misconfigured
from bot.helpdesk.model.store import Received

MOST = 100  # updates that Telegram hands over at once
LONG_POLL = 25  # seconds that Telegram holds a request without updates
ANSWER_WITHIN = LONG_POLL + 10.0  # seconds of silence after which a request counts as lost
PATIENCE = (1, 2, 5, 10, 30)  # seconds between tries while Telegram or the database cannot be reached

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
