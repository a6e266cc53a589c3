"""All settings together, and what must fit between them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, model_validator

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
    StaffSettings,
    TelegramSettings,
    VillageSettings,
)
from bot.settings.values import Duration, Section

EVERYWHERE = ("0.0.0.0:", "[::]:")


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
    memory: Duration = Field(timedelta(minutes=10), description="selama ini pertanyaan susulan dipahami dari yang lalu")
    privacy: PrivacySettings = PrivacySettings()
    backup: BackupSettings = BackupSettings()
    outreach: OutreachSettings = OutreachSettings()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    staff: StaffSettings = StaffSettings()

    @model_validator(mode="before")
    @classmethod
    def _people_together(cls, values: Any) -> Any:
        """Leave out the default offices, officers and villages where the settings name any of their own."""
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
        """Name addresses that every network reaches: usual in a container behind a proxy, worth a warning elsewhere."""
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
