"""Takes the tasks that members have asked for in the chat, one after the other, beside the turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.app.jobs.job import run_in_thread
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Task
from bot.helpdesk.model.store import Conflict
from bot.helpdesk.staff.cards import supervisor
from bot.helpdesk.texts import kelola as texts
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
        self._begun = False
        self.wake: Callable[[], None] = lambda: None
        self._asked = asyncio.Event()
        self._begun = False

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
        try:
            while True:
                await self._all()
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._asked.wait()
                self._asked.clear()
        finally:
            if self._desk:
                self._desk.close()

    async def _all(self) -> None:
        try:
            if self._store.database.sender is None and not self._begun:
                # no other process is there: what is held was left by one that was killed
                await self._store.write(queries.staff.let_go_of_tasks)
            self._begun = True
            while await self._one():
                pass
        except (Trouble, Conflict) as error:
            log.warning("a task of staff must wait", cause=str(getattr(error, "cause", error)))
            await asyncio.sleep(AGAIN)

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
        outcome = await self._carried_out(task, member, staff) if member else Outcome()
        async with self._store.unit() as unit:
            await unit.save([(None, outcome)], self._now())
            await unit.run(queries.staff.end_task, task.id)
        self.wake()
        return True

    def _say(self, loop: asyncio.AbstractEventLoop, member: Member, text: str) -> None:
        """Tell the member what his task is at; from any thread, which does not wait for it."""
        if member.address:
            asyncio.run_coroutine_threadsafe(self._sent(Send(member.address, text)), loop)

    async def _sent(self, message: Send) -> None:
        try:
            async with self._store.unit() as unit:
                await unit.save([(None, Outcome(actions=(message,)))], self._now())
            self.wake()
        except (Trouble, Conflict) as error:  # the task itself goes on
            log.warning("a member of the staff was not told how far it is", cause=str(getattr(error, "cause", error)))

    async def _carried_out(self, task: Task, member: Member, staff: tuple[Member, ...]) -> Outcome:
        if task.attempt > MOST_ATTEMPTS:
            log.error("a task of staff was given up: the process died at it", kind=task.kind, attempts=MOST_ATTEMPTS)
            return _told(member, texts.GIVEN_UP)
        try:
            desk, say = await self.desk(), partial(self._say, asyncio.get_running_loop(), member)
            from bot.app.editing.chat import TaskContext, carry_out  # as the desk

            zone = self._directory.first_office.hours.zone
            return await carry_out(TaskContext(desk, member, task, self._now(), zone, staff, say))
        except Exception:  # our own fault: the next task must not wait for it
            log.exception("a task of staff failed", kind=task.kind)
            return _told(member, texts.FAILED)


def _told(member: Member, text: str) -> Outcome:
    return Outcome(actions=(Send(member.address, text),) if member.address else ())
