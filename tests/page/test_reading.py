"""Reading on the page: what is shown first, how keys move through it, and room that is short; all on one page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page, ViewportSize, expect

from tests.page.conftest import Village, new_village, phone, started, writes
from tests.page.test_page import pytestmark

__all__ = ["pytestmark"]

WIDE = ViewportSize(width=1440, height=900)
FOCUSED = "(e => e.closest('.row')?.dataset.id ?? (e.closest('.composer') ?? e).classList[0])(document.activeElement)"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def village(window: Page) -> AsyncIterator[Village]:
    async with new_village(window) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(village: Village) -> Page:
    page = await village.open()
    await started(page, 5001)
    return page


async def top_of(page: Page, text: str) -> float:
    """How far below the conversation's upper edge the newest bubble with a text begins."""
    bubble = phone(page, 5001).locator(".bubble", has_text=text).last
    await expect(bubble).to_be_visible()
    await page.wait_for_function(
        "bubble => !bubble.closest('.arriving')?.getAnimations({subtree: true}).length",
        arg=await bubble.element_handle(),
    )
    return float(
        await bubble.evaluate("b => b.getBoundingClientRect().top - b.closest('.scroller').getBoundingClientRect().top")
    )


async def test_what_is_new_is_shown_from_its_top_until_one_reads_on(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 640})
    siti = phone(page, 5001)
    await writes(siti, "panjang")
    assert 0 <= await top_of(page, "Syarat paspor anak") <= 20
    await expect(siti.get_by_role("button", name="Ke pesan terbaru")).to_be_visible()
    await siti.get_by_role("button", name="Ke pesan terbaru").click()
    await expect(siti.locator(".key").last).to_be_in_viewport()
    await writes(siti, "pendek")
    await expect(siti.locator(".key").last).to_be_in_viewport()
    await page.set_viewport_size(WIDE)


async def test_tab_passes_old_buttons_by_and_reaches_the_field(page: Page) -> None:
    siti = phone(page, 5001)
    newest = await siti.locator(".row-in").last.get_attribute("data-id")
    await siti.get_by_role("button", name="Menu obrolan").focus()
    stops = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        stops.append(await page.evaluate(FOCUSED))
        if stops[-1] == "composer":
            break
    assert stops == ["scroller", *[newest] * 6, "composer"]
    await siti.locator(".bubble[tabindex='0']").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Escape")
    await expect(siti.get_by_role("textbox")).to_be_focused()
    await siti.get_by_role("button", name="Langsung ke kolom pesan").focus()
    await page.keyboard.press("Enter")
    await expect(siti.get_by_role("textbox")).to_be_focused()


async def test_escape_closes_the_newest_panel_wherever_the_focus_is(page: Page) -> None:
    siti = phone(page, 5001)
    await page.get_by_role("button", name="Gangguan").click()
    await siti.get_by_role("button", name="Lampirkan").click()
    await phone(page, 5002).get_by_role("button", name="MULAI").focus()
    shown = [siti.get_by_role("dialog"), page.locator("#panel")]
    for closed, each in enumerate(shown, 1):
        await page.keyboard.press("Escape")
        await expect(each).to_be_hidden()
        for other in shown[closed:]:
            await expect(other).to_be_visible()


async def test_a_phone_held_sideways_shows_one_phone_above_the_faces(page: Page) -> None:
    await page.set_viewport_size({"width": 844, "height": 390})
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await expect(page.get_by_role("button", name="Ponsel Udin")).to_be_in_viewport(ratio=1)
    await expect(page.locator(".composer:visible")).to_be_in_viewport(ratio=1)
    shown = await page.locator(".scroller:visible").bounding_box()
    assert shown
    assert shown["height"] >= 180
    await page.set_viewport_size(WIDE)
