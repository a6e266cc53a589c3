"""An office whose bot serves the staff page: two members of the staff, and the page over HTTP as a browser calls it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.app.people.invitations import VALID, invited
from bot.helpdesk.model.people import Member, Role
from telegram_simulator.phone import Phone
from tests.ports import free_port
from tests.shipped import SMALL
from tests.stories.conftest import Village, village_with

SCREENS = (
    *("daftar", "entri/paspor-biaya", "entri-baru", "tarif", "celah"),
    *("usulan", "tanda-tangan", "lembar", "terbitkan", "riwayat"),
)
RINI = Member("rini", "Bu Rini", frozenset(Role), frozenset({"kanim"}))
TONO = Member("tono", "Pak Tono", frozenset(Role), frozenset())


@dataclass
class Shown:
    """A page as a browser gets it."""

    status: int
    text: str
    url: str

    @property
    def words(self) -> str:
        """What can be read on it."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def value(self, name: str) -> str:
        """Return what a hidden or text field of that name holds."""
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', self.text)
        assert found, f"{name} is not on the page"
        return unescape(found[1])

    def area(self, name: str) -> str:
        """Return what a field of several lines holds."""
        found = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', self.text, re.DOTALL)
        assert found, f"{name} is not on the page"
        return unescape(found[1])


@dataclass
class Desk:
    """A member at the page, in a browser of his own."""

    base: str
    browser: aiohttp.ClientSession

    async def gets(self, path: str) -> Shown:
        async with self.browser.get(f"{self.base}{path}") as got:
            return Shown(got.status, await got.text(), got.url.path_qs)

    async def sends(self, path: str, fields: dict[str, str] | list[tuple[str, str]], csrf: bool = True) -> Shown:
        listed = list(fields.items()) if isinstance(fields, dict) else fields
        if csrf:
            listed = [("csrf", (await self.gets("/tarif")).value("csrf")), *listed]
        async with self.browser.post(f"{self.base}{path}", data=listed, headers={"Origin": self.base}) as got:
            return Shown(got.status, await got.text(), got.url.path_qs)

    async def opens(self, id: str) -> list[tuple[str, str]]:
        """Open an entry and return its form's fields as they stand."""
        page = await self.gets(f"/entri/{id}")
        assert page.status == 200
        one = [(name, page.value(name)) for name in ("dilihat", "tanya", "tombol", "tinjau_sebelum")]
        areas = [(name, page.area(name)) for name in ("inti", "rincian", "kalimat", "uji")]
        chosen = re.findall(r'<option value="([^"]+)" selected>', page.text)
        owner = re.findall(r'<option selected value="([^"]+)">', page.text)
        sources = re.findall(r'name="(judul|alamat|tanggal)"[^>]*? value="([^"]*)"', page.text)
        listed = [("terkait", unescape(id)) for id in chosen] + [(name, unescape(value)) for name, value in sources]
        return [*one, *areas, *listed, ("pemilik", owner[0])]


def with_fields(fields: list[tuple[str, str]], **changes: str) -> list[tuple[str, str]]:
    """Return the fields with some of them typed anew."""
    return [(name, changes.get(name, value)) for name, value in fields]


@dataclass
class Office:
    """A village whose FAQ two members keep."""

    village: Village
    faq: Path
    base: str
    rini: Phone
    tono: Phone

    async def link(self, phone: Phone) -> str:
        """Ask the bot for a link to the page, as a member does."""
        await phone.sends("/kelola")
        await phone.presses(await phone.hears(contains="Pilih yang mau dikerjakan"), "Buka halaman")
        text = (await phone.hears(contains="sekali pakai")).text
        found = re.search(r"http://\S+/masuk/\S+", text)
        assert found
        return found[0]

    @asynccontextmanager
    async def at_the_page(self, phone: Phone) -> AsyncIterator[Desk]:
        """Come in as the member of that phone."""
        self.village.clock.ahead += timedelta(minutes=1)  # so often may one sign in
        link = await self.link(phone)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            desk = Desk(self.base, browser)
            came = await desk.sends(link.removeprefix(self.base), {}, csrf=False)
            assert (came.status, came.url) == (200, "/")
            yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory, module_cache: Path) -> AsyncIterator[Office]:
    """Provide an office with the small FAQ, for all tests of a module: a bot takes its time to start."""
    folder = tmp_path_factory.mktemp("kantor")
    copy, listen = shutil.copytree(SMALL, folder / "faq"), f"127.0.0.1:{free_port()}"
    staff = {"page": {"listen": listen}}
    async with village_with(f"sqlite:///{folder}/bot.db", faq=copy, cache=module_cache, staff=staff) as village:
        rini, tono = village.server.phone(8001, "Rini"), village.server.phone(8002, "Tono")
        for phone, member in ((rini, RINI), (tono, TONO)):
            link = (await invited(village.settings, village.clock() + VALID, member))[member.id]
            await phone.starts(link.partition("start=")[2])
            await phone.hears(contains="Selamat datang")
        yield Office(village, copy, f"http://{listen}", rini, tono)
