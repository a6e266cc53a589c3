"""Any ticket can be followed from the update to the delivery, without reading what anybody wrote."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import yaml

from tests.command import typed
from tests.stories.conftest import PEOPLE, Village, erases, opens_a_ticket


def config_beside(database: str) -> str:
    """Write the village's people and database as a settings file beside the database."""
    path = Path(database.removeprefix("sqlite:///")).with_name("config.yaml")
    path.write_text(yaml.safe_dump(PEOPLE | {"database": database}))
    return str(path)


async def bot(village: Village, *arguments: str) -> tuple[int, str, str]:
    """Run a command on the running bot's database: (status, out, err)."""
    config = config_beside(village.settings.database.get_secret_value())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", config, *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    out, err = await process.communicate()
    assert b"Traceback" not in err
    return process.returncode or 0, out.decode(), err.decode()


async def here(village: Village, *arguments: str) -> tuple[int, str, str]:
    """Type the same in this process, whose bot is closed: it would speak in between."""
    config = config_beside(village.settings.database.get_secret_value())
    done = await asyncio.to_thread(typed, "--config", config, *arguments)
    return done.status, done.out, done.err


def follows(text: str, *parts: str) -> None:
    """Check that the parts stand in the text in this order."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"{part!r} is missing after {text[:place][-200:]!r} in\n{text}"
        place = found


async def test_a_ticket_is_followed_from_the_update_to_the_delivery(village: Village) -> None:
    card = await opens_a_ticket(village)
    await village.warga.sees("Sudah sampai ke petugas")  # his card's arrival is stored before time goes by
    await village.passes(timedelta(hours=4, minutes=1))
    reminder = await village.budi.hears(contains="Pengingat: kasus #1 dari Siti")
    assert ("qqq" in reminder.text, reminder.buttons) == (True, ["Buka kartu #1"])
    await village.budi.replies(card, "Bawa akta kelahiran.")
    await village.warga.hears(contains="akta kelahiran")
    await village.budi.hears(contains="Sampai ke warga")
    status, out, _ = await bot(village, "audit", "1")
    assert status == 0
    follows(
        out,
        "Kasus #1 · biasa · terbuka · Desa Mandurian · kantor barat",
        "Pemilik: budi.",
        "pesan warga diterima dan disimpan",
        "diputuskan: masuk kasus",
        "warga menulis",
        "kasus dibuka; pemilik budi",
        "kartu kasus untuk budi: diterima Telegram",
        "dilihat budi: kartu kasus",
        "tenggat pertama lewat: petugas diingatkan",
        "budi menulis",
        "dijawab budi",
        "jawaban petugas untuk warga: diterima Telegram",
        "Pesan keluar kasus ini:",
    )
    assert "kartu sampai ke petugas" in out
    assert "WITA" in out
    for secret in ("qqq", "Siti", "5001", "akta", "7001"):
        assert secret not in out

    await village.closes()
    status, out, _ = await here(village, "audit", "1", "--isi")
    follows(out, "Siti", "qqq pertama", "Bawa akta kelahiran.")
    assert "audit dengan isi" in (await here(village, "officer", "access", "--case", "1"))[1]

    status, out, err = await here(village, "audit", "77")
    assert (status, out) == (1, "")
    assert err == "Kasus #77 tidak ada. Nomor tertinggi: 1.\n"


async def test_an_erased_persons_ticket_can_still_be_audited(village: Village) -> None:
    await opens_a_ticket(village)
    await erases(village.warga)
    await village.warga.sees("sudah dihapus")
    await village.closes()
    status, out, _ = await here(village, "audit", "1", "--isi")
    assert status == 0
    assert "qqq" not in out
    assert "Siti" not in out
