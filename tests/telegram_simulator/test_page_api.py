"""The page's side: state, messages, events, acts, and who may use it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from yarl import URL

from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api
from tests.typed import some

PAGE = {"X-Simulator": "page"}
YES = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}, {"text": "Situs", "url": "https://imigrasi.go.id"}]]}


class Page:
    """What the page's script does: reads, acts, listens."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def get(self, path: str) -> Any:
        async with self.session.get(self.server.base_url + path) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def act(self, name: str, **body: Any) -> dict[str, Any]:
        url = f"{self.server.base_url}/api/actions/{name}"
        async with self.session.post(url, json=body, headers=PAGE) as response:
            return dict(await response.json())

    @asynccontextmanager
    async def events(self) -> AsyncIterator[Events]:
        async with self.session.get(f"{self.server.base_url}/api/events") as response:
            assert response.content_type == "text/event-stream"
            yield Events(response)


class Events:
    """The events of one stream, one by one."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> tuple[str, Any]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            while raw := await self.response.content.readline():
                line = raw.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "event" in fields:
                    return fields["event"], json.loads(fields["data"])
        raise AssertionError("the stream ended")

    async def until(self, wanted: str) -> Any:
        while True:
            name, data = await self.next()
            if name == wanted:
                return data


@pytest.fixture
async def page(server: BotApiServer, session: aiohttp.ClientSession) -> Page:
    return Page(server, session)


async def test_the_state_shows_the_bot_and_people(server: BotApiServer, api: Api, page: Page) -> None:
    siti = server.phone(5001, "Siti")
    server.group("RT 04", siti, [server.phone(5002, "Udin")])
    await siti.sends("halo")
    await api.ask("setMyCommands", commands=[{"command": "bantuan", "description": "Bantuan"}])
    own = [{"command": "antrean", "description": "Antrean"}]
    await api.ask("setMyCommands", commands=own, scope={"type": "chat", "chat_id": 5002})
    await api.ask("setMyDescription", description="Tanya soal paspor")
    state = await page.get("/api/state")
    assert state["bot"]["description"] == "Tanya soal paspor"
    assert state["bot"]["connected"] is False
    assert [(person["name"], person["started"]) for person in state["people"]] == [("Siti", True), ("Udin", False)]
    usual, officers = (person["commands"] for person in state["people"])
    assert (usual, officers) == ([{"command": "bantuan", "description": "Bantuan"}], own)
    await api.updates(timeout=0)
    assert (await page.get("/api/state"))["bot"]["connected"] is True


async def test_the_messages_of_a_chat_are_read(server: BotApiServer, page: Page) -> None:
    siti = server.phone(5001)
    for number in range(3):
        await siti.sends(str(number))
    read = await page.get("/api/chats/5001/messages")
    assert [message["text"] for message in read["messages"]] == ["0", "1", "2"]


async def test_a_message_has_everything_that_a_bubble_shows(server: BotApiServer, api: Api, page: Page) -> None:
    siti = server.phone(5001, "Siti")
    question = await siti.sends("apa <itu>?")
    sent = await api.ask(
        "sendMessage",
        chat_id=5001,
        text="<b>Biaya</b> &lt;baru&gt;",
        parse_mode="HTML",
        reply_parameters={"message_id": question.id},
        reply_markup=YES,
    )
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await api.ask("setMessageReaction", chat_id=5001, message_id=sent["message_id"], reaction=reaction)
    shown = (await page.get("/api/chats/5001/messages"))["messages"][-1]
    assert shown["html"] == "<b>Biaya</b> &lt;baru&gt;"
    assert shown["reply_to"] == {"id": question.id, "name": "Siti", "text": "apa <itu>?", "gone": False}
    assert [button["kind"] for button in shown["inline_keyboard"][0]] == ["callback", "url"]
    assert shown["reactions"] == ["👍"]
    assert (shown["from"]["is_bot"], shown["tick"], shown["edited"]) == (True, None, False)
    await siti.deletes(question)
    [shown] = (await page.get("/api/chats/5001/messages"))["messages"]
    assert shown["reply_to"]["gone"] is True


async def test_what_happens_comes_as_events(server: BotApiServer, api: Api, page: Page) -> None:
    siti = server.phone(5001, "Siti")
    async with page.events() as events:
        await events.until("hello")
        await siti.sends("halo")
        assert (await events.until("message"))["message"]["text"] == "halo"
        await api.updates()
        await api.updates(offset=server.world.updates.next_id)
        assert (await events.until("collected"))["message"]["tick"] == "collected"
        sent = await api.ask("sendMessage", chat_id=5001, text="Pilih", reply_markup=YES)
        assert (await events.until("message"))["message"]["id"] == sent["message_id"]
        press = await siti.taps(siti.last, "Ya")
        assert (await events.until("callback_sent"))["callback_id"] == press.id
        await api.ask("answerCallbackQuery", callback_query_id=press.id, text="Tersimpan", show_alert=True)
        answer = await events.until("callback_answer")
        assert (answer["text"], answer["alert"], answer["person_id"]) == ("Tersimpan", True, 5001)
        await api.ask("editMessageText", chat_id=5001, message_id=sent["message_id"], text="Baru")
        assert (await events.until("message_changed"))["message"]["text"] == "Baru"
        await api.ask("deleteMessage", chat_id=5001, message_id=sent["message_id"])
        assert (await events.until("message_deleted"))["message_ids"] == [sent["message_id"]]
        await siti.blocks()
        assert (await events.until("person"))["person"]["blocked"] is True
        server.faults.add("hang", methods=["sendPhoto"])
        assert (await events.until("faults"))["faults"][0]["kind"] == "hang"
        await api.ask("setMyDescription", description="Tanya saja")
        while (await events.until("bot"))["bot"]["description"] != "Tanya saja":
            pass


async def test_the_page_acts_as_any_person(server: BotApiServer, api: Api, page: Page) -> None:
    person = (await page.act("create_person", first_name="Siti"))["person"]["id"]
    here = {"chat_id": person, "as": person}
    started = await page.act("start", **{"as": person, "parameter": "mandurian"})
    assert started["message"]["html"] == '<span class="command">/start</span> mandurian'
    sent = (await page.act("send_text", **here, text="halo"))["message"]
    edited = await page.act("edit_text", **here, message_id=sent["id"], text="halo!")
    assert edited["message"]["edited"]
    assert (await page.act("send_location", **here, latitude=-2.9, longitude=115))["message"]["kind"] == "location"
    contact = await page.act("send_contact", **here, phone_number="+62811", first_name="Siti", user_id=person)
    assert contact["message"]["contact"]["user_id"] == person
    sticker = await page.act("send_sticker", **here, emoji="👍")
    assert sticker["message"]["media"]["emoji"] == "👍"
    forwarded = await page.act("forward", **here, message_id=sent["id"])
    assert forwarded["message"]["forward"] == "Siti"
    await page.act("delete", **here, message_id=sent["id"])
    assert sent["id"] not in server.world.chats[person].messages
    assert await page.act("block", **{"as": person}) == {"ok": True}
    assert server.users[person].blocked
    await page.act("unblock", **{"as": person})
    button = await api.ask("sendMessage", chat_id=person, text="a", reply_markup=YES)
    pressed = await page.act("press", **here, message_id=button["message_id"], row=0, column=0)
    assert pressed["callback_id"]
    fault = (await page.act("add_fault", kind="error", code=429, retry_after=5, methods=["sendMessage"]))["fault"]
    assert (await api.call("sendMessage", chat_id=person, text="x"))[1]["parameters"] == {"retry_after": 5}
    assert (await page.act("remove_fault", id=fault["id"]))["ok"] is True


async def test_a_file_is_uploaded_and_shown(server: BotApiServer, page: Page) -> None:
    server.phone(5001)
    form = aiohttp.FormData({"chat_id": "5001", "as": "5001", "kind": "voice", "duration": "3"})
    form.add_field("file", b"OggS", filename="suara.ogg", content_type="audio/ogg")
    url = f"{server.base_url}/api/actions/send_file"
    async with page.session.post(url, data=form, headers=PAGE) as response:
        media = (await response.json())["message"]["media"]
    assert server.world.chats[5001].messages[1].wire["voice"]["duration"] == 3
    async with page.session.get(server.base_url + media["url"]) as response:
        assert (await response.read(), response.content_type) == (b"OggS", "audio/ogg")
        assert response.headers["Content-Disposition"] == "inline"


async def test_an_uploaded_web_page_is_never_shown_as_one(server: BotApiServer, page: Page) -> None:
    message = await server.phone(5001).sends_document(b"<script>alert(1)</script>", name="a.html")
    stored = server.world.files.get(message.wire["document"]["file_id"])
    async with page.session.get(f"{server.base_url}/api/files/{some(stored).id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("act", "body", "sentence"),
    [
        ("menari", {}, "Tindakan menari tidak dikenal."),
        ("send_text", {"chat_id": 5001, "as": 5001, "text": "  "}, "Pesan kosong tidak bisa dikirim."),
        ("send_text", {"as": 5001, "text": "a"}, "Isian chat_id belum ada."),
        ("send_text", {"chat_id": "x", "as": 5001, "text": "a"}, "Isian yang harus bilangan bukan bilangan."),
        ("send_text", {"chat_id": 99, "as": 5001, "text": "a"}, "Tidak ada obrolan dengan nomor 99."),
        ("send_text", {"chat_id": 5001, "as": 5002, "text": "a"},
         "Udin tidak bisa menulis di obrolan pribadi orang lain."),
        ("edit_text", {"chat_id": 5001, "as": 5001, "message_id": 99, "text": "a"}, "Pesan itu sudah tidak ada."),
        ("edit_text", {"chat_id": 5001, "as": 5002, "message_id": 1, "text": "a"},
         "Hanya pesan sendiri yang bisa diedit."),
        ("press", {"chat_id": 5001, "as": 5001, "message_id": 1, "row": 0, "column": 0},
         "Tombol itu tidak ada lagi."),
        ("send_location", {"chat_id": 5001, "as": 5001, "latitude": "utara", "longitude": 1},
         "Isian yang harus bilangan bukan bilangan."),
        ("create_person", {"first_name": " "}, "Nama orang belum diisi."),
        ("remove_fault", {"id": 99}, "Tidak ada gangguan dengan nomor 99."),
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_said_in_a_sentence(
    server: BotApiServer, page: Page, act: str, body: dict[str, Any], sentence: str
) -> None:
    await server.phone(5001, "Siti").sends("a")
    server.phone(5002, "Udin")
    assert await page.act(act, **body) == {"ok": False, "error": sentence}


@pytest.mark.parametrize(
    ("path", "headers", "allowed"),
    [
        ("/api/state", {}, True),
        ("/api/state", {"Host": "localhost:1"}, True),
        ("/api/state", {"Host": "jahat.example"}, False),
        ("/api/state", {"Origin": "http://jahat.example"}, False),
        ("/", {"Host": "jahat.example"}, False),
        ("/_control/counters", {"Host": "jahat.example"}, False),
        ("/_control/counters", {}, True),
    ],
)
async def test_another_site_in_the_same_browser_reads_nothing(
    server: BotApiServer, session: aiohttp.ClientSession, path: str, headers: dict[str, str], allowed: bool
) -> None:
    async with session.get(server.base_url + path, headers=headers) as response:
        assert (response.status == 200) is allowed
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/actions/block", {}),
        ("/api/actions/block", {**PAGE, "Origin": "http://jahat.example"}),
        ("/_control/queue", {"Content-Type": "text/plain"}),
    ],
)
async def test_another_site_in_the_same_browser_does_nothing(
    server: BotApiServer, session: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with session.post(server.base_url + path, data=b"{}", headers=headers) as response:
        assert response.status == 403


async def test_the_page_is_served_with_a_strict_policy_and_nothing_else_is(
    server: BotApiServer, session: aiohttp.ClientSession
) -> None:
    async with session.get(server.base_url + "/") as response:
        assert response.content_type == "text/html"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for path in ("/tidak-ada.js", "/../server.py", "/%2e%2e/server.py", "//etc/passwd"):
        async with session.get(URL(server.base_url + path, encoded=True)) as response:
            assert response.status == 404
