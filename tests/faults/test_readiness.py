"""Whatever keeps the bot from its work turns /readyz to 503 with a sentence, quickly, and back when it is over."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from msgspec.structs import replace

from bot.app import wiring
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.runtime import engine
from bot.channels.telegram import contact, receive
from bot.faqfiles.model import Faq
from bot.helpdesk.model.errors import AlertKind
from bot.matching.index import EmergencyOnlyIndex
from bot.storage.database import sqlite
from bot.storage.database.engine import open_database
from telegram_simulator.phone import PATIENCE
from tests.databases import new_sqlite
from tests.faults.conftest import impatient, newcomer, quiet
from tests.stories.conftest import Village, village_with
from tests.stories.test_alerts import STAFF, metric, watched
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION, ANSWER = "brp biaya bikin paspor", "Rp950.000"
SILENT_AFTER = 2.5
"""Seconds without an answer after which this bot counts Telegram as silent; the real one waits for 45."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def village(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Village]:
    """Provide a bot that counts as deaf at once, and is impatient where the real one waits for seconds."""
    given = watched()
    given["health"] |= {"deaf_after": timedelta(seconds=0.1)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "PATIENCE", 0.2)
        patch.setattr(engine, "AGAIN", 0.1)
        patch.setattr(receive, "PATIENCE", (0.05,))
        patch.setattr(receive, "LONG_POLL", 1)
        patch.setattr(wiring, "ANSWER_WITHIN", 2.0)
        patch.setattr(contact, "CALM", timedelta(seconds=0.3))
        patch.setattr(contact, "SILENT_AFTER", SILENT_AFTER, raising=False)
        async with village_with(await new_sqlite(tmp_path_factory.mktemp("village")), **given) as scene:
            impatient(scene)
            staff = scene.server.phone(STAFF, "Pengelola")
            await staff.starts()
            yield scene


async def page(village: Village, name: str) -> tuple[int, dict[str, Any]]:
    """Get a page's status and content; every page answers at once, whatever is wrong."""
    url, soon = f"http://{village.settings.health.listen}/{name}", aiohttp.ClientTimeout(total=1)
    async with aiohttp.ClientSession(timeout=soon) as session, session.get(url) as got:
        return got.status, await got.json()


async def until_ready(village: Village, sentence: str | None, seconds: float = PATIENCE) -> dict[str, Any]:
    """Wait until /readyz says this sentence with 503, or 200 for None; /healthz says the same, and /livez is well."""

    async def says_so() -> bool:
        status, report = await page(village, "readyz")
        right = (report["ok"], status) == (sentence is None, 503 if sentence else 200)
        return right and (sentence or "") in (report["trouble"] or "")

    await until(says_so, f"/readyz says {sentence}", seconds)
    status, report = await page(village, "healthz")
    assert status == (503 if sentence else 200)
    assert (await page(village, "livez"))[0] == 200
    return report


async def until_metric(village: Village, line: str) -> None:
    await until(lambda: metric(village, line), line)


async def test_telegram_that_is_away_is_reported_and_afterwards_since_when(village: Village) -> None:
    staff = village.server.phone(STAFF, "Pengelola")
    await until_ready(village, None)
    await village.server.stop()
    await until_ready(village, "Telegram tidak bisa dihubungi")
    await until_metric(village, 'bot_alerts{kind="telegram"} 1.0')
    await until_metric(village, "bot_ready 0.0")
    await village.server.start()
    await until_ready(village, None)
    await staff.hears(contains="• Telegram tidak bisa dihubungi, jadi pesan warga atau jawaban bot tidak sampai (sejak")
    assert not any("🔔" in text for text in staff.heard)


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_calls_that_telegram_leaves_unanswered_are_reported(village: Village, method: str) -> None:
    warga = await newcomer(village)
    await quiet(village)
    await asyncio.sleep(SILENT_AFTER)
    await until_ready(village, None)  # no traffic is no silence
    with village.server.faults.add("hang", methods=[method]) as struck:
        await warga.sends(QUESTION)
        await village.until(lambda: struck.used)
        await until_ready(village, "Telegram tidak bisa dihubungi")
        await until_metric(village, 'bot_alerts{kind="telegram"} 1.0')
    await warga.sends(QUESTION)
    await until_ready(village, None)


async def test_a_second_bot_with_the_same_token_is_reported(village: Village) -> None:
    staff = village.server.phone(STAFF, "Pengelola")
    conflict = "Conflict: terminated by other getUpdates request"
    warga = await newcomer(village)
    with village.server.faults.add("error", code=409, description=conflict, methods=["getUpdates"]):
        await warga.sends(QUESTION)
        await until_ready(village, f"Kata Telegram: {conflict}")
        await staff.hears(contains="memakai token bot ini")
    await warga.hears(contains=ANSWER)
    await asyncio.sleep(contact.CALM.total_seconds())
    await warga.sends(QUESTION)
    await until_ready(village, None)
    await staff.hears(contains="teratasi:\n• Ada program lain")


@pytest.mark.parametrize("asked", [True, False], ids=["an update comes", "before any update"])
async def test_a_locked_database_is_reported_at_once_and_the_pages_answer(village: Village, asked: bool) -> None:
    warga = await newcomer(village)
    await quiet(village)
    other = await open_database(village.settings.database.get_secret_value(), exclusive=False)
    async with other.transaction():
        if asked:
            await warga.sends(QUESTION)
        else:
            village.app.engine.mark_at = 0.0  # the next check of the database is due
        await until_ready(village, "sedang dikunci program lain")
        await until_metric(village, "bot_ready 0.0")
    await other.close()
    await until_ready(village, None)
    if asked:
        await warga.hears(contains=ANSWER)


async def test_what_the_bot_finds_wrong_with_itself_is_reported(village: Village) -> None:
    helpdesk = village.app.engine.helpdesk
    before = helpdesk.policy
    nothing = FaqKnowledge(Faq.empty(()), EmergencyOnlyIndex(), before.directory)
    helpdesk.policy = replace(before, knowledge=nothing)
    await until_ready(village, "Belum ada FAQ yang bisa dipakai")
    helpdesk.policy = before
    await until_ready(village, None)
    village.app.alerts.report(AlertKind.STUCK, True)
    await until_ready(village, "Ada pesan yang menunggu lebih dari 10 menit.")
    village.app.alerts.report(AlertKind.STUCK, False)
    await until_ready(village, None)
    village.app.turns.stalled = True  # set by the watchdog
    assert [(await page(village, name))[0] for name in ("livez", "readyz", "healthz")] == [503] * 3
    village.app.turns.stalled = False
    await until_ready(village, None)


async def test_a_corrupt_page_of_the_inbox_is_reported(village: Village) -> None:
    # the last of these tests, for the database is done with
    warga = await newcomer(village)
    await quiet(village)
    await until_ready(village, None)
    file = village.settings.sqlite_file or Path()
    await village.until(lambda: log_is_empty(file))
    corrupt(file)
    await warga.sends(QUESTION)
    await until_ready(village, "rusak. Hentikan bot dan pulihkan berkas itu dari cadangan.", 20)
    for _ in range(3):  # what can still be written does not hide it
        village.app.engine.mark_at = 0.0
        await asyncio.sleep(0.1)
        assert (await page(village, "readyz"))[0] == 503


def log_is_empty(file: Path) -> bool:
    """Write everything from the log to the file, unless a turn of the bot reads it; say whether it is done."""
    with closing(sqlite3.connect(file, timeout=0)) as raw:
        return not raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def corrupt(file: Path) -> None:
    """Overwrite the first page of the inbox."""
    with closing(sqlite3.connect(file)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'inbox'").fetchone()[0]
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with file.open("r+b") as pages:
        pages.seek((root - 1) * size)
        pages.write(b"\xff" * size)
