"""What the staff page lets in: one-time links that work once, and requests of its own pages alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app.editing.staff import VALID, Authenticator, PageAddress, page_address
from bot.app.runtime.health import listening
from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.texts.staff import HEADINGS, NOT_DONE
from bot.staffpage.app import staff_page
from bot.staffpage.guard import BODY, SIGN_INS
from bot.staffpage.sessions import IDLE, LASTS
from bot.storage import queries
from bot.storage.store import SqlStore
from tests.databases import store_in
from tests.ports import free_port

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
RINI = Member("rini", "Bu Rini", frozenset({Role.WRITER}), frozenset())
URLENCODED = "application/x-www-form-urlencoded"
IN_PARTS = {"Content-Type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="csrf"'
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Clock:
    """The page's time; a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Served:
    """The page over a real store, and a browser that keeps its cookies."""

    address: PageAddress
    authenticator: Authenticator
    store: SqlStore
    clock: Clock
    browser: aiohttp.ClientSession
    base: str
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return sorted(self.address.origins)[0]

    async def get(self, path: str, **headers: str) -> tuple[int, str, aiohttp.ClientResponse]:
        async with self.browser.get(f"{self.base}{path}", headers={**self.extra, **headers}) as got:
            return got.status, await got.text(), got

    async def post(self, path: str, data: Any = "", **headers: str) -> tuple[int, str, aiohttp.ClientResponse]:
        sent = {**FORM, "Origin": self.origin, **self.extra, **headers}
        address = f"{self.base}{path}"
        async with self.browser.post(address, data=data, headers=sent, allow_redirects=False) as got:
            return got.status, await got.text(), got

    async def enters(self) -> str:
        """Sign Bu Rini in and return what her forms must carry."""
        path = (await self.authenticator.link("rini")).removeprefix(self.address.url)
        status, _, _ = await self.post(path)
        assert status == 303
        return await self.token()

    async def token(self) -> str:
        _, text, _ = await self.get("/tidak-ada")
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', text)
        return found[1] if found else ""


@asynccontextmanager
async def served(folder: Path, url: str = "", **options: Any) -> AsyncIterator[Served]:
    """Serve the page as `run` does."""
    listen = f"127.0.0.1:{free_port()}"
    address, clock = page_address(listen, url), Clock()
    async with store_in(f"sqlite:///{folder}/bot.db") as store:
        await store.write(queries.staff.keep, RINI)
        authenticator = Authenticator(store, address.url, clock)
        jar = aiohttp.CookieJar(unsafe=True)
        async with (
            listening(staff_page(address, authenticator, (), clock), listen, "staff.page.listen"),
            aiohttp.ClientSession(cookie_jar=jar) as browser,
        ):
            yield Served(address, authenticator, store, clock, browser, f"http://{listen}", **options)


async def test_a_link_shows_a_button_and_only_the_button_signs_in_once(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        path = (await site.authenticator.link("rini")).removeprefix(site.address.url)
        for _ in range(3):  # a preview, a virus scanner, and the person
            status, text, _ = await site.get(path)
            assert (status, ">Masuk</button>" in text) == (200, True)
        assert (await site.get("/daftar"))[0] == 401
        status, _, got = await site.post(path)
        assert (status, got.headers["Location"]) == (303, "/")
        cookie = got.headers["Set-Cookie"]
        assert cookie.startswith("staf=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={LASTS.seconds}"} <= set(cookie.split("; "))
        assert await site.token()
        again, _, got = await site.post(path)
        assert (again, got.headers["Location"], "Set-Cookie" in got.headers) == (303, "/", False)
        site.browser.cookie_jar.clear()
        status, text, _ = await site.post(path)
        assert (status, "sudah dipakai" in text) == (403, True)
        async with site.store.look() as unit:
            assert "rini" not in str(await unit.run_long(queries.staff.marks))
        assert path.rpartition("/")[2].encode() not in (tmp_path / "bot.db").read_bytes()


async def test_a_link_is_worth_nothing_after_five_minutes_or_a_newer_one(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        older, newer = [(await site.authenticator.link("rini")).removeprefix(site.address.url) for _ in range(2)]
        assert (await site.post(older))[0] == 403
        site.clock.now += VALID
        assert (await site.post(newer))[0] == 403
        assert (await site.post("/masuk/rini"))[0] == 403


async def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    host = {"Host": "staf.contoh.go.id"}
    async with served(tmp_path, "https://staf.contoh.go.id/", extra=host) as site:
        link = await site.authenticator.link("rini")
        assert link.startswith("https://staf.contoh.go.id/masuk/")
        status, _, got = await site.post(link.removeprefix(site.address.url))
        assert (status, got.headers["Set-Cookie"].startswith("__Host-staf=")) == (303, True)
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(got.headers["Set-Cookie"].split("; "))
        assert "Domain" not in got.headers["Set-Cookie"]
        assert "Strict-Transport-Security" in got.headers
        assert (await site.get("/masuk/x", Host=site.base.removeprefix("http://")))[0] == 421


async def test_a_session_ends_when_idle_or_old_or_its_member_is_gone(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        await site.enters()
        site.clock.now += IDLE - timedelta(seconds=1)
        assert await site.token()
        site.clock.now += IDLE
        assert (await site.get("/daftar"))[0] == 401
        await site.enters()
        begun = site.clock.now
        while site.clock.now - begun < LASTS:
            assert await site.token()
            site.clock.now += IDLE / 2
        assert not await site.token()
        await site.enters()
        await site.store.write(queries.staff.remove, "rini")
        assert (await site.get("/daftar"))[0] == 401


@pytest.mark.parametrize(("everywhere", "others"), [("", 404), ("1", 401)])
async def test_leaving_ends_this_session_or_all_of_the_member(tmp_path: Path, everywhere: str, others: int) -> None:
    async with served(tmp_path) as site:
        await site.enters()
        other = {cookie.key: cookie.value for cookie in site.browser.cookie_jar}
        site.browser.cookie_jar.clear()
        csrf = await site.enters()
        status, text, got = await site.post("/keluar", {"csrf": csrf, "semua": everywhere})
        assert (status, "Anda sudah keluar" in text, "Max-Age=0" in got.headers["Set-Cookie"]) == (200, True, True)
        assert (await site.get("/tidak-ada"))[0] == 401
        site.browser.cookie_jar.clear()
        header = "; ".join(f"{name}={value}" for name, value in other.items())
        assert (await site.get("/tidak-ada", Cookie=header))[0] == others


BAD: dict[str, tuple[int, dict[str, Any]]] = {
    "no Origin": (403, {"Origin": ""}),
    "another Origin": (403, {"Origin": "https://jahat.example"}),
    "the Origin null of a sandboxed frame": (403, {"Origin": "null"}),
    "our Origin as another's beginning": (403, {"Origin": "http://127.0.0.1:1.jahat.example"}),
    "another Host": (421, {"Host": "jahat.example"}),
    "no csrf": (403, {"data": "semua=1"}),
    "an empty csrf": (403, {"data": "csrf="}),
    "another's csrf": (403, {"data": "csrf=" + "0" * 64}),
    "csrf not in ASCII": (403, {"data": "csrf=%C3%A9"}),
    "csrf as a file": (403, {"data": PART + b'; filename="a"\r\n\r\nb\r\n--x--', **IN_PARTS}),
    "JSON": (415, {"data": "{}", "Content-Type": "application/json"}),
    "plain text": (415, {"data": "csrf=1", "Content-Type": "text/plain"}),
    "a packed body": (415, {"data": "csrf=1", "Content-Encoding": "gzip"}),
    "half a form": (400, {"data": b"--y", **IN_PARTS}),
    "no boundary": (400, {"data": b"--y", "Content-Type": "multipart/form-data"}),
    "not UTF-8": (403, {"data": b"csrf=%ff%fe", "Content-Type": f"{URLENCODED}; charset=utf-8"}),
    "a charset that is none": (400, {"data": b"csrf=1", "Content-Type": f"{URLENCODED}; charset=x"}),
    "more than a megabyte": (413, {"data": b"csrf=" + b"a" * BODY}),
    "more than a megabyte in parts": (413, {"data": PART + b"\r\n\r\n" + b"a" * BODY, **IN_PARTS}),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
async def test_a_request_that_is_not_the_pages_own_changes_nothing(tmp_path: Path, what: str) -> None:
    status, sent = BAD[what]
    async with served(tmp_path) as site:
        await site.enters()
        data, headers = sent.get("data", ""), {name: value for name, value in sent.items() if name != "data"}
        got, text, answer = await site.post("/keluar", data, **headers)
        assert (got, f"<h1>{HEADINGS.get(status, NOT_DONE)}</h1>" in text) == (status, True)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert await site.token()


async def test_signing_in_is_tried_only_so_often(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        tried = [(await site.post(f"/masuk/{number}"))[0] for number in range(SIGN_INS + 1)]
        assert tried == [403] * SIGN_INS + [429]
        link = (await site.authenticator.link("rini")).removeprefix(site.address.url)
        site.clock.now += timedelta(minutes=2)
        assert (await site.post(link))[0] == 303


async def test_every_answer_forbids_what_the_page_does_not_need(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        for path in ("/", "/masuk/x", "/statis/page.css", "/statis/lain.css", "/daftar"):
            _, text, got = await site.get(path)
            policy = got.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert got.headers["X-Content-Type-Options"] == "nosniff"
            assert ("no-store" in got.headers["Cache-Control"]) == (path != "/statis/page.css")
            assert not re.search(r"<script>|style=|\son\w+=|https?://", text.partition("<body>")[2])


@pytest.mark.parametrize(
    ("listen", "url", "origins"),
    [
        ("127.0.0.1:8090", "", {"http://127.0.0.1:8090", "http://localhost:8090", "http://[::1]:8090"}),
        ("[::1]:8090", "http://localhost:9000", {"http://localhost:9000"}),
        ("127.0.0.1:8090", "https://Staf.kantor.go.id/", {"https://staf.kantor.go.id"}),
        ("0.0.0.0:8090", "https://staf.kantor.go.id", {"https://staf.kantor.go.id"}),
        ("0.0.0.0:8090", "", None),
        ("192.168.1.5:8090", "", None),
        ("kantor:8090", "", None),
        (":8090", "", None),
        ("127.0.0.1", "", None),
        ("127.0.0.1:x", "", None),
        ("0.0.0.0:8090", "http://localhost:8090", None),
        ("127.0.0.1:8090", "http://staf.kantor.go.id", None),
        ("127.0.0.1:8090", "staf.kantor.go.id", None),
        ("127.0.0.1:8090", "https://staf.kantor.go.id/faq", None),
        ("127.0.0.1:8090", "https://a@staf.kantor.go.id", None),
        ("127.0.0.1:8090", "javascript:alert(1)", None),
    ],
)
def test_a_public_page_needs_an_https_address(listen: str, url: str, origins: set[str] | None) -> None:
    if origins is None:
        with pytest.raises(Misconfigured, match=r"staff\.page"):
            page_address(listen, url)
    else:
        assert page_address(listen, url).origins == origins
