"""python -m bot staff-page: the page on which staff write the FAQ, in a process of its own beside the bot."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import dataclass

import click

from bot import clock
from bot.app.editing.desk import Desk
from bot.app.editing.office import Office
from bot.app.editing.page_access import DEFAULT_LISTEN, Authenticator, PageAddress, page_address
from bot.app.editing.publish import Publisher
from bot.app.faq.follow import Follower, Sources, knowledge_at_start
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import published_sets
from bot.app.jobs.job import run_in_thread, settle_gc
from bot.app.people.directory import directory_of, escalation_delays
from bot.cli.common import Command, Context, echo
from bot.cli.faq import existing
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.policy import Policy
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.settings import Settings
from bot.staffpage.app import opened
from bot.storage.store import SqlStore, beside


@click.command("staff-page", cls=Command)
@click.option("--listen", metavar="ALAMAT", help=f"Tempat halaman mendengar (bawaan: setelan, lalu {DEFAULT_LISTEN}).")
@click.option("--masuk", "member", metavar="ID", help="Cetak tautan masuk sekali pakai untuk pengelola ID.")
@click.pass_obj
def staff_page(context: Context, listen: str | None, member: str | None) -> None:
    """Halaman staf untuk menulis FAQ, di samping bot (berhenti dengan Ctrl+C).

    Halaman ini juga dibuka oleh run bila setelan staff.page.listen diisi; perintah ini untuk menjalankannya terpisah.
    """
    settings = context.current
    set_up_logs(settings.log.format, settings.log.level)
    page = settings.staff.page
    address = page_address(listen or page.listen or DEFAULT_LISTEN, page.url)
    existing(settings.faq)
    asyncio.run(_serve(settings, address, member))


@dataclass
class _Served:
    """What residents get, as the page's policy shows it."""

    policy: Policy


async def _serve(settings: Settings, address: PageAddress, member: str | None) -> None:
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    for end in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(end, lambda: me.cancel() if me else None)
    async with beside(settings.database.get_secret_value(), write=True) as store:
        with suppress(asyncio.CancelledError):
            desk, follower = await _desk(settings, store)
            settle_gc()
            async with opened(desk, address):
                echo(f"Halaman staf siap: {address.url}\nBerhenti: Ctrl+C")
                if member:
                    links = Authenticator(store, address.url, clock.now)
                    if await links.member(member) is None:
                        raise Trouble(f"Pengelola '{member}' tidak ada. Lihat: python -m bot staff list")
                    echo(await links.link(member))
                await follower.run()


async def _desk(settings: Settings, store: SqlStore) -> tuple[Desk, Follower]:
    directory = directory_of(settings)
    sources = Sources(
        settings.faq, settings.cache, published_sets(settings), directory, settings.staff.overdue_to_officer
    )
    start = await run_in_thread(lambda: knowledge_at_start(sources))
    served = _Served(Policy(directory, start.knowledge, *escalation_delays(settings)))

    def take(new: FaqKnowledge) -> None:
        served.policy = Policy(directory, new, *escalation_delays(settings))

    follower = Follower(sources, start, take, lambda _, __: None, Metrics())
    files = WorkingFiles(sources.folder, sources.sets, follower.served)
    office = Office(files, store, lambda: served.policy, clock.now)
    return Desk(office, Publisher(files, sources.cache, follower.hand)), follower
