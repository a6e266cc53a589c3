"""config.yaml and BOT_… environment variables, checked and frozen into Settings."""

from __future__ import annotations

import os
import re
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.helpdesk.model.errors import Misconfigured
from bot.settings_errors import describe, unknown_variables

TELEGRAM = "https://api.telegram.org"
SECRET_LENGTH = (16, 256)
"""Characters of the webhook's secret: fewer are guessed, more are refused by Telegram."""
EVERYWHERE = ("0.0.0.0:", "[::]:")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _duration(value: Any) -> Any:
    """ "4h", "15m", "90d" → timedelta; everything else is left for pydantic to refuse."""
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d+)\s*([smhd])\s*", value)):
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError("duration")


def _day_spans(value: Any) -> Any:
    """ "08:00-11:30, 13:30-16:30" as it is, with one space after each comma; each block begins after the one before."""
    blocks = [block.strip() for block in value.split(",")] if isinstance(value, str) else [""]
    if all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", block) for block in blocks):
        ends = [end for block in blocks for end in block.split("-")]
        if ends == sorted(set(ends)):
            return ", ".join(blocks)
    raise ValueError("span")


def _day_time(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value.strip()):
        return value.strip()
    raise ValueError("clock")


def _address(value: str) -> str:
    if not re.match(r"^https?://[^/\s]+", value):
        raise ValueError("url")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
DaySpans = Annotated[str, BeforeValidator(_day_spans)]
DayTime = Annotated[str, BeforeValidator(_day_time)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WebhookSettings(_Part):
    """Where Telegram delivers when `telegram.mode` is webhook."""

    url: str = Field("", description="alamat publik https yang dipanggil Telegram")
    listen: str = Field("127.0.0.1:8443", description="alamat dan port tempat bot mendengar")
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


class TelegramSettings(_Part):
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
        return _address(value).rstrip("/")


class OfficeSettings(_Part):
    """An immigration office and when it is open."""

    id: Id
    name: str = Field(min_length=3)
    timezone: str = "Asia/Makassar"
    hours: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], DaySpans | None] = {}
    holidays: bool = Field(True, description="libur nasional Indonesia dihitung tutup")
    closed: tuple[date, ...] = Field((), description="hari tutup sendiri, mis. [2026-12-24]")
    address: str | None = None
    phone: str | None = None
    supervisor: str | None = None
    default_officer: str | None = Field(None, description="petugas untuk warga di luar desa binaan")
    group: int | None = Field(None, lt=0, description="grup Telegram bertopik tempat petugas bekerja bersama")
    hold_photos: bool = Field(False, description="true: foto tanpa keterangan ditahan sampai warga menjawab isinya")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("timezone") from None
        return value


class OfficerSettings(_Part):
    """An officer; without `telegram_id` he joins with a one-time link."""

    id: Id
    name: str = Field(min_length=2)
    office: str
    telegram_id: int | None = None
    deputy: str | None = None


class VillageSettings(_Part):
    """A Desa Binaan and its officer. `id` is what the QR code's link carries."""

    id: Id
    name: str = Field(min_length=2)
    district: str = ""
    regency: str = ""
    officer: str


class MissionSettings(_Part):
    """An embassy or consulate, for those in danger abroad. Only numbers that somebody has tried."""

    country: str = Field(min_length=3, description="mis. Malaysia")
    name: str = Field(min_length=3, description="mis. KBRI Kuala Lumpur")
    phone: str = Field(pattern=r"^\+[0-9 -]{6,20}$", description="nomor yang sudah dicoba, dengan kode negara")


class EmergencySteps(_Part):
    """Escalation of emergencies, in minutes round the clock."""

    remind_after: Duration = timedelta(minutes=5)
    deputy_after: Duration = timedelta(0)
    supervisor_after: Duration = timedelta(minutes=15)


class EscalationSettings(_Part):
    """When an unanswered case goes up, counted in office hours."""

    remind_after: Duration = timedelta(hours=4)
    deputy_after: Duration = timedelta(hours=8)
    supervisor_after: Duration = timedelta(hours=24)
    emergency: EmergencySteps = EmergencySteps()


class PrivacySettings(_Part):
    """How long conversations are kept, and whether a button asks before the first storage."""

    keep_conversations: Duration = timedelta(days=90)
    ask_consent: bool = Field(
        False, description="true: tombol Setuju sebelum menyimpan apa pun; darurat tetap ditolong"
    )


class BackupSettings(_Part):
    """The nightly backup."""

    folder: Path | None = Field(None, description="folder cadangan tiap malam; kosong: tidak ada")
    keep: Duration = Field(timedelta(days=14), description="cadangan yang lebih tua dihapus")


class OutreachSettings(_Part):
    """News to residents who agreed to it."""

    per_week: int = Field(2, ge=1, description="kabar (/siaran) paling banyak untuk satu desa dalam tujuh hari")


class HealthSettings(_Part):
    """Where /livez, /readyz, /healthz and /metrics answer (empty: nowhere), and when the bot counts as deaf."""

    listen: str = Field("", description="mis. 127.0.0.1:8080 untuk /livez, /readyz, /healthz dan /metrics")
    deaf_after: Duration = Field(
        timedelta(minutes=2), description="selama ini tanpa hubungan dengan Telegram: alarm, dan /readyz menjawab 503"
    )
    heartbeat_url: SecretStr = Field(
        SecretStr(""), description="alamat pengawas luar, dipanggil tiap menit selama bot siap; kosong: tidak ada"
    )

    @field_validator("heartbeat_url")
    @classmethod
    def _callable(cls, value: SecretStr) -> SecretStr:
        return SecretStr(_address(value.get_secret_value())) if value.get_secret_value() else value


class LogSettings(_Part):
    """How the log looks."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class StaffSettings(_Part):
    """The staff who keep the FAQ."""

    telegram_chat: int | None = None
    daily_at: DayTime = Field("07:30", description="jam kabar harian, menurut kantor pertama")


class Settings(BaseSettings):
    """Everything that an operator can set. Built by `load_settings`, frozen afterwards."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )
    telegram: TelegramSettings = TelegramSettings()
    database: SecretStr = SecretStr("sqlite:///data/bot.db")
    faq: Path = Path("faq")
    cache: Path = Path("data/cache")
    offices: tuple[OfficeSettings, ...] = (
        OfficeSettings(
            id="banjarmasin",
            name="Kantor Imigrasi Kelas I TPI Banjarmasin",
            hours=dict.fromkeys(WEEKDAYS[:4], "08:00-16:00") | {"fri": "08:00-16:30"},
        ),
    )
    officers: tuple[OfficerSettings, ...] = (
        OfficerSettings(id="pimpasa-mandurian", name="Petugas Desa Mandurian", office="banjarmasin"),
    )
    villages: tuple[VillageSettings, ...] = (
        VillageSettings(
            id="mandurian", name="Desa Mandurian", district="Tapin Tengah", regency="Tapin", officer="pimpasa-mandurian"
        ),
    )
    missions: tuple[MissionSettings, ...] = ()
    escalation: EscalationSettings = EscalationSettings()
    memory: Duration = Field(timedelta(minutes=10), description="selama ini pertanyaan susulan dipahami dari yang lalu")
    privacy: PrivacySettings = PrivacySettings()
    backup: BackupSettings = BackupSettings()
    outreach: OutreachSettings = OutreachSettings()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    staff: StaffSettings = StaffSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment variables win over the file, whose content arrives as init values."""
        return env_settings, init_settings

    @model_validator(mode="before")
    @classmethod
    def _people_together(cls, values: Any) -> Any:
        """Whoever names own offices, officers or villages does not get the others from the defaults."""
        if isinstance(values, dict) and (own := {"offices", "officers", "villages"} & set(values)):
            return {"officers": (), "villages": ()} | values if "offices" in own else values
        return values

    @model_validator(mode="after")
    def _people_exist(self) -> Settings:
        for kind, rows in (("offices", self.offices), ("officers", self.officers), ("villages", self.villages)):
            ids = [row.id for row in rows]
            twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
            if twice:
                raise ValueError(f"twice:{kind}:{twice[0]}")
        if not self.offices:
            raise ValueError("empty:offices:")
        offices, officers = {o.id for o in self.offices}, {o.id for o in self.officers}
        for index, officer in enumerate(self.officers):
            if officer.office not in offices:
                raise ValueError(f"missing:officers[{index}].office:{officer.office}")
        for index, village in enumerate(self.villages):
            if village.officer not in officers:
                raise ValueError(f"missing:villages[{index}].officer:{village.officer}")
        return self

    @model_validator(mode="after")
    def _one_token(self) -> Settings:
        if self.telegram.token.get_secret_value() and self.telegram.token_file:
            raise ValueError("two:telegram.token:")
        return self

    @model_validator(mode="after")
    def _webhook_fits(self) -> Settings:
        hook = self.telegram.webhook
        if self.telegram.mode == "webhook":
            # another Bot API server may stand on the same machine
            scheme = r"https://" if self.telegram.base_url == TELEGRAM else r"https?://"
            if not re.match(rf"^{scheme}[^/\s]+", hook.url):
                raise ValueError("webhook:url:")
            if not hook.secret_token.get_secret_value():
                raise ValueError("webhook:secret_token:")
        return self

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file; None where it is on a server. SQLAlchemy is not asked: it takes longer than `check`."""
        kind, separator, rest = self.database.get_secret_value().partition(":///")
        return Path(rest.partition("?")[0]) if (kind, separator) == ("sqlite", ":///") and rest else None

    def exposed(self) -> tuple[str, ...]:
        """Addresses that every network reaches: usual in a container behind a proxy, worth a warning elsewhere."""
        named = [("health.listen", self.health.listen)]
        named += [("telegram.webhook.listen", self.telegram.webhook.listen)] * (self.telegram.mode == "webhook")
        return tuple(
            f"{place}: {address} bisa dicapai dari semua jaringan. Di luar kontainer tulis 127.0.0.1."
            for place, address in named
            if address.startswith(EVERYWHERE)
        )

    def dangling(self) -> tuple[str, ...]:
        """Named deputies and supervisors who are not among the officers: allowed, but worth a warning each."""
        known = {officer.id for officer in self.officers}
        named = [(f"officers: {o.id}: deputy", o.deputy) for o in self.officers]
        named += [(f"offices: {o.id}: supervisor", o.supervisor) for o in self.offices]
        named += [(f"offices: {o.id}: default_officer", o.default_officer) for o in self.offices]
        return tuple(
            f"{place} '{id_}' tidak ada di daftar officers" for place, id_ in named if id_ and id_ not in known
        )


class _UniqueKeys(yaml.SafeLoader):
    """SafeLoader that refuses a key written twice instead of keeping the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(None, None, "kunci harus kata, bukan daftar", key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(None, None, f"kunci '{key.value}' ditulis dua kali", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Misconfigured(
            f"Berkas pengaturan {path} tidak ada. Salin config.example.yaml menjadi {path}.", error
        ) from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path}: berisi huruf yang bukan UTF-8. Simpan ulang sebagai UTF-8.", error) from error
    except OSError as error:
        raise Misconfigured(
            f"{path}: tidak bisa dibaca ({error.strerror}). Periksa nama dan izin berkasnya.", error
        ) from error
    try:
        values = yaml.load(text, _UniqueKeys)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise Misconfigured(
            f"{place}: susunan YAML salah: {error.problem}. Periksa titik dua dan spasinya.", error
        ) from error
    except yaml.YAMLError as error:
        raise Misconfigured(f"{path}: bukan YAML yang benar. Periksa huruf aneh di dalamnya.", error) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise Misconfigured(f"{path}: isinya harus daftar 'nama: nilai'. Lihat config.example.yaml.")
    return {str(key): value for key, value in values.items()}


def exposed_secrets(path: str | None = None) -> str | None:
    """A sentence when the settings file holds a secret and others than its owner may read it. Raises Misconfigured."""
    chosen = chosen_file(path)
    if chosen is None or not Path(chosen).stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return None
    values = _read(Path(chosen))
    telegram = _part(values, "telegram")
    password = re.search(r"://[^/@]*:[^@]+@", str(values.get("database", "")))
    if not (telegram.get("token") or _part(telegram, "webhook").get("secret_token") or password):
        return None
    return f"{chosen} berisi token atau kata sandi dan bisa dibaca pengguna lain. Tutup dengan: chmod go= {chosen}"


def _part(values: dict[str, Any], name: str) -> dict[str, Any]:
    part = values.get(name)
    return part if isinstance(part, dict) else {}


def chosen_file(path: str | None) -> str | None:
    """Return the settings file that is read: `path`, BOT_CONFIG, ./config.yaml, or none."""
    return path or os.environ.get("BOT_CONFIG") or ("config.yaml" if Path("config.yaml").exists() else None)


def load_settings(path: str | None = None) -> Settings:
    """The settings: `path` or BOT_CONFIG or ./config.yaml or the defaults, overridden by BOT_… variables.

    Raises Misconfigured with every fault in one Indonesian text.
    """
    if unknown := unknown_variables(os.environ, Settings):
        raise Misconfigured(unknown)
    chosen = chosen_file(path)
    values = _read(Path(chosen)) if chosen else {}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise Misconfigured(describe(error, chosen or "pengaturan", Settings), error) from error
    except Exception as error:  # pydantic-settings wraps unreadable JSON in a variable in its own error
        raise Misconfigured(
            f"Variabel lingkungan BOT_… tidak bisa dibaca: {error}. Periksa penulisannya.", error
        ) from error
