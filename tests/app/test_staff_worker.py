"""What staff asked for is carried out once, also when the process that was at it has died."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, timedelta
from pathlib import Path

from bot.app.faq_reload import Follower, Sources, Start
from bot.app.published_faq import Found
from bot.app.staff_desk.room import Around, StaffRoom
from bot.app.staff_desk.worker import StaffWorker
from bot.faqfiles.model import Faq
from bot.faqfiles.published.sets import PublishedSets
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.staff import Task, TaskAsked
from bot.matching.emergency_only_index import EmergencyOnlyIndex
from bot.metrics import Metrics
from bot.storage import SqlStore, open_store
from tests.helpdesk.desk import small_policy
from tests.storage.queries.test_staff import CHAT, RINI
from tests.storage.samples import NOW, save, scalar


def worker_of(store: SqlStore, folder: Path) -> StaffWorker:
    policy = small_policy()
    sources = Sources(folder / "faq", folder / "cache", PublishedSets(folder / "sets", lambda: NOW), policy.directory)
    nothing = Faq.empty(())
    start = Start(sources.knowledge(nothing, EmergencyOnlyIndex()), Found(nothing, None))
    follower = Follower(sources, start, lambda _: None, lambda *_: None, Metrics())
    return StaffWorker(
        StaffRoom(Around(sources, store, follower, lambda: policy, lambda: NOW)), store, UTC, lambda: NOW
    )


async def test_a_task_that_a_killed_process_held_is_done_at_the_next_start(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/bot.db", exclusive=True)
    async with store.unit() as unit:
        await unit.staff.keep(RINI)
        await unit.staff.invite("rini", "hash", NOW + timedelta(days=1))
        await unit.staff.redeem("hash", CHAT, NOW)
    await save(store, Outcome(staff=(TaskAsked(Task("rini", "tarif")), TaskAsked(Task("rini", "tidak-ada")))))
    async with store.unit() as unit:
        assert await unit.staff.take_task(NOW)
    worker = worker_of(store, tmp_path)
    done = asyncio.Event()
    left = [2]

    def wake() -> None:
        left[0] -= 1
        if not left[0]:
            done.set()

    worker.wake = wake
    running = asyncio.create_task(worker.run())
    await done.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    # there is no FAQ folder here: that is told in a sentence, and the next task is done all the same
    assert await scalar(store, "SELECT count(*) FROM outbox WHERE action LIKE '%tidak bisa dibaca%'") == 1
    assert await scalar(store, "SELECT count(*) FROM outbox WHERE action LIKE '%tidak berlaku%'") == 1
    assert await scalar(store, "SELECT count(*) FROM staff_tasks") == 0
    await store.close()
