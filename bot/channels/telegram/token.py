"""The bot's token, from the settings or from a file of its own; imports nothing slow, for `check`."""

from __future__ import annotations

import re

from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts.operator import why_not
from bot.settings.model import TelegramSettings

TOKEN = re.compile(r"\A[0-9]+:[A-Za-z0-9_-]+\Z")
UNWRITTEN = (
    "Token Telegram belum ada. Minta kepada @BotFather, lalu jalankan: python -m bot init (bila config.yaml sudah ada: "
    "isi telegram.token di dalamnya, atau BOT_TELEGRAM__TOKEN). Untuk mencoba tanpa token: python -m bot demo"
)


def token_of(settings: TelegramSettings) -> str:
    """Return the token of the settings, or of the file that they name. Raises Misconfigured where it can be none."""
    token, file = settings.token.get_secret_value(), settings.token_file
    try:
        token = file.read_text(encoding="ascii").strip() if file else token
    except OSError as error:
        sentence = f"telegram.token_file: {file} tidak bisa dibaca ({why_not(error)}). Periksa nama dan izinnya."
        raise Misconfigured(sentence, error) from error
    except UnicodeDecodeError as error:
        sentence = f"telegram.token_file: {file} berisi selain token. Tulis token dari @BotFather saja."
        raise Misconfigured(sentence, "bytes that are no ASCII") from error
    if not token:
        raise Misconfigured(UNWRITTEN)
    if not TOKEN.fullmatch(token):
        raise Misconfigured("Token Telegram tidak benar bentuknya (nomor:huruf). Salin lagi dari @BotFather.")
    return token
