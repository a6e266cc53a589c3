"""The page in Debian's chromium against a real server and a real bot: one browser, and a fresh world for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, ViewportSize, async_playwright

from telegram_simulator.server import BotApiServer
from tests.page.chromium import CHROMIUM, FLAGS
from tests.page.villagebot import VillageBot, running

PEOPLE = {5001: "Siti", 5002: "Udin", 7001: "Budi", 7002: "Citra"}
PATIENCE_MS = 30_000


async def _about(_: web.Request) -> web.Response:
    starts = [{"title": "Desa Mandurian", "parameter": "mandurian"}]
    roles = [{"id": number, "role": "warga" if number < 7000 else "petugas"} for number in PEOPLE]
    return web.json_response({"starts": starts, "people": roles})


@dataclass
class Village:
    """One world with its bot, and what pages that looked at it had to complain of."""

    server: BotApiServer
    bot: VillageBot
    window: Page
    opened: list[Page] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Console errors, exceptions, and requests that left the origin."""

    def __post_init__(self) -> None:
        self._listeners = {"console": self._hear, "pageerror": self._fail, "request": self._watch}

    async def open(self, window: Page | None = None) -> Page:
        """Show the page in a window, which is the module's: a new one each time would be half of the browser's work."""
        shown = window or self.window
        self.opened.append(shown)
        for event, listener in self._listeners.items():
            shown.on(event, listener)  # type: ignore[call-overload]
        await shown.goto(self.server.base_url)
        await shown.locator(".phone").first.wait_for()
        return shown

    async def leave(self) -> None:
        """Show it nowhere any more, and point at nothing."""
        for shown in self.opened:
            await shown.goto("about:blank")
            await shown.mouse.move(0, 0)
            for event, listener in self._listeners.items():
                shown.remove_listener(event, listener)

    def _fail(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((f"{self.server.base_url}/", "data:", "blob:")):
            self.complaints.append(f"left the origin: {request.url}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        await running.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser: Browser) -> Page:
    """Open a wide window; every world has an address of its own, and so nothing that was kept for another."""
    return await new_window(browser, 1440, 900)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def touchscreen(browser: Browser) -> Page:
    """Open a narrow window that is touched."""
    return await new_window(browser, 375, 700, has_touch=True)


async def new_window(browser: Browser, width: int, height: int, *, has_touch: bool = False) -> Page:
    size = ViewportSize(width=width, height=height)
    context = await browser.new_context(viewport=size, locale="id-ID", timezone_id="Asia/Makassar", has_touch=has_touch)
    context.set_default_timeout(PATIENCE_MS)
    return await context.new_page()


@asynccontextmanager
async def new_village(window: Page) -> AsyncIterator[Village]:
    """Provide a fresh world whose pages must have had nothing to complain of."""
    async with BotApiServer(routes=[web.get("/demo.json", _about)]) as server:
        for number, name in PEOPLE.items():
            server.phone(number, name)
        async with running(server) as bot:
            made = Village(server, bot, window)
            yield made
            await made.leave()
    assert made.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def village(window: Page) -> AsyncIterator[Village]:
    async with new_village(window) as made:
        yield made


def phone(page: Page, person: int) -> Locator:
    """Find the phone of a person."""
    return page.locator(f'.phone[data-person="{person}"]')


async def started(page: Page, person: int) -> Locator:
    """Return the phone of a person who has pressed MULAI and was welcomed."""
    own = phone(page, person)
    await own.get_by_role("button", name="MULAI").click()
    await own.get_by_text("Selamat datang.").wait_for()
    return own


async def writes(own: Locator, text: str) -> None:
    """Types into the field and presses Enter."""
    await own.get_by_role("textbox").fill(text)
    await own.get_by_role("textbox").press("Enter")
