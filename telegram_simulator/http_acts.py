"""Acts over HTTP, for the page and the control API: who may ask, how a body is read, the acts by name, refusals."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
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


class Body:
    """The JSON body of an act, read with Indonesian refusals. `file`: the uploaded file, if there is one."""

    def __init__(self, values: Json, file: Upload | None = None) -> None:
        self.values = values
        self.file = file

    def text(self, name: str, default: str | None = None) -> str:
        """Read a text field."""
        value = self.values.get(name)
        if value is None or value == "":
            if default is None:
                raise ActError(f"Isian {name} belum ada.")
            return default
        return str(value)

    def integer(self, name: str) -> int:
        """Read a whole number."""
        number = self.maybe_integer(name)
        if number is None:
            raise ActError(f"Isian {name} belum ada.")
        return number

    def maybe_integer(self, name: str) -> int | None:
        """Read a whole number that may be missing."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            return int(str(value))
        except ValueError:
            raise ActError(f"Isian {name} harus bilangan bulat.") from None

    def number(self, name: str) -> float:
        """Read a decimal number."""
        try:
            return float(self.text(name))
        except ValueError:
            raise ActError(f"Isian {name} harus angka.") from None

    def integers(self, name: str) -> list[int]:
        """Read a list of whole numbers."""
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
            raise ActError(f"Isian {name} harus daftar bilangan.")
        return value

    def objects(self, name: str) -> list[Json]:
        """Read a list of objects."""
        value: Any = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ActError(f"Isian {name} harus daftar objek.")
        return value


class UploadTooBig(ActError):
    """A file that Telegram does not take."""

    def __init__(self) -> None:
        super().__init__("Berkas terlalu besar; paling besar 50 MB.")


def json_answer(data: Any, status: int = 200) -> web.Response:
    """Answer with JSON that no browser caches."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json", headers=headers)


def refusal(sentence: str, status: int = 400) -> web.Response:
    """Refuse with a sentence."""
    return json_answer({"ok": False, "error": sentence}, status)


async def answer_act(request: web.Request, act: Callable[[Body], Json]) -> web.Response:
    """Do an act with the request's body, and answer with what it returns or why it is refused."""
    try:
        return json_answer({"ok": True} | act(await _read_body(request)))
    except ActError as error:
        return refusal(str(error), 413 if isinstance(error, UploadTooBig) else 400)


async def _read_body(request: web.Request) -> Body:
    """Read JSON, or an upload with its fields. Raises ActError for a body that cannot be read."""
    if request.content_type.startswith("multipart/"):
        return await _read_upload(request)
    try:
        data = orjson.loads(await request.read() or b"{}")
    except orjson.JSONDecodeError:
        raise ActError("Isi permintaan bukan JSON yang benar.") from None
    if not isinstance(data, dict):
        raise ActError("Isi permintaan harus objek JSON.")
    return Body(data)


async def _read_upload(request: web.Request) -> Body:
    values: Json = {}
    file: Upload | None = None
    try:
        async for name, value in read_parts(request):
            if isinstance(value, str):
                values[name] = value
            elif len(value.content) > MAX_UPLOAD:
                raise UploadTooBig
            else:
                file = value
    except TooBig as error:
        raise UploadTooBig from error
    return Body(values, file)


# Acts by name


class NamedActs:
    """Does an act by its name and gives what the page shows of it."""

    def __init__(self, world: World, acts: Acts, faults: Faults) -> None:
        self._world = world
        self._acts = acts
        self._faults = faults
        self._by_name: dict[str, Callable[[Body], Json]] = {
            "send_text": self._send_text, "send_file": self._send_file, "send_location": self._send_location,
            "send_contact": self._send_contact, "send_sticker": self._send_sticker, "forward": self._forward,
            "edit_text": self._edit_text, "delete": self._delete, "press": self._press, "start": self._start,
            "block": self._block, "unblock": self._unblock, "create_person": self._create_person,
            "add_fault": self._add_fault, "remove_fault": self._remove_fault,
        }  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The acts that there are."""
        return list(self._by_name)

    def do(self, name: str, body: Body) -> Json:
        """Do the act of this name. Raises ActError when it is unknown or not possible."""
        act = self._by_name.get(name)
        if act is None:
            raise ActError(f"Tindakan {name} tidak dikenal.")
        return act(body)

    def _place(self, body: Body) -> tuple[Chat, Person]:
        return self._acts.chat(body.integer("chat_id")), self._person(body)

    def _person(self, body: Body) -> Person:
        return self._acts.person(body.integer("as"))

    def _shown(self, message: Message) -> Json:
        return {"message": message_view(self._world, message)}

    def _send_text(self, body: Body) -> Json:
        reply_to = body.maybe_integer("reply_to")
        return self._shown(self._acts.send_text(*self._place(body), body.text("text", ""), reply_to=reply_to))

    def _send_file(self, body: Body) -> Json:
        if body.file is None:
            raise ActError("Berkasnya belum dipilih.")
        message = self._acts.send_media(
            *self._place(body),
            body.text("kind"),
            body.file.content,
            name=body.file.name,
            mime=body.file.mime,
            caption=body.text("caption", ""),
            reply_to=body.maybe_integer("reply_to"),
            duration=body.maybe_integer("duration"),
        )
        return self._shown(message)

    def _send_location(self, body: Body) -> Json:
        place = {"latitude": body.number("latitude"), "longitude": body.number("longitude")}
        return self._send(body, {"location": place})

    def _send_contact(self, body: Body) -> Json:
        contact: Json = {"phone_number": body.text("phone_number"), "first_name": body.text("first_name")}
        user_id = body.maybe_integer("user_id")
        return self._send(body, {"contact": contact | ({"user_id": user_id} if user_id else {})})

    def _send(self, body: Body, content: Json) -> Json:
        reply_to = body.maybe_integer("reply_to")
        return self._shown(self._acts.send_content(*self._place(body), content, reply_to=reply_to))

    def _send_sticker(self, body: Body) -> Json:
        emoji = body.text("emoji")
        return self._shown(self._acts.send_media(*self._place(body), "sticker", b"RIFF stiker", emoji=emoji))

    def _forward(self, body: Body) -> Json:
        chat, person = self._place(body)
        [sent] = self._acts.forward(chat, person, [body.integer("message_id")], chat)
        return self._shown(sent)

    def _edit_text(self, body: Body) -> Json:
        return self._shown(self._acts.edit(*self._place(body), body.integer("message_id"), body.text("text", "")))

    def _delete(self, body: Body) -> Json:
        self._acts.delete(*self._place(body), [body.integer("message_id")])
        return {}

    def _press(self, body: Body) -> Json:
        numbers = body.integer("message_id"), body.integer("row"), body.integer("column")
        return {"callback_id": self._acts.press(*self._place(body), *numbers).id}

    def _start(self, body: Body) -> Json:
        return self._shown(self._acts.start(self._person(body), body.text("parameter", "")))

    def _block(self, body: Body) -> Json:
        self._acts.block(self._person(body))
        return {}

    def _unblock(self, body: Body) -> Json:
        self._acts.unblock(self._person(body))
        return {}

    def _create_person(self, body: Body) -> Json:
        last_name = body.text("last_name", "") or None
        person = self._acts.create_person(body.text("first_name", ""), body.maybe_integer("id"), last_name=last_name)
        return {"person": person_view(self._world, person)}

    def _add_fault(self, body: Body) -> Json:
        kind = next((known for known in KINDS if known == body.text("kind")), None)
        if kind is None:
            raise ActError(f"Gangguan {body.text('kind')} tidak dikenal; yang ada: {', '.join(KINDS)}.")
        values = body.values
        retry_after = body.maybe_integer("retry_after")
        fault = self._faults.add(
            kind,
            methods=values.get("methods"),
            chats=body.integers("chats") if values.get("chats") is not None else None,
            times=body.maybe_integer("times"),
            seconds=body.number("seconds") if values.get("seconds") is not None else None,
            code=body.maybe_integer("code") or 500,
            description=body.text("description", "") or None,
            parameters={"retry_after": retry_after} if retry_after else {},
            pace=body.number("pace") if values.get("pace") is not None else 1.0,
        )
        return {"fault": fault.shown(self._world.now())}

    def _remove_fault(self, body: Body) -> Json:
        number = body.maybe_integer("id")
        if number is None:
            self._faults.clear()
        elif not self._faults.remove(number):
            raise ActError(f"Tidak ada gangguan dengan nomor {number}.")
        return {}
