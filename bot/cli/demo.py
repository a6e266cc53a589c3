"""python -m bot demo: the bot against the local Bot API server, with a page of several phones and its scenes.

Of a step `who` acts or is looked at; `do` is start, write, press, reply (to the newest message that holds `to`) or
look. {warga} in a caption is the resident's name; each play takes a resident who has not written yet.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import socket
import webbrowser
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NotRequired, TypedDict

import click
import structlog
from aiohttp import web
from pydantic import SecretStr

from bot import clock
from bot.app.first_faq import copy_on_first_start
from bot.app.jobs.job import settle_gc
from bot.app.runtime.run import run_app
from bot.app.runtime.web import WebListener, health_routes
from bot.app.shell.joining import FOR_STAFF, token_hash
from bot.app.wiring import build
from bot.cli.common import Command, Context, Number
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Role
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.settings import Settings
from bot.settings.model import BackupSettings, OfficerSettings, StaffPageSettings, StaffSettings, VillageSettings
from bot.staffpage.address import page_address
from bot.storage import queries
from bot.storage.store import SqlStore
from telegram_simulator.server import BotApiServer


class Step(TypedDict):
    """One act with its caption."""

    who: str
    do: str
    says: str
    text: NotRequired[str]
    to: NotRequired[str]


class Scene(TypedDict):
    """One scene as its button and its steps."""

    title: str
    words: str
    sign: str
    steps: list[Step]


QUESTIONS = ("Biaya paspor berapa?", "Syarat umrah apa saja?", "Saya ditawari kerja di Kamboja, amankah?")
"""What an empty phone suggests."""
NAMES = ("Aminah", "Rahmah", "Hasan", "Jamilah", "Anang", "Fitri")
"""Made-up residents who come when everybody has written already."""

_ARRIVES: Step = {
    "who": "warga",
    "do": "start",
    "text": "mandurian",
    "says": "{warga} memindai QR di kantor desa. Bot langsung tahu desanya.",
}
_EMERGENCY = "tolong, saya disekap majikan di Riyadh, paspor saya diambil"
_OPEN_QUESTION = "pak, berkas abah saya kemarin masih kurang apa?"

SCENES: tuple[Scene, ...] = (
    {
        "title": "Tanya biaya",
        "words": "Warga bertanya, angkanya ada di kalimat pertama.",
        "sign": "💬",
        "steps": [
            _ARRIVES,
            {
                "who": "warga",
                "do": "write",
                "text": "assalamualaikum, brp ya biaya bikin paspor skrg",
                "says": "{warga} bertanya dengan bahasa sehari-hari.",
            },
            {
                "who": "warga",
                "do": "look",
                "says": "Angkanya ada di kalimat pertama. Rincian dan sumbernya di bawah.",
            },
        ],
    },
    {
        "title": "Tawaran Kamboja",
        "words": "Gaji besar, berangkat cepat: bot memperingatkan.",
        "sign": "✈️",
        "steps": [
            _ARRIVES,
            {
                "who": "warga",
                "do": "write",
                "text": "ada yang menawari saya kerja admin di Kamboja, gaji 15 juta, minggu depan berangkat",
                "says": "{warga} mendapat tawaran kerja.",
            },
            {"who": "warga", "do": "look", "says": "Bot memberi peringatan dan jalan untuk memeriksa tawarannya."},
        ],
    },
    {
        "title": "Darurat",
        "words": "Orang minta tolong: petugas tahu seketika.",
        "sign": "🆘",
        "steps": [
            _ARRIVES,
            {"who": "warga", "do": "write", "text": _EMERGENCY, "says": "{warga} minta tolong."},
            {"who": "warga", "do": "look", "says": "Bot menjawab pendek: petugas tahu, dan siapa yang bisa ditelepon."},
            {
                "who": "petugas",
                "do": "press",
                "text": "Saya tangani",
                "says": "Petugas mendapat kartu merah. Satu tekanan: Saya tangani.",
            },
            {
                "who": "petugas",
                "do": "reply",
                "to": _EMERGENCY,
                "text": "Saya petugas desa. Saya di sini dan sedang menghubungi KBRI. Apakah Anda terluka?",
                "says": "Petugas membalas kartu itu seperti pesan biasa.",
            },
            {"who": "warga", "do": "look", "says": "Balasan petugas sampai di obrolan yang sama."},
        ],
    },
    {
        "title": "Petugas menjawab",
        "words": "Bot tidak tahu; petugas membalas dari HP-nya.",
        "sign": "👤",
        "steps": [
            _ARRIVES,
            {
                "who": "warga",
                "do": "press",
                "text": "👤 Tanya petugas",
                "says": "{warga} ingin bertanya kepada petugas.",
            },
            {
                "who": "warga",
                "do": "write",
                "text": _OPEN_QUESTION,
                "says": "Pertanyaan ini hanya petugas yang tahu jawabannya.",
            },
            {
                "who": "petugas",
                "do": "reply",
                "to": _OPEN_QUESTION,
                "text": "Tinggal fotokopi akta lahir. Boleh dititip di kantor desa sampai Jumat.",
                "says": "Petugas membalas kartu pertanyaan.",
            },
            {"who": "warga", "do": "look", "says": "Jawaban petugas sampai kepada {warga}."},
        ],
    },
    {
        "title": "Kabar",
        "words": "Satu kabar untuk warga yang mau menerimanya.",
        "sign": "📢",
        "steps": [
            _ARRIVES,
            {"who": "warga", "do": "write", "text": "syarat umrah apa saja", "says": "{warga} bertanya sesuatu."},
            {
                "who": "warga",
                "do": "press",
                "text": "Ya, mau",
                "says": "Sesudah jawaban pertama, bot menawarkan kabar desa.",
            },
            {
                "who": "petugas",
                "do": "write",
                "text": "/siaran Besok pukul 09.00 ada layanan paspor di balai desa. Bawa KTP dan KK.",
                "says": "Petugas menulis satu kabar.",
            },
            {"who": "petugas", "do": "press", "text": "Kirim", "says": "Petugas melihat dulu, lalu mengirim."},
            {
                "who": "warga",
                "do": "look",
                "says": "Kabar sampai kepada warga yang mau. Pada malam hari bot menunggu sampai pagi.",
            },
        ],
    },
)


FOLDER = Path("data/demo")
DATABASE = FOLDER / "bot.db"
FAQ = FOLDER / "faq"
"""A copy of the office's FAQ: what staff write in the demo stays in the demo."""
RESIDENTS = ((5001, "Siti"), (5002, "Udin"))
OFFICERS = ((7001, "Petugas Desa Mandurian"), (7002, "Petugas Cadangan"))
"""Made-up people. The second village's officer is the first one's deputy."""
STAFF = (
    (8001, Member("staf", "Staf Kantor", frozenset(Role), frozenset({"kanim"}))),
    (8002, Member("staf-kedua", "Staf Kedua", frozenset(Role), frozenset())),
)
"""Who keeps the FAQ. The second agrees to what residents would read otherwise."""

log = structlog.get_logger()


def demo_settings(settings: Settings, base_url: str, token: str, page: str) -> Settings:
    """Point the settings at the local server, with a database of its own and the people who are on the page.

    `page`: where the staff page listens.
    """
    office = settings.offices[0].model_copy(update={"supervisor": "pimpasa-cadangan"})
    (budi, budi_name), (citra, citra_name) = OFFICERS
    officers = (
        OfficerSettings(
            id="pimpasa-mandurian", name=budi_name, office=office.id, telegram_id=budi, deputy="pimpasa-cadangan"
        ),
        OfficerSettings(id="pimpasa-cadangan", name=citra_name, office=office.id, telegram_id=citra),
    )
    villages = (
        VillageSettings(
            id="mandurian", name="Desa Mandurian", district="Tapin Tengah", regency="Tapin", officer="pimpasa-mandurian"
        ),
        VillageSettings(id="desa-contoh", name="Desa Contoh", regency="Tapin", officer="pimpasa-cadangan"),
    )
    telegram = settings.telegram.model_copy(
        update={
            "token": SecretStr(token),
            "token_file": None,
            "base_url": base_url,
            "mode": "polling",
            "messages_per_second": 0,
        }
    )
    return settings.model_copy(
        update={
            "telegram": telegram,
            "database": SecretStr(f"sqlite:///{DATABASE}"),
            "offices": (office,),
            "officers": officers,
            "villages": villages,
            "backup": BackupSettings(),
            "staff": StaffSettings(page=StaffPageSettings(listen=page)),
            "health": settings.health.model_copy(update={"listen": ""}),
        }
    )


@click.command(cls=Command)
@click.option(
    "--port", default=8080, show_default=True, type=Number(0, 65535), help="Port halaman peragaan; 0: yang bebas."
)
@click.option("--no-browser", is_flag=True, help="Jangan membuka peramban.")
@click.pass_obj
def demo(context: Context, port: int, no_browser: bool) -> None:
    """Peragaan di komputer ini saja: beberapa ponsel di satu halaman, tanpa token dan tanpa jaringan."""
    settings = context.settings
    set_up_logs(settings.log.format, settings.log.level)
    # every demo begins with empty phones and the FAQ as its files are now; what it remembers would only confuse
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    asyncio.run(_show(settings, port, not no_browser))


async def _show(settings: Settings, port: int, open_browser: bool) -> None:
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    for end in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(end, lambda: me.cancel() if me else None)
    metrics = Metrics()
    listener = WebListener(settings, metrics, clock.now)
    page = f"127.0.0.1:{_free_port()}"
    about = partial(_people, page_address(page, "").url)
    routes = [web.get("/demo.json", about), *health_routes(listener.health, metrics)]
    server = BotApiServer(port=port, routes=routes)
    try:
        await server.start()
    except OSError as error:
        raise Trouble(f"Port {port} sudah dipakai program lain. Pilih yang lain: --port {port + 1}", error) from error
    try:
        with suppress(asyncio.CancelledError):
            for number, name in (*RESIDENTS, *OFFICERS):
                phone = server.phone(number, name)
                if number >= OFFICERS[0][0]:
                    await phone.starts()
            own = await _with_own_faq(demo_settings(settings, server.base_url, server.token, page))
            app = await build(own, metrics, listener)
            settle_gc()
            for number, member in STAFF:
                invitation = await _invitation(app.store, member, clock.now())
                await server.phone(number, member.name).starts(invitation)
            click.echo(f"Peragaan siap: {server.base_url}\nBerhenti: Ctrl+C")
            if open_browser:
                webbrowser.open(server.base_url)
            await run_app(app)
    finally:
        await server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


async def _with_own_faq(settings: Settings) -> Settings:
    """Return the settings with a copy of the FAQ, if there is one."""
    await copy_on_first_start(settings)
    if not settings.faq.is_dir():
        return settings
    shutil.copytree(settings.faq, FAQ)
    return settings.model_copy(update={"faq": FAQ})


async def _invitation(store: SqlStore, member: Member, now: datetime) -> str:
    """Keep a member and return what he starts the bot with."""
    token = secrets.token_urlsafe(24)
    async with store.unit() as unit:
        await unit.run(queries.staff.keep, member)
        await unit.run(queries.staff.invite, member.id, token_hash(token), now + timedelta(hours=1))
    return FOR_STAFF + token


async def _people(staff_page: str, _: web.Request) -> web.Response:
    """Tell the page about this demo: the villages' QR codes, who is what, what can be played, whose links open."""
    return web.json_response(
        {
            "starts": [
                {"title": "Desa Mandurian", "parameter": "mandurian"},
                {"title": "Desa Contoh", "parameter": "desa-contoh"},
            ],
            "people": [{"id": number, "role": "warga"} for number, _ in RESIDENTS]
            + [{"id": number, "role": "petugas"} for number, _ in OFFICERS]
            + [{"id": number, "role": "staf"} for number, _ in STAFF],
            "opens": staff_page,
            "names": NAMES,
            "questions": QUESTIONS,
            "scenes": SCENES,
        }
    )
