"""What happens, as a stream of Server-Sent Events for the page; nothing is rendered while no page is open."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator

import orjson
from aiohttp import web

from telegram_simulator import page_view
from telegram_simulator.api import BotApi
from telegram_simulator.people import Json
from telegram_simulator.world import Event, World

KEPT_EVENTS = 2000
RECORD_SECONDS = 60.0
PING_SECONDS = 15.0
LOOK_SECONDS = 1.0


class PageFeed:
    """Numbers events, keeps the last ones for pages that reconnect, and streams them.

    Recording begins when a page asks for the state and ends a minute after the last stream closed; a page
    that comes back later is asked to load everything again.
    """

    def __init__(self, world: World, api: BotApi) -> None:
        self.seq = 0
        self._world = world
        self._api = api
        self._kept: deque[tuple[int, bytes]] = deque(maxlen=KEPT_EVENTS)
        self._streams: set[asyncio.Queue[bytes | None]] = set()
        self._stop: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None
        self._bot_shown: Json = {}
        self._closed = False
        api.faults.on_changed = self._faults_changed

    def record(self) -> None:
        """Record events from now on, for at least a minute."""
        if self._on_event not in self._world.listeners:
            self._world.listeners.append(self._on_event)
            self._kept.clear()
            self.seq += 1
            self._look_at_bot()
        if self._stop is not None:
            self._stop.cancel()
        self._stop = asyncio.get_running_loop().call_later(RECORD_SECONDS, self._rest)

    def _rest(self) -> None:
        self._stop = None
        if self._streams:
            self.record()
        elif self._on_event in self._world.listeners:
            self._world.listeners.remove(self._on_event)
            if self._look is not None:
                self._look.cancel()

    def _look_at_bot(self) -> None:
        """Look every second whether the bot still collects its updates, which is not an event of the world."""
        shown = page_view.bot_view(self._world, self._api.pusher.webhook)
        if shown != self._bot_shown:
            self._bot_shown = shown
            self.publish("bot", {"bot": shown})
        self._look = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look_at_bot)

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        for timer in (self._stop, self._look):
            if timer is not None:
                timer.cancel()
        for stream in self._streams:
            stream.put_nowait(None)

    def publish(self, name: str, data: Json) -> None:
        """Send one event to all pages."""
        self.seq += 1
        text = b"id: %d\nevent: %s\ndata: %s\n\n" % (self.seq, name.encode(), orjson.dumps(data))
        self._kept.append((self.seq, text))
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
        self.record()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        for text in self._missed(request):
            queue.put_nowait(text)
        self._streams.add(queue)
        try:
            await response.write(b"event: hello\ndata: %s\n\n" % orjson.dumps({"seq": self.seq}))
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
            if not self._closed:
                self.record()

    def _missed(self, request: web.Request) -> list[bytes]:
        """Collect what happened after the event that the page saw last; a `reload` when that is no longer known."""
        seen = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
        if not seen.isdigit() or int(seen) == self.seq:
            return []
        known = self._kept[0][0] - 1 if self._kept else self.seq
        if not known <= int(seen) <= self.seq:
            return [b"id: %d\nevent: reload\ndata: {}\n\n" % self.seq]
        return [text for number, text in self._kept if number > int(seen)]

    def _faults_changed(self) -> None:
        if self._on_event in self._world.listeners:
            self.publish("faults", {"faults": self._api.faults.shown()})

    def _on_event(self, event: Event) -> None:
        """Publish what the page shows of an event."""
        if shown := _SHOWN.get(event.kind):
            for name, data in shown(self._world, event):
                self.publish(name, data)
        elif event.kind == "bot":
            self.publish("bot", {"bot": page_view.bot_view(self._world, self._api.pusher.webhook)})


Shown = Iterator[tuple[str, Json]]
"""Names and data of what is published."""


def _message(world: World, event: Event) -> Shown:
    if event.message is not None:
        yield event.kind, {"message": page_view.message_view(world, event.message)}


def _deleted(_: World, event: Event) -> Shown:
    if event.chat is not None:
        yield event.kind, {"chat_id": event.chat.id, "message_ids": event.data["message_ids"]}


def _collected(_: World, event: Event) -> Shown:
    if event.chat is not None and event.message is not None:
        yield event.kind, {"chat_id": event.chat.id, "message_ids": [event.message.id]}


def _chat(world: World, event: Event) -> Shown:
    if event.chat is not None:
        yield "chat", {"chat": page_view.chat_view(world, event.chat)}


def _person(world: World, event: Event) -> Shown:
    yield "person", {"person": page_view.person_view(event.data["person"])}
    yield from _chat(world, event)


def _commands(world: World, _: Event) -> Shown:
    for chat in world.chats.values():
        yield "chat", {"chat": page_view.chat_view(world, chat)}


def _action(_: World, event: Event) -> Shown:
    if event.chat is not None:
        yield event.kind, {"chat_id": event.chat.id, **event.data}


def _press(_: World, event: Event) -> Shown:
    if event.chat is not None:
        press = event.data["press"]
        place = {"chat_id": event.chat.id, "message_id": press.message.id, "person_id": press.person.id}
        more = event.data["answer"] if event.kind == "callback_answer" else {"row": press.row, "column": press.column}
        yield event.kind, {"callback_id": press.id, **place, **more}


def _call(_: World, event: Event) -> Shown:
    if event.data["call"].method != "getUpdates":
        yield "call", page_view.call_view(event.data["call"])


def _reload(_: World, __: Event) -> Shown:
    yield "reload", {}


_SHOWN: dict[str, Callable[[World, Event], Shown]] = {
    "message": _message,
    "message_changed": _message,
    "message_deleted": _deleted,
    "collected": _collected,
    "chat": _chat,
    "person": _person,
    "commands": _commands,
    "action": _action,
    "callback_sent": _press,
    "callback_answer": _press,
    "call": _call,
    "reload": _reload,
}
