"""The machine misbehaves: no disk, no database, a wrong clock, an end under load. Nothing is lost, all is reported."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot import clock
from bot.app import wiring
from bot.channels.telegram.contact import Contact
from bot.channels.telegram.receive import PATH, webhook_app
from bot.storage.database import sqlite
from bot.storage.database.engine import open_database
from tests.databases import name_in, new_sqlite, server_or_skip
from tests.faults.conftest import newcomer
from tests.faults.harness import SECRET, Scene, scene
from tests.faults.processes import command
from tests.faults.stream import Stream, proof
from tests.ports import free_port
from tests.shipped import FOLDER
from tests.stories.conftest import village_with
from tests.waiting import until

LONG = pytest.mark.skipif("SOAK" not in os.environ, reason="the other mode belongs to `make soak`")
QUESTION, ANSWER = "brp biaya bikin paspor", "Rp950.000"


@asynccontextmanager
async def running(folder: Path, url: str, **how: Any) -> AsyncIterator[Scene]:
    """Run a scene with its bot."""
    async with scene(folder, url, **how) as found:
        found.bot.start()
        await found.bot.ready()
        yield found


async def said(scene_: Scene, words: str) -> None:
    await until(lambda: words in scene_.bot.said, f"the log says {words!r}")


@pytest.mark.parametrize("mode", ["polling", pytest.param("webhook", marks=LONG)])
async def test_a_full_disk_loses_nothing_and_is_over_when_there_is_room(tmp_path: Path, mode: str) -> None:
    health = f"127.0.0.1:{free_port()}"
    async with running(
        tmp_path, await new_sqlite(tmp_path), mode=mode, residents=10, BOT_HEALTH__LISTEN=health
    ) as found:
        stream = Stream(found)
        assert (await page(health, "readyz"))[0] == 200
        _, hard = resource.prlimit(found.bot.pid, resource.RLIMIT_FSIZE)
        # no file may grow, the log included
        resource.prlimit(found.bot.pid, resource.RLIMIT_FSIZE, (1, hard))
        await stream.questions(15)
        await until(lambda: _ready(health, ready=False), "the page says that nothing can be written")
        status, report = await page(health, "readyz")
        assert (status, "isk" in report) == (503, True)
        if mode == "webhook":
            await until(lambda: _counted(found, "webhook_failed"), "updates are refused")
        counters = await found.telegram.counters()
        assert counters["updates_waiting"] == stream.offered
        assert await found.count("SELECT count(*) FROM inbox") == 0
        resource.prlimit(found.bot.pid, resource.RLIMIT_FSIZE, (hard, hard))
        await found.quiet()
        findings = await proof(stream)
        assert findings.clean, findings
        await until(lambda: _ready(health), "the page says that the bot can work again")


async def page(address: str, name: str) -> tuple[int, str]:
    """One of the health pages: its status, its text."""
    async with aiohttp.ClientSession() as session, session.get(f"http://{address}/{name}") as got:
        return got.status, await got.text()


async def _ready(address: str, *, ready: bool = True) -> bool:
    return (await page(address, "readyz"))[0] == (200 if ready else 503)


async def test_work_goes_on_after_a_disk_that_was_full_has_room_again(tmp_path: Path) -> None:
    async with running(tmp_path, await new_sqlite(tmp_path), residents=60) as found:
        stream = Stream(found)
        _, hard = resource.prlimit(found.bot.pid, resource.RLIMIT_FSIZE)
        largest = max(entry.stat().st_size for entry in os.scandir(tmp_path) if entry.name.startswith("bot.db"))
        # room for some of the work: messages are claimed and on their way when a commit fails
        resource.prlimit(found.bot.pid, resource.RLIMIT_FSIZE, (largest + 200_000, hard))
        await found.telegram.fault("delay", pace=0.02, methods=["sendMessage"])
        await stream.questions(600)
        await said(found, "turns cannot be taken")
        resource.prlimit(found.bot.pid, resource.RLIMIT_FSIZE, (hard, hard))
        await found.quiet()
        findings = await proof(stream)
        assert findings.clean, findings


async def _counted(found: Scene, what: str) -> bool:
    return bool((await found.telegram.counters())[what])


@pytest.mark.postgres
@pytest.mark.parametrize("mode", ["webhook", pytest.param("polling", marks=LONG)])
async def test_a_database_that_is_away_for_a_while_loses_nothing(tmp_path: Path, mode: str) -> None:
    server = server_or_skip()
    url = await server.new_database()
    name = name_in(url)
    async with running(tmp_path, url, mode=mode, residents=20) as found:
        stream = Stream(found)
        await stream.questions(20)
        taken = found.telegram.has_given_all
        await until(taken, "the first updates are stored, and still being answered", every=0.002)
        await found.database.close()
        server.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.cut(url)
        confirmed = (await found.telegram.counters())["updates_confirmed"]
        await stream.questions(20)
        await asyncio.sleep(1.5)
        assert (await found.telegram.counters())["updates_confirmed"] == confirmed
        assert found.bot.alive
        server.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        found.database = await open_database(url, exclusive=False)
        await found.quiet()
        await stream.replies()
        await found.quiet()
        findings = await proof(stream)
        assert findings.clean, findings
    server.drop(url)


async def test_a_locked_file_makes_telegram_keep_the_updates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)
    url = await new_sqlite(tmp_path)
    async with village_with(url) as village:
        warga = await newcomer(village)
        app = webhook_app(village.app.engine.keep, SECRET, Contact(clock.now))
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        other = await open_database(url, exclusive=False)
        async with TestClient(TestServer(app)) as client:
            async with other.transaction():
                await warga.sends(QUESTION)
                refused = await client.post(PATH, data=b'{"update_id": 1}', headers=headers)
                await village.until(lambda: village.app.engine.troubles)
                assert refused.status == 503
                assert len(village.server.waiting) == 1
            taken = await client.post(PATH, data=b'{"update_id": 1}', headers=headers)
            assert taken.status == 200
            nonsense = await client.post(PATH, data=b"bukan json", headers=headers)
            assert nonsense.status == 200
        await other.close()
        await warga.hears(contains=ANSWER, timeout=10)
        await village.until(lambda: not village.app.engine.troubles)
        assert sum(ANSWER in text for text in warga.heard) == 1
        assert (await village.app.store.ledger(None)).failed == 1


async def test_a_clock_that_was_wrong_for_a_while_holds_nothing_up(tmp_path: Path) -> None:
    async with village_with(await new_sqlite(tmp_path)) as village:
        warga, tetangga = await newcomer(village), await newcomer(village)
        village.clock.ahead = timedelta(days=900)
        flood: dict[str, Any] = {"methods": ["sendMessage"], "times": 1}
        village.server.faults.add("error", code=500, chats=[warga.id], **flood)
        village.server.faults.add("error", code=429, parameters={"retry_after": 60}, chats=[tetangga.id], **flood)
        await warga.sends(QUESTION)
        await tetangga.sends(QUESTION)
        await village.until(lambda: not village.server.faults.active)
        await asyncio.sleep(0.1)
        village.clock.ahead = timedelta()
        await warga.hears(contains=ANSWER)
        await tetangga.hears(contains=ANSWER)
        village.clock.ahead = timedelta(days=-3)
        await warga.sends(QUESTION)
        await warga.hears(contains=ANSWER)


@pytest.mark.parametrize("mode", ["webhook", pytest.param("polling", marks=LONG)])
async def test_sigterm_under_load_ends_in_order_and_repeats_nothing(tmp_path: Path, mode: str) -> None:
    async with running(tmp_path, await new_sqlite(tmp_path), mode=mode, residents=60) as found:
        stream = Stream(found)
        await found.telegram.fault("delay", pace=0.5, methods=["sendMessage"])
        await stream.questions(150)
        many = "SELECT count(*) >= 20 FROM outbox WHERE state = 'waiting'"
        await until(lambda: found.count(many), "messages wait behind those on their way")
        status, seconds = await found.bot.terminate()
        print(f"{seconds:.2f} s from SIGTERM to the end")
        assert status == 0
        assert await found.count("SELECT count(*) FROM outbox WHERE state = 'sending'") == 0
        assert await found.count("SELECT count(*) FROM outbox WHERE state = 'waiting'") > 0
        await found.telegram.well_again()
        found.bot.start()
        await found.quiet()
        findings = await proof(stream)
        assert findings.clean, findings
        assert findings.marked == 0


async def test_an_end_while_telegram_hangs_repeats_the_message_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "DRAIN", timedelta(seconds=0.3))
    url = await new_sqlite(tmp_path)
    async with village_with(url) as village:
        warga = await newcomer(village)
        with village.server.faults.add("hang", methods=["sendMessage"], chats=[warga.id]) as fault:
            await warga.sends(QUESTION)
            await village.until(lambda: fault.used)
            await village.closes()
        await village.opens()
        again = await warga.hears(contains=ANSWER)
        assert again.text.startswith("(mungkin sudah terkirim)")


async def test_an_end_does_not_wait_for_the_matcher_to_learn(tmp_path: Path) -> None:
    health = f"127.0.0.1:{free_port()}"
    # the shipped FAQ, so that learning takes longer than any end, but for a sentence: its model may be there already
    faq = shutil.copytree(FOLDER, tmp_path / "faq")
    sentences = faq / "paspor.kalimat.yaml"
    sentences.write_text(
        sentences.read_text("utf-8").replace("- arti paspor\n", "- artinya paspor tu apa gerangan\n"), "utf-8"
    )
    given: dict[str, Any] = {"BOT_FAQ": str(faq), "BOT_CACHE": str(tmp_path / "cache"), "BOT_HEALTH__LISTEN": health}
    async with scene(tmp_path, await new_sqlite(tmp_path), residents=1, **given) as found:
        found.bot.start()
        await said(found, "learning")
        assert [(await page(health, name))[0] for name in ("livez", "readyz", "healthz")] == [200, 503, 503]
        process = psutil.Process(found.bot.pid)
        await until(process.children, "the matcher learns in a process of its own")
        learning = process.children()
        status, _ = await found.bot.terminate()
        still = [child for child in learning if child.is_running()]
        for child in still:
            child.kill()
        assert (status, len(still)) == (0, 1)


async def test_a_bot_that_cannot_start_says_why_in_a_sentence(tmp_path: Path) -> None:
    """All at once, for a start takes a second."""
    async with AsyncExitStack() as stack:
        url = await new_sqlite(tmp_path)
        found = await stack.enter_async_context(running(tmp_path, url, residents=1))
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        webhook = {
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK__URL": "http://127.0.0.1:1",
            "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN": SECRET,
            "BOT_TELEGRAM__WEBHOOK__LISTEN": f"127.0.0.1:{port}",
        }
        table = [
            ({"BOT_DATABASE": url}, 1, "sedang dipakai bot lain"),
            ({"BOT_TELEGRAM__TOKEN": ""}, 78, "Token Telegram belum ada"),
            ({"BOT_TELEGRAM__TOKEN": "123:bukan-bot-ini"}, 78, "Token Telegram ditolak"),
            ({"BOT_TELEGRAM__TOKEN_FILE": "x"}, 78, "isi salah satu saja"),
            ({"BOT_DATABSE": url}, 78, "BOT_DATABSE tidak dikenal"),
            (webhook, 1, f"127.0.0.1:{port}"),
            ({"BOT_DATABASE": f"postgresql://a:sandi@127.0.0.1:{free_port()}/b"}, 1, "tidak menjawab"),
        ]
        table = [
            # nothing has been learnt yet, so that whatever waits for the matcher would take too long
            (
                {"BOT_DATABASE": f"sqlite:///{tmp_path}/{number}.db", "BOT_CACHE": str(tmp_path / "new"), **more},
                wanted,
                sentence,
            )
            for number, (more, wanted, sentence) in enumerate(table)
        ]
        endings = await asyncio.gather(
            *(command("run", environment=found.bot.environment | more, err=True) for more, _, _ in table)
        )
        for (more, wanted, sentence), (status, text) in zip(table, endings, strict=True):
            assert (status, sentence in text) == (wanted, True), (more, status, text)
            assert "Traceback" not in text, (more, text)
            assert "learning" not in text, (more, text)
            assert "sandi" not in text
        assert found.bot.alive
