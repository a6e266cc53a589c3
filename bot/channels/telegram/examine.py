"""What Telegram says of the bot, asked once without changing anything: its name, its time, its webhook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.calls import error_of
from bot.channels.telegram.receive import words_of
from bot.channels.telegram.request import read_json
from bot.helpdesk.texts import system_errors as texts
from bot.settings.model import TelegramSettings

ANSWER_WITHIN = 10.0


@dataclass(frozen=True)
class TelegramStatus:
    """`reached`: Telegram answered; `name`: the bot's, empty where the token is refused; `date`: Telegram's clock.

    `words`: why it could not be asked; `mend`: what helps against that, where more is known than that it is silent.
    """

    reached: bool
    name: str = ""
    words: str = ""
    date: datetime | None = None
    webhook: dict[str, Any] = field(default_factory=dict)
    mend: str = ""


async def examine(settings: TelegramSettings, token: str) -> TelegramStatus:
    """Ask getMe and getWebhookInfo. Nothing is raised: that Telegram is silent is an answer too."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            address = f"{settings.base_url}/bot{token}"
            me, date = await _ask(session, f"{address}/getMe")
            webhook, _ = await _ask(session, f"{address}/getWebhookInfo")
    except InvalidToken:
        return TelegramStatus(reached=True)
    except TelegramError as error:
        return TelegramStatus(reached=True, words=words_of(error))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        words, mend = _silence(error)
        return TelegramStatus(reached=False, words=words, mend=mend)
    return TelegramStatus(reached=True, name=str(me.get("username") or ""), date=date, webhook=webhook)


def _silence(error: Exception) -> tuple[str, str]:
    """Say why nothing was heard, and what helps; the error's own text may hold the address, and so the token."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return texts.UNTRUSTED, texts.TRUST_IT
        case aiohttp.ClientConnectorDNSError():
            return texts.NO_SUCH_NAME, ""
        case OSError():  # also TimeoutError, and aiohttp's own for a connection that could not be made
            return texts.why_not(error), ""
        case ValueError():
            return texts.NOT_TELEGRAM, texts.SIGN_IN
    return texts.CUT_OFF, ""


async def _ask(session: aiohttp.ClientSession, url: str) -> tuple[dict[str, Any], datetime | None]:
    async with session.get(url) as response:
        payload = await response.read()
        if response.status != HTTPStatus.OK:
            raise error_of(response.status, payload)
        answer = read_json(payload)
        result = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(result, dict):
            raise ValueError("an answer without a result")
        date = response.headers.get("Date")
        return result, parsedate_to_datetime(date) if date else None
