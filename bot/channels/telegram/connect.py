"""The connection to Telegram: the token's Bot over our own network layer, and whether Telegram knows it."""

from __future__ import annotations

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.contact import Contact, Silence
from bot.channels.telegram.receive import REFUSED, words_of
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.token import token_of
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.settings.model import TelegramSettings


def telegram_bot(settings: TelegramSettings) -> Bot:
    """Make python-telegram-bot's Bot over our own network layer. Raises Misconfigured without a token."""
    token = token_of(settings)
    base, request = settings.base_url, AiohttpRequest()
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )


def telegram_calls(bot: Bot, silence: Silence | None = None) -> Calls:
    """Give the Bot API for what happens with every message, over the bot's own connections."""
    assert isinstance(bot.request, AiohttpRequest)
    return Calls(bot.base_url, bot.request.post_json, bot.request.post_file, silence)


async def initialize(bot: Bot, contact: Contact) -> bool:
    """Ask Telegram who the bot is; False while it cannot be reached. Raises Misconfigured when it refuses the token."""
    try:
        await bot.initialize()
    except InvalidToken as error:
        raise Misconfigured(REFUSED, error) from error
    except TelegramError as error:
        contact.lost(Kind.TELEGRAM, words_of(error))
        return False
    contact.heard()
    return True


async def answers(bot: Bot) -> bool:
    """Ask Telegram something that stands in no chat; return whether it answers."""
    try:
        await bot.get_me()
    except TelegramError:
        return False
    return True


async def bot_name(settings: TelegramSettings) -> str:
    """Ask Telegram for the bot's @name. Raises Misconfigured when it refuses the token, Trouble when it is silent."""
    bot = telegram_bot(settings)
    try:
        await bot.initialize()
        return bot.username
    except InvalidToken as error:
        raise Misconfigured(REFUSED, error) from error
    except TelegramError as error:
        sentence = "Telegram tidak bisa dihubungi, jadi nama bot belum diketahui. Sebabnya: python -m bot doctor"
        raise Trouble(sentence, error) from error
    finally:
        await bot.shutdown()


__all__ = ["Bot", "answers", "bot_name", "initialize", "telegram_bot", "telegram_calls"]
