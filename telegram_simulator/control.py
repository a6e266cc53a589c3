"""The control API (/_control/…): what tests in another process need: people and texts in bulk, faults, counters."""

from __future__ import annotations

from aiohttp import web

from telegram_simulator.acts import Acts
from telegram_simulator.api import BotApi
from telegram_simulator.errors import ActError
from telegram_simulator.http_acts import NamedActs, answer_act, check_control, json_answer, refusal
from telegram_simulator.messages import Json
from telegram_simulator.page_view import call_view
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
                after, limit, method = int(query.get("after", 0)), int(query.get("limit", 1000)), query.get("method")
                found = [c for c in self._api.log if c.number > after and method in (None, c.method)]
                return json_answer({"calls": [call_view(call) | {"result": call.result} for call in found[:limit]]})
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
            "updates_waiting": len(updates),
            "updates_confirmed": updates.confirmed,
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
        acts = {"people": self._people, "messages": self._messages, "queue": self._queue}
        act = acts.get(request.match_info["what"])
        if act is None:
            return refusal("Alamat kendali itu tidak ada.", 404)
        return await answer_act(request, act)

    def _people(self, body: Json) -> Json:
        """Create {"first_id", "count", "first_name"?}: many people who have begun, with names "Warga 1" …"""
        first, count, name = int(body["first_id"]), int(body["count"]), body.get("first_name", "Warga")
        for index in range(count):
            self._acts.create_person(f"{name} {index + 1}", first + index, started=True)
        return {"people": count}

    def _messages(self, body: Json) -> Json:
        """Send {"messages": [{"from", "text"}, …]}: many texts to the bot at once, in this order."""
        ids = []
        for item in body["messages"]:
            person = self._acts.person(int(item["from"]))
            ids.append(self._acts.send_text(self._acts.chat(person.id), person, item["text"]).id)
        return {"message_ids": ids}

    def _queue(self, body: Json) -> Json:
        """Hold back or release what waits for the bot: {"do"}."""
        updates = self._world.updates
        match body["do"]:
            case "hold":
                updates.hold()
            case "release":
                updates.release()
            case other:
                raise ActError(f"Antrean tidak mengenal {other}.")
        return {"updates_waiting": len(updates)}
