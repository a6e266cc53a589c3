"""python-telegram-bot, unmodified, over the local server: a conversation, every method, errors by type."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from telegram_simulator.faults import FaultKind
from telegram_simulator.files import PIXEL_PNG
from telegram_simulator.phone import PATIENCE
from telegram_simulator.server import BotApiServer
from tests.typed import some

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y")]])


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    request = HTTPXRequest(read_timeout=0.3)
    addresses = (f"{server.base_url}/bot", f"{server.base_url}/file/bot")
    async with telegram.Bot(server.token, *addresses, request=request, get_updates_request=request) as made:
        yield made


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)


async def on_press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = some(update.callback_query)
    await query.answer("Tersimpan", show_alert=True)
    await query.edit_message_text("Terima kasih")


async def on_message(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    message = some(update.effective_message)
    kind = str(message.effective_attachment).partition("(")[0]
    words = f"diedit: {message.text}" if update.edited_message else message.text or kind
    await message.reply_html(f"<b>Halo</b> {words}", reply_markup=YES, do_quote=True)


async def test_a_whole_conversation(server: BotApiServer) -> None:
    phone = server.phone(5001, "Siti")
    app = Application.builder().token(server.token).base_url(f"{server.base_url}/bot").build()
    app.add_handler(CallbackQueryHandler(on_press))
    app.add_handler(MessageHandler(filters.ALL, on_message))
    async with app:
        await app.start()
        await some(app.updater).start_polling()
        await phone.starts("mandurian")
        hello = await phone.hears()
        assert (hello.text, hello.buttons) == ("Halo /start mandurian", ["Ya"])
        answer = await phone.presses(hello, "Ya")
        assert (answer.text, answer.alert) == ("Tersimpan", True)
        await phone.sees("Terima kasih")
        question = await phone.sends("Biaya paspor 😀?")
        assert (await phone.hears(contains="Biaya")).reply_to == question.id
        await phone.edits(question, "Biaya paspor anak?")
        await phone.hears(contains="diedit: Biaya paspor anak?")
        for sends, kind in ((phone.sends_voice, "Voice"), (phone.sends_location, "Location")):
            await sends()
            await phone.hears(contains=kind)
        await some(app.updater).stop()
        await app.stop()


async def test_refusals_become_the_right_exceptions(server: BotApiServer, bot: telegram.Bot) -> None:
    phone = server.phone(5001)
    with pytest.raises(Forbidden, match="initiate conversation"):
        await bot.send_message(5001, "x")
    await phone.starts()
    sent = await bot.send_message(5001, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("x")
    for call, words in (
        (bot.send_message(99, "x"), "Chat not found"),
        (bot.send_message(5001, "<p>", parse_mode="HTML"), "Can't parse entities"),
        (bot.send_message(5001, "x", reply_to_message_id=99), "Message to be replied not found"),
    ):
        with pytest.raises(BadRequest, match=words):
            await call
    await phone.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(5001, "x")
    with pytest.raises(InvalidToken):
        await telegram.Bot("123456:salah", f"{server.base_url}/bot").get_me()


FAULTS: tuple[tuple[FaultKind, type[Exception]], ...] = (
    ("error", NetworkError),
    ("hang", TimedOut),
    ("lost_answer", TimedOut),
    ("reset", NetworkError),
    ("half_body", NetworkError),
)


async def test_faults_become_the_right_exceptions(server: BotApiServer, bot: telegram.Bot) -> None:
    await server.phone(5001).starts()
    with server.faults.flood(7), pytest.raises(RetryAfter, match="Retry in 7 seconds"):
        await bot.send_message(5001, "x")
    with server.faults.migrate(5001, -1009), pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(5001, "x")
    assert migrated.value.new_chat_id == -1009
    for kind, error in FAULTS:
        with server.faults.add(kind, code=502), pytest.raises(error):
            await bot.send_message(5001, kind)
    assert server.phone(5001).heard == ["lost_answer", "half_body"]


async def test_a_second_poller_is_a_conflict(server: BotApiServer, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5, read_timeout=10))
    await until(lambda: server.world.updates.polling)
    async with telegram.Bot(server.token, f"{server.base_url}/bot") as other:
        second = asyncio.create_task(other.get_updates(timeout=1))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        assert await second == ()


async def test_every_method_gives_what_ptb_can_read(server: BotApiServer, bot: telegram.Bot) -> None:
    phone = server.phone(5001, "Siti")
    await phone.starts()
    group = server.group("RT 04", phone, forum=True)
    server.acts.set_member(group, phone.person, server.bot.id, "administrator")
    assert (await bot.get_me()).username == "tanya_pimpasa_bot"
    sent = await bot.send_message(5001, "a", reply_markup=YES)
    assert sent.date.utcoffset() == dt.timedelta(0)
    assert (await bot.copy_message(5001, 5001, sent.message_id)).message_id == sent.message_id + 1
    photo = await bot.send_photo(5001, PIXEL_PNG, "foto")
    assert some((await bot.send_document(5001, b"x", filename="a.pdf")).document).file_name == "a.pdf"
    assert await bot.set_message_reaction(5001, sent.message_id, "👍")
    topic = await bot.create_forum_topic(group.id, "Mandurian")
    assert await bot.close_forum_topic(group.id, topic.message_thread_id)
    assert await bot.reopen_forum_topic(group.id, topic.message_thread_id)
    assert await bot.set_my_commands([("bantuan", "Bantuan")], telegram.BotCommandScopeChat(5001))
    assert await bot.set_my_description("d")
    assert await bot.set_my_short_description("s")
    assert await bot.delete_message(5001, sent.message_id)
    assert await bot.delete_messages(5001, [photo.message_id])
    assert (await bot.get_webhook_info()).url == ""
