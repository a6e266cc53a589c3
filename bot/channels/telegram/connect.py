"""The bot at Telegram: its connections, its name, its commands, and what Telegram says of it when `doctor` asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from msgspec import Struct
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.contact import Contact, Silence
from bot.channels.telegram.request import AiohttpRequest, Calls, NoAnswer, error_of, read_json, words_of
from bot.channels.telegram.token import token_of
from bot.helpdesk.model.errors import AlertKind, Misconfigured, Trouble
from bot.helpdesk.model.people import Address
from bot.helpdesk.texts import officer as officer_texts, operator as error_texts, resident as texts
from bot.settings.model import TelegramSettings

REFUSED = "Token Telegram ditolak. Salin lagi dari @BotFather."
LATER = "Coba lagi beberapa menit lagi."
EXAMINED_WITHIN = 10.0  # seconds that `doctor` waits for an answer

log = structlog.get_logger()


class Bot:
    """The bot of the settings' token. Raises Misconfigured without one.

    `id` and `username` are Telegram's, once `initialize` has asked for them.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self.request = AiohttpRequest()
        self._address = f"{settings.base_url}/bot{token_of(settings)}"
        self.id, self.username = 0, ""

    def calls(self, silence: Silence | None = None, wait: float | None = None) -> Calls:
        """Give the Bot API over the bot's connections; `wait`: seconds of silence that are borne, if not as usual."""
        return Calls(self._address, partial(self.request.post_json, wait=wait), self.request.post_file, silence)

    async def initialize(self) -> None:
        """Open the connections and ask Telegram who the bot is. Raises Misconfigured, TelegramError."""
        await self.request.initialize()
        try:
            me = await self.calls().post("getMe")
            self.id, self.username = me["id"], me["username"]
        except InvalidToken as error:
            raise Misconfigured(REFUSED, error) from error
        except (KeyError, TypeError) as error:
            raise NoAnswer("an answer that names no bot") from error

    async def shutdown(self) -> None:
        await self.request.shutdown()

    async def known(self, contact: Contact) -> bool:
        """Ask Telegram who the bot is; False while it cannot be reached. Raises Misconfigured as `initialize`."""
        try:
            await self.initialize()
        except TelegramError as error:
            contact.lost(AlertKind.TELEGRAM, words_of(error))
            return False
        contact.heard()
        return True

    async def answers(self) -> bool:
        """Ask Telegram something that stands in no chat; return whether it answers."""
        try:
            await self.calls().post("getMe")
        except TelegramError:
            return False
        return True

    async def register_commands(self, officers: Iterable[Address]) -> None:
        """One list for residents, another in each officer's own chat. Decoration only: a failure is logged, no more."""

        def commands(rows: Iterable[tuple[str, str]], **scope: object) -> dict[str, Any]:
            return {"commands": [{"command": name, "description": words} for name, words in rows], "scope": scope}

        calls: list[tuple[str, dict[str, Any]]] = [
            ("setMyCommands", commands(texts.COMMANDS, type="all_private_chats")),
            ("setMyShortDescription", {"short_description": texts.SHORT_DESCRIPTION}),
            ("setMyDescription", {"description": texts.DESCRIPTION}),
        ]
        for address in officers:  # Telegram refuses it until the officer has opened the chat
            own = commands(officer_texts.COMMANDS, type="chat", chat_id=int(address.chat))
            calls.append(("setMyCommands", own))
        for method, fields in calls:
            try:
                await self.calls().post(method, **fields)
            except TelegramError as error:
                log.info("a list of commands, or a description, was not registered", cause=type(error).__name__)


async def bot_name(settings: TelegramSettings) -> str:
    """Ask Telegram for the bot's @name. Raises Misconfigured where it refuses the token, Trouble where it is silent."""
    found = await examine(settings, token_of(settings))
    if found.trouble:
        raise (Misconfigured if found.trouble == REFUSED else Trouble)(found.trouble)
    return found.name


class TelegramStatus(Struct, frozen=True):
    """`name`: the bot's; `trouble`: why it is not known, what is wrong first and then what to do."""

    name: str = ""
    trouble: str = ""


async def examine(settings: TelegramSettings, token: str) -> TelegramStatus:
    """Ask getMe. Nothing is raised: that Telegram is silent is an answer too."""

    def silent(words: str, *mends: str) -> TelegramStatus:
        reach = f"Periksa internet dan firewall; server ini harus bisa membuka {settings.base_url}."
        return TelegramStatus(trouble=" ".join((f"Telegram tidak bisa dihubungi: {words}.", *mends, reach)))

    timeout = aiohttp.ClientTimeout(total=EXAMINED_WITHIN)
    try:
        address = f"{settings.base_url}/bot{token}/getMe"
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address) as response:
            payload = await response.read()
        if response.status != HTTPStatus.OK:
            raise error_of(response.status, payload)
        return TelegramStatus(str(read_json(payload)["result"]["username"]))
    except InvalidToken:
        return TelegramStatus(trouble=REFUSED)
    except TelegramError as error:
        return TelegramStatus(trouble=f"Telegram menjawab dengan gangguan: {words_of(error)}. {LATER}")
    # the error's own text may hold the address, and so the token
    except aiohttp.ClientConnectorCertificateError:
        return silent(error_texts.UNTRUSTED, error_texts.TRUST_IT)
    except aiohttp.ClientConnectorDNSError:
        return silent(error_texts.NO_SUCH_NAME)
    except OSError as error:  # also TimeoutError, and aiohttp's own for a connection that could not be made
        return silent(error_texts.why_not(error))
    except (ValueError, LookupError, TypeError):
        return silent(error_texts.NOT_TELEGRAM, error_texts.SIGN_IN)
    except aiohttp.ClientError:
        return silent(error_texts.CUT_OFF)
