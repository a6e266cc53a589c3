"""A running bot against the local Bot API server, with residents' and officers' phones in hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import clock as program_clock
from bot.app import wiring
from bot.app.faq import follow
from bot.app.faq.follow import Sources, StartingFaq, knowledge_at_start
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import FoundSet, published_sets
from bot.app.runtime import engine
from bot.app.runtime.health import WebListener
from bot.app.shell import timers
from bot.app.wiring import App, build, run
from bot.channels.telegram.formatting import decode
from bot.faqfiles.published_sets import Publication
from bot.helpdesk.model.buttons import is_ours
from bot.matching import danger
from bot.matching.index import FaqIndex
from bot.settings import Settings
from bot.staffpage.app import serve_page
from telegram_simulator.messages import Message
from telegram_simulator.phone import PATIENCE, Phone
from telegram_simulator.server import BotApiServer
from tests.databases import new_sqlite
from tests.shipped import CACHE, FOLDER, shipped_faq, shipped_index
from tests.waiting import until

OFFICE = {
    "timezone": "Asia/Makassar",
    "hours": dict.fromkeys(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00-23:59"),
    "holidays": False,
}
TAPIN = {"regency": "Tapin"}
PEOPLE: dict[str, list[dict[str, Any]]] = {
    "offices": [
        {"id": "barat", "name": "Kantor Barat", "supervisor": "dewi", "address": "Jalan Contoh 1", **OFFICE},
        {"id": "timur", "name": "Kantor Timur", **OFFICE},
    ],
    "officers": [
        {"id": "budi", "name": "Pak Budi", "office": "barat", "telegram_id": 7001, "deputy": "citra"},
        {"id": "citra", "name": "Bu Citra", "office": "barat", "telegram_id": 7002},
        {"id": "dewi", "name": "Bu Dewi", "office": "barat", "telegram_id": 7003},
        {"id": "eko", "name": "Pak Eko", "office": "timur", "telegram_id": 7004},
        {"id": "fajar", "name": "Pak Fajar", "office": "barat"},
    ],
    "villages": [
        {
            "id": "mandurian",
            "name": "Desa Mandurian",
            "district": "Tapin Tengah",
            "regency": "Tapin",
            "officer": "budi",
        },
        {**TAPIN, "id": "lawahan", "name": "Desa Lawahan", "district": "Tapin Selatan", "officer": "citra"},
        {"id": "jauh", "name": "Desa Jauh", "district": "Timur", "regency": "Kotabaru", "officer": "eko"},
    ],
}


async def learnt(index: Callable[[], FaqIndex] = shipped_index) -> None:
    """Let the matcher learn the FAQ first: it takes a while after a change, and no time limit should count it."""
    await asyncio.to_thread(index)


IMPATIENCE = 0.1
"""Seconds between two runs of the bot's jobs in stories: people wait for them, and each run is work."""
OFTEN = {"alerts", "backup", "daily report", "health", "retention"}


@pytest.fixture(scope="session", autouse=True)
def impatient_loops() -> Iterator[None]:
    """Let the loops that check the clock do so more often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "TICK", IMPATIENCE)
        patch.setattr(follow, "POLL_SECONDS", IMPATIENCE)
        patch.setattr(wiring, "CHECK_REGIONS_EVERY", IMPATIENCE)
        patch.setattr(timers, "SHOW_EVERY", timedelta(seconds=IMPATIENCE))
        yield


def shared_knowledge(sources: Sources) -> StartingFaq:
    """Begin with the shipped FAQ, which no story changes, without reading or publishing it again."""
    if (sources.folder, sources.cache) != (FOLDER, CACHE):
        return knowledge_at_start(sources)
    danger.load()
    return StartingFaq(
        FaqKnowledge(shipped_faq(), shipped_index(), sources.directory, program_clock.now),
        FoundSet(shipped_faq(), None),
    )


BEGAN = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
"""When each story begins, whatever the day: ten in the morning of a Tuesday in mid-month, no answer to be reviewed."""


class Clock:
    """The story's present, moved on by hand besides."""

    def __init__(self) -> None:
        self.ahead, self._since = timedelta(), datetime.now(UTC) - BEGAN

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self._since + self.ahead

    def unmoved(self) -> float:
        """Return the seconds for a server that is moved on by itself."""
        return (self() - self.ahead).timestamp()


@dataclass
class Village:
    """The scene of a story: the server, the bot that runs against it, and the people's phones."""

    server: BotApiServer
    settings: Settings
    clock: Clock
    warga: Phone
    tetangga: Phone
    budi: Phone
    citra: Phone
    dewi: Phone
    eko: Phone
    app: App = field(init=False, repr=False)
    _task: asyncio.Task[None] | None = field(default=None, init=False, repr=False)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack, init=False, repr=False)

    async def opens(self) -> None:
        """Start the bot."""
        listener = WebListener(self.settings, self.clock)
        await self._open.enter_async_context(listener.open())
        self.app = await build(self.settings, listener, serve_page, self.clock, shared_knowledge)
        jobs = [job._replace(every=IMPATIENCE) if job.name in OFTEN else job for job in self.app.jobs]
        self._task = asyncio.create_task(run(self.app.engine, *jobs))

    async def closes(self) -> None:
        """End the bot as on SIGTERM."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.app.store.close()
        await self.app.bot.shutdown()
        self._task = None
        await self._open.aclose()

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until something holds."""
        await until(holds, seconds=seconds)

    async def passes(self, duration: timedelta) -> None:
        """Time goes by, for the bot and for Telegram."""
        self.clock.ahead += duration
        self.server.advance(duration.total_seconds())
        if self._task is None:
            return
        ended = self.app.turns.ended
        # the first turn that ends may have begun before
        wanted = {name: ended[name] + 2 for name in ("deadlines", "outreach")}
        await self.until(lambda: all(ended[name] >= count for name, count in wanted.items()))


async def settles(phone: Phone, home: str = "mandurian") -> None:
    """Open the bot by the code of a village, and read the greeting."""
    await phone.starts(home)
    await phone.hears(contains="Saya bot Imigrasi")


async def erases(phone: Phone) -> None:
    """Ask for everything to be erased, and say yes."""
    await phone.presses(await phone.asks("/hapus", "Lanjutkan?"), "Ya, hapus semua")


async def asks_officer(phone: Phone, text: str) -> Message:
    """Asks for the officer though the bot might know the answer."""
    await phone.asks("/petugas", "Tulis pertanyaan")
    return await phone.sends(text)


def shown(phone: Phone, number: int) -> str:
    """Return a message's text as the person sees it now."""
    return next((message.text for message in phone.messages if message.id == number), "")


def buttons(phone: Phone, number: int) -> list[str]:
    """Return the buttons under a message now."""
    return next((message.buttons for message in phone.messages if message.id == number), [])


async def opens_a_ticket(
    village: Village, text: str = "qqq pertama yang tak dikenal", home: str = "mandurian"
) -> Message:
    """Siti's ticket reaches Pak Budi; returns his card."""
    await village.warga.starts(home)
    await village.warga.hears()
    await asks_officer(village.warga, text)
    return await village.budi.hears(contains="Kasus #")


def press(village: Village, phone: Phone, number: int, data: str) -> None:
    """Send what a modified app sends."""
    chat = {"id": phone.id, "type": "private", "first_name": "X"}
    message = {"message_id": 1, "date": 1795500000, "chat": chat}
    user = {"id": phone.id, "is_bot": False, "first_name": "X"}
    key = f"palsu{phone.id}-{number}"
    query = {"id": key, "from": user, "chat_instance": "x", "data": data, "message": message}
    village.server.inject({"callback_query": query})


def publish(village: Village) -> None:
    """Staff publish the FAQ folder as it is, without a test."""
    sets = published_sets(village.settings)
    with sets.staged(village.settings.faq) as staged, sets.alone():
        sets.point_to(sets.add(staged, Publication("ani", "uji", ""), sets.current()))


def carried(server: BotApiServer) -> set[str]:
    """Collect what the buttons carry that the bot has shown."""
    keyboards = (call.params.get("reply_markup") or {} for call in server.calls)
    rows = (row for keyboard in keyboards for row in keyboard.get("inline_keyboard", ()))
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


Open = Callable[..., "asyncio.Future[Village]"]


@asynccontextmanager
async def village_with(database: str, *, real_limits: bool = False, **settings: Any) -> AsyncIterator[Village]:
    """Provide a village whose bot stores in `database`; further settings override.

    `real_limits`: the server refuses what Telegram would refuse as too many, and the bot keeps its pace.
    """
    clock = Clock()
    async with AsyncExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(program_clock, "now", clock)
        server = await stack.enter_async_context(BotApiServer(clock=clock.unmoved, real_limits=real_limits))
        values = {
            **PEOPLE,
            "telegram": {"token": server.token, "base_url": server.base_url, "messages_per_second": 25 * real_limits},
            "faq": FOLDER,
            "cache": CACHE,
            **settings,
        }
        given = Settings(database=SecretStr(database), **values)
        names = {5001: "Siti", 5002: "Udin", 7001: "Budi", 7002: "Citra", 7003: "Dewi", 7004: "Eko"}
        phones = [server.phone(number, name) for number, name in names.items()]
        scene = Village(server, given, clock, *phones)
        await scene.opens()
        for phone in phones[2:]:
            await phone.starts()
            await phone.hears()
        try:
            yield scene
            assert [data for data in carried(server) if not is_ours(*decode(data))] == []
        finally:
            await scene.closes()


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Provide a village on SQLite."""
    async with village_with(await new_sqlite(tmp_path)) as scene:
        yield scene
