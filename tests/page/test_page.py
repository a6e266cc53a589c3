"""The page as its reader uses it: on wide and narrow screens, by mouse, finger and keyboard; what is shown first."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, ViewportSize, expect

from telegram_simulator.files import PIXEL_PNG
from tests.page.conftest import PATIENCE_MS, Village, new_village, phone, started, writes
from tests.typed import some

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
expect.set_options(timeout=PATIENCE_MS)


async def swipe(page: Page, target: Locator, left: int, *, hold: bool = False) -> None:
    """Move a finger on `target` to the left; with `hold` it stays down."""
    box = some(await target.bounding_box())
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    points = [[{"x": x - left * step / 5, "y": y}] for step in range(1, 6 if left else 1)]
    events = [("touchStart", [{"x": x, "y": y}]), *(("touchMove", at) for at in points)]
    if not hold:
        events.append(("touchEnd", []))
    finger = await page.context.new_cdp_session(page)
    # in one go: a busy machine must not make a long press of a swipe
    sent = (finger.send("Input.dispatchTouchEvent", {"type": type, "touchPoints": at}) for type, at in events)
    await asyncio.gather(*sent)


async def nameless(page: Page) -> list[str]:
    """Roles of controls that a screen reader could not name."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    roles = {"button", "textbox", "link", "combobox", "checkbox", "radio", "dialog", "menuitem", "searchbox", "option"}
    return [
        node["role"]["value"]
        for node in tree["nodes"]
        if not node["ignored"] and node["role"]["value"] in roles and not node.get("name", {}).get("value", "").strip()
    ]


async def test_two_residents_and_an_officer_are_side_by_side_and_one_asks(village: Village) -> None:
    page = await village.open()
    await expect(page.locator(".phone:visible")).to_have_count(3)
    for person, name, role in ((5001, "Siti", "Warga"), (5002, "Udin", "Warga"), (7001, "Budi", "Petugas")):
        await expect(phone(page, person).locator(".plate")).to_have_text(re.compile(f"{name}.*{role}"))
    await expect(page.get_by_role("heading", name="Tanya PIMPASA – peragaan")).to_be_visible()
    await expect(page.get_by_text("tanpa jaringan")).to_be_visible()
    await expect(page.get_by_text("Bot tersambung")).to_be_visible()
    await expect(page.locator("#panel")).to_be_hidden()
    siti = await started(page, 5001)
    await expect(siti.locator(".words b")).to_have_text("Selamat datang.")
    await writes(siti, "brp biaya paspor")
    await expect(siti.get_by_text("Jawaban untuk: brp biaya paspor")).to_be_visible()
    await expect(siti.locator(".row-out").last.get_by_label("Sudah diterima bot")).to_be_visible()
    await siti.get_by_role("button", name="Desa lain").last.click()
    await expect(siti.get_by_text("Desa: desa-contoh.")).to_be_visible()


async def test_a_pressed_button_waits_for_the_bot_and_then_shows_its_answer(village: Village) -> None:
    page = await village.open()
    siti, udin = await started(page, 5001), await started(page, 5002)
    hold = siti.get_by_role("button", name="Tahan")
    await hold.click()
    await expect(hold).to_have_attribute("aria-busy", "true")
    village.bot.release.set()
    await expect(siti.get_by_role("status")).to_have_text("Tersimpan.")
    await expect(hold).not_to_have_attribute("aria-busy", "true")
    await siti.get_by_role("button", name="Peringatan").click()
    await expect(siti.get_by_role("alertdialog")).to_contain_text("Jangan berikan PIN.")
    await expect(udin.get_by_role("alertdialog")).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(siti.get_by_role("alertdialog")).to_be_hidden()
    await siti.get_by_role("button", name="Ganti").click()
    await expect(siti.locator(".row-in")).to_contain_text(["Menu sudah diganti."])
    await expect(siti.locator(".row-in .meta")).to_contain_text("diedit")
    await expect(siti.locator(".keys")).to_have_count(0)


async def test_a_reply_quotes_its_message_and_leads_back_to_it(village: Village) -> None:
    siti = await started(await village.open(), 5001)
    await writes(siti, "pertanyaan pertama")
    answer = siti.locator(".row-in", has_text=re.compile("^Jawaban untuk: pertanyaan pertama"))
    await answer.locator(".bubble").dblclick(position={"x": 20, "y": 12})
    await expect(siti.locator(".banner")).to_contain_text("Membalas Tanya PIMPASA")
    await writes(siti, "terima kasih")
    await expect(siti.get_by_text("(membalas: Jawaban untuk: pertanyaan pertama)")).to_be_visible()
    await expect(siti.locator(".banner")).to_be_hidden()
    for number in range(4):
        await writes(siti, f"pertanyaan lain {number}")
        await expect(siti.get_by_text(f"Jawaban untuk: pertanyaan lain {number}")).to_be_visible()
    await expect(answer).not_to_be_in_viewport()
    await siti.get_by_role("button", name="Lihat pesan yang dibalas").first.click()
    await expect(answer).to_be_in_viewport()
    await siti.get_by_role("button", name="Ke pesan terbaru").click()
    await expect(siti.locator(".row").last).to_be_in_viewport()


async def test_an_own_message_is_edited_and_deleted_and_its_link_never_opened(village: Village) -> None:
    page = await village.open()
    siti = await started(page, 5001)
    await writes(siti, "lihat https://www.imigrasi.go.id/layanan ya")
    await siti.locator(".row-out a").click()
    sheet = siti.get_by_role("dialog", name="Buka tautan")
    await expect(sheet).to_contain_text("https://www.imigrasi.go.id/layanan")
    await sheet.get_by_role("button", name="Tutup").click()
    await expect(sheet).to_be_hidden()
    assert len(page.context.pages) == 1
    await writes(siti, "brp byaya")
    own = siti.locator(".row-out").last
    await expect(siti.get_by_text("Jawaban untuk: brp byaya")).to_be_visible()
    await own.locator(".bubble").click(button="right")
    await siti.get_by_role("menuitem", name="Ubah").click()
    await expect(siti.get_by_role("textbox")).to_have_value("brp byaya")
    await writes(siti, "berapa biaya")
    await expect(siti.get_by_text("Diubah menjadi: berapa biaya")).to_be_visible()
    await expect(own).to_contain_text("diedit")
    await own.locator(".bubble").click(button="right", position={"x": 12, "y": 12})
    await siti.get_by_role("menuitem", name="Hapus").click()
    await expect(siti.locator(".row-out", has_text="berapa biaya")).to_have_count(0)


async def test_a_photo_is_sent_with_its_caption_and_opens_large(village: Village) -> None:
    page = await village.open()
    siti = await started(page, 5001)
    await siti.get_by_role("textbox").fill("ini KK")
    await siti.get_by_role("button", name="Lampirkan").click()
    async with page.expect_file_chooser() as chooser:
        await siti.get_by_role("button", name="Foto", exact=True).click()
    await (await chooser.value).set_files({"name": "kk.png", "mimeType": "image/png", "buffer": PIXEL_PNG})
    await expect(siti.get_by_label("Keterangan")).to_have_value("ini KK")
    await siti.get_by_label("Keterangan").fill("ini KK saya")
    await siti.get_by_role("button", name="Kirim", exact=True).click()
    await expect(siti.get_by_text("Menerima foto: ini KK saya")).to_be_visible()
    await expect(siti.get_by_role("textbox")).to_have_value("")
    await siti.get_by_role("button", name="Buka foto").click()
    large = page.get_by_role("dialog", name="ini KK saya")
    await expect(large.locator("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(large).to_be_hidden()


async def test_a_sample_of_each_kind_can_be_sent(village: Village) -> None:
    siti = await started(await village.open(), 5001)
    for name, shown in (
        ("Rekaman contoh", siti.get_by_text("Menerima rekaman")),
        ("Lokasi contoh", siti.get_by_role("button", name="Lokasi -2.95, 115.05")),
        ("Kontak sendiri", siti.get_by_role("button", name="Kontak Siti, +62 800 0000 5001")),
        ("Stiker", siti.get_by_role("img", name="Stiker 🙏")),
    ):
        await siti.get_by_role("button", name="Lampirkan").click()
        await siti.get_by_role("button", name=name, exact=True).click()
        await expect(shown).to_be_visible()
    await expect(siti.locator("audio")).to_have_count(1)


async def test_on_a_narrow_screen_one_phone_fills_the_page(village: Village, touchscreen: Page) -> None:
    page = await village.open(touchscreen)
    siti = await started(page, 5001)
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await page.get_by_role("button", name="Ponsel Udin").click()
    await expect(phone(page, 5002)).to_be_visible()
    await expect(siti).to_be_hidden()
    await village.server.phone(5001).sends("panjang")
    await page.get_by_role("button", name="Ponsel Siti, 1 pesan baru").click()
    await expect(siti.get_by_text("Syarat paspor anak")).to_be_visible()
    await expect(page.get_by_role("button", name="Ponsel Siti", exact=True)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 375
    edges = "[...document.querySelectorAll('.bubble, .key, .composer-bar')].map((e) => e.getBoundingClientRect().right)"
    assert await page.evaluate(f"Math.max(...{edges})") <= 375


async def test_a_swipe_to_the_left_answers_and_a_long_press_opens_the_menu(village: Village, touchscreen: Page) -> None:
    page = await village.open(touchscreen)
    siti = await started(page, 5001)
    welcome = siti.locator(".row-in .words")
    await swipe(page, welcome, 30)
    await expect(siti.locator(".banner")).to_be_hidden()
    await swipe(page, welcome, 120)
    await expect(siti.locator(".banner")).to_contain_text("Selamat datang.")
    await swipe(page, welcome, 0, hold=True)
    await expect(siti.get_by_role("menuitem", name="Balas")).to_be_visible()


async def test_the_keyboard_alone_is_enough(village: Village) -> None:
    page = await village.open()
    siti = phone(page, 5001)
    await siti.get_by_role("button", name="MULAI").focus()
    await page.keyboard.press("Enter")
    await expect(siti.get_by_text("Selamat datang.")).to_be_visible()
    await expect(siti.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("halo")
    await page.keyboard.press("Enter")
    await expect(siti.get_by_text("Jawaban untuk: halo")).to_be_visible()
    await siti.locator(".bubble[tabindex='0']").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(siti.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(siti.locator(".row-out .bubble").last).to_be_focused()
    await siti.get_by_role("button", name="Simpan").last.focus()
    await page.keyboard.press("Enter")
    await expect(siti.get_by_role("status")).to_have_text("Tersimpan.")


async def test_commands_blocking_and_faults_are_offered_on_demand(village: Village) -> None:
    page = await village.open()
    siti = await started(page, 5001)
    await siti.get_by_role("button", name="Menu perintah").click()
    await expect(siti.get_by_role("menuitem")).to_have_text(["/menuDaftar topik", "/bantuanCara memakai"])
    await siti.get_by_role("menuitem", name="/bantuan").click()
    await expect(siti.get_by_text("Jawaban untuk: /bantuan")).to_be_visible()
    await siti.get_by_role("button", name="Menu obrolan").click()
    await siti.get_by_role("menuitem", name="Blokir bot").click()
    await siti.get_by_role("button", name="BUKA BLOKIR").click()
    await writes(siti, "sudah dibuka")
    await expect(siti.get_by_text("Jawaban untuk: sudah dibuka")).to_be_visible()
    await page.get_by_role("button", name="Gangguan").click()
    await page.get_by_label("Kena siapa?").select_option("Hanya Siti")
    await page.get_by_role("button", name="Server Telegram rusak").click()
    await expect(page.locator(".fault")).to_contain_text("Siti")
    await writes(siti, "hilang di jalan")
    await expect(siti.locator(".row-out").last.get_by_label("Sudah diterima bot")).to_be_visible()
    await page.get_by_role("button", name="Hentikan semua").click()
    await expect(page.get_by_text("Sekarang tidak ada gangguan.")).to_be_visible()
    await expect(siti.get_by_text("Jawaban untuk: hilang di jalan")).to_be_hidden()


async def test_every_control_has_a_name(village: Village) -> None:
    page = await village.open()
    siti = await started(page, 5001)
    await writes(siti, "halo")
    await expect(siti.get_by_text("Jawaban untuk: halo")).to_be_visible()
    assert await nameless(page) == []
    await siti.get_by_role("button", name="Lampirkan").click()
    await phone(page, 5002).get_by_role("button", name="Pindai QR desa").click()
    await page.get_by_role("button", name="Gangguan").click()
    assert await nameless(page) == []


WIDE = ViewportSize(width=1440, height=900)
FOCUSED = "(e => e.closest('.row')?.dataset.id ?? (e.closest('.composer') ?? e).classList[0])(document.activeElement)"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(window: Page) -> AsyncIterator[Page]:
    """Provide one page for all that follow: nothing is asked of a fresh world."""
    async with new_village(window) as village:
        shown = await village.open()
        await started(shown, 5001)
        yield shown


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
