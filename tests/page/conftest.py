"""The page in Debian's chromium against a real server and a real bot: one browser, and a fresh world for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from aiohttp import web
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    async_playwright,
)

from telegram_simulator.server import BotApiServer
from tests.page.chromium import CHROMIUM, FLAGS
from tests.page.villagebot import VillageBot

_PEOPLE = ((5001, "Siti"), (5002, "Udin"), (7001, "Budi"), (7002, "Citra"))
PATIENCE_MS = 30_000


async def _about(_: web.Request) -> web.Response:
    starts = [{"title": "Desa Mandurian", "parameter": "mandurian"}]
    roles = [{"id": number, "role": "warga" if number < 7000 else "petugas"} for number, _ in _PEOPLE]
    return web.json_response({"starts": starts, "people": roles})


@dataclass
class Village:
    """One world with its bot, and the pages that were opened to look at it."""

    server: BotApiServer
    bot: VillageBot
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Console errors, exceptions, and requests that left the origin."""

    async def open(self, width: int = 1440, height: int = 900, **how: Any) -> Page:
        """Open the page in a window of this size."""
        size = ViewportSize(width=width, height=height)
        context = await self.browser.new_context(viewport=size, locale="id-ID", timezone_id="Asia/Makassar", **how)
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._watch)
        await page.goto(self.server.base_url)
        await page.locator(".phone").first.wait_for()
        return page

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


@asynccontextmanager
async def new_village(browser: Browser) -> AsyncIterator[Village]:
    """Provide a fresh world whose pages must have had nothing to complain of."""
    async with BotApiServer(routes=[web.get("/demo.json", _about)]) as server:
        for number, name in _PEOPLE:
            server.phone(number, name)
        bot = VillageBot(server)
        await bot.start()
        made = Village(server, bot, browser)
        yield made
        for context in made.contexts:
            await context.close()
        await bot.stop()
    assert made.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def village(browser: Browser) -> AsyncIterator[Village]:
    async with new_village(browser) as made:
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
