"""Marked secrets go through every flow of the real program; none may appear where somebody else looks."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import aiohttp
import yaml

from bot.simulator.phone import Phone
from bot.simulator.server import BotApiServer
from tests.stories.conftest import PEOPLE, ROOT

NAME = "Zulaikharahasia"
WORDS = "qqqrahasiawarga"
REPLY = "qqqrahasiapetugas"
NIK, PHONE, PASSPORT = "6305011212900077", "081299887766", "X7654321"
ADVERT = "lowongan-qqqrahasia.com"
CHAT = "50017788"


async def test_no_secret_appears_in_log_health_metrics_or_ledger(tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    async with BotApiServer() as server:
        config = tmp_path / "config.yaml"
        settings = {
            **PEOPLE,
            "telegram": {"token": server.token, "base_url": server.base_url, "messages_per_second": 0},
            "database": f"sqlite:///{tmp_path}/bot.db",
            "faq": str(ROOT / "faq"),
            "cache": str(ROOT / "data" / "cache"),
            "health": {"listen": address},
            "log": {"format": "json", "level": "debug"},
        }
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        log = tmp_path / "log.txt"
        with log.open("wb") as sink:
            bot = await started(config, "run", stdout=sink, stderr=sink)
            try:
                await every_flow(server)
                seen = {page: await fetched(f"http://{address}/{page}") for page in ("healthz", "metrics")}
            finally:
                bot.terminate()
                await bot.wait()
        for command in (("ledger", "--json"), ("officer", "list"), ("officer", "access", "--case", "1")):
            run = await started(config, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
            out, _ = await run.communicate()
            assert run.returncode == 0, out.decode()
            seen[" ".join(command)] = out.decode()
        seen["log"] = log.read_text(encoding="utf-8")
        assert "ready" in seen["log"]
        assert "kartu kasus" in seen["officer access --case 1"]
        for secret in (server.token, NAME, WORDS, REPLY, NIK, PHONE, PASSPORT, ADVERT, CHAT):
            for place, text in seen.items():
                assert secret not in text, f"{secret} in {place}"


async def every_flow(server: BotApiServer) -> None:
    """A resident and an officer do all that they can, well and badly."""
    warga, budi = server.phone(int(CHAT), NAME), server.phone(7001, "Budi")
    await budi.starts()
    await budi.hears(timeout=60)
    await warga.starts("mandurian")
    await warga.hears(timeout=20)
    await says(warga, "/petugas", "Tulis pertanyaan")
    question = await warga.sends(f"{WORDS} nik {NIK} hp {PHONE} paspor {PASSPORT}")
    card = await budi.hears(contains="Kasus #1", timeout=20)
    await warga.hears(contains="saya sembunyikan", timeout=20)
    await warga.edits(question, f"{WORDS} lagi {NIK}")
    await budi.hears(contains="mengubah pesannya", timeout=20)
    await warga.sends_photo(caption=f"{WORDS} suratnya")
    await budi.hears(contains="mengirim foto", timeout=20)
    await warga.sends_document(name=f"ktp {NAME}.pdf")
    await warga.hears(contains="dokumen pribadi", timeout=20)
    await budi.replies(card, f"{REPLY}, minta nomor HP Ibu")
    await warga.hears(contains=REPLY, timeout=20)
    await warga.sends(PHONE)
    await budi.hears(contains=PHONE, timeout=20)
    await budi.replies(card, f"// {REPLY}")
    await says(warga, "/data", "Data Bapak/Ibu")
    await says(warga, f"tolong {WORDS} saya disekap di rumah agen, paspor diambil, saya dipukul", "110")
    await says(warga, "/status", "#1")
    server.inject({"message": {"message_id": 1, "date": WORDS, "chat": {"id": CHAT}, "text": WORDS}})
    server.inject({"callback_query": {"id": WORDS, "data": f"batal:{WORDS}", "from": NAME}})
    await warga.sends("/hapusjejak")
    await warga.hears(contains="Ada yang bisa dibantu", timeout=20)
    other = server.phone(50029999, NAME)
    await other.starts("mandurian")
    await other.hears(timeout=20)
    await says(other, f"cek {ADVERT} benar ini resmi? {PHONE}", "Periksa dulu")
    await says(other, "/cektawaran", "pertanyaan 1")
    await says(other, "1", "pertanyaan 2")
    await says(other, "2", "pertanyaan 3")
    await says(other, f"PT {WORDS} {PHONE}", "pertanyaan 4")
    await says(other, "/hapus", "Lanjutkan?")
    await other.presses(other.last, "Ya, hapus semua")
    await other.hears(contains="sudah dihapus", timeout=20)


async def says(phone: Phone, text: str, answer: str) -> None:
    await phone.sends(text)
    await phone.hears(contains=answer, timeout=20)


async def started(config: Path, *command: str, stdout, stderr) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--config", str(config), *command, cwd=ROOT, stdout=stdout, stderr=stderr
    )


async def fetched(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()
