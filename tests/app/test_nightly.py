"""What happens at night: old conversations go, a backup is taken; and on which days an office is closed."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.jobs.job import JobContext
from bot.app.jobs.nightly import Copies
from bot.app.people.directory import HOLIDAYS, ClosedDays, know_holidays
from bot.helpdesk.model.actions import Outcome, Send, Verdict
from bot.helpdesk.model.errors import Trouble
from bot.metrics import Metrics
from bot.storage import SqlStore
from bot.storage.backup.backup import backups_in, expire
from bot.storage.backup.restore import taken_at
from bot.storage.retention import tombstones
from tests.command import Done, typed
from tests.storage.samples import SITI, make_ticket, person, update
from tests.storage.steps import asked, met, save
from tests.waiting import until

WITA = ZoneInfo("Asia/Makassar")
START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEEP = timedelta(days=2)
HOUR = timedelta(hours=1)


def copies(store: SqlStore, folder: Path, now: datetime = START) -> Copies:
    """Return what takes backups to the folder at this moment; each time a new one, as after a restart."""
    return Copies(
        JobContext(store, f"sqlite:///{folder}/bot.db", lambda: now, lambda: None, Metrics()), folder, KEEP, WITA
    )


async def test_one_backup_a_night_is_taken_and_old_ones_are_deleted(on_sqlite: SqlStore, tmp_path: Path) -> None:
    # 20.00 WITA, then the turn at 02.30: six and a half hours later
    hours = (0, 1, 6, 7, 30, 31, 54, 55, 78, 79)
    taken = [await copies(on_sqlite, tmp_path, START + each * HOUR).back_up(WITA) for each in hours]
    assert taken == [True, False, False, True, False, True, False, True, False, True]
    assert len(backups_in(tmp_path)) == 3


async def test_an_overdue_backup_is_noticed(on_sqlite: SqlStore, tmp_path: Path) -> None:
    now = [START]
    context = JobContext(on_sqlite, f"sqlite:///{tmp_path}/bot.db", lambda: now[0], lambda: None, Metrics())
    backups = Copies(context, tmp_path, KEEP, WITA)
    assert not backups.overdue
    now[0] += 27 * HOUR
    assert backups.overdue
    await backups.back_up(WITA)
    assert not backups.overdue


@pytest.mark.parametrize("there", [True, False], ids=["a file", "nothing"])
async def test_a_folder_that_cannot_be_written_is_reported_and_not_made(
    on_sqlite: SqlStore, tmp_path: Path, there: bool
) -> None:
    folder = tmp_path / "c"
    if there:
        folder.touch()
    backups = copies(on_sqlite, folder)
    with pytest.raises((Trouble, OSError)):
        await backups.tend()
    assert (backups.overdue, bool(backups.problem), folder.exists()) == (True, True, there)


async def test_each_erasure_is_noted_once(on_sqlite: SqlStore, tmp_path: Path) -> None:
    siti = await met(on_sqlite)
    await save(on_sqlite, Outcome(erase=siti.id), now=START)
    for noting in (copies(on_sqlite, tmp_path), copies(on_sqlite, tmp_path)):
        await noting.note()
        await noting.note()
    assert [tombstone.resident for tombstone in tombstones.noted(tmp_path)] == [siti.id]


async def test_a_backup_that_is_killed_leaves_no_backup_and_is_cleared_away(
    on_sqlite: SqlStore, tmp_path: Path
) -> None:
    folder = tmp_path
    await on_sqlite.receive([update(number, f"{number}") for number in range(20_000)], START)
    environment = {**os.environ, "BOT_DATABASE": f"sqlite:///{folder}/bot.db", "BOT_CONFIG": "config.example.yaml"}
    backing = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup", str(folder)), env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    await until(lambda: half_done(folder), "a part of the backup is written", every=0.002)
    backing.kill()
    await backing.wait()
    assert half_done(folder)
    assert backups_in(folder) == {}
    assert await copies(on_sqlite, folder).back_up(WITA)
    (made,) = backups_in(folder).values()
    assert await taken_at(made) == START
    expire(folder, KEEP, datetime.now(UTC) + timedelta(days=2))
    assert not half_done(folder)


def half_done(folder: Path) -> list[Path]:
    # the journal beside the copy comes and goes while we look
    sizes = {path: path.stat().st_size for path in folder.glob("*.sementara")}
    return [path for path, size in sizes.items() if size > 200_000]


async def test_the_rehearsal_that_the_guide_asks_for(on_sqlite: SqlStore, tmp_path: Path) -> None:
    """docs/cadangan.md: back up a working bot, restore elsewhere, compare the books."""

    async def run(*words: str | Path, database: str = "bot.db") -> Done:
        environment = {"BOT_DATABASE": f"sqlite:///{tmp_path}/{database}", "BOT_CONFIG": "config.example.yaml"}
        return await asyncio.to_thread(typed, *map(str, words), environment=environment)

    ticket = Outcome(Verdict.TICKET, (Send(SITI, "Diteruskan"),), person(), (make_ticket(1),), ticket=1)
    await asked(on_sqlite, 1, ticket)
    made = await run("backup", tmp_path)
    assert made.status == 0
    assert "dibaca ulang dan sama" in made.err
    file = made.out.strip()
    done = await run("restore", file, "--to", f"sqlite:///{tmp_path}/latihan.db")
    assert done.status == 0, done.err
    assert "1 dikirim lagi dengan tanda" in done.out
    assert "#201" in done.out
    books = await run("ledger", database="latihan.db")
    assert books.out.splitlines()[0] == (await run("ledger")).out.splitlines()[0]
    refused = await run("restore", file, "--to", f"sqlite:///{tmp_path}/latihan.db")
    assert (refused.status, "sudah berisi" in refused.err) == (1, True)
    (tmp_path / "terhapus-20261124.jsonl").mkdir()
    refused = await run("restore", file, "--to", f"sqlite:///{tmp_path}/lagi.db")
    assert (refused.status, "terhapus-20261124.jsonl: ini folder, bukan berkas." in refused.err) == (1, True)
    working = await run("move", "--to", f"sqlite:///{tmp_path}/pindah.db")
    assert (working.status, "sedang dipakai bot" in working.err) == (1, True)
    await on_sqlite.close()
    moved = await run("move", "--to", f"sqlite:///{tmp_path}/pindah.db")
    assert (moved.status, "sama satu per satu" in moved.err) == (0, True)


@pytest.mark.parametrize(
    ("day", "own", "national", "closed"),
    [
        (date(2027, 8, 17), (), True, True),
        (date(2027, 8, 18), (), True, False),
        (date(2027, 8, 17), (), False, False),
        (date(2027, 3, 3), (date(2027, 3, 3),), False, True),
    ],
)
def test_an_office_is_closed_on_its_own_days_and_on_holidays_it_keeps(
    day: date, own: tuple[date, ...], national: bool, closed: bool
) -> None:
    assert (day in ClosedDays(own, national)) is closed


async def test_the_holidays_are_known_before_anybody_waits() -> None:
    HOLIDAYS.clear()
    await know_holidays(lambda: datetime(2026, 12, 1, tzinfo=UTC))
    assert sorted(HOLIDAYS) == [2026, 2027], "this year's and the next one's"


def test_a_turn_that_comes_first_waits_for_no_other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    HOLIDAYS.clear()
    monkeypatch.setattr("subprocess.Popen", None)
    assert date(2026, 8, 17) in ClosedDays((), True)
