"""Tell Telegram which commands to show to whom."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.helpdesk.model.entities import Address
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts

log = structlog.get_logger()


async def register_commands(bot: Bot, officers: Iterable[Address]) -> None:
    """One list for residents, another in each officer's own chat. Decoration only: a failure is logged, no more."""
    try:
        commands = [BotCommand(*command) for command in texts.COMMANDS]
        await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_short_description(texts.SHORT_DESCRIPTION)
        await bot.set_my_description(texts.DESCRIPTION)
    except TelegramError as error:
        log.warning("the list of commands could not be registered", cause=type(error).__name__)
    for address in officers:
        await register_officer(bot, address)


async def register_officer(bot: Bot, address: Address) -> None:
    """Set the officers' list in one officer's chat; Telegram refuses it until the officer has opened the chat."""
    try:
        commands = [BotCommand(*command) for command in officer_texts.COMMANDS]
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(int(address.chat)))
    except TelegramError as error:
        log.info("an officer's commands were not registered", cause=type(error).__name__)
