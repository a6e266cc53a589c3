"""config.yaml and BOT_… environment variables, checked and frozen into Settings."""

from __future__ import annotations

from bot.settings.load import exposed_secrets, load_settings
from bot.settings.sections import (
    TELEGRAM,
    WEEKDAYS,
    BackupSettings,
    EscalationSettings,
    HealthSettings,
    LogSettings,
    MissionSettings,
    OfficerSettings,
    OfficeSettings,
    OutreachSettings,
    PrivacySettings,
    StaffPageSettings,
    StaffSettings,
    TelegramSettings,
    VillageSettings,
    WebhookSettings,
)
from bot.settings.settings import Settings
from bot.settings.values import DaySpans

__all__ = [
    "TELEGRAM",
    "WEEKDAYS",
    "BackupSettings",
    "DaySpans",
    "EscalationSettings",
    "HealthSettings",
    "LogSettings",
    "MissionSettings",
    "OfficeSettings",
    "OfficerSettings",
    "OutreachSettings",
    "PrivacySettings",
    "Settings",
    "StaffPageSettings",
    "StaffSettings",
    "TelegramSettings",
    "VillageSettings",
    "WebhookSettings",
    "exposed_secrets",
    "load_settings",
]
