"""The sections of config.yaml, each with its defaults; `description` is the comment in config.example.yaml."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator

from bot.settings.values import DaySpans, DayTime, Duration, Id, Listen, Section, address

TELEGRAM = "https://api.telegram.org"
SECRET_LENGTH = (16, 256)
"""Characters of the webhook's secret: fewer are guessed, more are refused by Telegram."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WebhookSettings(Section):
    """Where Telegram delivers when `telegram.mode` is webhook."""

    url: str = Field("", description="alamat publik https yang dipanggil Telegram")
    listen: Listen = Field("127.0.0.1:8443", description="alamat dan port tempat bot mendengar")
    secret_token: SecretStr = Field(
        SecretStr(""),
        description="rahasia yang dikirim Telegram bersama tiap pesan: 16–256 huruf, angka, _ atau -; wajib",
    )

    @field_validator("secret_token")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
            raise ValueError("secret letters")  # Telegram takes no others
        if secret and not SECRET_LENGTH[0] <= len(secret) <= SECRET_LENGTH[1]:
            raise ValueError("secret length")
        return value


class TelegramSettings(Section):
    """The connection to Telegram."""

    token: SecretStr = Field(SecretStr(""), description="token dari @BotFather; lebih aman di BOT_TELEGRAM__TOKEN")
    token_file: Path | None = Field(None, description="berkas yang isinya hanya token, sebagai ganti token")
    base_url: str = Field(TELEGRAM, description="server Bot API lain: http://127.0.0.1:8081")
    mode: Literal["polling", "webhook"] = Field("polling", description="polling | webhook")
    webhook: WebhookSettings = WebhookSettings()
    messages_per_second: int = Field(30, ge=0, description="batas kirim seluruh bot (0 = tanpa batas)")

    @field_validator("base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return address(value).rstrip("/")


class ReadBy(Section):
    """Who has read something, and when."""

    by: str = Field(min_length=3, description="jabatan, mis. psikolog Puskesmas Tapin Tengah; tanpa nama orang")
    when: date = Field(description="tanggal dibaca, mis. 2026-12-10")


class OfficeSettings(Section):
    """An immigration office and when it is open."""

    id: Id
    name: str = Field(min_length=3)
    timezone: str = "Asia/Makassar"
    hours: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], DaySpans | None] = Field({})
    holidays: bool = Field(True, description="libur nasional Indonesia dihitung tutup")
    closed: tuple[date, ...] = Field((), description="hari tutup sendiri, mis. [2026-12-24]")
    address: str | None = None
    phone: str | None = None
    supervisor: str | None = None
    default_officer: str | None = Field(None, description="petugas untuk warga di luar desa binaan")
    group: int | None = Field(None, lt=0, description="grup Telegram bertopik tempat petugas bekerja bersama")
    hold_photos: bool = Field(False, description="true: foto tanpa keterangan ditahan sampai warga menjawab isinya")
    kanwil: Id | None = Field(None, description="kantor wilayah yang membawahinya, mis. kalsel; untuk pemantau")
    despair_texts_read: ReadBy | None = Field(
        None, description="tenaga kesehatan yang membaca teks bagi orang yang putus asa"
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("timezone") from None
        return value


class OfficerSettings(Section):
    """An officer; without `telegram_id` he joins with a one-time link."""

    id: Id
    name: str = Field(min_length=2)
    office: str
    telegram_id: int | None = None
    deputy: str | None = None


class VillageSettings(Section):
    """A Desa Binaan and its officer. `id` is what the QR code's link carries; `code` is the ministry's for reports."""

    id: Id
    name: str = Field(min_length=2)
    district: str = ""
    regency: str = ""
    officer: str
    code: str = Field("", description="kode desa Kemendagri, sepuluh angka; untuk laporan ke pusat")

    @field_validator("code", mode="before")
    @classmethod
    def _ten_digits(cls, value: object) -> str:
        digits = re.sub(r"[. ]", "", str(value or ""))
        if digits and not re.fullmatch(r"[0-9]{10}", digits):
            raise ValueError("village code")
        return digits


class MissionSettings(Section):
    """An embassy or consulate, for those in danger abroad. Only numbers that somebody has tried."""

    country: str = Field(min_length=3, description="mis. Malaysia")
    name: str = Field(min_length=3, description="mis. KBRI Kuala Lumpur")
    phone: str = Field(pattern=r"^\+[0-9 -]{6,20}$", description="nomor yang sudah dicoba, dengan kode negara")


class EmergencySteps(Section):
    """Escalation of emergencies, in minutes round the clock."""

    remind_after: Duration = timedelta(minutes=5)
    deputy_after: Duration = timedelta(0)
    supervisor_after: Duration = timedelta(minutes=15)


class EscalationSettings(Section):
    """When an unanswered ticket escalates, counted in office hours."""

    remind_after: Duration = timedelta(hours=4)
    deputy_after: Duration = timedelta(hours=8)
    supervisor_after: Duration = timedelta(hours=24)
    emergency: EmergencySteps = EmergencySteps()


class PrivacySettings(Section):
    """How long conversations are kept, and whether a button asks before the first storage."""

    keep_conversations: Duration = timedelta(days=90)
    ask_consent: bool = Field(
        False, description="true: tombol Setuju sebelum menyimpan apa pun; darurat tetap ditolong"
    )


class BackupSettings(Section):
    """The nightly backup."""

    folder: Path | None = Field(None, description="folder cadangan tiap malam; kosong: tidak ada")
    keep: Duration = Field(timedelta(days=14), description="cadangan yang lebih tua dihapus")


class OutreachSettings(Section):
    """Broadcasts to residents who agreed to them."""

    per_week: int = Field(2, ge=1, description="kabar (/siaran) paling banyak untuk satu desa dalam tujuh hari")


class HealthSettings(Section):
    """Where /livez, /readyz, /healthz and /metrics answer (empty: nowhere), and when the bot counts as disconnected."""

    listen: Listen = Field("", description="mis. 127.0.0.1:8080 untuk /livez, /readyz, /healthz dan /metrics")
    deaf_after: Duration = Field(
        timedelta(minutes=2), description="selama ini tanpa hubungan dengan Telegram: alarm, dan /readyz menjawab 503"
    )
    heartbeat_url: SecretStr = Field(
        SecretStr(""), description="alamat pengawas luar, dipanggil tiap menit selama bot siap; kosong: tidak ada"
    )

    @field_validator("heartbeat_url")
    @classmethod
    def _callable(cls, value: SecretStr) -> SecretStr:
        return SecretStr(address(value.get_secret_value())) if value.get_secret_value() else value


class LogSettings(Section):
    """How the log looks."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class StaffPageSettings(Section):
    """The page on which staff write the FAQ: where it listens, and under which address browsers reach it."""

    listen: Listen = Field("", description="mis. 127.0.0.1:8090 untuk halaman staf; kosong: tidak ada")
    url: str = Field("", description="alamat https yang diteruskan ke sana; kosong: hanya dari komputer ini")


class StaffSettings(Section):
    """The staff who keep the FAQ."""

    telegram_chat: int | None = None
    daily_at: DayTime = Field("07:30", description="jam kabar harian, menurut kantor pertama")
    overdue_to_officer: Duration | None = Field(
        None, description="mis. 30d: jawaban yang selama itu lewat tanggal tinjaunya hanya lewat petugas; null: tidak"
    )
    page: StaffPageSettings = StaffPageSettings()
