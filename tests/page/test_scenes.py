"""The scenes of the demo, each played by one tap with the running bot, on one page."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.cli.demo import QUESTIONS, SCENES
from tests.page.test_main_job import browser, demo, phone, pytestmark

__all__ = ["browser", "demo", "pytestmark"]

GO_ON = "[...document.querySelectorAll('.scene button')].find(each => each.textContent === 'Lanjut')?.click()"
"""In one go: the button may give way to "Adegan lain" between being found and being pressed."""
PATIENCE = 90
"""Seconds for a scene on a busy machine; alone it takes five to twelve."""
ENDS = {
    "Tanya biaya": ("warga", "Rp650.000"),
    "Tawaran Kamboja": ("warga", "Jangan berangkat"),
    "Darurat": ("warga", "sedang menghubungi KBRI"),
    "Petugas menjawab": ("warga", "fotokopi akta lahir"),
    "Kabar": ("petugas", "terkirim"),
}
"""What stands on a phone when the scene has been played."""


@pytest.fixture(scope="module")
def page(demo: str, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="id-ID", reduced_motion="reduce")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(demo)
    yield page
    assert not faults


def plays_to_its_end(page: Page) -> None:
    """Press "Lanjut" until the scene is over; it waits for the bot by itself, however long that takes."""
    caption, go_on = page.locator(".scene-words"), page.get_by_role("button", name="Lanjut")
    last = page.get_by_role("button", name="Adegan lain")
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        expect(go_on.or_(last)).to_be_visible()
        if last.is_visible():
            break
        page.evaluate(GO_ON)
        page.wait_for_timeout(100)
    expect(caption).to_contain_text("Selesai")


def visible(page: Page, who: str) -> Locator:
    shown = page.locator(".phone:visible")
    return shown.first if who == "warga" else shown.nth(1)


def test_an_empty_phone_suggests_questions_and_a_tap_asks_one(page: Page) -> None:
    siti = phone(page, 5001)
    expect(siti.locator(".suggested button")).to_have_text(list(QUESTIONS))
    siti.get_by_role("button", name=QUESTIONS[0]).click()
    expect(siti.locator(".bubble", has_text="Rp650.000")).to_be_visible()
    expect(siti.locator(".suggested")).to_have_count(0)


@pytest.mark.parametrize("title", [scene["title"] for scene in SCENES])
def test_a_scene_plays_to_its_end_with_the_running_bot(page: Page, title: str) -> None:
    page.get_by_role("button", name="Coba adegan", exact=True).click()
    page.get_by_role("button", name=title).click()
    plays_to_its_end(page)
    who, text = ENDS[title]
    expect(visible(page, who).locator(".bubble", has_text=text).last).to_be_visible()
