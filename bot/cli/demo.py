"""python -m bot demo: the bot against the local Bot API server, with a page of several phones."""

from __future__ import annotations

import asyncio
import shutil
import signal
import webbrowser
from contextlib import suppress
from pathlib import Path

import click
import structlog
from aiohttp import web
from pydantic import SecretStr

from bot import clock
from bot.app.front import Front
from bot.app.http import health_routes
from bot.app.wiring import build
from bot.cli.command import Command, Context, Number
from bot.cli.demo_scenes import NAMES, QUESTIONS, SCENES
from bot.cli.run import run_app
from bot.helpdesk.model.errors import Trouble
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.settings import BackupSettings, OfficerSettings, Settings, StaffSettings, VillageSettings
from telegram_simulator.server import BotApiServer

FOLDER = Path("data/demo")
DATABASE = FOLDER / "bot.db"
RESIDENTS = ((5001, "Siti"), (5002, "Udin"))
OFFICERS = ((7001, "Petugas Desa Mandurian"), (7002, "Petugas Cadangan"))
"""Made-up people. The second village's officer is the first one's deputy."""

log = structlog.get_logger()


def demo_settings(settings: Settings, base_url: str, token: str) -> Settings:
    """Point the settings at the local server, with a database of its own and the people who are on the page."""
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
            "staff": StaffSettings(),
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
    front = Front(settings, metrics, clock.now)
    routes = [web.get("/demo.json", _people), *health_routes(front.health, metrics)]
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
            app = await build(demo_settings(settings, server.base_url, server.token), metrics, front)
            click.echo(f"Peragaan siap: {server.base_url}\nBerhenti: Ctrl+C")
            if open_browser:
                webbrowser.open(server.base_url)
            await run_app(app)
    finally:
        await server.stop()


async def _people(_: web.Request) -> web.Response:
    """Tell the page about this demo: the villages' QR codes, who is what, and what can be played."""
    return web.json_response(
        {
            "starts": [
                {"title": "Desa Mandurian", "parameter": "mandurian"},
                {"title": "Desa Contoh", "parameter": "desa-contoh"},
            ],
            "people": [{"id": number, "role": "warga"} for number, _ in RESIDENTS]
            + [{"id": number, "role": "petugas"} for number, _ in OFFICERS],
            "names": NAMES,
            "questions": QUESTIONS,
            "scenes": SCENES,
        }
    )
