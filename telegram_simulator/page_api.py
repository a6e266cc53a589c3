"""The page's side of the server: its files, the state, the messages, the acts. (The stream is in page_feed.)"""

from __future__ import annotations

import mimetypes
from itertools import islice
from pathlib import Path

from aiohttp import web

from telegram_simulator import page_view
from telegram_simulator.act_requests import answer_act, json_answer, number, refusal
from telegram_simulator.api import BotApi
from telegram_simulator.guard import check_origin, check_page
from telegram_simulator.page_acts import NamedActs
from telegram_simulator.page_feed import PageFeed
from telegram_simulator.world import World

PAGE = Path(__file__).parent / "page"
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
            web.get("/api/calls", self._calls),
            web.get("/api/chats/{chat}/messages", self._messages),
            web.get("/api/chats/{chat}/messages/{message}", self._message),
            web.get("/api/files/{file}", self._file),
            web.post("/api/actions/{name}", self._act),
            web.get("/{path:.*}", self._page_file),
        ]

    async def _state(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        self._feed.record()
        world = self._world
        return json_answer(
            {
                "seq": self._feed.seq,
                "now": world.now(),
                "bot": page_view.bot_view(world, self._api.pusher.webhook),
                "people": [page_view.person_view(person) for person in world.people.values()],
                "chats": [page_view.chat_view(world, chat) for chat in world.chats.values()],
                "faults": self._api.faults.shown(),
            }
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        return await self._feed.stream(request)

    async def _calls(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        before = number(request.query.get("before"), self._api.log.number + 1)
        limit = min(number(request.query.get("limit"), 100), 1000)
        older = (call for call in reversed(list(self._api.log)) if call.number < before and call.method != "getUpdates")
        counts: dict[str, int] = {}
        for (method, _), count in self._api.log.counts.items():
            counts[method] = counts.get(method, 0) + count
        counts.pop("getUpdates", None)
        return json_answer({"calls": [page_view.call_view(call) for call in islice(older, limit)], "counts": counts})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        chat = self._world.find_chat(request.match_info["chat"])
        if chat is None:
            return refusal("Obrolan itu tidak ada.", 404)
        before = number(request.query.get("before"), 1 << 62)
        limit = min(number(request.query.get("limit"), 50), 500)
        older = [message for message in reversed(chat.messages.values()) if message.id < before]
        shown = [page_view.message_view(self._world, message) for message in reversed(older[:limit])]
        return json_answer({"messages": shown, "more": len(older) > limit})

    async def _message(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._host)
        chat = self._world.find_chat(request.match_info["chat"])
        message = chat.messages.get(number(request.match_info["message"], 0)) if chat is not None else None
        if message is None:
            return refusal("Pesan itu tidak ada.", 404)
        return json_answer({"message": page_view.message_view(self._world, message)})

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
