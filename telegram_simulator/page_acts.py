"""The acts of people by name, with JSON parameters: what the page's buttons and the control API do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram_simulator import page_view
from telegram_simulator.acts import Acts
from telegram_simulator.errors import ActError
from telegram_simulator.faults import KINDS, Faults
from telegram_simulator.params import Upload
from telegram_simulator.people import Chat, Json, Person
from telegram_simulator.world import World

_STATUSES = {"member", "administrator", "left", "kicked"}


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

    def maybe(self, name: str) -> str | None:
        """Read a text field that may be missing."""
        return self.text(name, "") or None

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

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        value = self.values.get(name)
        return default if value is None else bool(value)


class NamedActs:
    """Does an act by its name and gives what the page API promises for it."""

    def __init__(self, world: World, acts: Acts, faults: Faults) -> None:
        self._world = world
        self._acts = acts
        self._faults = faults
        self._by_name: dict[str, Callable[[Body], Json]] = {
            "send_text": self._send_text, "edit_text": self._edit_text, "delete": self._delete, "press": self._press,
            "start": self._start, "send_file": self._send_file, "send_location": self._send_location,
            "send_contact": self._send_contact, "send_sticker": self._send_sticker, "forward": self._forward,
            "react": self._react, "block": self._block, "unblock": self._unblock,
            "create_person": self._create_person, "create_group": self._create_group, "set_member": self._set_member,
            "pin": self._pin, "unpin": self._unpin, "add_fault": self._add_fault, "remove_fault": self._remove_fault,
            "reset": self._reset,
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
        return self._acts.chat(body.integer("chat_id")), self._acts.person(body.integer("as"))

    def _shown(self, message: Any) -> Json:
        return {"message": page_view.message_view(self._world, message)}

    def _send_text(self, body: Body) -> Json:
        chat, person = self._place(body)
        return self._shown(
            self._acts.send_text(
                chat,
                person,
                body.text("text", ""),
                reply_to=body.maybe_integer("reply_to"),
                quote=body.maybe("quote"),
                topic=body.maybe_integer("topic"),
            )
        )

    def _edit_text(self, body: Body) -> Json:
        chat, person = self._place(body)
        return self._shown(self._acts.edit(chat, person, body.integer("message_id"), body.text("text", "")))

    def _delete(self, body: Body) -> Json:
        chat, person = self._place(body)
        self._acts.delete(chat, person, body.integers("message_ids"), for_all=body.flag("for_all", True))
        return {}

    def _press(self, body: Body) -> Json:
        chat, person = self._place(body)
        numbers = body.integer("message_id"), body.integer("row"), body.integer("column")
        return {"callback_id": self._acts.press(chat, person, *numbers).id}

    def _start(self, body: Body) -> Json:
        person = self._acts.person(body.integer("as"))
        return self._shown(self._acts.start(person, body.text("parameter", "")))

    def _send_file(self, body: Body) -> Json:
        chat, person = self._place(body)
        if body.file is None:
            raise ActError("Berkasnya belum dipilih.")
        message = self._acts.send_media(
            chat,
            person,
            body.text("kind"),
            body.file.content,
            name=body.file.name,
            mime=body.file.mime,
            caption=body.text("caption", ""),
            reply_to=body.maybe_integer("reply_to"),
            topic=body.maybe_integer("topic"),
            duration=body.maybe_integer("duration"),
        )
        return self._shown(message)

    def _send_location(self, body: Body) -> Json:
        chat, person = self._place(body)
        where = body.number("latitude"), body.number("longitude")
        return self._shown(self._acts.send_location(chat, person, *where, reply_to=body.maybe_integer("reply_to")))

    def _send_contact(self, body: Body) -> Json:
        chat, person = self._place(body)
        message = self._acts.send_contact(
            chat,
            person,
            body.text("phone_number"),
            body.text("first_name"),
            last_name=body.maybe("last_name"),
            user_id=body.maybe_integer("user_id"),
            reply_to=body.maybe_integer("reply_to"),
        )
        return self._shown(message)

    def _send_sticker(self, body: Body) -> Json:
        chat, person = self._place(body)
        emoji = body.text("emoji")
        reply_to = body.maybe_integer("reply_to")
        return self._shown(
            self._acts.send_media(chat, person, "sticker", b"RIFF stiker", emoji=emoji, reply_to=reply_to)
        )

    def _forward(self, body: Body) -> Json:
        source, target = (
            self._acts.chat(body.integer("from_chat_id")),
            self._acts.chat(body.integer("to_chat_id")),
        )
        person = self._acts.person(body.integer("as"))
        sent = self._acts.forward(source, person, body.integers("message_ids"), target)
        return {"messages": [page_view.message_view(self._world, message) for message in sent]}

    def _react(self, body: Body) -> Json:
        chat, person = self._place(body)
        return self._shown(self._acts.react(chat, person, body.integer("message_id"), body.maybe("emoji")))

    def _block(self, body: Body) -> Json:
        person = self._acts.person(body.integer("as"))
        self._acts.block(person)
        return {"person": page_view.person_view(person)}

    def _unblock(self, body: Body) -> Json:
        person = self._acts.person(body.integer("as"))
        self._acts.unblock(person)
        return {"person": page_view.person_view(person)}

    def _create_person(self, body: Body) -> Json:
        person = self._acts.create_person(
            body.text("first_name", ""),
            body.maybe_integer("id"),
            last_name=body.maybe("last_name"),
            username=body.maybe("username"),
            language_code=body.text("language_code", "id"),
            phone_number=body.maybe("phone_number"),
            started=body.flag("started", False),
        )
        chat = self._world.chats[person.id]
        return {"person": page_view.person_view(person), "chat": page_view.chat_view(self._world, chat)}

    def _create_group(self, body: Body) -> Json:
        members = [self._acts.person(number) for number in body.integers("members")]
        chat = self._acts.create_group(
            body.text("title", ""),
            self._acts.person(body.integer("as")),
            members,
            group_id=body.maybe_integer("id"),
            with_bot=body.flag("with_bot", True),
            kind=body.text("type", "supergroup"),
            forum=body.flag("forum", False),
        )
        return {"chat": page_view.chat_view(self._world, chat)}

    def _set_member(self, body: Body) -> Json:
        chat, person = self._place(body)
        status = body.text("status")
        if status not in _STATUSES:
            raise ActError(f"Status {status} tidak dikenal.")
        self._acts.set_member(chat, person, body.integer("user_id"), status)  # type: ignore[arg-type]
        return {"chat": page_view.chat_view(self._world, chat)}

    def _pin(self, body: Body) -> Json:
        chat, person = self._place(body)
        self._acts.pin(chat, person, body.integer("message_id"))
        return {}

    def _unpin(self, body: Body) -> Json:
        chat, _ = self._place(body)
        self._acts.unpin(chat, body.integer("message_id"))
        return {}

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
            description=body.maybe("description"),
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

    def _reset(self, body: Body) -> Json:
        self._world.forget_messages()
        return {}
