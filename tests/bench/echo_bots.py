"""Bots that store nothing and answer every text with itself: what ours is measured against.

python -m tests.bench.echo_bots stock|aiogram ADDRESS TOKEN
"""

from __future__ import annotations

import asyncio
import sys

ANSWER = "x" * 400
"""As long as one of our answers."""


def stock(address: str, token: str) -> None:
    """python-telegram-bot as its documentation shows it."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(ANSWER)

    builder = Application.builder().token(token).base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


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
    {"aiogram": aiogram, "stock": stock}[kind](where, key)
