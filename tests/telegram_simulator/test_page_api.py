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

    async def get(self, path: str, **headers: str) -> Any:
        async with self.session.get(self.server.base_url + path, headers=headers) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def act(self, name: str, **body: Any) -> dict[str, Any]:
        url = f"{self.server.base_url}/api/actions/{name}"
        async with self.session.post(url, json=body, headers=PAGE) as response:
            return dict(await response.json())

    @asynccontextmanager
    async def events(self, after: int | None = None, last: str | None = None) -> AsyncIterator[Events]:
        url = f"{self.server.base_url}/api/events" + ("" if after is None else f"?after={after}")
        headers = {"Last-Event-ID": last} if last else None
        async with self.session.get(url, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            yield Events(response)


class Events:
    """The events of one stream, one by one."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.last_id: str | None = None

    async def next(self) -> tuple[str, Any]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            while raw := await self.response.content.readline():
                line = raw.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "event" in fields:
                    self.last_id = fields.get("id", self.last_id)
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


async def test_the_state_shows_bot_people_and_chats(server: BotApiServer, api: Api, page: Page) -> None:
    siti = server.phone(5001, "Siti")
    server.group("RT 04", siti, [server.phone(5002, "Udin")])
    await siti.sends("halo")
    await api.ask("setMyCommands", commands=[{"command": "bantuan", "description": "Bantuan"}])
    await api.ask("setMyDescription", description="Tanya soal paspor")
    keyboard = {"keyboard": [[{"text": "Lokasi", "request_location": True}, "Paspor"]], "resize_keyboard": True}
    await api.ask("sendMessage", chat_id=5001, text="Pilih", reply_markup=keyboard)
    await api.ask("sendChatAction", chat_id=5001, action="typing")
    state = await page.get("/api/state")
    assert state["bot"]["description"] == "Tanya soal paspor"
    assert state["bot"]["mode"] == "none"
    assert [person["name"] for person in state["people"]] == ["Siti", "Udin"]
    private, _, group = state["chats"]
    assert (private["id"], private["type"], private["last_text"]) == (5001, "private", "Pilih")
    assert private["commands"]["5001"] == [{"command": "bantuan", "description": "Bantuan"}]
    assert private["keyboards"]["5001"]["rows"] == [
        [{"text": "Lokasi", "kind": "location"}, {"text": "Paspor", "kind": "text"}]
    ]
    assert private["action"]["action"] == "typing"
    assert {member["id"]: member["status"] for member in group["members"]} == {
        5001: "creator", 5002: "member", server.bot.id: "member",
    }  # fmt: skip
    await api.updates(timeout=0)
    assert (await page.get("/api/state"))["bot"]["connected"] is True


async def test_messages_are_read_from_the_newest_back(server: BotApiServer, page: Page) -> None:
    siti = server.phone(5001)
    for number in range(5):
        await siti.sends(str(number))
    first = await page.get("/api/chats/5001/messages?limit=2")
    assert ([message["text"] for message in first["messages"]], first["more"]) == (["3", "4"], True)
    before = first["messages"][0]["id"]
    rest = await page.get(f"/api/chats/5001/messages?limit=10&before={before}")
    assert ([message["text"] for message in rest["messages"]], rest["more"]) == (["0", "1", "2"], False)


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
    await siti.reacts(siti.last, "👍")
    shown = (await page.get(f"/api/chats/5001/messages/{sent['message_id']}"))["message"]
    assert shown["html"] == "<b>Biaya</b> &lt;baru&gt;"
    assert shown["reply_to"] == {
        "id": question.id, "name": "Siti", "text": "apa <itu>?", "kind": "text", "quote": None, "gone": False,
    }  # fmt: skip
    assert [button["kind"] for button in shown["inline_keyboard"][0]] == ["callback", "url"]
    assert shown["reactions"] == [{"emoji": "👍", "count": 1, "by": [5001]}]
    assert (shown["from"]["is_bot"], shown["tick"], shown["edited"]) == (True, None, None)
    assert shown["raw"]["message_id"] == sent["message_id"]
    await siti.deletes(question)
    shown = (await page.get(f"/api/chats/5001/messages/{sent['message_id']}"))["message"]
    assert shown["reply_to"]["gone"] is True


async def test_what_happens_comes_as_events(server: BotApiServer, api: Api, page: Page) -> None:
    siti = server.phone(5001, "Siti")
    state = await page.get("/api/state")
    await siti.sends("sebelum")
    async with page.events(after=state["seq"]) as events:
        assert (await events.until("hello"))["seq"] > state["seq"]
        assert (await events.until("message"))["message"]["text"] == "sebelum"
        await api.updates()
        await api.updates(offset=server.world.updates.next_id)
        assert (await events.until("collected"))["message_ids"] == [1]
        await api.ask("sendChatAction", chat_id=5001, action="typing")
        assert (await events.until("action"))["action"] == "typing"
        sent = await api.ask("sendMessage", chat_id=5001, text="Pilih", reply_markup=YES)
        assert (await events.until("message"))["message"]["id"] == sent["message_id"]
        assert (await events.until("call"))["method"] == "sendMessage"
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
        await api.ask("setMyName", name="Tanya")
        while (await events.until("bot"))["bot"]["name"] != "Tanya":
            pass


async def test_a_page_that_comes_back_gets_what_it_missed(server: BotApiServer, page: Page) -> None:
    siti = server.phone(5001, "Siti")
    async with page.events() as events:
        await events.until("hello")
        await siti.sends("satu")
        await events.until("message")
        seen = events.last_id
    await siti.sends("dua")
    async with page.events(last=str(seen)) as events:
        assert (await events.until("message"))["message"]["text"] == "dua"
    async with page.events(last="999999") as events:
        assert [(await events.next())[0] for _ in range(2)] == ["hello", "reload"]


async def test_the_page_acts_as_any_person(server: BotApiServer, api: Api, page: Page) -> None:
    made = await page.act("create_person", first_name="Siti", phone_number="+62811")
    person = made["person"]["id"]
    other = (await page.act("create_person", first_name="Udin"))["person"]["id"]
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
    assert sticker["message"]["media"]["url"] is None
    group = (await page.act("create_group", title="RT 04", members=[other], **{"as": person}))["chat"]
    forwarded = await page.act("forward", from_chat_id=person, message_ids=[sent["id"]], to_chat_id=group["id"],
                               **{"as": person})  # fmt: skip
    assert forwarded["messages"][0]["forward"]["name"] == "Siti"
    promoted = await page.act("set_member", chat_id=group["id"], user_id=server.bot.id, status="administrator",
                              **{"as": person})  # fmt: skip
    assert {"id": server.bot.id, "status": "administrator"} in promoted["chat"]["members"]
    reacted = await page.act("react", **here, message_id=sent["id"], emoji="🙏")
    assert reacted["message"]["reactions"][0]["emoji"] == "🙏"
    assert (await page.act("pin", **here, message_id=sent["id"]))["ok"] is True
    assert (await page.act("unpin", **here, message_id=sent["id"]))["ok"] is True
    hidden = await page.act("delete", **here, message_ids=[sent["id"]], for_all=False)
    assert hidden["ok"] is True
    assert server.world.chats[person].messages[sent["id"]].hidden_for == {person}
    await page.act("delete", **here, message_ids=[sent["id"]])
    assert sent["id"] not in server.world.chats[person].messages
    assert (await page.act("block", **{"as": person}))["person"]["blocked"] is True
    assert (await page.act("unblock", **{"as": person}))["person"]["blocked"] is False
    button = await api.ask("sendMessage", chat_id=person, text="a", reply_markup=YES)
    pressed = await page.act("press", **here, message_id=button["message_id"], row=0, column=0)
    assert pressed["callback_id"]
    fault = (await page.act("add_fault", kind="error", code=429, retry_after=5, methods=["sendMessage"]))["fault"]
    assert (await api.call("sendMessage", chat_id=person, text="x"))[1]["parameters"] == {"retry_after": 5}
    assert (await page.act("remove_fault", id=fault["id"]))["ok"] is True
    await page.act("reset")
    assert server.world.chats[person].messages == {}


async def test_a_file_is_uploaded_and_shown(server: BotApiServer, page: Page) -> None:
    server.phone(5001)
    form = aiohttp.FormData({"chat_id": "5001", "as": "5001", "kind": "voice", "duration": "3"})
    form.add_field("file", b"OggS", filename="suara.ogg", content_type="audio/ogg")
    url = f"{server.base_url}/api/actions/send_file"
    async with page.session.post(url, data=form, headers=PAGE) as response:
        media = (await response.json())["message"]["media"]
    assert (media["duration"], media["mime_type"]) == (3, "audio/ogg")
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
        ("send_text", {"chat_id": "x", "as": 5001, "text": "a"}, "Isian chat_id harus bilangan bulat."),
        ("send_text", {"chat_id": 99, "as": 5001, "text": "a"}, "Tidak ada obrolan dengan nomor 99."),
        ("send_text", {"chat_id": 5001, "as": 5002, "text": "a"},
         "Udin tidak bisa menulis di obrolan pribadi orang lain."),
        ("edit_text", {"chat_id": 5001, "as": 5001, "message_id": 99, "text": "a"}, "Pesan itu sudah tidak ada."),
        ("edit_text", {"chat_id": 5001, "as": 5002, "message_id": 1, "text": "a"},
         "Hanya pesan sendiri yang bisa diedit."),
        ("press", {"chat_id": 5001, "as": 5001, "message_id": 1, "row": 0, "column": 0},
         "Tombol itu tidak ada lagi."),
        ("send_location", {"chat_id": 5001, "as": 5001, "latitude": 99, "longitude": 1},
         "Lintang harus antara -90 dan 90, bujur antara -180 dan 180."),
        ("create_person", {"first_name": " "}, "Nama orang belum diisi."),
        ("create_person", {"first_name": "A", "id": 5001}, "Nomor 5001 sudah dipakai atau tidak bisa dipakai."),
        ("set_member", {"chat_id": 5001, "as": 5001, "user_id": 5002, "status": "member"},
         "Anggota hanya bisa diatur di grup."),
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
        ("/api/actions/reset", {}),
        ("/api/actions/reset", {**PAGE, "Origin": "http://jahat.example"}),
        ("/_control/reset", {"Content-Type": "text/plain"}),
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


async def test_calls_are_listed_newest_first_without_the_polling(server: BotApiServer, api: Api, page: Page) -> None:
    await server.phone(5001).starts()
    await api.updates()
    await api.ask("sendMessage", chat_id=5001, text="a")
    await api.call("sendMessage", chat_id=99, text="b")
    listed = await page.get("/api/calls?limit=5")
    assert [(call["chat_id"], call["ok"], call["status"]) for call in listed["calls"]] == [
        (99, False, 400),
        (5001, True, 200),
    ]
    assert listed["counts"] == {"sendMessage": 2}
