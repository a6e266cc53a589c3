"""Everything that an operator can set, with its defaults, and what must fit; config.example.yaml explains each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

TELEGRAM = "https://api.telegram.org"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TWO_TOKENS = "isi salah satu saja, telegram.token (atau BOT_TELEGRAM__TOKEN) atau telegram.token_file"
NO_PUBLIC_URL = "mode webhook memerlukan alamat publik yang diawali https://, mis. https://bot.contoh.go.id"
SECRETLESS = "mode webhook memerlukan rahasia. Buat dengan: openssl rand -hex 32"
ADDRESS = "harus alamat yang diawali http:// atau https://"
OF_HOOKS = "harus 16 sampai 256 karakter (huruf, angka, _ atau -); buat yang baru dengan: openssl rand -hex 32"
SPANS = 'harus jam buka lalu jam tutup: "08:00-16:00", dengan istirahat "08:00-11:30, 13:30-16:30" (dalam tanda kutip)'
RISING = "Urutkan: remind_after, deputy_after, supervisor_after"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
ROLES = ("supervisor", "default_officer")
UNITS = {"detik": "seconds", "menit": "minutes", "jam": "hours", "hari": "days"}
UNITS |= {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _misfit(sentence: str, *setting: int | str) -> PydanticCustomError:
    """Make the error of a setting that does not fit to others. `setting`: where it is, as ("officers", 0, "office")."""
    return PydanticCustomError("misfit", "{sentence}", {"sentence": sentence, "setting": setting})


def _duration(value: Any) -> Any:
    """Read "4 jam", "15 menit" or "90d" as a timedelta; refuse everything else."""
    if isinstance(value, str) and (match := re.fullmatch(rf"\s*(\d{{1,6}})\s*({'|'.join(UNITS)})\s*", value)):
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError('harus lama waktu seperti "15 menit", "4 jam", "90 hari"')


def _day_spans(value: Any) -> Any:
    """Read "08:00-11:30, 13:30-16:30", each block after the one before; put one space after each comma."""
    blocks = [block.strip() for block in value.split(",")] if isinstance(value, str) else [""]
    ends = [end for block in blocks for end in block.split("-")]
    if all(re.fullmatch(f"{TIME}-{TIME}", block) for block in blocks) and ends == sorted(set(ends)):
        return ", ".join(blocks)
    raise ValueError(SPANS)


def _like(shape: str, sentence: str) -> BeforeValidator:
    """Make the reader of a text of this shape, of which the first group counts; the sentence is for what is none."""

    def read(value: Any) -> str:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str) and (match := re.fullmatch(shape, text.strip())):
            return match[1]
        raise ValueError(sentence)

    return BeforeValidator(read)


def _listen(value: str) -> str:
    if value:
        split_address(value)
    return value


def split_address(value: str) -> tuple[str, int]:
    """Return ("127.0.0.1", 8443) of its text. Raises ValueError for anything else."""
    host, colon, port = value.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ValueError("harus alamat dan port seperti 127.0.0.1:8080")
    return host.strip("[]") or "127.0.0.1", int(port)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("bukan zona waktu; yang biasa: Asia/Jakarta, Asia/Makassar, Asia/Jayapura") from None
    return value


def _village_code(value: object) -> str:
    digits = re.sub(r"[. ]", "", str(value or ""))
    if digits and not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError('harus kode desa Kemendagri, sepuluh angka, mis. "63.05.07.2001"')
    return digits


Listen = Annotated[str, AfterValidator(_listen)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
DaySpans = Annotated[str, BeforeValidator(_day_spans)]
Address = Annotated[str, _like(r"(https?://[^/\s]+.*?)/*", ADDRESS)]
DayTime = Annotated[str, _like(f"({TIME})", 'harus jam seperti "07:30" (dalam tanda kutip)')]
Abroad = Annotated[str, _like(r"(\+[0-9 -]{6,20})", 'harus nomor dengan kode negara, seperti "+60 3-2116 4000"')]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]


class Section(BaseModel):
    """A part of the settings: no unknown names in it, and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WebhookSettings(Section):
    url: str = ""
    listen: Listen = "127.0.0.1:8443"
    secret_token: Annotated[SecretStr, _like("(|[A-Za-z0-9_-]{16,256})", OF_HOOKS)] = SecretStr("")


class TelegramSettings(Section):
    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    base_url: Address = TELEGRAM
    mode: Literal["polling", "webhook"] = "polling"
    webhook: WebhookSettings = WebhookSettings()
    messages_per_second: int = Field(30, ge=0)


class ReadBy(Section):
    by: str = Field(min_length=3)
    when: date


class OfficeSettings(Section):
    id: Id
    name: str = Field(min_length=3)
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Makassar"
    hours: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], DaySpans | None] = {}
    holidays: bool = True
    closed: tuple[date, ...] = ()
    address: str | None = None
    phone: str | None = None
    supervisor: str | None = None
    default_officer: str | None = None
    group: int | None = Field(None, lt=0)
    hold_photos: bool = False
    kanwil: Id | None = None
    despair_texts_read: ReadBy | None = None


class OfficerSettings(Section):
    # without `telegram_id` he joins with a one-time link
    id: Id
    name: str = Field(min_length=2)
    office: str
    telegram_id: int | None = None
    deputy: str | None = None


class VillageSettings(Section):
    # `id` is what the QR code's link carries; `code` is the ministry's for reports
    id: Id
    name: str = Field(min_length=2)
    district: str = ""
    regency: str = ""
    officer: str
    code: Annotated[str, BeforeValidator(_village_code)] = ""


class MissionSettings(Section):
    country: str = Field(min_length=3)
    name: str = Field(min_length=3)
    phone: Abroad


class EmergencySteps(Section):
    remind_after: Duration = timedelta(minutes=5)
    deputy_after: Duration = timedelta(0)
    supervisor_after: Duration = timedelta(minutes=15)


class EscalationSettings(Section):
    remind_after: Duration = timedelta(hours=4)
    deputy_after: Duration = timedelta(hours=8)
    supervisor_after: Duration = timedelta(hours=24)
    emergency: EmergencySteps = EmergencySteps()


class PrivacySettings(Section):
    keep_conversations: Duration = timedelta(days=90)
    ask_consent: bool = False


class BackupSettings(Section):
    folder: Path | None = None
    keep: Duration = timedelta(days=14)


class OutreachSettings(Section):
    per_week: int = Field(2, ge=1)


class HealthSettings(Section):
    listen: Listen = ""
    deaf_after: Duration = timedelta(minutes=2)
    heartbeat_url: Annotated[SecretStr, _like(r"(|https?://[^/\s]+.*?)/*", ADDRESS)] = SecretStr("")


class LogSettings(Section):
    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class StaffPageSettings(Section):
    listen: Listen = ""
    url: str = ""


class StaffSettings(Section):
    telegram_chat: int | None = None
    daily_at: DayTime = "07:30"
    overdue_to_officer: Duration | None = None
    page: StaffPageSettings = StaffPageSettings()


class Settings(Section):
    """Everything that an operator can set. Built by `load_settings`, frozen afterwards."""

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
    memory: Duration = timedelta(minutes=10)
    privacy: PrivacySettings = PrivacySettings()
    backup: BackupSettings = BackupSettings()
    outreach: OutreachSettings = OutreachSettings()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    staff: StaffSettings = StaffSettings()

    @model_validator(mode="before")
    @classmethod
    def _people_together(cls, values: Any) -> Any:
        """Leave out the default officers and villages where the settings name offices of their own."""
        if isinstance(values, dict) and "offices" in values:
            return {"officers": (), "villages": ()} | values
        return values

    @model_validator(mode="after")
    def _people_fit(self) -> Settings:
        for kind, field in (("offices", "id"), ("officers", "id"), ("villages", "id"), ("villages", "code")):
            counts = Counter(getattr(row, field) for row in getattr(self, kind))
            if twice := sorted(value for value, count in counts.items() if value and count > 1):
                raise _misfit(f"{field} '{twice[0]}' dipakai dua kali. Beri {field} yang berbeda", kind)
        if not self.offices:
            raise _misfit("harus ada paling sedikit satu kantor", "offices")
        offices, officers = ({row.id for row in rows} for rows in (self.offices, self.officers))
        for at, one in enumerate(self.officers):
            if one.office not in offices:
                raise _misfit(f"'{one.office}' tidak ada di daftar offices", "officers", at, "office")
            if one.deputy and one.deputy not in officers - {one.id}:
                raise _misfit(f"harus petugas lain dari officers, bukan '{one.deputy}'", "officers", at, "deputy")
        for at, village in enumerate(self.villages):
            if village.officer not in officers:
                raise _misfit(f"'{village.officer}' tidak ada di daftar officers", "villages", at, "officer")
        steps = self.escalation
        if not steps.remind_after <= steps.deputy_after <= steps.supervisor_after:
            raise _misfit(f"kasus naik sebelum diingatkan. {RISING}", "escalation")
        return self

    @model_validator(mode="after")
    def _telegram_fits(self) -> Settings:
        telegram, hook = self.telegram, self.telegram.webhook
        if telegram.token.get_secret_value() and telegram.token_file:
            raise _misfit(TWO_TOKENS, "telegram", "token")
        # another Bot API server may stand on the same machine
        scheme = r"https://" if telegram.base_url == TELEGRAM else r"https?://"
        if telegram.mode == "webhook" and not re.match(rf"^{scheme}[^/\s]+", hook.url):
            raise _misfit(NO_PUBLIC_URL, "telegram", "webhook", "url")
        if telegram.mode == "webhook" and not hook.secret_token.get_secret_value():
            raise _misfit(SECRETLESS, "telegram", "webhook", "secret_token")
        return self

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file; None where it is on a server."""
        kind, separator, rest = self.database.get_secret_value().partition(":///")
        return Path(rest.partition("?")[0]) if (kind, separator) == ("sqlite", ":///") and rest else None

    def doubts(self) -> Iterator[str]:
        """Say what is allowed but worth a warning each: what is wrong, then what to do."""
        officers = {None, *(officer.id for officer in self.officers)}
        for office, role in ((office, role) for office in self.offices for role in ROLES):
            if (id_ := getattr(office, role)) not in officers:
                yield f"offices: {office.id}: {role} '{id_}' tidak ada di daftar officers. Isi dari situ, atau hapus."
        hook = self.telegram.webhook.listen if self.telegram.mode == "webhook" else ""
        for place, address in (("health.listen", self.health.listen), ("telegram.webhook.listen", hook)):
            if address.startswith(("0.0.0.0:", "[::]:")):
                yield f"{place}: {address} bisa dicapai dari semua jaringan. Di luar kontainer tulis 127.0.0.1."
