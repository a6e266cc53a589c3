"""`check` and `doctor` on a real folder, database and local Bot API server: they change nothing and tell no secret."""

from __future__ import annotations

import asyncio
import json

import pytest
import yaml

from tests.cli.conftest import Office
from tests.command import typed
from tests.shipped import SMALL, SMALL_CACHE, small_index

BUDI = {"id": "budi", "name": "Budi", "office": "barat"}
DESA = {"name": "Desa", "officer": "budi", "code": "63.05.07.2001"}
READ = {"by": "psikolog puskesmas", "when": "2026-11-30"}


@pytest.fixture
async def office(office: Office) -> Office:
    await asyncio.to_thread(small_index)
    office.database = f"sqlite:///{office.folder}/data/bot.db"
    office.values |= {
        "database": office.database,
        "faq": str(SMALL),
        "cache": str(SMALL_CACHE),
        "offices": [{"id": "barat", "name": "Kantor Barat", "despair_texts_read": READ}],
        "villages": [],
    }
    return office


def seen(office: Office) -> dict[str, bytes]:
    """Every file but the settings."""
    files = (path for path in office.folder.rglob("*") if path.is_file() and path.name != "config.yaml")
    return {str(path): path.read_bytes() for path in files}


async def database(office: Office) -> None:
    """Create a bot's database as a first run leaves it."""
    (office.folder / "data").mkdir(mode=0o700)
    async with office.store():
        (office.folder / "data/bot.db").chmod(0o600)


async def test_doctor_looks_everywhere_and_leaves_everything_as_it_was(office: Office) -> None:
    await database(office)
    before = seen(office)
    done = await office.types("doctor", "--json")
    report = json.loads(done.out)
    assert (done.status, report["ok"]) == (0, True), done.out + done.err
    levels = {one["probe"]: one["level"] for one in report["findings"]}
    fine = {"pengaturan", "izin", "faq", "mulai", "telegram"}
    assert {probe for probe, level in levels.items() if level == "baik"} == fine | {"basis-data", "putus-asa"}
    assert all(one["mend"] for one in report["findings"] if one["level"] != "baik")
    assert seen(office) == before
    assert office.server.token not in done.out + done.err
    assert {call.method for call in office.server.calls} == {"getMe"}


async def test_doctor_names_a_refused_token_and_a_missing_database_at_once(office: Office) -> None:
    secret = "123456:salah-" + "x" * 30
    office.values["telegram"] = {"token": secret, "base_url": office.server.base_url}
    done = await office.types("doctor")
    assert done.status == 1
    assert "✗ telegram: Token Telegram ditolak.\n    → Salin lagi dari @BotFather." in done.out + done.err
    assert "✗ basis-data: Basis data " in done.out + done.err
    assert secret not in done.out + done.err


async def test_doctor_says_that_telegram_cannot_be_reached(office: Office) -> None:
    await office.server.stop()
    done = await office.types("doctor")
    assert done.status == 1
    assert "✗ telegram: Telegram tidak bisa dihubungi: sambungan ditolak." in done.out + done.err
    assert f"server ini harus bisa membuka {office.server.base_url}." in done.out + done.err
    assert office.server.token not in done.out + done.err


async def test_check_asks_nobody_and_makes_nothing(office: Office) -> None:
    done = await office.types("check")
    assert (done.status, done.out.endswith("Semua baik.\n")) == (0, True), done
    assert (seen(office), list(office.server.calls)) == ({}, [])


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("offices", [{"id": "barat", "name": "Kantor Barat", "timezone": "Asia/Jakrta"}], "bukan zona waktu"),
        ("databse", "x", "databse: pengaturan ini tidak dikenal. Maksudnya 'database'?"),
        ("database", "mysql://a:sandi@b/c", "Setelan 'database' tidak dikenal"),
        ("database", "sqlite://data/bot.db", "Setelan 'database' tidak dikenal"),
        ("database", f"sqlite:///{__file__}/bot.db", f"{__file__} tidak bisa ditulis bot"),
        ("database", "sqlite:////tmp", "sebuah folder, padahal harus berkas"),
        ("cache", f"{__file__}/cache", f"{__file__} tidak bisa ditulis bot"),
        ("staff", {"page": {"url": "http://staf.go.id"}}, "'http://staf.go.id' harus memakai https"),
        ("telegram", {"token": "abc"}, "Token Telegram tidak benar bentuknya"),
        ("backup", {"folder": "/tidak/ada"}, "Folder cadangan /tidak/ada belum ada."),
        ("escalation", {"remind_after": "9h"}, "escalation: kasus naik sebelum diingatkan."),
        ("officers", [{**BUDI, "deputy": "x"}], "officers[0].deputy: harus petugas lain dari officers"),
        ("villages", [{**DESA, "id": "a"}, {**DESA, "id": "b"}], "code '6305072001' dipakai dua kali."),
    ],
)
async def test_check_finds_what_keeps_the_bot_from_starting(
    office: Office, part: str, value: object, message: str
) -> None:
    office.values[part] = value
    done = await office.types("check")
    assert (done.status, message in done.out, "    → " in done.out) == (1, True, True), done
    assert "sandi" not in done.out.replace("kata sandi", "")
    started = await asyncio.to_thread(typed, "run", "--config", str(office.folder / "config.yaml"))
    assert (started.status, message in started.err) == (78, True), started


@pytest.mark.parametrize(
    ("part", "value", "sign", "message"),
    [
        ("faq", "/tidak/ada", "✗", "Folder FAQ tidak bisa dipakai: /tidak/ada: tidak ada"),
        ("offices", [{"id": "barat", "name": "Kantor", "supervisor": "x"}], "!", "supervisor 'x' tidak ada di daftar"),
    ],
)
async def test_check_finds_what_the_bot_starts_in_spite_of(
    office: Office, part: str, value: object, sign: str, message: str
) -> None:
    office.values[part] = value
    done = await office.types("check")
    assert done.status == (sign == "✗")
    assert [line for line in done.out.splitlines() if line.startswith(sign) and message in line], done


async def test_check_names_a_settings_file_that_others_may_read(office: Office) -> None:
    path = office.folder / "lain.yaml"
    path.write_text(yaml.safe_dump(office.values))
    path.chmod(0o644)
    done = await office.types("check", "--config", str(path))
    assert (done.status, f"→ Tutup dengan: chmod go= {path}" in done.out) == (1, True)
