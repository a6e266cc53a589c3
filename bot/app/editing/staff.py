"""The staff beside a running bot: the tasks of their chat, who may come to their page, and where that is."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from bot.app.jobs.job import run_in_thread
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Conflict, Misconfigured, Trouble
from bot.helpdesk.model.people import Member, Task
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.staff import supervisor, to
from bot.helpdesk.texts import staff as texts
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import SqlStore

if TYPE_CHECKING:
    from bot.app.editing.desk import Desk

POLL_SECONDS = 1.0
"""Seconds between two polls for tasks that another process has stored."""
MOST_ATTEMPTS = 2
"""A task at which the process died so often is given up: it may be what kills it."""
AGAIN = 5.0
"""Seconds until a task is tried again whose result could not be stored."""

log = structlog.get_logger()


class StaffWorker:
    """Takes tasks while the bot runs. `make_desk` imports what no start shall wait for, when it is first needed.

    `wake`: the engine's, for a message that was queued.
    """

    def __init__(
        self, make_desk: Callable[[], Desk], store: SqlStore, directory: Directory, now: Callable[[], datetime]
    ) -> None:
        self._make_desk = make_desk
        self._opening = asyncio.Lock()
        self._desk: Desk | None = None
        self._store = store
        self._directory = directory
        self._now = now
        self._asked = asyncio.Event()
        self.wake: Callable[[], None] = lambda: None

    def ask(self) -> None:
        """Poll now: a task was stored."""
        self._asked.set()

    async def desk(self) -> Desk:
        """Return the desk, which the staff's page works at, too."""
        async with self._opening:
            if self._desk is None:
                self._desk = await run_in_thread(self._make_desk)
        return self._desk

    async def run(self) -> None:
        """Carry tasks out until cancelled."""
        begun = False
        while True:
            try:
                if self._store.database.sender is None and not begun:
                    # no other process is there: what is held was left by one that was killed
                    await self._store.write(queries.staff.let_go_of_tasks)
                begun = True
                while await self._one():
                    pass
            except (Trouble, Conflict) as error:
                log.warning("a task of staff must wait", cause=str(getattr(error, "cause", error)))
                await asyncio.sleep(AGAIN)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._asked.wait()
            self._asked.clear()

    async def _one(self) -> bool:
        """Carry out the oldest task; whether there was one."""
        async with self._store.look() as unit:
            if not await unit.run(queries.staff.tasks_waiting):
                return False
        async with self._store.unit() as unit:
            task = await unit.run(queries.staff.take_task, self._now())
            chief = supervisor(self._directory, await unit.run(queries.officers.all_chats))
            staff = (*await unit.run(queries.staff.members), *((chief,) if chief else ()))
        if task is None:
            return False
        member = next((one for one in staff if one.id == task.member), None)
        outcome = await self._carried_out(task, member) if member else Outcome()
        async with self._store.unit() as unit:
            await unit.save([(None, outcome)], self._now())
            await unit.run(queries.staff.end_task, task.id)
        self.wake()
        return True

    async def _carried_out(self, task: Task, member: Member) -> Outcome:
        if task.attempt > MOST_ATTEMPTS:
            log.error("a task of staff was given up: the process died at it", kind=task.kind, attempts=MOST_ATTEMPTS)
            return Outcome(actions=to(member, texts.GIVEN_UP))
        loop = asyncio.get_running_loop()

        def say(text: str) -> None:
            """Tell the member what his task is at; from any thread, which does not wait for it."""
            asyncio.run_coroutine_threadsafe(self._sent(Outcome(actions=to(member, text))), loop)

        try:
            desk = await self.desk()
            from bot.app.editing.chat import TaskContext, carry_out  # as the desk

            return await carry_out(TaskContext(desk, member, task, say))
        except Exception:  # our own fault: the next task must not wait for it
            log.exception("a task of staff failed", kind=task.kind)
            return Outcome(actions=to(member, texts.FAILED))

    async def _sent(self, outcome: Outcome) -> None:
        try:
            async with self._store.unit() as unit:
                await unit.save([(None, outcome)], self._now())
            self.wake()
        except (Trouble, Conflict) as error:  # the task itself goes on
            log.warning("a member of the staff was not told how far it is", cause=str(getattr(error, "cause", error)))


DEFAULT_LISTEN = "127.0.0.1:8090"
VALID = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where the page listens, and the origins under which browsers may call it. `url`: what links begin with."""

    listen: str
    url: str
    origins: frozenset[str]

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https."""
        return self.url.startswith("https://")


def address_of(settings: Settings) -> PageAddress | None:
    """Return where the staff page is, by the settings; None: nowhere. Raises Misconfigured."""
    page = settings.staff.page
    return page_address(page.listen or DEFAULT_LISTEN, page.url) if page.listen or page.url else None


def page_address(listen: str, url: str) -> PageAddress:
    """Return where the page stands. Raises Misconfigured for an address that others could listen in on."""
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdecimal():
        raise Misconfigured(texts.BAD_LISTEN.format(address=listen))
    url = url.rstrip("/")
    if not url:
        if not _is_here(host):
            raise Misconfigured(texts.PUBLIC_WITHOUT_URL.format(address=listen))
        here = frozenset(f"http://{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        return PageAddress(listen, f"http://127.0.0.1:{port}", here)
    parts = urlsplit(url)
    if not re.fullmatch(r"https?://[^/\s?#@]+", url) or not parts.hostname:
        raise Misconfigured(texts.BAD_URL.format(url=url))
    if parts.scheme != "https" and not (_is_here(parts.hostname) and _is_here(host)):
        raise Misconfigured(texts.URL_NOT_HTTPS.format(url=url))
    return PageAddress(listen, url, frozenset({f"{parts.scheme}://{parts.netloc.lower()}"}))


def _is_here(host: str) -> bool:
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def token_hash(token: str) -> str:
    """Return how a token is stored: the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


class Authenticator:
    """Hands out links to the page at that address, and knows whose they are."""

    def __init__(self, store: SqlStore, url: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._url = url
        self._now = now

    async def link(self, member: str) -> str:
        """Return a one-time link for a member; an earlier one is worth nothing any more."""
        token, now = secrets.token_urlsafe(24), self._now()
        await self._store.write(queries.officers.invite, "page", member, token_hash(token), now + VALID)
        return f"{self._url}/masuk/{token}"

    async def redeem(self, token_hash: str) -> Member | None:
        """Use a link up; whose it was, or None."""
        return await self._store.write(queries.staff.use_link, token_hash, self._now())

    async def member(self, id: str) -> Member | None:
        """Return the member, unless he is no longer on the staff."""
        return await self._store.read(queries.staff.member, id)
