"""A small python-telegram-bot for the page's tests: a menu, an echo, and answers that wait for the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, ContextTypes, TypeHandler

from telegram_simulator.server import BotApiServer
from tests.typed import some

LONG = "Syarat paspor anak: KTP orang tua, Kartu Keluarga, akta lahir, dan buku nikah. " * 12
KEYS = (("Simpan", "toast"), ("Peringatan", "alert")), (("Tahan", "hold"), ("Ganti", "edit"))


class VillageBot:
    """`release`: what the bot waits for when the button "Tahan" was pressed."""

    def __init__(self, server: BotApiServer) -> None:
        self.release = asyncio.Event()
        rows = [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in KEYS]
        link = InlineKeyboardButton("Desa lain", url=f"https://t.me/{server.bot.username}?start=desa-contoh")
        self.menu = InlineKeyboardMarkup([*rows, [link]])

    async def take(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer whatever comes."""
        if update.callback_query:
            await self._press(update.callback_query)
        elif update.edited_message:
            await update.edited_message.reply_text(f"Diubah menjadi: {update.edited_message.text}")
        elif update.message:
            await self._answer(update.message, update.message.text or "")

    async def _press(self, query: CallbackQuery) -> None:
        if query.data == "hold":
            await self.release.wait()
        if query.data == "edit":
            await query.edit_message_text("Menu sudah diganti.")
        alert = query.data == "alert"
        await query.answer("Jangan berikan PIN." if alert else "Tersimpan.", show_alert=alert)

    async def _answer(self, message: Message, text: str) -> None:
        if text.startswith("/start"):
            place = text.removeprefix("/start").strip() or "belum dipilih"
            await message.reply_html(f"<b>Selamat datang.</b> Desa: {place}.", reply_markup=self.menu)
        elif text == "panjang":
            await message.reply_text(LONG, reply_markup=self.menu)
        elif text:
            replied = f" (membalas: {message.reply_to_message.text})" if message.reply_to_message else ""
            await message.reply_text(f"Jawaban untuk: {text}{replied}", reply_markup=self.menu)
        elif message.photo or message.voice:
            what = "foto" if message.photo else "rekaman"
            await message.reply_text(f"Menerima {what}: {message.caption or 'tanpa keterangan'}")


@asynccontextmanager
async def running(server: BotApiServer) -> AsyncIterator[VillageBot]:
    """Let a bot poll the server."""
    bot = VillageBot(server)
    builder = Application.builder().token(server.token).concurrent_updates(True).base_url(f"{server.base_url}/bot")
    async with builder.base_file_url(f"{server.base_url}/file/bot").build() as app:
        app.add_handler(TypeHandler(Update, bot.take))
        await app.bot.set_my_commands([("menu", "Daftar topik"), ("bantuan", "Cara memakai")])
        await app.start()
        await some(app.updater).start_polling()
        yield bot
        bot.release.set()
        await some(app.updater).stop()
        await app.stop()
