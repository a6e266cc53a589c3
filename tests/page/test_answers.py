"""What a resident sees on a phone of 390 pixels after asking: the answer first, with the rest folded below it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.page.chromium import CHROMIUM, FLAGS
from tests.page.test_main_job import demo, phone, pytestmark, writes

__all__ = ["demo", "pytestmark"]

PICTURES = os.environ.get("PICTURES_OF_ANSWERS")
"""A folder for a picture of every answer, to be looked at."""
QUESTIONS = """\
biaya paspor berapa
syarat paspor anak apa saja
paspor hilang gimana
paspor rusak kena air
cara daftar m-paspor
cara bayar paspor
paspor berlaku berapa lama
syarat paspor orang dewasa
apa itu paspor elektronik
cara ganti paspor habis masa berlaku
syarat umrah apa saja
berapa lama antri haji
cara daftar haji
paspor untuk umrah
syarat kerja ke luar negeri
kerja di malaysia gimana caranya
tamu asing wajib lapor
apa itu tppo
jam buka kantor imigrasi
apa itu pimpasa""".splitlines()

LAST_ANSWER = """phone => {
  const bubbles = [...phone.querySelectorAll('.bubble')].filter(one => one.querySelector('blockquote.expandable'));
  const bubble = bubbles.at(-1), words = bubble.querySelector('.words');
  const heading = words.querySelector('b'), range = document.createRange();
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let text = walker.nextNode();
  while (text && (heading?.contains(text) || !text.data.trim())) text = walker.nextNode();
  const from = text.data.search(/\\S/);
  range.setStart(text, from);
  range.setEnd(text, Math.min(text.length, from + 8));
  const line = range.getBoundingClientRect();
  const chat = bubble.closest('.scroller').getBoundingClientRect();
  return {count: bubbles.length, top: line.top - chat.top, below: chat.bottom - line.bottom, text: words.innerText};
}"""


@pytest.fixture(scope="module")
def small(demo: str) -> Iterator[Page]:
    """Provide a page as wide as a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="id-ID", timezone_id="Asia/Makassar")
        page.goto(demo)
        yield page
        browser.close()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(400)
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def asked(siti: Locator, text: str) -> dict[str, float | str]:
    """Ask, wait for one answer more, and measure where it stands."""
    before = siti.locator("blockquote.expandable").count()
    writes(siti, text)
    expect(siti.locator("blockquote.expandable")).to_have_count(before + 1)
    siti.page.wait_for_function("phone => !phone.getAnimations({subtree: true}).length", arg=siti.element_handle())
    measured: dict[str, float | str] = siti.evaluate(LAST_ANSWER)
    return measured


def test_after_each_question_the_answers_first_line_is_on_screen(small: Page) -> None:
    siti = phone(small, 5001)
    siti.get_by_role("button", name="Pindai QR desa").click()
    small.get_by_role("button", name="Desa Mandurian").last.click()
    expect(siti.locator(".bubble").first).to_be_visible()
    hidden = {}
    for number, question in enumerate(QUESTIONS):
        seen = asked(siti, question)
        picture(small, f"{number + 1:02}")
        if float(seen["top"]) < 0 or float(seen["below"]) < 0:
            hidden[question] = seen
    assert hidden == {}


def test_a_tap_opens_the_fold_and_another_closes_it(small: Page) -> None:
    fold = phone(small, 5001).locator("blockquote.expandable:not(.short)").last
    height = fold.bounding_box()
    fold.click()
    opened = fold.bounding_box()
    picture(small, "opened")
    assert height
    assert opened
    assert opened["height"] > height["height"]
    assert fold.get_attribute("aria-expanded") == "true"
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
