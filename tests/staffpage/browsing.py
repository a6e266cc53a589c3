"""The staff page in Debian's chromium: windows that must have nothing to complain of, the keyboard, axe-core."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from telegram_simulator.phone import Phone
from tests.npm import installed
from tests.staffpage.conftest import Office

AXE = Path(__file__).parent / "axe"
PICTURES = os.environ.get("PICTURES")
PATIENCE_MS = 120_000
"""Only a test that fails waits so long."""
DARK = ("entri", "tarif-jauh", "terbitkan")
"""Screens whose contrast is held in the dark too; they have all colours between them."""
SHOWN = ("entri", "tarif", "terbitkan")
"""Screens of which the guide has pictures."""
NARROW, DESK = ViewportSize(width=360, height=780), ViewportSize(width=1280, height=860)
_RUN_AXE = """
async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], ...(rules && {runOnly: rules})});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
"""
_FOCUSED = """
() => {
  const at = document.activeElement;
  if (at === document.body) return ["", true];
  const style = getComputedStyle(at);
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const labels = [...(at.labels ?? [])].map((one) => one.textContent);
  const name = at.getAttribute("aria-label") || labels.join(" ") || at.textContent || "";
  return [name.replace(/\\s+/g, " ").trim(), seen];
}
"""
expect.set_options(timeout=PATIENCE_MS)


def needed() -> None:
    """Skip where axe-core cannot be installed."""
    if said := installed(AXE):
        pytest.skip(said)


@asynccontextmanager
async def window(browser: Browser, size: ViewportSize = DESK, **how: Any) -> AsyncIterator[Page]:
    """Open a window that fails on errors of scripts and of the page's policy."""
    context = await browser.new_context(viewport=size, locale="id-ID", timezone_id="Asia/Makassar", **how)
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        # that a page is refused is said to the person; the browser repeats it
        if said.type == "error" and "Failed to load resource" not in said.text:
            complaints.append(said.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert complaints == []


async def signs_in(page: Page, office: Office, phone: Phone) -> None:
    """Come in by a link from the chat."""
    office.village.clock.ahead += timedelta(minutes=1)  # so often may one sign in
    await page.goto(await office.link(phone))
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.get_by_role("heading", name="Selamat bekerja")).to_be_visible()


async def tabs_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what is called so has the focus; at each stop the focus must be seen."""
    passed: list[str] = []
    for _ in range(most):
        await page.keyboard.press("Tab")
        found, seen = await page.evaluate(_FOCUSED)
        assert seen, f"the focus cannot be seen on {found!r}"
        if name in found:
            return
        passed.append(found[:30])
    raise AssertionError(f"{name!r} cannot be reached by Tab; passed {passed}")


async def looks_well(page: Page, name: str) -> None:
    """Hold the screen to what everybody needs: no sideways scrolling at 360 px, and axe-core finds nothing serious."""
    await page.set_viewport_size(NARROW)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], f"{name} scrolls sideways: {wide} px"
    await page.evaluate((AXE / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
    found = await page.evaluate(_RUN_AXE, None)
    assert not found, f"{name}: {found}"
    if name in DARK:
        await page.emulate_media(color_scheme="dark")
        found = await page.evaluate(_RUN_AXE, ["color-contrast"])
        assert not found, f"{name} in the dark: {found}"
        await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(DESK)
    if PICTURES and name in SHOWN:
        await page.screenshot(path=Path(PICTURES) / f"staf-{name}.png")
