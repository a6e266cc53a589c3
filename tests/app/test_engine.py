"""The engine's turns: what they cost, what one that fails does to others, and how they end."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from operator import methodcaller
from pathlib import Path

import pytest

from bot.app.runtime import engine as engine_module
from bot.app.runtime.engine import Engine
from bot.app.runtime.sending import AT_ONCE, Pace, Sending
from bot.app.runtime.watchdog import Turns
from bot.app.shell.helpdesk import Helpdesk
from bot.app.wiring import run
from bot.helpdesk.model.actions import Outcome, Priority, Send
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.people import Address, Memory, Resident
from bot.helpdesk.model.store import Delivery, InboxRow, OutboxRow, Received, Result
from bot.metrics import Metrics
from bot.storage import SqlStore, open_store
from bot.storage.database import sqlite
from bot.storage.database.engine import open_database
from tests.databases import server_or_skip
from tests.helpdesk.desk import MONDAY, small_policy, wrote
from tests.storage.steps import save
from tests.waiting import until

BAD, GOOD, ALSO_GOOD = "100", "200", "300"
BACKLOG = 400


def translate(row: InboxRow) -> Event:
    """Read an update as the text that was written; one without is unreadable."""
    if not row.raw:
        raise ValueError("no update")
    words = row.raw.decode()
    reply = "999" if words == "balasan" else None
    return wrote(words, chat=Address("telegram", row.chat), group="grup" in words, reply_to=reply)


@dataclass
class Bot:
    """An engine over a real database, and a channel that says that each message has arrived."""

    url: str
    store: SqlStore
    per_second: int = 0
    turns: Turns = field(default_factory=Turns)
    sent: list[OutboxRow] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.helpdesk = Helpdesk(self.store, small_policy(), translate, lambda: MONDAY)
        sending = Sending(self.send, Pace(self.per_second, lambda: MONDAY), self.answers, lambda: True)
        self.engine = Engine(self.helpdesk, sending, lambda _: Priority.NORMAL, Metrics(), self.turns)
        self.open.set()
        self.number = 0

    async def send(self, row: OutboxRow) -> Result:
        self.sent.append(row)
        await self.open.wait()
        await asyncio.sleep(0)  # to the network and back
        return Result(row, Delivery.SENT, message=str(row.id))

    async def answers(self) -> bool:
        return True

    async def hears(self, chat: str, words: str = "halo") -> None:
        """Somebody writes; returns once that is stored."""
        self.number += 1
        await self.engine.keep([Received("telegram", str(self.number), None, chat, words.encode())])

    async def rows(self, statement: str) -> list[tuple[object, ...]]:
        return await self.store.read(lambda connection: connection.fetch(statement))

    async def changed(self, *statements: str) -> None:
        """Somebody changes the database behind the bot's back."""
        other = await open_database(self.url, exclusive=False)
        async with other.transaction() as transaction:
            for statement in statements:
                await transaction.run(methodcaller("execute", statement))
        await other.close()

    async def queue(self, count: int) -> None:
        """So many messages wait, each for a chat of its own."""
        waiting = [Send(Address("telegram", str(1000 + number)), "Halo.") for number in range(count)]
        await save(self.store, *(Outcome(actions=(message,)) for message in waiting), now=MONDAY)

    async def quiet(self) -> None:
        """Wait until nothing waits any more."""
        unfinished = (
            "SELECT 1 FROM inbox WHERE state = 'waiting' UNION ALL "
            "SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending')"
        )
        await until(lambda: self.lacks(unfinished), "nothing waits")

    async def lacks(self, statement: str) -> bool:
        """Whether the database has no such row."""
        return not await self.rows(statement)


@pytest.fixture
async def bot(on_sqlite: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """Build a bot whose engine is ready to run, with short pauses."""
    monkeypatch.setattr(engine_module, "PAUSE", 0.02)
    monkeypatch.setattr(engine_module, "AGAIN", 0.05)
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    bot = Bot(f"sqlite:///{tmp_path}/bot.db", on_sqlite)
    await bot.helpdesk.load_officers(tuple(bot.helpdesk.policy.chats.values()))
    return bot


@asynccontextmanager
async def at_work(bot: Bot) -> AsyncIterator[None]:
    """Inside, the engine takes turns; afterwards it has ended as on SIGTERM."""
    running = asyncio.create_task(run(bot.engine))
    try:
        await until(lambda: bot.turns.ended["turn"])
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def commits(url: str) -> int:
    """How many transactions stand in the database's log: frames that say how large the file is after a commit."""
    log = Path(url.removeprefix("sqlite:///") + "-wal").read_bytes()
    page = struct.unpack(">I", log[8:12])[0]
    frames = range(32, len(log), 24 + page)
    return sum(struct.unpack(">I", log[place + 4 : place + 8])[0] > 0 for place in frames)


@pytest.mark.postgres
async def test_processes_that_live_share_the_limit_of_messages_a_second() -> None:
    server = server_or_skip()
    url = await server.new_database()
    one, two = await open_store(url, exclusive=True), await open_store(url, exclusive=True)
    bot = Bot(url, one, per_second=10)
    await bot.queue(20)
    async with at_work(bot):
        # the clock stands still, so nothing is added to what may leave at once
        await until(lambda: len(bot.sent) == 5 and bot.turns.ended["turn"] > 3)
        assert len(bot.sent) == 5
    await one.close()
    await two.close()
    server.drop(url)


async def test_a_lone_update_costs_one_commit_and_its_answers_fate_another(bot: Bot) -> None:
    async with at_work(bot):
        await bot.hears(GOOD)
        await bot.quiet()
        for _ in range(3):
            before, sent = commits(bot.url), len(bot.sent)
            await bot.hears(ALSO_GOOD)
            assert commits(bot.url) == before + 1
            assert len(await bot.rows("SELECT 1 FROM outbox WHERE state = 'sending'")) == 1
            await bot.quiet()
            assert commits(bot.url) == before + 1 + len(bot.sent) - sent


def refusing(event: str, when: str) -> str:
    return f"CREATE TRIGGER refuse BEFORE {event} WHEN {when} BEGIN SELECT RAISE(ABORT, 'refused'); END"


FAILING = {
    "store": [refusing("INSERT ON inbox", "CAST(NEW.raw AS TEXT) LIKE '%racun%'")],
    "save": [refusing("INSERT ON outbox", f"NEW.chat = '{BAD}'")],
    "commit": [
        "CREATE TABLE promises (resident REFERENCES residents (id) DEFERRABLE INITIALLY DEFERRED)",
        f"CREATE TRIGGER promise AFTER INSERT ON outbox WHEN NEW.chat = '{BAD}' "
        "BEGIN INSERT INTO promises VALUES (-1); END",
    ],
}


@pytest.mark.parametrize("step", FAILING)
async def test_an_update_at_fault_becomes_a_dead_letter_and_stops_no_other(bot: Bot, step: str) -> None:
    await bot.changed(*FAILING[step])
    async with at_work(bot):
        await asyncio.gather(bot.hears(GOOD), bot.hears(BAD, "racun"), bot.hears(ALSO_GOOD))
        await bot.hears(GOOD)
        await bot.quiet()
    assert await bot.rows("SELECT update_key FROM inbox WHERE state = 'dead'") == [("2",)]
    assert {GOOD, ALSO_GOOD} <= {row.action.to.chat for row in bot.sent}
    assert bot.engine.troubles == ()


async def test_a_result_that_cannot_be_stored_is_tried_again_and_delays_no_other(bot: Bot) -> None:
    await bot.changed(refusing("UPDATE ON outbox", f"NEW.state = 'sent' AND NEW.chat = '{BAD}'"))
    async with at_work(bot):
        await asyncio.gather(bot.hears(BAD), bot.hears(GOOD))
        await until(lambda: bot.engine.troubles)
        await bot.hears(ALSO_GOOD)
        await until(lambda: any(row.action.to.chat == ALSO_GOOD for row in bot.sent))
        await bot.changed("DROP TRIGGER refuse")
        await bot.quiet()
        assert bot.engine.troubles == ()
    numbers = [row.id for row in bot.sent]
    assert sorted(numbers) == sorted(set(numbers)), "nothing is sent twice"


async def test_messages_that_cannot_be_claimed_keep_no_update_from_its_decision(bot: Bot) -> None:
    await bot.changed(refusing("UPDATE ON outbox", "NEW.state = 'sending'"))
    async with at_work(bot):
        await asyncio.gather(bot.hears(BAD), bot.hears(GOOD))
        await bot.hears(ALSO_GOOD)
        await until(lambda: bot.engine.troubles)
        await until(lambda: bot.lacks("SELECT 1 FROM inbox WHERE state = 'waiting'"), "all is decided")
        assert await bot.rows("SELECT DISTINCT state, tries FROM inbox") == [("done", 0)]
        await bot.changed("DROP TRIGGER refuse")
        await bot.quiet()
        assert bot.engine.troubles == ()
    assert {row.action.to.chat for row in bot.sent} == {BAD, GOOD, ALSO_GOOD}


async def test_nothing_unasked_leaves_for_an_unsafe_phone_and_its_fate_is_stored(bot: Bot) -> None:
    unsafe = Resident(0, Address("telegram", GOOD), "Siti", None, MONDAY, Memory(hush=True))
    asked, unasked = Send(unsafe.address, "asked", asked_for=True), Send(unsafe.address, "unasked")
    await save(bot.store, Outcome(resident=unsafe, actions=(unasked, asked)), now=MONDAY)
    async with at_work(bot):
        await bot.quiet()
    assert [row.action for row in bot.sent] == [asked]
    assert await bot.rows("SELECT reason FROM outbox WHERE state = 'failed'") == [("unsafe",)]


async def test_a_lasting_backlog_does_not_stop_the_outbox(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search for messages left behind is due in every turn, as it does once a backlog lasts more than 30 s."""
    monkeypatch.setattr(engine_module, "RESUME_EVERY", 0.0)
    await bot.queue(BACKLOG)
    async with at_work(bot):
        for _ in range(BACKLOG // 8):
            await bot.hears(GOOD)
        await bot.quiet()
    numbers = [row.id for row in bot.sent]
    assert sorted(numbers) == sorted(set(numbers)), "nothing is sent twice"
    assert len({row.action.to.chat for row in bot.sent}) == BACKLOG + 1


@pytest.mark.parametrize(
    ("limit", "processes", "at_once", "ten_seconds"),
    [(30, 1, 30, 300), (30, 2, 15, 150), (30, 4, 7, 75), (1, 4, 1, 3), (0, 3, AT_ONCE, 100 * AT_ONCE)],
)
def test_each_process_sends_its_part_of_the_limit(limit: int, processes: int, at_once: int, ten_seconds: int) -> None:
    now = MONDAY
    pace = Pace(limit, lambda: now)
    pace.share(processes)
    room = pace.available()
    assert room == at_once
    pace.take(room)
    sent = 0
    for _ in range(100):
        now += timedelta(seconds=0.1)
        room = pace.available()
        pace.take(room)
        sent += room
    assert abs(sent - ten_seconds) <= 1
