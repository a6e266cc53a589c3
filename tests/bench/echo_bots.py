"""Bots that store nothing and answer every text with itself: what ours is measured against.

python -m tests.bench.echo_bots stock|aiohttp|aiogram ADDRESS TOKEN
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

ANSWER = "x" * 400
"""As long as one of our answers."""


def stock(address: str, token: str, *, fast: bool) -> None:
    """python-telegram-bot as its documentation shows it; `fast`: over our aiohttp request."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(ANSWER)

    builder = Application.builder().token(token).base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    if fast:
        builder = builder.request(over_aiohttp()).get_updates_request(over_aiohttp())
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


def over_aiohttp() -> Any:
    """Give python-telegram-bot our connections in the place of its own."""
    from telegram.request import BaseRequest, RequestData

    from bot.channels.telegram.request import AiohttpRequest

    class OverAiohttp(BaseRequest):
        read_timeout = None

        def __init__(self) -> None:
            self._ours = AiohttpRequest()

        async def initialize(self) -> None:
            await self._ours.initialize()

        async def shutdown(self) -> None:
            await self._ours.shutdown()

        async def do_request(
            self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
        ) -> tuple[int, bytes]:
            return await self._ours.post_json(url, request_data.json_payload if request_data else b"{}")

    return OverAiohttp()


def aiogram(address: str, token: str) -> None:
    """aiogram 3 as its documentation shows it."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(address))
        dispatcher = Dispatcher()

        @dispatcher.message()
        async def echo(message: Message) -> None:
            await message.answer(ANSWER)

        await dispatcher.start_polling(Bot(token, session=session), handle_signals=True)

    asyncio.run(run())


if __name__ == "__main__":
    kind, where, key = sys.argv[1:4]
    if kind == "aiogram":
        aiogram(where, key)
    else:
        stock(where, key, fast=kind == "aiohttp")
