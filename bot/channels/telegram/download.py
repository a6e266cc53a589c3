"""Gets a file that somebody has sent to the bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import kelola
from bot.helpdesk.texts import sheets as texts

Get = Callable[[str, int], Awaitable[bytes | None]]
"""Gets what stands at an address; None where it is longer than so many bytes. Raises NotSent or NoAnswer."""


class Downloads:
    """Files by their ids. `address`: https://…/file/bot<token>."""

    def __init__(self, calls: Calls, get: Get, address: str) -> None:
        self._calls = calls
        self._get = get
        self._address = address

    async def content(self, file: str, most: int) -> bytes:
        """Return a file of so many bytes at most. Raises Trouble with a sentence for its sender."""
        too_large = Trouble(texts.TOO_LARGE.format(most=most // 1024**2))
        try:
            found = await self._calls.post("getFile", file_id=file)
            if found.get("file_size", 0) > most:
                raise too_large
            content = await self._get(f"{self._address}/{found['file_path']}", most)
        except (TelegramError, KeyError, AttributeError) as error:
            # its text may hold the address, and with it the token
            raise Trouble(kelola.SHEET_NOT_FETCHED, error) from None
        if content is None:
            raise too_large
        return content
