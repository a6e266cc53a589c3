"""Call an outside monitor every minute while the bot can work, so that it notices when the calls stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog

from bot.channels.telegram.request import AiohttpRequest, NoAnswer, NotSent

EVERY = 60.0
"""Seconds between two calls."""
ANSWER_WITHIN = 10.0

log = structlog.get_logger()


class Heartbeat:
    """Calls `url`, a secret of which the log sees only the host, while `ready` says so."""

    def __init__(self, request: AiohttpRequest, url: str, ready: Callable[[], bool]) -> None:
        self._request = request
        self._url = url
        self._host = urlsplit(url).hostname
        self._ready = ready
        self._failing = False

    async def run(self) -> None:
        """Call until cancelled."""
        while True:
            if self._ready():
                await self._beat()
            await asyncio.sleep(EVERY)

    async def _beat(self) -> None:
        try:
            status, _ = await self._request.get(self._url, ANSWER_WITHIN)
            cause = "" if status < HTTPStatus.BAD_REQUEST else f"HTTP {status}"
        except (NotSent, NoAnswer) as error:
            cause = str(error)
        if bool(cause) == self._failing:
            return
        self._failing = bool(cause)
        if cause:
            log.warning("the heartbeat does not arrive", host=self._host, cause=cause)
        else:
            log.info("the heartbeat arrives again", host=self._host)
