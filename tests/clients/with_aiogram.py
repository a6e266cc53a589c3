"""What test_aiogram.py holds of aiogram; imported only where its tests run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputPollOption,
    MenuButtonCommands,
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    ReplyParameters,
)

from telegram_simulator.api import METHODS
from telegram_simulator.files import PIXEL_PNG
from telegram_simulator.server import BotApiServer
from tests.typed import a

YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Ya", callback_data="y")]])
FILE = BufferedInputFile(PIXEL_PNG, "a.png")


def client(server: BotApiServer, token: str | None = None) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.base_url), timeout=1)
    return Bot(token or server.token, session=session)


@asynccontextmanager
async def aiograms_bot(server: BotApiServer) -> AsyncIterator[Bot]:
    made = client(server)
    yield made
    await made.session.close()


async def a_whole_conversation(server: BotApiServer, bot: Bot) -> None:
    dispatcher = Dispatcher()
    seen: list[str] = []

    @dispatcher.message(CommandStart(deep_link=True))
    async def start(message: Message, command: Any) -> None:
        await message.answer(f"<b>Halo</b> {command.args}", parse_mode="HTML", reply_markup=YES)

    @dispatcher.callback_query(F.data == "y")
    async def press(query: CallbackQuery) -> None:
        await query.answer("Tersimpan")
        assert isinstance(query.message, Message)
        await query.message.edit_text("Terima kasih")

    @dispatcher.message(F.photo)
    async def photo(message: Message) -> None:
        assert message.photo
        content = await bot.download(message.photo[-1])
        assert content
        await message.reply(f"{len(content.read())} bita")

    @dispatcher.message()
    async def other(message: Message) -> None:
        await message.reply(message.text or message.content_type)

    @dispatcher.my_chat_member()
    async def block(change: ChatMemberUpdated) -> None:
        seen.append(change.new_chat_member.status)

    @dispatcher.message_reaction()
    async def reaction(change: MessageReactionUpdated) -> None:
        seen.append(str(a(ReactionTypeEmoji, change.new_reaction[0]).emoji))

    running = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
    phone = server.phone(5001, "Siti")
    await phone.starts("mandurian")
    hello = await phone.hears()
    assert hello.text == "Halo mandurian"
    assert (await phone.presses(hello, "Ya")).text == "Tersimpan"
    await phone.sees("Terima kasih")
    await phone.sends_photo()
    await phone.hears(contains=f"{len(PIXEL_PNG)} bita")
    for sends, kind in (
        (phone.sends_voice, "voice"),
        (phone.sends_document, "document"),
        (phone.sends_sticker, "sticker"),
        (phone.sends_location, "location"),
        (phone.sends_contact, "contact"),
    ):
        await sends()
        await phone.hears(contains=kind)
    await phone.reacts(hello, "🙏")
    await phone.blocks()
    await phone.unblocks()
    await phone.sends("selesai")
    await phone.hears(contains="selesai")
    assert seen == ["🙏", "kicked", "member"]
    await dispatcher.stop_polling()
    with suppress(asyncio.CancelledError):
        await running


async def every_update_of_a_group_can_be_read(server: BotApiServer, bot: Bot) -> None:
    kinds = ["message", "edited_message", "my_chat_member", "chat_member", "message_reaction", "callback_query"]
    await bot.get_updates(allowed_updates=kinds, timeout=0)
    phone, other = server.phone(5001), server.phone(5002)
    group = server.group("RT 04", phone, [other], forum=True)
    server.acts.set_member(group, phone.person, server.bot.id, "administrator")
    here = phone.within(group)
    first = await here.sends("satu imigrasi.go.id")
    await here.replies(first, "dua", quote="satu")
    await here.edits(first, "tiga")
    await here.forwards(first, to=group)
    await here.reacts(first, "👍")
    server.acts.pin(group, phone.person, first.id)
    server.acts.set_member(group, phone.person, 5002, "left")
    server.acts.set_member(group, phone.person, server.bot.id, "kicked")
    updates = await bot.get_updates(timeout=0)
    assert {update.event_type for update in updates} == {*kinds} - {"callback_query"}
    assert len(updates) == 12


async def every_method_gives_what_aiograms_models_demand(server: BotApiServer, bot: Bot) -> None:
    phone = server.phone(5001, "Siti")
    await phone.starts()
    server.bot.inline = True
    group = server.group("RT 04", phone, forum=True)
    server.acts.set_member(group, phone.person, server.bot.id, "administrator")
    sent = await bot.send_message(5001, "<b>a</b>", parse_mode="HTML", reply_markup=YES)
    photo = await bot.send_photo(5001, FILE, caption="foto")
    assert photo.photo
    topic = await bot.create_forum_topic(group.id, "Mandurian")
    press = await phone.taps(phone.messages[1], "Ya")
    inline = asyncio.create_task(phone.asks_inline("paspor"))
    await asyncio.sleep(0)
    query = (await bot.get_updates(timeout=0, offset=-1))[0].inline_query
    assert query
    command = BotCommand(command="bantuan", description="Bantuan")
    thread: Any = {"chat_id": group.id, "message_thread_id": topic.message_thread_id}
    mine: Any = {"chat_id": 5001, "message_id": sent.message_id}
    source: Any = {"chat_id": 5001, "from_chat_id": 5001}
    point: Any = {"chat_id": 5001, "latitude": -2.9, "longitude": 115.1}
    album: Any = [InputMediaPhoto(media=FILE, caption="x"), InputMediaPhoto(media=photo.photo[0].file_id)]
    calls: list[Any] = [
        methods.GetMe(),
        methods.SendMessage(chat_id=5001, text="b", reply_parameters=ReplyParameters(message_id=sent.message_id)),
        methods.ForwardMessage(**source, message_id=sent.message_id),
        methods.ForwardMessages(**source, message_ids=[sent.message_id]),
        methods.CopyMessage(**source, message_id=sent.message_id),
        methods.CopyMessages(**source, message_ids=[sent.message_id]),
        methods.SendPhoto(chat_id=5001, photo=photo.photo[0].file_id),
        methods.SendVoice(chat_id=5001, voice=FILE),
        methods.SendDocument(chat_id=5001, document=FILE),
        methods.SendAudio(chat_id=5001, audio=FILE),
        methods.SendVideo(chat_id=5001, video=FILE),
        methods.SendAnimation(chat_id=5001, animation=FILE),
        methods.SendVideoNote(chat_id=5001, video_note=FILE),
        methods.SendSticker(chat_id=5001, sticker=FILE),
        methods.SendMediaGroup(chat_id=5001, media=album),
        methods.SendLocation(**point),
        methods.SendVenue(**point, title="Kantor", address="Jalan"),
        methods.SendContact(chat_id=5001, phone_number="+62811", first_name="Budi"),
        methods.SendPoll(
            chat_id=5001, question="Jelas?", options=[InputPollOption(text="Ya"), InputPollOption(text="Tidak")]
        ),
        methods.SendChatAction(chat_id=5001, action="typing"),
        methods.SetMessageReaction(**mine, reaction=[ReactionTypeEmoji(emoji="👍")]),
        methods.EditMessageText(**mine, text="c", reply_markup=YES),
        methods.EditMessageReplyMarkup(**mine),
        methods.EditMessageCaption(chat_id=5001, message_id=photo.message_id, caption="d"),
        methods.EditMessageMedia(chat_id=5001, message_id=photo.message_id, media=InputMediaDocument(media=FILE)),
        methods.PinChatMessage(**mine),
        methods.GetChat(chat_id=5001),
        methods.GetChat(chat_id=group.id),
        methods.UnpinChatMessage(**mine),
        methods.UnpinAllChatMessages(chat_id=5001),
        methods.GetChatMember(chat_id=group.id, user_id=5001),
        methods.GetChatMember(chat_id=group.id, user_id=server.bot.id),
        methods.GetChatAdministrators(chat_id=group.id),
        methods.GetChatMemberCount(chat_id=group.id),
        methods.GetUserProfilePhotos(user_id=5001),
        methods.GetFile(file_id=photo.photo[0].file_id),
        methods.AnswerCallbackQuery(callback_query_id=press.id, text="ya"),
        methods.AnswerInlineQuery(inline_query_id=query.id, results=[]),
        methods.EditForumTopic(**thread, name="Lawahan"),
        methods.CloseForumTopic(**thread),
        methods.ReopenForumTopic(**thread),
        methods.DeleteForumTopic(**thread),
        methods.CreateForumTopic(chat_id=group.id, name="Jauh"),
        methods.SetMyCommands(commands=[command], scope=BotCommandScopeChat(chat_id=5001)),
        methods.GetMyCommands(scope=BotCommandScopeChat(chat_id=5001)),
        methods.DeleteMyCommands(scope=BotCommandScopeChat(chat_id=5001)),
        methods.SetMyName(name="Tanya"),
        methods.GetMyName(),
        methods.SetMyDescription(description="d"),
        methods.GetMyDescription(),
        methods.SetMyShortDescription(short_description="s"),
        methods.GetMyShortDescription(),
        methods.SetChatMenuButton(chat_id=5001, menu_button=MenuButtonCommands()),
        methods.GetChatMenuButton(chat_id=5001),
        methods.SetMyDefaultAdministratorRights(),
        methods.GetMyDefaultAdministratorRights(),
        methods.GetWebhookInfo(),
        methods.SetWebhook(url="http://127.0.0.1:9/", allowed_updates=["message"]),
        methods.GetWebhookInfo(),
        methods.DeleteWebhook(drop_pending_updates=True),
        methods.DeleteMessage(**mine),
        methods.DeleteMessages(chat_id=5001, message_ids=[photo.message_id]),
        methods.LeaveChat(chat_id=group.id),
        methods.Close(),
        methods.LogOut(),
    ]
    for call in calls:
        await bot(call)
    assert await inline == []
    asked = {type(call).__name__ for call in calls}
    assert {name[0].upper() + name[1:] for name in METHODS} <= asked


async def refusals_and_faults_become_the_right_exceptions(server: BotApiServer, bot: Bot) -> None:
    phone = server.phone(5001)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(99, "x")
    await phone.starts()
    with server.faults.flood(7), pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(5001, "x")
    assert flood.value.retry_after == 7
    with server.faults.migrate(5001, -1009), pytest.raises(TelegramMigrateToChat):
        await bot.send_message(5001, "x")
    with server.faults.fail(502), pytest.raises(TelegramServerError):
        await bot.send_message(5001, "x")
    for kind in ("hang", "reset", "half_body"):
        with server.faults.add(kind), pytest.raises(TelegramNetworkError):
            await bot.send_message(5001, "x", request_timeout=1)
    await phone.blocks()
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(5001, "x")
    wrong = client(server, "123456:salah")
    with pytest.raises(TelegramUnauthorizedError):
        await wrong.get_me()
    await wrong.session.close()
    await bot.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates(timeout=0)
