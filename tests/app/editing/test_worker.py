"""What staff asked for is carried out once, also when the process that was at it has died."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.editing.desk import Desk
from bot.app.editing.office import StaffOffice
from bot.app.editing.publish import Publisher
from bot.app.editing.staff import StaffWorker
from bot.app.faq.follow import Follower, Sources, StartingFaq
from bot.app.faq.published import FoundSet
from bot.faqfiles.model import Faq
from bot.faqfiles.published_sets import Publication, PublishedSets, SetFigures
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Task, TaskAsked
from bot.matching.index import EmergencyOnlyIndex
from bot.metrics import Metrics
from bot.storage import SqlStore, queries
from tests.helpdesk.desk import small_policy
from tests.shipped import SMALL, SMALL_CACHE, small_index
from tests.storage.queries.test_staff import CHAT, RINI
from tests.storage.samples import NOW
from tests.storage.steps import save, scalar


def worker_of(store: SqlStore, folder: Path) -> StaffWorker:
    policy = small_policy()
    sources = Sources(folder / "faq", SMALL_CACHE, PublishedSets(folder / "sets", lambda: NOW), policy.directory)
    nothing = Faq.empty(())
    start = StartingFaq(sources.knowledge(nothing, EmergencyOnlyIndex()), FoundSet(nothing, None))
    follower = Follower(sources, start, lambda _: None, lambda *_: None, Metrics())
    files = WorkingFiles(sources.folder, sources.sets, follower.served)
    desk = Desk(StaffOffice(files, store, lambda: policy, lambda: NOW), Publisher(files, sources.cache, follower.hand))
    return StaffWorker(lambda: desk, store, policy.directory, lambda: NOW)


async def carry_out(worker: StaffWorker, outcomes: int) -> None:
    """Let the worker work until it has sent so often."""
    done = asyncio.Event()
    left = [outcomes]

    def wake() -> None:
        left[0] -= 1
        if not left[0]:
            done.set()

    worker.wake = wake
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(60):
        await done.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def joined(store: SqlStore) -> None:
    """Let a member of the staff join."""
    async with store.unit() as unit:
        await unit.run(queries.staff.keep, RINI)
        await unit.run(queries.officers.invite, "staff", "rini", "hash", NOW + timedelta(days=1))
        await unit.run(queries.staff.redeem, "hash", CHAT, NOW)


@pytest.mark.process
async def test_who_waits_for_a_test_reads_that_it_takes_a_minute(on_sqlite: SqlStore, tmp_path: Path) -> None:
    small_index()
    before = shutil.copytree(SMALL, tmp_path / "before")
    asked = before / "paspor.kalimat.yaml"
    asked.write_text(asked.read_text("utf-8").replace("- biaya paspor\n", "- sangu paspor\n"), "utf-8")
    sets = PublishedSets(tmp_path / "sets", lambda: NOW)
    with sets.staged(before) as staged, sets.alone():
        figures = SetFigures("another", {}, {})
        sets.point_to(sets.add(staged, Publication("ani", "uji", "", figures), None))
    shutil.copytree(SMALL, tmp_path / "faq")
    await joined(on_sqlite)
    await save(on_sqlite, Outcome(staff=(TaskAsked(Task("rini", "beda")),)))
    await carry_out(worker_of(on_sqlite, tmp_path), outcomes=3)
    assert await scalar(on_sqlite, "SELECT group_concat(action LIKE '%bisa satu menit%') FROM outbox") == "1,0,0"
    assert await scalar(on_sqlite, "SELECT count(*) FROM outbox WHERE action LIKE '%ini yang berubah%'") == 1


@pytest.mark.parametrize(("deaths", "told"), [(1, "tidak bisa dibaca"), (2, "dua kali mati")])
async def test_a_task_of_a_killed_process_is_done_but_given_up_in_the_end(
    on_sqlite: SqlStore, tmp_path: Path, deaths: int, told: str
) -> None:
    await joined(on_sqlite)
    await save(on_sqlite, Outcome(staff=(TaskAsked(Task("rini", "tarif")), TaskAsked(Task("rini", "tidak-ada")))))
    for _ in range(deaths):
        async with on_sqlite.unit() as unit:
            await unit.run(queries.staff.let_go_of_tasks)
            assert await unit.run(queries.staff.take_task, NOW)
    await carry_out(worker_of(on_sqlite, tmp_path), outcomes=2)
    # there is no FAQ folder here: that is told in a sentence, and the next task is done all the same
    for words in (told, "tidak berlaku"):
        assert await scalar(on_sqlite, f"SELECT count(*) FROM outbox WHERE action LIKE '%{words}%'") == 1
    assert await scalar(on_sqlite, "SELECT count(*) FROM staff_tasks") == 0
