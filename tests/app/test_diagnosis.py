"""The findings of `check` and `doctor`: a table of facts with the expected sentence and its mend."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app.diagnosis.facts import Answers, Copies, Facts, Files, Stored
from bot.app.diagnosis.probes import PROBES, Finding, Level, examined, sound
from bot.channels.telegram.examine import TelegramStatus
from bot.settings import (
    BackupSettings,
    HealthSettings,
    OfficerSettings,
    OfficeSettings,
    Settings,
    StaffSettings,
    TelegramSettings,
    VillageSettings,
    WebhookSettings,
)
from bot.settings.sections import ReadBy

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz12345"
READ = ReadBy(by="psikolog puskesmas", when=NOW.date())
SETTINGS = Settings(
    telegram=TelegramSettings(token=SecretStr(TOKEN)),
    offices=(OfficeSettings(id="barat", name="Kantor Barat", despair_texts_read=READ),),
    officers=(OfficerSettings(id="budi", name="Pak Budi", office="barat"),),
    villages=(VillageSettings(id="mandurian", name="Desa Mandurian", officer="budi"),),
    backup=BackupSettings(folder=Path("/mnt/cadangan")),
    health=HealthSettings(heartbeat_url=SecretStr("https://hc.example/x")),
    staff=StaffSettings(telegram_chat=1),
)
WEBHOOK = SETTINGS.model_copy(
    update={
        "telegram": TelegramSettings(mode="webhook", webhook=WebhookSettings(url="https://bot.contoh.go.id")),
    }
)
WELL = Facts(
    now=NOW,
    config="config.yaml",
    versions={"tanya-pimpasa": "0.2.0"},
    settings=SETTINGS,
    files=Files(folders={Path("data"): 2**33}, faq=21),
    answers=Answers(167, (), learnt=True),
    stored=Stored("", frozenset({"budi"}), NOW - timedelta(seconds=30), at_work=True),
    copies=Copies("", NOW - timedelta(hours=8), NOW - timedelta(days=30)),
    telegram=TelegramStatus(True, "contoh_bot", "", NOW - timedelta(seconds=1), {"url": "", "pending_update_count": 0}),
)
SAMPLE = replace(
    WELL,
    settings=Settings(telegram=SETTINGS.telegram, backup=SETTINGS.backup, health=SETTINGS.health, staff=SETTINGS.staff),
    stored=Stored("", frozenset({"pimpasa-mandurian"}), NOW, at_work=True),
)
ABSENT = tuple(OfficerSettings(id=f"p{number}", name="Petugas", office="barat") for number in range(9))


def files(**changes: Any) -> Facts:
    assert WELL.files
    return replace(WELL, files=replace(WELL.files, **changes))


def settings(**changes: Any) -> Facts:
    return replace(WELL, settings=SETTINGS.model_copy(update=changes))


def telegram(*, hook: bool = False, **changes: Any) -> Facts:
    assert WELL.telegram
    return replace(WELL, settings=WEBHOOK if hook else SETTINGS, telegram=replace(WELL.telegram, **changes))


def stored(**changes: Any) -> Facts:
    assert WELL.stored
    return replace(WELL, stored=replace(WELL.stored, **changes))


def copies(**changes: Any) -> Facts:
    assert WELL.copies
    return replace(WELL, copies=replace(WELL.copies, **changes))


def of(facts: Facts, probe: str) -> list[Finding]:
    return [one for one in examined(facts) if one.probe == probe]


def test_where_all_is_well_every_probe_says_so_or_nothing() -> None:
    findings = examined(WELL)
    assert {one.level for one in findings} == {Level.FINE}
    assert {one.mend for one in findings} == {""}
    assert set(PROBES) - {one.probe for one in findings} == {"rahasia", "orang-kedua", "pengawas"}
    assert sound(findings)


TABLE: list[tuple[str, Facts, str, Level, str, str]] = [
    ("faults", replace(WELL, settings=None, faults="config.yaml: ofices: tidak dikenal."), "pengaturan",
     Level.ERROR, "config.yaml: ofices: tidak dikenal.", "Perbaiki baris itu"),
    ("no file", replace(WELL, config=None), "pengaturan", Level.WARNING, "config.yaml belum ada", "bot init"),
    ("deputy", settings(officers=(SETTINGS.officers[0].model_copy(update={"deputy": "citra"}),)), "pengaturan",
     Level.WARNING, "'citra' tidak ada di daftar officers", "Tambahkan petugas itu"),
    ("exposed", settings(health=HealthSettings(listen="0.0.0.0:8080", heartbeat_url=SecretStr("https://x.example"))),
     "pengaturan", Level.WARNING, "bisa dicapai dari semua jaringan.", "tulis 127.0.0.1"),
    ("secrets", files(secrets_open="c.yaml berisi token. Tutup dengan: chmod go= c.yaml"), "rahasia",
     Level.ERROR, "c.yaml berisi token.", "chmod go= c.yaml"),
    ("open", files(open_to_others=("bot.db bisa dibaca pengguna lain. Tutup dengan: chmod go= bot.db",)), "izin",
     Level.WARNING, "bot.db bisa dibaca", "chmod go= bot.db"),
    ("zone", files(zones_missing=("Asia/Makassar",)), "zona", Level.ERROR, "Asia/Makassar tidak ada", "tzdata"),
    ("danger", files(danger="bias.npy: changed"), "bahaya", Level.ERROR, "bias.npy: changed", "Pasang ulang"),
    ("no room", files(folders={Path("data"): 100 * 2**20}), "disk", Level.ERROR, "sisa 100 MB", "Kosongkan ruang"),
    ("no leave", files(folders={Path("data"): None}), "disk", Level.ERROR, "tidak bisa ditulis", "chown -R"),
    ("no faq", files(faq="faq: No such file or directory"), "faq", Level.ERROR, "No such file", "setelan 'faq'"),
    ("empty faq", files(faq=0), "faq", Level.ERROR, "kosong", "setelan 'faq'"),
    ("broken faq", replace(WELL, answers=Answers(0, ("faq/paspor.yaml:1:1: galat: x (yaml)",))), "faq",
     Level.ERROR, "faq/paspor.yaml:1:1", "faq check"),
    ("no token", files(token="Token Telegram belum ada. Minta kepada @BotFather."), "token",
     Level.ERROR, "belum ada.", "@BotFather"),
    ("silent", telegram(reached=False, name="", words="tidak ada jawaban"), "telegram",
     Level.ERROR, "tidak bisa dihubungi: tidak ada jawaban", "api.telegram.org"),
    ("untrusted", telegram(reached=False, name="", words="x", mend="Setel jam."), "telegram",
     Level.ERROR, "tidak bisa dihubungi: x", "Setel jam. Periksa internet"),
    ("refused", telegram(name=""), "telegram", Level.ERROR, "Token Telegram ditolak", "@BotFather"),
    ("trouble", telegram(name="", words="NetworkError: Bad Gateway"), "telegram",
     Level.ERROR, "Bad Gateway", "Coba lagi"),
    ("early", telegram(date=NOW - timedelta(minutes=2)), "jam", Level.ERROR, "lebih cepat 120 detik", "set-ntp"),
    ("late", telegram(date=NOW + timedelta(seconds=31)), "jam", Level.ERROR, "lebih lambat 31 detik", "set-ntp"),
    ("hook left", telegram(webhook={"url": "https://lain.example"}), "webhook",
     Level.WARNING, "padahal pengaturan memakai polling", "matikan"),
    ("no hook", telegram(hook=True), "webhook", Level.WARNING, "bukan milik pengaturan ini", "Jalankan bot"),
    ("deaf hook", telegram(hook=True, webhook={"url": "https://bot.contoh.go.id/x", "pending_update_count": 4,
                                               "last_error_message": "SSL error"}), "webhook",
     Level.ERROR, "SSL error (4 pesan menunggu)", "sertifikat"),
    ("no database", stored(trouble="Basis data x tidak ada. Periksa folder ini."), "basis-data",
     Level.ERROR, "Basis data x tidak ada.", "Periksa folder ini."),
    ("waiting", stored(waiting=NOW - timedelta(minutes=11)), "basis-data",
     Level.WARNING, "menunggu sejak hari ini pukul 09.49 WITA", "Jalankan bot"),
    ("never ran", stored(seen=None, at_work=False), "berjalan", Level.WARNING, "belum pernah", "bot run"),
    ("ended now", stored(at_work=False), "berjalan", Level.WARNING, "terakhir hidup hari ini pukul 09.59", "bot run"),
    ("stopped", stored(seen=NOW - timedelta(days=1), at_work=False), "berjalan",
     Level.WARNING, "terakhir hidup kemarin pukul 10.00 WITA", "bot run"),
    ("first start", stored(seen=None), "berjalan", Level.WARNING, "sedang menyala, tetapi belum siap", "semenit"),
    ("stuck", stored(seen=NOW - timedelta(minutes=6)), "berjalan",
     Level.WARNING, "belum siap, atau tidak bisa menulis (tanda terakhir hari ini pukul 09.54 WITA)", "log"),
    ("nobody", settings(officers=(), villages=()), "petugas", Level.ERROR, "Belum ada petugas", "region import"),
    ("sample", SAMPLE, "pengaturan",
     Level.WARNING, "config.yaml tidak menyebut kantor, jadi kantor contoh dipakai", "bot init"),
    ("absent", stored(joined=frozenset()), "petugas", Level.WARNING, "budi belum bergabung", "officer invite budi"),
    ("many absent", settings(officers=ABSENT), "petugas", Level.WARNING, "dan 4 petugas lagi", "officer list"),
    ("no second", stored(alone=("rini",)), "orang-kedua",
     Level.WARNING, "Penerbit rini belum punya orang kedua", "isi supervisor"),
    ("no backups", settings(backup=BackupSettings()), "cadangan", Level.WARNING, "Tidak ada cadangan", "backup.folder"),
    ("first backup", copies(newest=None), "cadangan", Level.ERROR, "Belum ada cadangan di /mnt", "bot backup"),
    ("old backup", copies(newest=NOW - timedelta(days=3)), "cadangan", Level.ERROR, "berumur 3 hari", "bot backup"),
    ("no rehearsal", copies(rehearsed=None), "cadangan", Level.WARNING, "belum pernah", "backup verify"),
    ("old rehearsal", copies(rehearsed=NOW - timedelta(days=93)), "cadangan", Level.WARNING, "2026-08-26", "verify"),
    ("unread", settings(offices=(OfficeSettings(id="barat", name="Kantor Barat"),)), "putus-asa",
     Level.WARNING, "belum dibaca tenaga kesehatan: barat.", "despair_texts_read"),
    ("no watch", settings(health=HealthSettings()), "pengawas", Level.WARNING, "pengawas luar", "heartbeat_url"),
    ("no staff", settings(staff=StaffSettings()), "pengawas", Level.WARNING, "chat pengelola", "telegram_chat"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "probe", "level", "text", "mend"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_is_wrong_is_a_finding_with_its_mend(facts: Facts, probe: str, level: Level, text: str, mend: str) -> None:
    matching = [one for one in of(facts, probe) if text in one.text]
    assert [(one.level, mend in one.mend) for one in matching] == [(level, True)]
    others = [one.probe for one in examined(facts) if one.level is not Level.FINE and one.probe != probe]
    assert others == []
    assert sound(examined(facts)) is (level is not Level.ERROR)


def test_each_probe_that_can_complain_stands_in_the_table() -> None:
    assert {probe for _, _, probe, *_ in TABLE} == set(PROBES) - {"versi", "belajar"}


def test_a_secret_in_a_fault_is_blotted_out() -> None:
    wrong = replace(WELL, settings=None, faults=f"config.yaml: x: {TOKEN} postgresql://a:sandi@b/c")
    assert TOKEN not in str(examined(wrong))
    assert "sandi" not in str(examined(wrong))
