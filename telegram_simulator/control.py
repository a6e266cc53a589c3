"""The control API (/_control/…): what tests in another process need: people and updates in bulk, faults, counters."""

from __future__ import annotations

from random import Random
from typing import Any

from aiohttp import web

from telegram_simulator import page_view
from telegram_simulator.act_requests import answer_act, json_answer, number, refusal
from telegram_simulator.acts import Acts
from telegram_simulator.api import BotApi
from telegram_simulator.errors import ActError
from telegram_simulator.guard import check_control
from telegram_simulator.page_acts import Body, NamedActs
from telegram_simulator.people import Json
from telegram_simulator.world import World


class ControlApi:
    """The routes under /_control. Bodies and answers are JSON objects; failures are {"ok": false, "error": …}."""

    def __init__(self, world: World, api: BotApi, acts: Acts, named: NamedActs, host: str) -> None:
        self._world = world
        self._api = api
        self._acts = acts
        self._named = named
        self._host = host

    def routes(self) -> list[web.AbstractRouteDef]:
        """List the routes for the server."""
        return [
            web.get("/_control/{what}", self._read),
            web.post("/_control/act/{name}", self._act),
            web.post("/_control/{what}", self._write),
        ]

    async def _read(self, request: web.Request) -> web.StreamResponse:
        check_control(request, self._host)
        query = request.query
        match request.match_info["what"]:
            case "counters":
                return json_answer(self._counters())
            case "calls":
                after, limit = number(query.get("after"), 0), number(query.get("limit"), 1000)
                method = query.get("method")
                found = [c for c in self._api.log if c.number > after and method in (None, c.method)]
                shown = [page_view.call_view(call) | {"result": call.result} for call in found[:limit]]
                return json_answer({"calls": shown})
            case "messages":
                chat = self._world.find_chat(query.get("chat_id", ""))
                if chat is None:
                    return refusal("Obrolan itu tidak ada.", 404)
                return json_answer({"messages": [message.wire for message in chat.messages.values()]})
            case "faults":
                return json_answer({"faults": self._api.faults.shown()})
        return refusal("Alamat kendali itu tidak ada.", 404)

    def _counters(self) -> Json:
        updates, webhook = self._world.updates, self._api.pusher.webhook
        return {
            "now": self._world.now(),
            "calls": {f"{method} {status}": count for (method, status), count in self._api.log.counts.items()},
            "calls_total": self._api.log.number,
            "people": len(self._world.people),
            "updates_waiting": len(updates),
            "updates_confirmed": updates.confirmed,
            "next_update_id": updates.next_id,
            "polling": updates.polling,
            "webhook_delivered": webhook.delivered,
            "webhook_failed": webhook.failed,
        }

    async def _act(self, request: web.Request) -> web.StreamResponse:
        check_control(request, self._host)
        name = request.match_info["name"]
        return await answer_act(request, lambda body: self._named.do(name, body))

    async def _write(self, request: web.Request) -> web.StreamResponse:
        check_control(request, self._host)
        acts = {
            "people": self._people,
            "messages": self._messages,
            "updates": self._updates,
            "queue": self._queue,
            "clock": self._clock,
            "reset": self._reset,
        }
        act = acts.get(request.match_info["what"])
        if act is None:
            return refusal("Alamat kendali itu tidak ada.", 404)
        return await answer_act(request, act)

    def _people(self, body: Body) -> Json:
        """Create {"first_id", "count", "first_name"?, "started"?}: many people at once, with names "Warga 1" …"""
        first, count = body.integer("first_id"), body.integer("count")
        name, started = body.text("first_name", "Warga"), body.flag("started", True)
        for index in range(count):
            self._acts.create_person(f"{name} {index + 1}", first + index, started=started)
        return {"people": count}

    def _messages(self, body: Body) -> Json:
        """Send {"messages": [{"from", "text", "chat_id"?, "reply_to"?}, …]}: many texts at once, in this order."""
        ids = []
        for item in _objects(body, "messages"):
            one = Body(item)
            person = self._acts.person(one.integer("from"))
            chat = self._acts.chat(one.maybe_integer("chat_id") or person.id)
            message = self._acts.send_text(chat, person, one.text("text"), reply_to=one.maybe_integer("reply_to"))
            ids.append(message.id)
        return {"message_ids": ids, "next_update_id": self._world.updates.next_id}

    def _updates(self, body: Body) -> Json:
        """Deliver {"updates": [object or text, …]}; a text goes out as it is, also where it is no JSON."""
        values = body.values.get("updates")
        if not isinstance(values, list):
            raise ActError("Isian updates harus daftar.")
        return {"update_ids": [self._world.updates.add_raw(value) for value in values]}

    def _queue(self, body: Body) -> Json:
        """Hold back, release, shuffle, repeat under the same ids or renumber what waits: {"do", "seed"?}."""
        updates = self._world.updates
        match body.text("do"):
            case "hold":
                updates.hold()
            case "release":
                updates.release()
            case "shuffle":
                updates.shuffle(Random(body.maybe_integer("seed") or 0))
            case "repeat" | "renumber" as which:
                for update in updates.pending:
                    updates.add_again(update, new_id=which == "renumber")
            case other:
                raise ActError(f"Antrean tidak mengenal {other}.")
        return {"updates_waiting": len(updates)}

    def _clock(self, body: Body) -> Json:
        """Move the server's clock on: {"advance": seconds}."""
        self._world.shift += body.number("advance")
        return {"now": self._world.now()}

    def _reset(self, body: Body) -> Json:
        """Drop messages, queue, log and faults; people, groups and the bot's settings stay."""
        self._world.forget_messages()
        self._api.log.clear()
        self._api.faults.clear()
        return {}


def _objects(body: Body, name: str) -> list[Json]:
    value: Any = body.values.get(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ActError(f"Isian {name} harus daftar objek.")
    return value
