"""The staff page in a browser: whole tasks by keyboard, every screen on a small phone, and typing that is not lost."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from bot.staffpage.sessions import IDLE
from tests.page.conftest import browser
from tests.shipped import save
from tests.staffpage.browsing import NARROW, looks_well, needed, signs_in, tabs_to, window
from tests.staffpage.conftest import SCREENS, Office
from tests.stories.test_kelola import ANSWER, asked_by

__all__ = ["browser"]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]

SHEET = "id,jenis,kalimat,milik,asal\npaspor-hilang,kalimat,handak bapaspor hanyar lantaran hilang,,\n"


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    needed()


async def sends_sheet(page: Page, text: str) -> None:
    file = FilePayload(name="lembar.csv", mimeType="text/csv", buffer=text.encode())
    await page.get_by_label("Lembar yang sudah diisi").set_input_files(file)
    await page.get_by_role("button", name="Periksa").click()


async def slowly(route: Route) -> None:
    await asyncio.sleep(4)
    await route.continue_()


async def keys(page: Page, name: str, *pressed: str, text: str = "") -> None:
    """Go to what is called so, type there, and press keys."""
    await tabs_to(page, name)
    if text:
        await page.keyboard.press("ControlOrMeta+A")
        await page.keyboard.insert_text(text)
    for key in pressed:
        await page.keyboard.press(key)


async def test_what_would_be_published_is_awaited_on_a_page_that_says_so(office: Office, browser: Browser) -> None:
    alone = (await office.village.app.staff.desk()).office.files.sets.alone
    save(office.faq, "- paspor hilang\n", "- paspor hilang entah di mana\n", "paspor.kalimat.yaml")
    async with window(browser) as page:
        await signs_in(page, office, office.rini)
        with alone():  # as another process that publishes: the check must wait
            await page.get_by_role("link", name="Terbitkan", exact=True).click()
            await expect(page.get_by_role("heading", name="Sedang diperiksa")).to_be_visible()
            await looks_well(page, "diperiksa")
            # what is pressed meanwhile comes, also over a slow line, and waits for no check
            await page.route("**/tarif", slowly)
            await page.get_by_role("link", name="Tarif", exact=True).click()
            await expect(page).to_have_title(re.compile("^Tarif"), timeout=15_000)
            await page.get_by_role("link", name="Terbitkan", exact=True).click()
            await expect(page.get_by_role("heading", name="Sedang diperiksa")).to_be_visible()
        await expect(page.get_by_text("Yang akan berubah bagi warga")).to_be_visible()
        # who does not want it waits for no check
        save(office.faq, "hilang entah di mana", "hilang entah ke mana", "paspor.kalimat.yaml")
        with alone():
            await page.get_by_role("link", name="Terbitkan", exact=True).click()
            await page.get_by_role("link", name="Buang semua perubahan ini").click()
            await looks_well(page, "buang")
        await page.get_by_role("button", name="Ya, buang semua").click()
        await expect(page.get_by_text("Naskahnya sama lagi dengan yang dibaca warga")).to_be_visible()
        assert "hilang entah" not in (office.faq / "paspor.kalimat.yaml").read_text("utf-8")


async def test_the_keyboard_alone_changes_publishes_and_takes_back(office: Office, browser: Browser) -> None:
    office.village.clock.ahead += timedelta(minutes=1)
    async with window(browser) as page:
        await page.goto(await office.link(office.rini))
        await keys(page, "Masuk", "Enter")
        await expect(page).to_have_title(re.compile("^Menunggu"))
        await keys(page, "Bu Rini", "Enter")
        await expect(page.get_by_role("button", name="Keluar", exact=True)).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Keluar", exact=True)).to_be_hidden()
        await keys(page, "Cari jawaban", "Enter", text="rusak")
        await expect(page).to_have_title(re.compile("^Jawaban"))
        await keys(page, "Bagaimana kalau paspor rusak", "Enter")
        await expect(page).to_have_title(re.compile("^Bagaimana kalau paspor rusak"))
        await keys(page, "Inti", text="Bawa paspor yang rusak itu **ke kantor imigrasi**.")
        await expect(page.locator("#pratinjau")).to_contain_text("Bawa paspor yang rusak")
        await keys(page, "Simpan", "Enter")
        await expect(page.get_by_role("status").filter(has_text="Tersimpan")).to_be_visible()
        await keys(page, "Terbitkan", "Enter")
        await expect(page).to_have_title(re.compile("^Terbitkan"))
        await keys(page, "Alasan", "Enter", text="kalimat pertama lebih jelas")
        await expect(page.get_by_text("Menunggu orang kedua: Pak Tono")).to_be_visible()
        await office.tono.presses(await office.tono.hears(contains="minta persetujuan"), "Setujui")
        await office.rini.hears(contains="Pak Tono setuju")
        await keys(page, "Riwayat", "Enter")
        await expect(page).to_have_title(re.compile("^Riwayat"))
        await keys(page, "Kembalikan ke terbitan", "Enter")
        await expect(page.get_by_text("Sudah dibatalkan")).to_be_visible()


async def test_every_screen_fits_a_phone_and_passes_axe(office: Office, browser: Browser) -> None:
    await asked_by(office.village, 5010, text="pak paspor ulun basah kena banjir kaya apa", answer=ANSWER)
    await asked_by(office.village, 5020, 5021, 5022, text="paspor ulun rusak digigit tikus")
    async with window(browser) as page:
        office.village.clock.ahead += timedelta(minutes=1)
        link = await office.link(office.tono)
        await page.goto(link)
        await looks_well(page, "masuk")
        await page.get_by_role("button", name="Masuk").click()
        await looks_well(page, "beranda")
        for name in SCREENS:
            await page.goto(f"{office.base}/{name}")
            await looks_well(page, name.partition("/")[0])
        await page.goto(f"{office.base}/entri/paspor-rusak")
        await page.get_by_label("Inti").fill("Bawa 2 lembar fotokopi.")
        asked = page.get_by_label("Kalimat warga")
        await asked.fill(f"{await asked.input_value()}\nbiaya paspor brp")
        await page.get_by_label("2 lembar: benar?").check()
        await expect(page.get_by_role("button", name="Pindahkan ke “Berapa biaya")).to_be_visible()
        await looks_well(page, "entri-masalah")
        await page.goto(f"{office.base}/tarif/beban-hilang")
        await looks_well(page, "tarif-satu")
        for label, text in (("Tarif baru", "murah"), ("Dasar hukum", "PP 1/2026"), ("Dikutip dari", "Kanim")):
            await page.get_by_label(label).fill(text)
        await page.get_by_label("Berlaku sejak").fill("2026-12-01")
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("alert")).to_contain_text("bukan jumlah rupiah")
        await looks_well(page, "tarif-ditolak")
        await page.get_by_label("Tarif baru").fill("9.000.000")
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("alert")).to_contain_text("lebih dari 30 persen")
        await looks_well(page, "tarif-jauh")
        await page.goto(f"{office.base}/lembar")
        await sends_sheet(page, SHEET)
        await expect(page.get_by_role("button", name="Terapkan")).to_be_visible()
        await looks_well(page, "lembar-dibaca")
        await page.goto(f"{office.base}/lembar")
        await sends_sheet(page, SHEET.replace("kalimat,handak", "contoh,x"))
        await expect(page.get_by_role("alert")).to_contain_text("Baris 2, kolom jenis")
        await looks_well(page, "lembar-salah")
        await page.context.clear_cookies()
        await page.goto(link)
        await page.get_by_role("button", name="Masuk").click()
        await expect(page.get_by_text("sudah dipakai")).to_be_visible()
        await looks_well(page, "tautan-lama")
        await signs_in(page, office, office.rini)
        await page.goto(f"{office.base}/tanda-tangan/paspor-biaya")
        await looks_well(page, "tanda-tangan-satu")


async def test_what_was_typed_outlives_the_session(office: Office, browser: Browser) -> None:
    typed = "Datang ke kantor imigrasi **dengan paspor yang rusak**."
    async with window(browser, NARROW) as page:
        await signs_in(page, office, office.rini)
        await page.goto(f"{office.base}/entri/paspor-rusak")
        before = await page.get_by_label("Inti").input_value()
        await page.get_by_label("Inti").fill(typed)
        office.village.clock.ahead += IDLE + timedelta(minutes=1)
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_text("Tulisan Anda disimpan di peramban ini")).to_be_visible()
        await looks_well(page, "keluar-sendiri")
        await signs_in(page, office, office.rini)
        await page.locator("#belum-disimpan").get_by_role("link").click()
        await expect(page.get_by_label("Inti")).to_have_value(before)
        await page.get_by_role("button", name="Kembalikan tulisan saya").click()
        await expect(page.get_by_label("Inti")).to_have_value(typed)
        await expect(page.locator("#pratinjau")).to_contain_text("dengan paspor yang rusak")
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("status").filter(has_text="Tersimpan")).to_be_visible()
        await page.goto(f"{office.base}/")
        await expect(page.locator("#belum-disimpan")).to_be_hidden()
        assert await page.evaluate("localStorage.length") == 0
        # a new answer, too
        await page.goto(f"{office.base}/entri-baru")
        await page.get_by_label("Pertanyaan", exact=True).fill("Bagaimana kalau paspor kena banjir?")
        office.village.clock.ahead += IDLE + timedelta(minutes=1)
        await page.get_by_role("button", name="Buat jawaban").click()
        await expect(page.get_by_text("Tulisan Anda disimpan di peramban ini")).to_be_visible()
        await signs_in(page, office, office.rini)
        await page.locator("#belum-disimpan").get_by_role("link").click()
        await expect(page.get_by_label("Pertanyaan", exact=True)).to_have_value("Bagaimana kalau paspor kena banjir?")
        await looks_well(page, "entri-baru")
        await page.get_by_role("button", name="Buang").click()
        assert await page.evaluate("localStorage.length") == 0
