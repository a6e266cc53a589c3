"""Acts over HTTP, for the page and the control API: who may ask, how a body is read, the acts by name, refusals."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from telegram_simulator.acts import Acts
from telegram_simulator.errors import ActError
from telegram_simulator.faults import KINDS, Faults
from telegram_simulator.messages import Json, Message
from telegram_simulator.page_view import message_view, person_view
from telegram_simulator.params import MAX_UPLOAD, TooBig, Upload, read_parts
from telegram_simulator.people import Chat, Person
from telegram_simulator.world import World

PAGE_HEADER = "X-Simulator"

# Who may ask: this machine's own page, not another site in the same browser


def check_origin(request: web.Request, own_host: str) -> None:
    """Refuse a request that a foreign page could have caused. Raises HTTPForbidden.

    The Host must be an IP address, localhost or the host that the server listens on: a foreign name that was
    made to point here (DNS rebinding) is none of these. An Origin, if the browser sends one, must be this
    very server.
    """
    host = _host(request.host)
    if not (_is_ip(host) or host in {"localhost", own_host.lower()}):
        raise web.HTTPForbidden(text="Alamat ini tidak dikenal oleh simulator.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        raise web.HTTPForbidden(text="Permintaan dari situs lain ditolak.")


def check_page(request: web.Request, own_host: str) -> None:
    """Check an act of the page: it must also carry the page's header, which a foreign form cannot send."""
    check_origin(request, own_host)
    if PAGE_HEADER not in request.headers:
        raise web.HTTPForbidden(text=f"Permintaan tanpa kepala {PAGE_HEADER} ditolak.")


def check_control(request: web.Request, own_host: str) -> None:
    """Check a call of the control API: JSON only, which a foreign form cannot send either."""
    check_origin(request, own_host)
    if request.method != "GET" and request.can_read_body and request.content_type != "application/json":
        raise web.HTTPForbidden(text="API kendali hanya menerima application/json.")


def _host(address: str) -> str:
    try:
        return (urlsplit(f"//{address}").hostname or "").lower()
    except ValueError:
        return ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# Bodies and answers


class UploadTooBig(ActError):
    """A file that Telegram does not take."""

    def __init__(self) -> None:
        super().__init__("Berkas terlalu besar; paling besar 50 MB.")


def json_answer(data: Any, status: int = 200) -> web.Response:
    """Answer with JSON that no browser caches."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=msgspec.json.encode(data), status=status, content_type="application/json", headers=headers)


def refusal(sentence: str, status: int = 400) -> web.Response:
    """Refuse with a sentence."""
    return json_answer({"ok": False, "error": sentence}, status)


async def answer_act(request: web.Request, act: Callable[[Json], Json]) -> web.Response:
    """Do an act with the request's body, and answer with what it returns or why it is refused."""
    try:
        return json_answer({"ok": True} | act(await _read_body(request)))
    except ActError as error:
        return refusal(str(error), 413 if isinstance(error, UploadTooBig) else 400)
    except KeyError as error:
        return refusal(f"Isian {error.args[0]} belum ada.")
    except (TypeError, ValueError):
        return refusal("Isian yang harus bilangan bukan bilangan.")


async def _read_body(request: web.Request) -> Json:
    """Read JSON, or an upload with its fields. Raises ActError for a body that cannot be read."""
    if request.content_type.startswith("multipart/"):
        return await _read_upload(request)
    try:
        data = msgspec.json.decode(await request.read() or b"{}")
    except msgspec.DecodeError:
        raise ActError("Isi permintaan bukan JSON yang benar.") from None
    if not isinstance(data, dict):
        raise ActError("Isi permintaan harus objek JSON.")
    return data


async def _read_upload(request: web.Request) -> Json:
    """Read the fields of a form; its file is an Upload."""
    values: Json = {}
    try:
        async for name, value in read_parts(request):
            if isinstance(value, Upload) and len(value.content) > MAX_UPLOAD:
                raise UploadTooBig
            values[name] = value
    except TooBig as error:
        raise UploadTooBig from error
    return values


# Acts by name


class NamedActs:
    """Does an act by its name and gives what the page shows of it."""

    def __init__(self, world: World, acts: Acts, faults: Faults) -> None:
        self._world = world
        self._acts = acts
        self._faults = faults
        self._by_name: dict[str, Callable[[Json], Json]] = {
            "send_text": self._send_text, "send_file": self._send_file, "send_location": self._send_location,
            "send_contact": self._send_contact, "send_sticker": self._send_sticker, "forward": self._forward,
            "edit_text": self._edit_text, "delete": self._delete, "press": self._press, "start": self._start,
            "block": self._block, "unblock": partial(self._block, blocked=False), "create_person": self._create_person,
            "add_fault": self._add_fault, "remove_fault": self._remove_fault,
        }  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The acts that there are."""
        return list(self._by_name)

    def do(self, name: str, body: Json) -> Json:
        """Do the act of this name. Raises ActError when it is unknown or not possible, KeyError for a missing field."""
        act = self._by_name.get(name)
        if act is None:
            raise ActError(f"Tindakan {name} tidak dikenal.")
        return act(body)

    def _place(self, body: Json) -> tuple[Chat, Person]:
        return self._acts.chat(int(body["chat_id"])), self._person(body)

    def _person(self, body: Json) -> Person:
        return self._acts.person(int(body["as"]))

    def _shown(self, message: Message) -> Json:
        return {"message": message_view(self._world, message)}

    def _send_text(self, body: Json) -> Json:
        return self._shown(
            self._acts.send_text(*self._place(body), str(body["text"]), reply_to=_maybe(body, "reply_to"))
        )

    def _send_file(self, body: Json) -> Json:
        file: Upload = body["file"]
        message = self._acts.send_media(
            *self._place(body),
            body["kind"],
            file.content,
            name=file.name,
            mime=file.mime,
            caption=body.get("caption", ""),
            reply_to=_maybe(body, "reply_to"),
            duration=_maybe(body, "duration"),
        )
        return self._shown(message)

    def _send_location(self, body: Json) -> Json:
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
        return self._shown(self._acts.send_content(*self._place(body), {"location": place}))

    def _send_contact(self, body: Json) -> Json:
        contact = {name: body[name] for name in ("phone_number", "first_name", "user_id")}
        return self._shown(self._acts.send_content(*self._place(body), {"contact": contact}))

    def _send_sticker(self, body: Json) -> Json:
        return self._shown(self._acts.send_media(*self._place(body), "sticker", b"RIFF stiker", emoji=body["emoji"]))

    def _forward(self, body: Json) -> Json:
        chat, person = self._place(body)
        [sent] = self._acts.forward(chat, person, [int(body["message_id"])], chat)
        return self._shown(sent)

    def _edit_text(self, body: Json) -> Json:
        return self._shown(self._acts.edit(*self._place(body), int(body["message_id"]), str(body["text"])))

    def _delete(self, body: Json) -> Json:
        self._acts.delete(*self._place(body), [int(body["message_id"])])
        return {}

    def _press(self, body: Json) -> Json:
        numbers = int(body["message_id"]), int(body["row"]), int(body["column"])
        return {"callback_id": self._acts.press(*self._place(body), *numbers).id}

    def _start(self, body: Json) -> Json:
        return self._shown(self._acts.start(self._person(body), str(body.get("parameter", ""))))

    def _block(self, body: Json, blocked: bool = True) -> Json:
        self._acts.set_blocked(self._person(body), blocked)
        return {}

    def _create_person(self, body: Json) -> Json:
        return {"person": person_view(self._world, self._acts.create_person(str(body["first_name"])))}

    def _add_fault(self, body: Json) -> Json:
        kind = next((known for known in KINDS if known == body["kind"]), None)
        if kind is None:
            raise ActError(f"Gangguan {body['kind']} tidak dikenal; yang ada: {', '.join(KINDS)}.")
        given = {name: body[name] for name in _OF_FAULTS if body.get(name) is not None}
        if "retry_after" in body:
            given["parameters"] = {"retry_after": int(body["retry_after"])}
        return {"fault": self._faults.add(kind, **given).shown(self._world.now())}

    def _remove_fault(self, body: Json) -> Json:
        number = _maybe(body, "id")
        if number is None:
            self._faults.clear()
        elif not self._faults.remove(number):
            raise ActError(f"Tidak ada gangguan dengan nomor {number}.")
        return {}


_OF_FAULTS = ("methods", "chats", "times", "seconds", "code", "description", "pace")


def _maybe(body: Json, name: str) -> int | None:
    return None if body.get(name) is None else int(body[name])
