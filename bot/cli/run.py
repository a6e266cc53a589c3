"""python -m bot run: the bot itself."""

from __future__ import annotations

import click
import structlog
import uvloop

from bot.app.doctor import refused
from bot.app.editing.staff import PageAddress, StaffWorker
from bot.app.wiring import serve
from bot.cli.common import Command, Context, NotStarted
from bot.helpdesk.model.errors import Misconfigured
from bot.logs import set_up_logs
from bot.settings import exposed_secrets


@click.command(cls=Command)
def run(context: Context) -> None:
    """Menjalankan bot (berhenti dengan Ctrl+C atau SIGTERM, tanpa kehilangan pesan).

    Status 78: pengaturan, token, atau basis data harus diperbaiki dulu; menyalakan ulang saja tidak menolong.
    """
    try:
        settings = context.settings
        if faults := refused(settings):
            raise Misconfigured("\n".join(faults))
        set_up_logs(settings.log.format, settings.log.level)
        if problem := exposed_secrets(context.config):
            structlog.get_logger().warning("settings", problem=problem)
        uvloop.run(serve(settings, _serve_page))
    except Misconfigured as error:
        raise NotStarted(str(error), error.cause) from error


async def _serve_page(worker: StaffWorker, address: PageAddress) -> None:
    from bot.staffpage.app import serve_page  # half a second of imports that a bot without the page does not need

    await serve_page(worker, address)
