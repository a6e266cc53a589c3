"""The demo as a visitor plays it: the main job, what an officer and staff see, and its scenes.

With PICTURES=docs/gambar the test also makes the pictures of the README and of the officers' guide.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

from bot.cli.demo import QUESTIONS as SUGGESTED, SCENES
from tests.page.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[2]
PICTURES = os.environ.get("PICTURES")
UNKNOWN = "kapan bapak mampir ke rumah saya lagi, ada titipan dari paman"

QUESTIONS = """\
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

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a demo and provide its address."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "BOT_FAQ": str(ROOT / "faq"), "BOT_CACHE": str(ROOT / "data" / "cache")}
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        address = process.stdout.readline().split()[-1]
        yield address
        process.terminate()
        assert process.wait(15) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Debian's chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(demo: str, browser: Browser) -> Iterator[Page]:
    """Open a page that fails on script errors and on any request to elsewhere."""
    shown = browser.new_page(viewport={"width": 1440, "height": 900}, locale="id-ID", timezone_id="Asia/Makassar")
    faults: list[str] = []

    def own(asked: Request) -> None:
        if not asked.url.startswith((demo, "data:", "blob:")):
            faults.append(asked.url)

    shown.on("pageerror", lambda error: faults.append(str(error)))
    shown.on("request", own)
    shown.goto(demo)
    yield shown
    assert not faults
    shown.close()


def phone(page: Page, person: int) -> Locator:
    """One person's phone on the page."""
    return page.locator(f'.phone[data-person="{person}"]')


def writes(shown: Locator, text: str) -> None:
    """Type a message and send it."""
    shown.locator("textarea").fill(text)
    shown.locator("textarea").press("Enter")


def bubble(shown: Locator, text: str) -> Locator:
    """Find the newest bubble that holds a text."""
    return shown.locator(".bubble", has_text=text).last


def picture(page: Page, name: str, only: Locator | None = None) -> None:
    """Keep what is seen, where pictures are wanted: the page, or one phone on it."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(400)  # let bubbles finish moving in; only the picture needs it
        (only or page).screenshot(path=Path(PICTURES) / f"{name}.png")


def test_asked_and_answered_unknown_and_answered_by_the_officer(page: Page) -> None:
    siti, officer = phone(page, 5001), phone(page, 7001)
    siti.get_by_role("button", name="Pindai QR desa").click()
    page.get_by_role("button", name="Desa Mandurian").last.click()
    expect(bubble(siti, "Halo, warga Desa Mandurian")).to_be_visible()
    writes(siti, "assalamualaikum, brp ya biaya bikin paspor skrg")
    expect(bubble(siti, "Rp650.000")).to_be_visible()
    expect(bubble(siti, "Sumber:")).to_be_visible()
    writes(siti, UNKNOWN)
    # the first of these buttons stands under the answer above
    asking = siti.get_by_role("button", name="Tanya petugas", exact=True)
    expect(bubble(siti, "Pertanyaan #1").or_(asking.nth(1)).first).to_be_visible()
    if asking.count() > 1:
        asking.last.click()
    expect(bubble(siti, "Pertanyaan #1")).to_be_visible()
    card = bubble(officer, UNKNOWN)
    expect(card).to_be_visible()
    expect(bubble(siti, "Sudah sampai ke petugas")).to_be_visible()
    picture(page, "percakapan")
    picture(page, "petugas-kartu", officer)
    card.dblclick()
    writes(officer, "Ada, Bu. Disimpan Pak Pambakal di balai desa. Bisa diambil besok pagi.")
    expect(bubble(siti, "Bisa diambil besok pagi")).to_be_visible()
    expect(bubble(officer, "Sampai ke warga")).to_be_visible()
    writes(siti, "terima kasih banyak pak")
    expect(bubble(siti, "sudah terjawab")).to_be_visible()
    picture(page, "petugas")
    picture(page, "petugas-terjawab", officer)
    siti.get_by_role("button", name="Sudah", exact=True).last.click()
    expect(bubble(siti, "selesai")).to_be_visible()
    expect(bubble(officer, "Ditutup")).to_be_visible()


def test_an_emergency_and_the_queue_as_the_officer_sees_them(page: Page) -> None:
    siti, officer = phone(page, 5001), phone(page, 7001)
    writes(siti, "tolong pak saya disekap majikan tidak boleh keluar")
    expect(bubble(siti, "membalas dengan aman")).to_be_visible()
    expect(bubble(officer, "DARURAT")).to_be_visible()
    picture(page, "petugas-darurat", officer)
    officer.get_by_role("button", name="Saya tangani").last.click()
    expect(bubble(officer, "Ditangani")).to_be_visible()
    writes(officer, "/antrean")
    expect(bubble(officer, "1 darurat")).to_be_visible()
    picture(page, "petugas-antrean", officer)


def test_staff_come_to_their_page_by_a_tap_and_write_on_a_copy(page: Page) -> None:
    before = (ROOT / "faq/biaya.yaml").read_bytes()
    staff = phone(page, 8001)
    picture(page, "staf-kelola", staff)
    staff.get_by_role("button", name="Buka halaman").click()
    link = staff.locator('a[href*="/masuk/"]')
    with page.context.expect_page() as opened:
        link.click()
    desk = opened.value
    desk.get_by_role("button", name="Masuk").click()
    expect(desk.get_by_role("heading", name="Selamat bekerja, Staf Kantor")).to_be_visible()
    desk.get_by_role("link", name="Tarif", exact=True).click()
    fee = desk.get_by_role("region", name="Paspor elektronik 5 tahun")
    fee.get_by_role("link", name="Ubah tarif").click()
    for label, text in (("Tarif baru", "700000"), ("Dasar hukum", "PP 1/2026"), ("Dikutip dari", "Kanim")):
        desk.get_by_label(label).fill(text)
    desk.get_by_label("Berlaku sejak").fill("2026-12-01")
    desk.get_by_role("button", name="Simpan").click()
    expect(desk.get_by_text("Rp650.000 → Rp700.000, menurut PP 1/2026")).to_be_visible()
    desk.close()
    assert (ROOT / "faq/biaya.yaml").read_bytes() == before


def answered(asking: Locator, text: str) -> dict[str, float | str]:
    """Ask, wait for one answer more, and measure where it stands."""
    before = asking.locator("blockquote.expandable").count()
    writes(asking, text)
    expect(asking.locator("blockquote.expandable")).to_have_count(before + 1)
    asking.page.wait_for_function("phone => !phone.getAnimations({subtree: true}).length", arg=asking.element_handle())
    measured: dict[str, float | str] = asking.evaluate(LAST_ANSWER)
    return measured


def test_a_phone_suggests_questions_and_shows_an_answers_first_line(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    udin = phone(page, 5002)
    if not udin.is_visible():
        page.get_by_role("button", name="Udin").last.click()
    expect(udin.locator(".suggested button")).to_have_text(list(SUGGESTED))
    udin.get_by_role("button", name=SUGGESTED[0]).click()
    expect(bubble(udin, "Rp650.000")).to_be_visible()
    expect(udin.locator(".suggested")).to_have_count(0)
    seen = {question: answered(udin, question) for question in QUESTIONS}
    assert {asked: at for asked, at in seen.items() if float(at["top"]) < 0 or float(at["below"]) < 0} == {}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "ponsel")
    fold = udin.locator("blockquote.expandable:not(.short)").last
    height = fold.bounding_box()
    fold.click()
    opened = fold.bounding_box()
    assert height
    assert opened
    assert opened["height"] > height["height"]
    assert fold.get_attribute("aria-expanded") == "true"
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
    for other in (5001, 5002):
        page.locator(f".face[data-person='{other}']").click()
    expect(udin.locator(".bubble").last).to_be_in_viewport()


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


@pytest.mark.parametrize("title", [scene["title"] for scene in SCENES])
def test_a_scene_plays_to_its_end_with_the_running_bot(page: Page, title: str) -> None:
    page.get_by_role("button", name="Coba adegan", exact=True).click()
    page.locator(".choice", has_text=title).click()
    plays_to_its_end(page)
    who, text = ENDS[title]
    expect(visible(page, who).locator(".bubble", has_text=text).last).to_be_visible()
