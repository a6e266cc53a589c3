"""The page's side of the server: its files, the state, the messages, the acts, and the stream of what happens."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import msgspec
from aiohttp import web

from telegram_simulator.api import BotApi
from telegram_simulator.http_acts import NamedActs, answer_act, check_origin, check_page, json_answer, refusal
from telegram_simulator.messages import Json
from telegram_simulator.page_view import bot_view, message_view, person_view
from telegram_simulator.world import Event, World

PAGE = Path(__file__).parent / "page"
SHOWN_MESSAGES = 500
KEPT_EVENTS = 2000
PING_SECONDS = 15.0
LOOK_SECONDS = 1.0
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")


class PageFeed:
    """Streams what happens as Server-Sent Events; nothing is rendered while no page is open.

    A page reads the state when its stream says `hello`, and again when it comes back.
    """

    def __init__(self, world: World, api: BotApi) -> None:
        self._world = world
        self._api = api
        self._streams: set[asyncio.Queue[bytes | None]] = set()
        self._look: asyncio.TimerHandle | None = None
        self._bot_shown: Json = {}
        api.faults.on_changed = lambda: self._publish("faults", {"faults": api.faults.shown()})

    def _look_at_bot(self) -> None:
        """Look every second whether the bot still collects its updates, which is not an event of the world."""
        shown = bot_view(self._world, self._api.pusher.webhook)
        if shown != self._bot_shown:
            self._bot_shown = shown
            self._publish("bot", {"bot": shown})
        self._look = None
        if self._streams:
            self._look = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look_at_bot)

    def close(self) -> None:
        """End all streams."""
        if self._look is not None:
            self._look.cancel()
        for stream in self._streams:
            stream.put_nowait(None)

    def _publish(self, name: str, data: Json) -> None:
        """Send one event to all pages; one that does not read any more is let go."""
        if not self._streams:
            return
        text = b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(data))
        for stream in list(self._streams):
            if stream.qsize() >= KEPT_EVENTS:
                self._streams.discard(stream)
                stream.put_nowait(None)
            else:
                stream.put_nowait(text)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """GET /api/events."""
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._streams.add(queue)
        if self._on_event not in self._world.listeners:
            self._world.listeners.append(self._on_event)
        if self._look is None:
            self._look_at_bot()
        try:
            await response.write(b"event: hello\ndata: {}\n\n")
            while True:
                try:
                    async with asyncio.timeout(PING_SECONDS):
                        chunk = await queue.get()
                except TimeoutError:
                    chunk = b": ping\n\n"
                if chunk is None:
                    return response
                await response.write(chunk)
        except ConnectionError:
            return response
        finally:
            self._streams.discard(queue)
            if not self._streams and self._on_event in self._world.listeners:
                self._world.listeners.remove(self._on_event)

    def _on_event(self, event: Event) -> None:
        """Publish what the page shows of an event."""
        if event.kind == "bot":
            self._publish("bot", {"bot": bot_view(self._world, self._api.pusher.webhook)})
        elif event.kind == "commands":
            for person in self._world.people.values():
                self._publish("person", {"person": person_view(self._world, person)})
        elif shown := _SHOWN.get(event.kind):
            self._publish(event.kind, shown(self._world, event))


def _message(world: World, event: Event) -> Json:
    assert event.message is not None
    return {"message": message_view(world, event.message)}


def _deleted(_: World, event: Event) -> Json:
    assert event.chat is not None
    return {"chat_id": event.chat.id, "message_ids": event.data["message_ids"]}


def _person(world: World, event: Event) -> Json:
    return {"person": person_view(world, event.data["person"])}


def _press(_: World, event: Event) -> Json:
    press = event.data["press"]
    place = {"callback_id": press.id, "chat_id": press.message.chat_id, "message_id": press.message.id}
    more = event.data["answer"] if event.kind == "callback_answer" else {"row": press.row, "column": press.column}
    return {**place, "person_id": press.person.id, **more}


_SHOWN: dict[str, Callable[[World, Event], Json]] = {
    "message": _message,
    "message_changed": _message,
    "collected": _message,
    "message_deleted": _deleted,
    "person": _person,
    "callback_sent": _press,
    "callback_answer": _press,
}


class PageApi:
    """The routes under /api and the page's own files."""

    def __init__(self, world: World, api: BotApi, feed: PageFeed, acts: NamedActs, host: str) -> None:
        self._world = world
        self._api = api
        self._feed = feed
        self._acts = acts
        self._host = host

    def routes(self) -> list[web.AbstractRouteDef]:
        """List the routes for the server; the page's files come last, they take every other path."""
        return [
            web.get("/api/state", self._state),
            web.get("/api/events", self._events),
            web.get("/api/chats/{chat}/messages", self._messages),
            web.get("/api/files/{file}", self._file),
            web.post("/api/actions/{name}", self._act),
            web.get("/{path:.*}", self._page_file),
        ]

    async def _state(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        world = self._world
        state = {
            "bot": bot_view(world, self._api.pusher.webhook),
            "people": [person_view(world, person) for person in world.people.values()],
            "faults": self._api.faults.shown(),
        }
        return json_answer(state)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        return await self._feed.stream(request)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        chat = self._world.find_chat(request.match_info["chat"])
        if chat is None:
            return refusal("Obrolan itu tidak ada.", 404)
        newest = list(islice(reversed(chat.messages.values()), SHOWN_MESSAGES))
        return json_answer({"messages": [message_view(self._world, message) for message in reversed(newest)]})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        stored = self._world.files.get(request.match_info["file"])
        if stored is None:
            return refusal("Berkas itu tidak ada.", 404)
        shown = stored.mime.startswith(_INLINE)
        headers = {
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": "inline" if shown else "attachment",
        }
        kind = stored.mime if shown else "application/octet-stream"
        return web.Response(body=stored.content, content_type=kind.partition(";")[0], headers=headers)

    async def _act(self, request: web.Request) -> web.StreamResponse:
        check_page(request, self._host)
        name = request.match_info["name"]
        return await answer_act(request, lambda body: self._acts.do(name, body))

    async def _page_file(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        path = (PAGE / (request.match_info["path"] or "index.html")).resolve()
        if not path.is_relative_to(PAGE) or not path.is_file():
            return web.Response(status=404, text="Halaman itu tidak ada.", headers=_HEADERS)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml")) else None
        return web.Response(body=path.read_bytes(), content_type=kind, charset=charset, headers=_HEADERS)
