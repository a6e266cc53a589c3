"""Lembar on the staff page: out as a workbook, in again; what it changes is read before anything changes."""

from __future__ import annotations

from io import BytesIO

import aiohttp
import pytest
from openpyxl import load_workbook

from bot.faqfiles.load import load_faq
from tests.staffpage.conftest import Desk, Office, Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def downloaded(desk: Desk, path: str) -> bytes:
    async with desk.browser.get(f"{desk.base}{path}") as got:
        assert (got.status, got.content_type) == (200, XLSX)
        assert got.headers["Content-Disposition"].startswith('attachment; filename="lembar-')
        return await got.read()


async def uploaded(desk: Desk, content: bytes, name: str = "lembar.xlsx") -> Shown:
    form = aiohttp.FormData({"csrf": (await desk.gets("/tarif")).value("csrf")})
    form.add_field("lembar", content, filename=name, content_type=XLSX)
    async with desk.browser.post(f"{desk.base}/lembar/baca", data=form, headers={"Origin": desk.base}) as got:
        return Shown(got.status, await got.text(), got.url.path_qs)


def changed(content: bytes, old: str, new: str) -> bytes:
    book, file = load_workbook(BytesIO(content)), BytesIO()
    cell = next(row[2] for row in book.active.iter_rows() if row[2].value == old)
    cell.value = new
    book.save(file)
    return file.getvalue()


async def test_a_sheet_is_downloaded_filled_in_read_and_applied(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini:
        words = (await rini.gets("/lembar")).words
        assert "Lembar kalimat" in words
        assert "Lembar tanda tangan: Kantor Imigrasi" in words
        sheet = await downloaded(rini, "/lembar/ambil/kalimat")
        await downloaded(rini, "/lembar/ambil/tanda-tangan/kanim")
        shown = await uploaded(rini, changed(sheet, "biaya paspor", "<b>ongkos</b> paspor"))
        assert "Diubah di paspor-biaya, kalimat: biaya paspor → <b>ongkos</b> paspor" in shown.words
        assert "<b>ongkos" not in shown.text
        assert "biaya paspor" in load_faq(office.faq).entries["paspor-biaya"].phrasings
        stale = await rini.sends("/lembar/terapkan", {"dilihat": "lain"})
        assert (stale.status, "Kirim lagi" in stale.words) == (409, True)
        done = await rini.sends("/lembar/terapkan", {"dilihat": shown.value("dilihat")})
        assert "Tersimpan sebagai naskah" in done.words
        assert "<b>ongkos</b> paspor" in load_faq(office.faq).entries["paspor-biaya"].phrasings
        again = await rini.sends("/lembar/terapkan", {"dilihat": shown.value("dilihat")})
        assert again.status == 409
        wrong = await uploaded(rini, b"rusak")
        assert (wrong.status, "bukan lembar kerja Excel yang utuh" in wrong.words) == (409, True)
        assert (await rini.sends("/lembar/baca", {})).status == 409
        assert (await rini.gets("/lembar/ambil/lain")).status == 409
        assert (await uploaded(rini, b"x" * 5_100_000)).status == 413
