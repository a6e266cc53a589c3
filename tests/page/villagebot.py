"""A small python-telegram-bot for the page's tests: a menu, an echo, and answers that wait for the test."""

from __future__ import annotations

import asyncio

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from telegram_simulator.server import BotApiServer

Context = ContextTypes.DEFAULT_TYPE
LONG = "Syarat paspor anak: KTP orang tua, Kartu Keluarga, akta lahir, dan buku nikah. " * 12


class VillageBot:
    """`release`: what the bot waits for when the button "Tahan" was pressed."""

    def __init__(self, server: BotApiServer) -> None:
        self.release = asyncio.Event()
        builder = Application.builder().token(server.token).base_url(f"{server.base_url}/bot")
        self.app = builder.base_file_url(f"{server.base_url}/file/bot").build()
        self._link = f"https://t.me/{server.bot.username}?start=desa-contoh"
        self.app.add_handlers(
            [
                CommandHandler("start", self._start),
                CallbackQueryHandler(self._press),
                MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._edited),
                MessageHandler(filters.PHOTO | filters.VOICE, self._media),
                MessageHandler(filters.TEXT, self._text),
            ]
        )

    async def start(self) -> None:
        """Begins to poll."""
        await self.app.initialize()
        await self.app.bot.set_my_commands([("menu", "Daftar topik"), ("bantuan", "Cara memakai")])
        await self.app.start()
        assert self.app.updater is not None
        await self.app.updater.start_polling()

    async def stop(self) -> None:
        """End polling and whatever still waits."""
        self.release.set()
        assert self.app.updater is not None
        await self.app.updater.stop()
        await self.app.stop()
        await self.app.shutdown()

    def _menu(self) -> InlineKeyboardMarkup:
        rows = [
            [("Simpan", "toast"), ("Peringatan", "alert")],
            [("Tahan", "hold"), ("Ganti", "edit")],
        ]
        buttons = [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
        return InlineKeyboardMarkup([*buttons, [InlineKeyboardButton("Desa lain", url=self._link)]])

    async def _start(self, update: Update, context: Context) -> None:
        assert update.message is not None
        place = " ".join(context.args or []) or "belum dipilih"
        await update.message.reply_html(f"<b>Selamat datang.</b> Desa: {place}.", reply_markup=self._menu())

    async def _press(self, update: Update, _: Context) -> None:
        query = update.callback_query
        assert query is not None
        if query.data == "hold":
            await self.release.wait()
        if query.data == "edit":
            await query.edit_message_text("Menu sudah diganti.")
        alert = query.data == "alert"
        await query.answer("Jangan berikan PIN." if alert else "Tersimpan.", show_alert=alert)

    async def _edited(self, update: Update, _: Context) -> None:
        assert update.edited_message is not None
        await update.edited_message.reply_text(f"Diubah menjadi: {update.edited_message.text}")

    async def _media(self, update: Update, _: Context) -> None:
        assert update.message is not None
        what = "foto" if update.message.photo else "rekaman"
        await update.message.reply_text(f"Menerima {what}: {update.message.caption or 'tanpa keterangan'}")

    async def _text(self, update: Update, _: Context) -> None:
        message = update.message
        assert message is not None
        if message.text == "panjang":
            await message.reply_text(LONG, reply_markup=self._menu())
            return
        if message.text == "darurat":
            await message.reply_html("<b>🔴🔴🔴 DARURAT: Siti, Desa Mandurian</b>", reply_markup=self._menu())
            return
        answered = f" (membalas: {message.reply_to_message.text})" if message.reply_to_message else ""
        await message.reply_text(f"Jawaban untuk: {message.text}{answered}", reply_markup=self._menu())
