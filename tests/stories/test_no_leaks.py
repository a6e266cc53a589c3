"""Marked secrets go through every way into the real program; none may appear where somebody else can read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bot.channels.telegram.receive import PATH
from telegram_simulator.server import BotApiServer
from tests.command import typed
from tests.databases import store_in
from tests.faults.processes import BotProcess, command
from tests.ports import free_port
from tests.shipped import ROOT
from tests.storage.steps import everything
from tests.stories.conftest import PEOPLE, learnt

NAME = "Zulaikharahasia"
WORDS = "qqqrahasiawarga"
REPLY = "qqqrahasiapetugas"
NIK, PHONE, PASSPORT = "6305011212900077", "081299887766", "X7654321"
ADVERT = "lowongan-qqqrahasia.com"
CHAT = "50017788"
SECRET = "rahasia-webhook-qqq"
PASSWORD = "sandi-qqq-basisdata"


async def test_no_secret_appears_in_log_health_metrics_or_commands(tmp_path: Path) -> None:
    await learnt()
    address, hook = (f"127.0.0.1:{free_port()}" for _ in range(2))
    async with BotApiServer() as server:
        settings: dict[str, Any] = {
            **PEOPLE,
            "telegram": {"token": server.token, "base_url": server.base_url, "messages_per_second": 0},
            "database": f"sqlite:///{tmp_path}/bot.db",
            "faq": str(ROOT / "faq"),
            "cache": str(ROOT / "data" / "cache"),
            "health": {"listen": address},
            "log": {"format": "json", "level": "debug"},
            "staff": {"telegram_chat": 9009},
        }
        config = tmp_path / "config.yaml"
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        seen: dict[str, str] = {}
        async with running(config, tmp_path / "json.log", seen, address):
            _, link = await command("officer", "invite", "fajar", environment={"BOT_CONFIG": str(config)})
            invitation = link.partition("start=inv_")[2].split()[0]
            await every_way_in(server, invitation)
        settings["log"] = {"format": "text", "level": "debug"}
        settings["telegram"] |= {
            "mode": "webhook",
            "webhook": {"url": f"http://{hook}", "listen": hook, "secret_token": SECRET},
        }
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        async with running(config, tmp_path / "text.log", seen, address):
            await over_the_webhook(server, f"http://{hook}{PATH}")
        access = ("officer", "access", "--case", "1")
        for words in (("ledger", "--json"), access, ("audit", "1"), ("officer", "invite", WORDS)):
            seen[" ".join(words)] = await said_here(config, *words)
        assert "kartu kasus" in seen["officer access --case 1"]
        assert all("ready" in seen[name] for name in ("json.log", "text.log"))
        assert all("dead letter" in seen[name] for name in ("json.log", "text.log"))
        for secret in (server.token, NAME, REPLY, NIK, PHONE, PASSPORT, ADVERT, CHAT, SECRET, PASSWORD, invitation):
            for place, text in seen.items():
                assert secret not in text, f"{secret} in {place}"
        asked_about = f"officer invite {WORDS}"
        assert not [place for place, text in seen.items() if WORDS in text and place != asked_about]
        async with store_in(settings["database"]) as store:
            kept = await everything(store)
        for secret in (server.token, SECRET, NIK, PASSPORT, invitation):
            assert secret not in kept, f"{secret} in the database"


async def test_a_database_password_stands_in_no_message(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    url = f"postgresql://bot:{PASSWORD}@127.0.0.1:1/bot"
    config.write_text(yaml.safe_dump({"database": url, "telegram": {"token": "123:ABC"}}), encoding="utf-8")
    _, refused = await command("run", environment={"BOT_CONFIG": str(config)}, err=True)
    for words, said in (("ledger", await said_here(config, "ledger")), ("run", refused)):
        assert said.strip()
        assert PASSWORD not in said, words
        assert "Traceback" not in said, words


@asynccontextmanager
async def running(config: Path, log: Path, seen: dict[str, str], address: str) -> AsyncIterator[None]:
    """Run the real program; what it shows goes into `seen`."""
    bot = BotProcess({"BOT_CONFIG": str(config)}, log)
    bot.start()
    try:
        await bot.ready()
        yield
        for page in ("livez", "readyz", "healthz", "metrics"):
            seen[f"{page} {log.name}"] = await fetched(f"http://{address}/{page}")
        await bot.terminate()
    finally:
        bot.put_away()
    seen[log.name] = bot.said


async def said_here(config: Path, *command: str) -> str:
    """Type the same without a process of its own, where nothing else of this process speaks."""
    done = await asyncio.to_thread(typed, "--config", str(config), *command)
    return f"{done.out}{done.err}"


async def every_way_in(server: BotApiServer, invitation: str) -> None:
    """Let a resident and an officer do all that they can, well and badly."""
    warga, budi = server.phone(int(CHAT), NAME), server.phone(7001, "Budi")
    await budi.starts()
    await budi.hears(timeout=60)
    await warga.starts("mandurian")
    await warga.hears()
    await warga.asks("/petugas", "Tulis pertanyaan")
    question = await warga.sends(f"{WORDS} nik {NIK} hp {PHONE} paspor {PASSPORT}")
    card = await budi.hears(contains="Kasus #1")
    await warga.hears(contains="saya sembunyikan")
    await warga.edits(question, f"{WORDS} lagi {NIK}")
    await budi.hears(contains="mengubah pesannya")
    await warga.sends_photo(caption=f"{WORDS} suratnya")
    await budi.hears(contains="mengirim foto")
    await warga.sends_document(name=f"ktp {NAME}.pdf")
    await warga.hears(contains="dokumen pribadi")
    await budi.replies(card, f"{REPLY}, minta nomor HP Ibu")
    await warga.hears(contains=REPLY)
    await warga.sends(PHONE)
    await budi.hears(contains=PHONE)
    await budi.replies(card, f"// {REPLY}")
    for words in ("/antrean", "/kasus 1", "/gagal", "/cuti 3 hari", "/cuti selesai", f"/cari {WORDS}"):
        await budi.sends(words)
    await budi.hears(contains="Kasus #1")
    await budi.replies(card, f"kirim jam 07.15 {REPLY}")
    fajar, thief = server.phone(7005, "Fajar"), server.phone(6666, NAME)
    for phone in (fajar, thief):
        await phone.starts(f"inv_{invitation}")
        await phone.hears()
    group = server.group(f"Keluarga {NAME}", warga)
    await warga.within(group).sends(f"@tanya_pimpasa_bot {WORDS} {NIK}")
    await warga.asks("/data", "Data Bapak/Ibu")
    await warga.asks(f"tolong {WORDS} saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
    await warga.asks("/status", "#1")
    server.inject({"message": {"message_id": 1, "date": WORDS, "chat": {"id": CHAT}, "text": WORDS}})
    server.inject({"callback_query": {"id": WORDS, "data": f"batal:{WORDS}", "from": NAME}})
    await warga.asks("/hapusjejak", "Ada yang bisa dibantu")
    other = server.phone(50029999, NAME)
    await other.starts("mandurian")
    await other.hears()
    await other.asks(f"cek {ADVERT} benar ini resmi? {PHONE}", "Periksa dulu")
    await other.asks("/cektawaran", "Pertanyaan 1")
    # no force, an adult, a factory, Malaysia, a company; what is typed next is no choice
    for number, choice in enumerate(("1", "1", "3", "1", "1"), start=2):
        await other.asks(choice, f"Pertanyaan {number}")
    await other.asks(f"PT {WORDS} {PHONE}", "Pilih saja yang paling cocok")
    await other.asks("/hapus", "Lanjutkan?")
    await other.presses(other.last, "Ya, hapus semua")
    await other.sees("sudah dihapus")


async def over_the_webhook(server: BotApiServer, url: str) -> None:
    """Push updates as Telegram does, and call as somebody who is not Telegram."""
    warga, budi = server.phone(50031111, NAME), server.phone(7001, "Budi")
    await warga.starts("mandurian")
    await warga.hears(timeout=60)
    await warga.asks("/petugas", "Tulis pertanyaan")
    await warga.sends(f"{WORDS} nik {NIK}")
    await budi.hears(contains=WORDS)
    await warga.asks(f"tolong {WORDS} saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
    body = {"update_id": 9, "message": {"text": WORDS, "from": {"first_name": NAME}}}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": PASSWORD}):
            async with session.post(url, json=body, headers=headers) as refused:
                assert refused.status == 403
        right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        for garbage in (WORDS.encode(), b"[" * 100_000, f'{{"update_id": "{WORDS}"}}'.encode()):
            async with session.post(url, data=garbage, headers=right) as taken:
                assert taken.status == 200


async def fetched(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()
