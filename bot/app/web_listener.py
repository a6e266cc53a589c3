"""The pages that can be reached from outside as soon as the process starts: health pages and webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from bot.app.health import Health
from bot.app.http import health_routes, listening
from bot.channels.telegram.contact import Contact
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as operator_texts
from bot.metrics import Metrics
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram.receive import Keep
    from bot.helpdesk.model.store import Received


class WebListener:
    """The listening addresses of the settings. Until a bot takes updates they are refused, and Telegram keeps them."""

    def __init__(self, settings: Settings, metrics: Metrics, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._metrics = metrics
        self._keep: Keep | None = None
        self.contact = Contact(now)
        self.health = Health(self.contact, settings.health.deaf_after, now)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen until the block ends. Raises Trouble when an address is taken."""
        telegram, address = self._settings.telegram, self._settings.health.listen
        async with AsyncExitStack() as stack:
            if address:
                pages = web.Application()
                pages.add_routes(health_routes(self.health, self._metrics))
                await stack.enter_async_context(listening(pages, address, "health.listen"))
            if telegram.mode == "webhook":
                from bot.channels.telegram.webhook import webhook_app  # the other addresses answer without it

                secret = telegram.webhook.secret_token.get_secret_value()
                app = webhook_app(self._take, secret, self.contact)
                await stack.enter_async_context(listening(app, telegram.webhook.listen, "telegram.webhook.listen"))
            yield

    @contextmanager
    def receiving(self, keep: Keep) -> Iterator[None]:
        """Inside the block, Telegram's updates are stored."""
        self._keep = keep
        try:
            yield
        finally:
            self._keep = None

    async def _take(self, updates: Sequence[Received]) -> object:
        if self._keep is None:
            raise Trouble(operator_texts.STARTING, RuntimeError("the bot is being started or ended"))
        return await self._keep(updates)
