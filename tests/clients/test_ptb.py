"""python-telegram-bot, unmodified: polling, webhook, every kind of message, errors by type."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import telegram
from aiohttp import web
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
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from telegram_simulator.faults import FaultKind
from telegram_simulator.files import PIXEL_PNG
from telegram_simulator.server import BotApiServer
from tests.clients.conftest import until
from tests.typed import some

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y")]])
Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]]


def builder(server: BotApiServer) -> Any:
    return (
        Application.builder()
        .token(server.token)
        .base_url(f"{server.base_url}/bot")
        .base_file_url(f"{server.base_url}/file/bot")
    )


async def on_start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_html(f"<b>Halo</b> {' '.join(context.args or [])}", reply_markup=YES)


async def on_press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.answer("Tersimpan", show_alert=True)
    await update.callback_query.edit_message_text("Terima kasih")


async def on_photo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    file = await update.message.photo[-1].get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_photo(bytes(content), caption=f"{len(content)} bita")


async def on_other(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message
    if update.edited_message:
        await message.reply_text(f"diedit: {message.text}")
    elif message.text:
        await message.reply_text(message.text, do_quote=True)
    else:
        await message.reply_text(str(message.effective_attachment).partition("(")[0])


async def on_block(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.my_chat_member
    context.bot_data.setdefault("seen", []).append(update.my_chat_member.new_chat_member.status)


def add_handlers(app: Any) -> None:
    app.add_handler(CommandHandler("start", on_start))
    app.add_handler(CallbackQueryHandler(on_press))
    app.add_handler(ChatMemberHandler(on_block, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.PHOTO, on_photo))
    app.add_handler(MessageHandler(filters.ALL, on_other))


@asynccontextmanager
async def polling(server: BotApiServer) -> AsyncIterator[Any]:
    app = builder(server).build()
    add_handlers(app)
    async with app:
        await app.start()
        await app.updater.start_polling()
        yield app
        await app.updater.stop()
        await app.stop()


@asynccontextmanager
async def webhook(server: BotApiServer) -> AsyncIterator[Any]:
    """Receive updates as PTB documents for an own web server: no updater, updates go into the queue."""
    app = builder(server).updater(None).build()
    add_handlers(app)

    async def take(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != "rahasia":
            return web.Response(status=403)
        await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return web.Response()

    site = web.Application()
    site.router.add_post("/", take)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with app:
        await app.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        await app.bot.set_webhook(url, secret_token="rahasia", allowed_updates=Update.ALL_TYPES)
        yield app
        await app.bot.delete_webhook()
        await app.stop()
    await runner.cleanup()


@pytest.mark.parametrize("way", [polling, webhook], ids=["polling", "webhook"])
async def test_a_whole_conversation(server: BotApiServer, way: Any) -> None:
    phone = server.phone(5001, "Siti")
    async with way(server) as app:
        await phone.starts("mandurian")
        hello = await phone.hears()
        assert (hello.text, hello.buttons) == ("Halo mandurian", ["Ya"])
        answer = await phone.presses(hello, "Ya")
        assert (answer.text, answer.alert) == ("Tersimpan", True)
        await phone.sees("Terima kasih")
        question = await phone.sends("Biaya paspor 😀?")
        echo = await phone.hears(contains="Biaya")
        assert echo.reply_to == question.id
        await phone.edits(question, "Biaya paspor anak?")
        await phone.hears(contains="diedit: Biaya paspor anak?")
        await phone.sends_photo(PIXEL_PNG)
        assert (await phone.hears(contains="bita")).text == f"{len(PIXEL_PNG)} bita"
        for sends, kind in (
            (phone.sends_voice, "Voice"),
            (phone.sends_document, "Document"),
            (phone.sends_sticker, "Sticker"),
            (phone.sends_location, "Location"),
            (phone.sends_contact, "Contact"),
        ):
            await sends()
            await phone.hears(contains=kind)
        await phone.blocks()
        await phone.unblocks()
        await phone.sends("selesai")
        await phone.hears(contains="selesai")
        await until(lambda: len(app.bot_data["seen"]) == 2)
        assert app.bot_data["seen"] == ["kicked", "member"]


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    request = HTTPXRequest(read_timeout=0.3)
    made = telegram.Bot(
        server.token,
        f"{server.base_url}/bot",
        f"{server.base_url}/file/bot",
        request=request,
        get_updates_request=request,
    )
    async with made:
        yield made


async def test_refusals_become_the_right_exceptions(server: BotApiServer, bot: telegram.Bot) -> None:
    phone = server.phone(5001)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "x")
    with pytest.raises(Forbidden, match="initiate conversation"):
        await bot.send_message(5001, "x")
    await phone.starts()
    sent = await bot.send_message(5001, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("x")
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(5001, "<p>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(5001, "x", reply_to_message_id=99)
    server.advance(49 * 3600)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await sent.delete()
    await phone.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(5001, "x")
    with pytest.raises(InvalidToken):
        await telegram.Bot("123456:salah", f"{server.base_url}/bot").get_me()


async def test_faults_become_the_right_exceptions(server: BotApiServer, bot: telegram.Bot) -> None:
    await server.phone(5001).starts()
    with server.faults.flood(7), pytest.raises(RetryAfter) as flood:
        await bot.send_message(5001, "x")
    assert "Retry in 7 seconds" in str(flood.value)
    with server.faults.migrate(5001, -1009), pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(5001, "x")
    assert migrated.value.new_chat_id == -1009
    kinds: tuple[tuple[FaultKind, type[Exception]], ...] = (
        ("error", NetworkError),
        ("hang", TimedOut),
        ("lost_answer", TimedOut),
        ("reset", NetworkError),
        ("half_body", NetworkError),
    )
    for kind, error in kinds:
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
    phone = server.phone(5001, "Siti", username="siti_a")
    await phone.starts()
    group = server.group("RT 04", phone, forum=True)
    server.acts.set_member(group, phone.person, server.bot.id, "administrator")
    me = await bot.get_me()
    assert (me.username, me.is_bot) == ("tanya_pimpasa_bot", True)
    sent = await bot.send_message(5001, "a", reply_markup=YES)
    assert sent.date.tzinfo is dt.UTC or sent.date.utcoffset() == dt.timedelta(0)
    assert (await bot.copy_message(5001, 5001, sent.message_id)).message_id == sent.message_id + 1
    photo = await bot.send_photo(5001, PIXEL_PNG, "foto")
    assert some((await bot.send_document(5001, b"x", filename="a.pdf")).document).file_name == "a.pdf"
    assert await bot.set_message_reaction(5001, sent.message_id, "👍")
    topic = await bot.create_forum_topic(group.id, "Mandurian")
    assert await bot.close_forum_topic(group.id, topic.message_thread_id)
    assert await bot.reopen_forum_topic(group.id, topic.message_thread_id)
    commands = [telegram.BotCommand("bantuan", "Bantuan")]
    for scope in (telegram.BotCommandScopeAllPrivateChats(), telegram.BotCommandScopeChat(5001)):
        assert await bot.set_my_commands(commands, scope)
    assert await bot.set_my_description("d")
    assert await bot.set_my_short_description("s")
    assert await bot.delete_message(5001, sent.message_id)
    assert await bot.delete_messages(5001, [photo.message_id])
    assert (await bot.get_webhook_info()).url == ""
