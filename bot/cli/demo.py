"""python -m bot demo: the bot against the local Bot API server, with a page of several phones and its scenes."""

from __future__ import annotations

import asyncio
import shutil
import socket
import webbrowser
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

import click
import yaml
from aiohttp import web

from bot import clock
from bot.app.editing.staff import page_address
from bot.app.faq.shipped import copy_on_first_start
from bot.app.jobs.job import settle_gc
from bot.app.people.invitations import VALID, invited
from bot.app.runtime.health import WebListener, health_routes
from bot.app.wiring import build, run_app
from bot.cli.common import Command, Context, end_by_signals
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Role
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.settings.model import VillageSettings
from bot.staffpage.app import serve_page
from telegram_simulator.server import BotApiServer

QUESTIONS = ("Biaya paspor berapa?", "Syarat umrah apa saja?", "Saya ditawari kerja di Kamboja, amankah?")
"""What an empty phone suggests."""
NAMES = ("Aminah", "Rahmah", "Hasan", "Jamilah", "Anang", "Fitri")
"""Made-up residents who come when everybody has written already."""
SCENES = yaml.safe_load(Path(__file__).with_name("scenes.yaml").read_text("utf-8"))
FOLDER = Path("data/demo")
DATABASE = FOLDER / "bot.db"
FAQ = FOLDER / "faq"
"""A copy of the office's FAQ: what staff write in the demo stays in the demo."""
RESIDENTS = {5001: "Siti", 5002: "Udin"}
OFFICERS = {
    7001: {"id": "pimpasa-mandurian", "name": "Petugas Desa Mandurian", "deputy": "pimpasa-cadangan"},
    7002: {"id": "pimpasa-cadangan", "name": "Petugas Cadangan"},
}
VILLAGES = (
    VillageSettings(
        id="mandurian", name="Desa Mandurian", district="Tapin Tengah", regency="Tapin", officer="pimpasa-mandurian"
    ),
    VillageSettings(id="desa-contoh", name="Desa Contoh", regency="Tapin", officer="pimpasa-cadangan"),
)
STAFF = {
    8001: Member("staf", "Staf Kantor", frozenset(Role), frozenset({"kanim"})),
    8002: Member("staf-kedua", "Staf Kedua", frozenset(Role), frozenset()),
}
"""Who keeps the FAQ. The second agrees to what residents would read otherwise."""


def demo_settings(settings: Settings, base_url: str, token: str, page: str) -> Settings:
    """Point the settings at the local server, with a database of its own and the people who are on the page.

    `page`: where the staff page listens.
    """
    office = settings.offices[0].model_copy(update={"supervisor": "pimpasa-cadangan"})
    own = {
        "telegram": {"token": token, "base_url": base_url, "messages_per_second": 0},
        "database": f"sqlite:///{DATABASE}",
        "offices": [office],
        "officers": [row | {"office": office.id, "telegram_id": number} for number, row in OFFICERS.items()],
        "villages": VILLAGES,
        "backup": {},
        "health": {},
        "staff": {"page": {"listen": page}},
    }
    checked = Settings.model_validate(own)
    return settings.model_copy(update={name: getattr(checked, name) for name in own})


@click.command(cls=Command)
@click.option("--port", default=8080, metavar="ANGKA", type=click.IntRange(0, 65535), help="Port; 0: yang bebas.")
@click.option("--no-browser", is_flag=True, help="Jangan membuka peramban.")
def demo(context: Context, port: int, no_browser: bool) -> None:
    """Peragaan di komputer ini saja: beberapa ponsel di satu halaman, tanpa token dan tanpa jaringan."""
    settings = context.settings
    set_up_logs(settings.log.format, settings.log.level)
    # every demo begins with empty phones and the FAQ as its files are now; what it remembers would only confuse
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    asyncio.run(_show(settings, port, not no_browser))


async def _show(settings: Settings, port: int, open_browser: bool) -> None:
    end_by_signals()
    listener = WebListener(settings, clock.now)
    with socket.create_server(("127.0.0.1", 0)) as found:
        page = f"127.0.0.1:{found.getsockname()[1]}"
    about = partial(_people, page_address(page, "").url)
    routes = [web.get("/demo.json", about), *health_routes(listener.health, listener.metrics)]
    server = BotApiServer(port=port, routes=routes)
    try:
        await server.start()
    except OSError as error:
        raise Trouble(f"Port {port} sudah dipakai program lain. Pilih yang lain: --port {port + 1}", error) from error
    try:
        with suppress(asyncio.CancelledError):
            for number, name in RESIDENTS.items():
                server.phone(number, name)
            for number, officer in OFFICERS.items():
                await server.phone(number, officer["name"]).starts()
            own = demo_settings(settings, server.base_url, server.token, page)
            await copy_on_first_start(own)
            if own.faq.is_dir():
                shutil.copytree(own.faq, FAQ)
                own = own.model_copy(update={"faq": FAQ})
            app = await build(own, listener, serve_page)
            settle_gc()
            for number, member in STAFF.items():
                link = (await invited(own, clock.now() + VALID, member))[member.id]
                await server.phone(number, member.name).starts(link.partition("start=")[2])
            click.echo(f"Peragaan siap: {server.base_url}\nBerhenti: Ctrl+C")
            if open_browser:
                webbrowser.open(server.base_url)
            await run_app(app)
    finally:
        await server.stop()


async def _people(staff_page: str, _: web.Request) -> web.Response:
    """Tell the page about this demo: the villages' QR codes, who is what, what can be played, whose links open."""
    roles: dict[str, Iterable[int]] = {"warga": RESIDENTS, "petugas": OFFICERS, "staf": STAFF}
    told = {
        "starts": [{"title": village.name, "parameter": village.id} for village in VILLAGES],
        "people": [{"id": number, "role": role} for role, people in roles.items() for number in people],
        "opens": staff_page,
        "names": NAMES,
        "questions": QUESTIONS,
        "scenes": SCENES,
    }
    return web.json_response(told)
