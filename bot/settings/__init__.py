"""config.yaml and BOT_… environment variables, checked and frozen into Settings."""

from __future__ import annotations

from bot.settings.load import exposed_secrets, load_settings
from bot.settings.model import Settings, TelegramSettings

__all__ = ["Settings", "TelegramSettings", "exposed_secrets", "load_settings"]
