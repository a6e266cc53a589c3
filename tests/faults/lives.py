"""The bot's lives: started, given work, killed at random or at a named step, started again, until nothing waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from bot.helpdesk.model.errors import Tell, unheard
from tests.faults.harness import Scene
from tests.faults.stream import Findings, Stream, proof
from tests.waiting import until

DRAINED = 4
"""After so many lives one is left alone until nothing waits: a message that is on its way at ten kills running is given
up as uncertain, and that is tested elsewhere."""

Work = Callable[[], Awaitable[None]]
Death = Callable[[Scene, Work], Awaitable[None]]
"""Gives a running bot its work, waits for its step, and kills it there."""


async def at_random(scene: Scene, work: Work) -> None:
    """While answers take a while and some fail, at any moment from the first update to some hundred messages later."""
    await scene.telegram.fault("error", code=502, methods=["sendMessage"], times=3)
    await scene.telegram.fault("delay", pace=0.02, methods=["sendMessage", "copyMessage", "editMessageText"])
    await work()
    await asyncio.sleep(scene.random.uniform(0, 0.4))
    scene.bot.kill()


async def fetched(scene: Scene, work: Work) -> None:
    """Telegram has given the updates; nothing is stored, for somebody else holds the database."""
    await until(scene.telegram.has_given_all, "what an earlier life left is fetched")
    async with scene.locked("inbox"):
        before = await scene.telegram.counters()
        await work()
        if scene.polls:
            await until(lambda: _more(scene, "getUpdates 200", before), "updates are fetched")
        else:
            await asyncio.sleep(0.2)
        scene.bot.kill()


async def stored(scene: Scene, work: Work) -> None:
    """Wait until the updates are committed, before Telegram hears of it. (A webhook's 200 follows at once.)"""
    number = await scene.telegram.fault("hang", methods=["getUpdates"], seconds=20)
    waiting = await scene.count("SELECT count(*) FROM inbox")
    await work()

    async def holds() -> bool:
        if scene.polls:
            return await scene.telegram.struck(number) > 0
        return await scene.count("SELECT count(*) FROM inbox") > waiting

    await until(holds, "updates are stored", every=0.005)
    scene.bot.kill()


async def acknowledged(scene: Scene, work: Work) -> None:
    """Telegram has heard that the first of them arrived and will never give them again."""
    before = (await scene.telegram.counters())["updates_confirmed"]
    await work()

    async def holds() -> bool:
        return int((await scene.telegram.counters())["updates_confirmed"]) > int(before)

    await until(holds, "updates are acknowledged", every=0.005)
    scene.bot.kill()


async def decided(scene: Scene, work: Work) -> None:
    """Wait until updates are decided but not committed: somebody holds the table of residents (on PostgreSQL)."""
    blocked = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND (query LIKE 'INSERT INTO residents%' OR query LIKE 'UPDATE residents%')"
    )
    async with scene.locked("residents"):
        await work()
        await until(lambda: scene.count(blocked), "a decision waits for its commit")
        scene.bot.kill()


async def sending(scene: Scene, work: Work) -> None:
    """Messages have left and hang, others wait behind them, committed and not begun."""
    number = await scene.telegram.fault("hang", methods=["sendMessage"])
    await work()

    async def holds() -> bool:
        return await scene.telegram.struck(number) > 1

    await until(holds, "messages hang")
    scene.bot.kill()


async def sent(scene: Scene, work: Work) -> None:
    """Telegram has accepted messages; its answer has not come back."""
    before = await scene.telegram.counters()
    await scene.telegram.fault("lost_answer", methods=["sendMessage"])
    await work()
    await until(lambda: _more(scene, "sendMessage 200", before), "messages are accepted")
    scene.bot.kill()


async def confirmed(scene: Scene, work: Work) -> None:
    """Telegram's answer has come back; it is not stored, for somebody else holds the database."""
    before = await scene.telegram.counters()
    number = await scene.telegram.fault("delay", pace=0.4, methods=["sendMessage"])
    await work()
    await until(lambda: scene.telegram.struck(number), "messages are under way", every=0.005)
    async with scene.locked("outbox"):
        await until(lambda: _more(scene, "sendMessage 200", before), "messages are accepted", every=0.005)
        await asyncio.sleep(0.05)
        scene.bot.kill()


STEPS: tuple[Death, ...] = (fetched, stored, acknowledged, sending, sent, confirmed)


async def _more(scene: Scene, what: str, before: dict[str, dict[str, int]]) -> bool:
    now: dict[str, int] = (await scene.telegram.counters())["calls"]
    return now.get(what, 0) > before["calls"].get(what, 0)


async def lives(scene: Scene, deaths: list[Death], per_life: int, tell: Tell = unheard) -> tuple[Stream, Findings]:
    """One life for each death, `per_life` updates in each, the officer answering; then one until all is quiet."""
    stream = Stream(scene)
    officer_at = len(deaths) // 2
    for number, death in enumerate(deaths):
        scene.bot.start()
        await scene.bot.ready()
        if number == officer_at:
            await scene.quiet()
            await stream.claims()
        if number % DRAINED == 0 or number == officer_at:
            await scene.quiet()

        async def work(number: int = number) -> None:
            if number >= officer_at:
                await stream.replies()
            await stream.questions(per_life)

        await death(scene, work)
        await scene.telegram.well_again()
        tell(number + 1, len(deaths))
    scene.bot.start()
    await scene.quiet()
    await stream.thumbs(20)
    await stream.replies()
    await scene.quiet()
    return stream, await proof(stream)


async def many(scene: Scene, kills: int, per_kill: int, tell: Tell = unheard) -> tuple[Stream, Findings]:
    """Several processes share the work; one of them is killed about every second and started again at once."""
    stream = Stream(scene)
    for bot in scene.bots:
        bot.start()
    for bot in scene.bots:
        await bot.ready()
    await scene.telegram.fault("delay", pace=0.02, methods=["sendMessage", "copyMessage", "editMessageText"])
    for number in range(kills):
        await stream.questions(per_kill)
        await stream.replies()
        await asyncio.sleep(scene.random.uniform(0.8, 1.2))
        victim = scene.random.choice([bot for bot in scene.bots if bot.alive])
        victim.kill()
        victim.start()
        tell(number + 1, kills)
    for bot in scene.bots:
        await bot.ready()
    await scene.quiet()
    await stream.claims()
    await stream.thumbs(20)
    await scene.quiet()
    await stream.replies()
    await scene.quiet()
    return stream, await proof(stream)


SENDING = ("sendMessage", "editMessageText", "answerCallbackQuery")


async def outage(scene: Scene, seconds: float, methods: Sequence[str] | None = None) -> Findings:
    """Telegram has handed updates over, and then answers nothing (or not these methods) for so long."""
    stream = Stream(scene)
    scene.bot.start()
    await scene.bot.ready()
    await stream.questions(80)
    await stream.call_for_help()
    await until(scene.telegram.has_given_all, "the updates are handed over", every=0.005)
    await scene.telegram.fault("hang", methods=methods and list(methods), seconds=seconds)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await stream.questions(4)
        await asyncio.sleep(min(5.0, max(0.0, end - time.monotonic())))
    await scene.telegram.well_again()
    await scene.quiet()
    await stream.questions(20)
    await scene.quiet()
    return await proof(stream)


WAVE = 14_000
SLOW = 0.15
"""Seconds that each message takes: 64 at once make a wave last some 35 s, longer than any loop waits for another."""


async def waves(scene: Scene, minutes: float, tell: Tell = unheard) -> tuple[list[float], Findings]:
    """No kills: one backlog after the other for so long; how many seconds each took, and what was found."""
    stream = Stream(scene)
    scene.bot.start()
    await scene.bot.ready()
    await scene.telegram.fault("delay", pace=SLOW, methods=["sendMessage", "copyMessage", "editMessageText"])
    seconds: list[float] = []
    start, length = time.monotonic(), int(minutes * 60)
    while (began := time.monotonic()) < start + length:
        await stream.questions(WAVE)
        await stream.replies()
        await scene.quiet()
        seconds.append(time.monotonic() - began)
        tell(min(length, int(time.monotonic() - start)), length)
    return seconds, await proof(stream)
