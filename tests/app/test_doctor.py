"""The findings of `doctor`: a table of what it sees with the expected sentence and its mend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from msgspec.structs import replace
from pydantic import SecretStr

from bot.app.doctor import OF_STORE, PROBES, Diagnosis, Grade, Look, Stored, judged, sound
from bot.channels.telegram.connect import TelegramStatus
from bot.helpdesk.model.errors import Alert, AlertKind, OpenAlert, grouped
from bot.settings import Settings, TelegramSettings
from bot.settings.model import (
    BackupSettings,
    HealthSettings,
    OfficerSettings,
    OfficeSettings,
    ReadBy,
    StaffSettings,
    VillageSettings,
)

ROOT = Path(__file__).parents[2]
FOLDER = TemporaryDirectory()
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz12345"
READ = ReadBy(by="psikolog puskesmas", when=NOW.date())
SETTINGS = Settings(
    telegram=TelegramSettings(token=SecretStr(TOKEN)),
    offices=(OfficeSettings(id="barat", name="Kantor Barat", despair_texts_read=READ),),
    officers=(OfficerSettings(id="budi", name="Pak Budi", office="barat"),),
    villages=(VillageSettings(id="mandurian", name="Desa Mandurian", officer="budi"),),
    faq=ROOT / "faq",
    backup=BackupSettings(folder=Path(FOLDER.name)),
    health=HealthSettings(heartbeat_url=SecretStr("https://hc.example/x")),
    staff=StaffSettings(telegram_chat=1),
)
WELL = Look(
    now=NOW,
    config=None,
    settings=SETTINGS,
    answers=167,
    stored=Stored("", frozenset({"budi"}), NOW - timedelta(seconds=30), at_work=True),
    newest=NOW - timedelta(hours=8),
    rehearsed=NOW - timedelta(days=30),
    telegram=TelegramStatus("contoh_bot"),
)
ABSENT = tuple(OfficerSettings(id=f"p{number}", name="Petugas", office="barat") for number in range(9))


def settings(**changes: Any) -> Look:
    return replace(WELL, settings=SETTINGS.model_copy(update=changes))


def telegram(**changes: Any) -> Look:
    assert WELL.telegram
    return replace(WELL, telegram=replace(WELL.telegram, **changes))


def stored(**changes: Any) -> Look:
    assert WELL.stored
    return replace(WELL, stored=replace(WELL.stored, **changes))


def wrong(look: Look) -> list[Diagnosis]:
    return [one for one in judged(look) if one.level is not Grade.FINE]


OF_FILES = {"pengaturan", "izin", "faq", "mulai"}
"""What `tests/cli/test_doctor.py` looks at on a real folder."""
TABLE: list[tuple[str, Look, str, Grade, str, str]] = [
    ("exposed", settings(health=HealthSettings(listen="0.0.0.0:8080", heartbeat_url=SecretStr("https://x.example"))),
     "pengaturan", Grade.WARNING, "bisa dicapai dari semua jaringan.", "tulis 127.0.0.1"),
    ("broken faq", replace(WELL, answers=("faq/paspor.yaml:1:1: galat: x (yaml)",)), "faq",
     Grade.ERROR, "faq/paspor.yaml:1:1", "faq check"),
    ("refused", telegram(trouble="Token Telegram ditolak. Salin."), "telegram", Grade.ERROR, "ditolak.", "Salin."),
    ("no database", stored(trouble="Basis data x tidak ada. Periksa folder ini."), "basis-data",
     Grade.ERROR, "Basis data x tidak ada.", "Periksa folder ini."),
    ("waiting", stored(waiting=NOW - timedelta(minutes=11)), "basis-data",
     Grade.WARNING, "menunggu sejak hari ini pukul 09.49 WITA", "Jalankan bot"),
    ("never ran", stored(seen=None, at_work=False), "berjalan", Grade.WARNING, "belum pernah", "bot run"),
    ("ended now", stored(at_work=False), "berjalan", Grade.WARNING, "terakhir hidup hari ini pukul 09.59", "bot run"),
    ("stopped", stored(seen=NOW - timedelta(days=1), at_work=False), "berjalan",
     Grade.WARNING, "terakhir hidup kemarin pukul 10.00 WITA", "bot run"),
    ("first start", stored(seen=None), "berjalan", Grade.WARNING, "sedang menyala, tetapi belum siap", "semenit"),
    ("stuck", stored(seen=NOW - timedelta(minutes=6)), "berjalan",
     Grade.WARNING, "belum siap, atau tidak bisa menulis (tanda terakhir hari ini pukul 09.54 WITA)", "log"),
    ("nobody", settings(officers=(), villages=()), "petugas", Grade.ERROR, "Belum ada petugas", "region import"),
    ("absent", stored(joined=frozenset()), "petugas", Grade.WARNING, "budi belum bergabung", "officer invite budi"),
    ("many absent", settings(officers=ABSENT), "petugas", Grade.WARNING, "dan 4 petugas lagi", "officer list"),
    ("no second", stored(alone=("rini",)), "orang-kedua",
     Grade.WARNING, "Penerbit rini belum punya orang kedua", "isi supervisor"),
    ("no backups", settings(backup=BackupSettings()), "cadangan", Grade.WARNING, "Tidak ada cadangan", "backup.folder"),
    ("first backup", replace(WELL, newest=None), "cadangan", Grade.ERROR, "Belum ada cadangan di", "bot backup"),
    ("old backup", replace(WELL, newest=NOW - timedelta(days=3)), "cadangan",
     Grade.ERROR, "berumur 3 hari", "bot backup"),
    ("no rehearsal", replace(WELL, rehearsed=None), "cadangan", Grade.WARNING, "belum pernah", "backup verify"),
    ("old rehearsal", replace(WELL, rehearsed=NOW - timedelta(days=93)), "cadangan",
     Grade.WARNING, "2026-08-26", "verify"),
    ("rival", stored(alarms=grouped([OpenAlert(Alert(AlertKind.SECOND_BOT, "x"), NOW)])), "alarm",
     Grade.ERROR, "program lain yang memakai token bot ini", "Matikan program itu"),
    ("unanswered", stored(alarms=grouped([OpenAlert(Alert(AlertKind.UNANSWERED, "7"), NOW)])), "alarm",
     Grade.WARNING, "Kasus #7 belum dijawab", "Hubungi petugasnya"),
    ("unread", settings(offices=(OfficeSettings(id="barat", name="Kantor Barat"),)), "putus-asa",
     Grade.WARNING, "belum dibaca tenaga kesehatan: barat.", "despair_texts_read"),
    ("no watch", settings(health=HealthSettings()), "pengawas", Grade.WARNING, "pengawas luar", "heartbeat_url"),
    ("no staff", settings(staff=StaffSettings()), "pengawas", Grade.WARNING, "chat pengelola", "telegram_chat"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("look", "probe", "level", "text", "mend"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_is_wrong_is_a_finding_with_its_mend(look: Look, probe: str, level: Grade, text: str, mend: str) -> None:
    usual = wrong(WELL)
    assert [one.probe for one in usual] == ["pengaturan"]
    [found] = [one for one in wrong(look) if one not in usual and text in one.text]
    assert (found.probe, found.level, mend in found.mend) == (probe, level, True)
    assert {one.probe for one in wrong(look) if one not in usual} == {probe}
    assert sound(judged(look)) is (level is not Grade.ERROR)


def test_each_probe_that_can_complain_stands_in_the_table() -> None:
    assert {probe for _, _, probe, *_ in TABLE} | OF_FILES == set(PROBES) | set(OF_STORE)
