"""What people do: come and go, write, answer, edit, delete, press, forward.

Everything that people do changes the world and queues the update that the bot would get; what Telegram does not let
them do raises ActError with an Indonesian sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from telegram_simulator.entities import add_found, clean
from telegram_simulator.errors import ActError
from telegram_simulator.html_text import MAX_CAPTION, MAX_TEXT
from telegram_simulator.messages import MEDIA, Json, Message
from telegram_simulator.people import PRESENT, Chat, Person, Status, member
from telegram_simulator.world import Press, World


class Acts:
    """The hands of all people in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._ids = itertools.count(5001)
        self._group_ids = itertools.count(1)

    # Coming and going

    def person(self, person_id: int) -> Person:
        """Return the person with this id."""
        found = self.world.people.get(person_id)
        if found is None:
            raise ActError(f"Tidak ada orang dengan nomor {person_id}.")
        return found

    def chat(self, chat_id: int) -> Chat:
        """Return the chat with this id."""
        found = self.world.chats.get(chat_id)
        if found is None:
            raise ActError(f"Tidak ada obrolan dengan nomor {chat_id}.")
        return found

    def create_person(self, first_name: str, user_id: int | None = None, **details: Any) -> Person:
        """Create a person; without `user_id` with the next free number. `details`: further fields of Person."""
        if not first_name.strip():
            raise ActError("Nama orang belum diisi.")
        if user_id is None:
            user_id = next(number for number in self._ids if number not in self.world.chats)
        if user_id in self.world.chats or user_id == self.world.bot.id or user_id <= 0:
            raise ActError(f"Nomor {user_id} sudah dipakai atau tidak bisa dipakai.")
        person = Person(user_id, first_name.strip(), **details)
        self.world.add_person(person)
        return person

    def create_group(
        self,
        title: str,
        creator: Person,
        members: Iterable[Person] = (),
        *,
        group_id: int | None = None,
        with_bot: bool = True,
        forum: bool = False,
    ) -> Chat:
        """Create a group; its creator adds the bot, which gets the update."""
        group_id = group_id or -1_001_000_000_000 - next(self._group_ids)
        people: dict[int, Status] = {creator.id: "creator"}
        people |= {person.id: "member" for person in members if person.id != creator.id}
        made = Chat(group_id, "supergroup", title, members=people, is_forum=forum)
        self.world.chats[made.id] = made
        if with_bot:
            self.set_member(made, creator, self.world.bot.id, "member")
        return made

    def set_member(self, chat: Chat, actor: Person, user_id: int, status: Status) -> None:
        """Add, promote or remove somebody (or the bot), with the notices and updates that Telegram makes of it."""
        before: Status = chat.members.get(user_id, "left")
        if before == status:
            return
        chat.members[user_id] = status
        user = self.world.user_of(user_id)
        if user_id == self.world.bot.id:
            self._tell_change(chat, actor, before, status)
        if before not in PRESENT and status in PRESENT:
            self._post(chat, actor, {"new_chat_member": user, "new_chat_members": [user]})
        elif before in PRESENT and status not in PRESENT:
            self._post(chat, actor, {"left_chat_member": user})

    def set_blocked(self, person: Person, blocked: bool) -> None:
        """Let the person stop the bot, or allow it to write again; the bot gets the update."""
        if person.blocked is blocked:
            return
        person.blocked = blocked
        chat = self.chat(person.id)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._tell_change(chat, person, before, after)
        self.world.emit("person", chat, person=person)

    def _tell_change(self, chat: Chat, actor: Person, before: Any, after: Any) -> None:
        """Queue the update that the bot's own place in a chat has changed."""
        bot = self.world.bot.user()
        change = {
            "chat": chat.wire(),
            "from": actor.user(),
            "date": int(self.world.now()),
            "old_chat_member": member(bot, before),
            "new_chat_member": member(bot, after),
        }
        self.world.updates.add("my_chat_member", change, lane=("my", chat.id))

    def _post(self, chat: Chat, person: Person, content: Json) -> Message:
        if chat.person is not None:
            if chat.person is not person:
                raise ActError(f"{person.name} tidak bisa menulis di obrolan pribadi orang lain.")
            if person.blocked:
                raise ActError("Bot ini sedang diblokir. Buka blokirnya dahulu.")
            if not person.started:
                person.started = True
                self.world.emit("person", chat, person=person)
        elif chat.members.get(person.id) not in PRESENT:
            raise ActError(f"{person.name} bukan anggota grup ini.")
        message = self.world.post(chat, person, content)
        self.world.queue_message("message", chat, message)
        return message

    # Writing

    def send_text(
        self, chat: Chat, person: Person, text: str, *, reply_to: int | None = None, topic: int | None = None
    ) -> Message:
        """Send a text, in several messages where it is too long, as the apps do; returns the last one."""
        text = clean(text).strip()
        if not text:
            raise ActError("Pesan kosong tidak bisa dikirim.")
        context = self._context(chat, reply_to, topic)
        while True:
            piece, text = text[:MAX_TEXT], text[MAX_TEXT:]
            message = self._post(chat, person, context | _worded("text", "entities", piece))
            if not text:
                return message

    def send_media(
        self,
        chat: Chat,
        person: Person,
        kind: str,
        content: bytes,
        *,
        name: str | None = None,
        mime: str | None = None,
        caption: str = "",
        reply_to: int | None = None,
        **details: Any,
    ) -> Message:
        """Send a photo, voice message, document …; `details`: duration, emoji and the like."""
        if kind not in MEDIA:
            raise ActError(f"Jenis berkas {kind} tidak dikenal.")
        if not content:
            raise ActError("Berkas kosong tidak bisa dikirim.")
        fields: Json = {kind: self.world.files.add(kind, content, name, mime, **details).wire()}
        if caption.strip():
            fields |= _worded("caption", "caption_entities", clean(caption).strip()[:MAX_CAPTION])
        return self.send_content(chat, person, fields, reply_to=reply_to)

    def send_content(self, chat: Chat, person: Person, content: Json, *, reply_to: int | None = None) -> Message:
        """Send what is neither text nor file, in the Bot API's own form: a location, contact, poll …"""
        return self._post(chat, person, self._context(chat, reply_to, None) | content)

    def start(self, person: Person, parameter: str = "") -> Message:
        """Press START, or follow a link with a parameter; unblocks the bot first if it was blocked."""
        self.set_blocked(person, False)
        return self.send_text(self.chat(person.id), person, f"/start {parameter}".strip())

    def forward(self, place: Chat, person: Person, message_ids: Iterable[int], target: Chat) -> list[Message]:
        """Forward messages into another chat."""
        found = [self._message(place, number) for number in message_ids]
        if any(not message.content() for message in found):
            raise ActError("Pesan pemberitahuan tidak bisa diteruskan.")
        return [self._post(target, person, _origin(message) | message.content()) for message in found]

    def _context(self, chat: Chat, reply_to: int | None, topic: int | None) -> Json:
        fields: Json = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        if reply_to is None:
            if topic and topic in chat.messages:
                # Telegram shows what replies to nothing in a topic as a reply to the topic's beginning
                fields["reply_to_message"] = chat.messages[topic].quoted()
            return fields
        target = self._message(chat, reply_to)
        if target.wire.get("is_topic_message"):
            fields |= {"message_thread_id": target.wire["message_thread_id"], "is_topic_message": True}
        return fields | {"reply_to_message": target.quoted()}

    def _message(self, chat: Chat, message_id: int) -> Message:
        message = chat.messages.get(message_id)
        if message is None:
            raise ActError("Pesan itu sudah tidak ada.")
        return message

    # Changing what was written, and buttons

    def edit(self, chat: Chat, person: Person, message_id: int, text: str) -> Message:
        """Another text (or caption) for an own message."""
        message = self._message(chat, message_id)
        foreign = message.sender_id != person.id or "forward_origin" in message.wire
        if foreign or message.kind in {"service", "location", "contact", "sticker", "poll"}:
            raise ActError("Hanya pesan sendiri yang bisa diedit.")
        text = clean(text).strip()
        if not text:
            raise ActError("Pesan kosong tidak bisa dikirim.")
        names = ("text", "entities") if "text" in message.wire else ("caption", "caption_entities")
        wire = {name: value for name, value in message.wire.items() if name not in names}
        wire |= _worded(*names, text[:MAX_TEXT]) | {"edit_date": int(self.world.now())}
        self.world.rewrite(chat, message, wire)
        self.world.queue_message("edited_message", chat, message)
        return message

    def delete(self, chat: Chat, person: Person, message_ids: Iterable[int]) -> None:
        """Delete messages for everyone, without an update for the bot; in groups others' only as administrator."""
        found = [chat.messages[number] for number in message_ids if number in chat.messages]
        if chat.person is None and chat.members.get(person.id) not in {"administrator", "creator"}:
            found = [message for message in found if message.sender_id == person.id]
        self.world.erase(chat, found)

    def press(self, chat: Chat, person: Person, message_id: int, row: int, column: int) -> Press:
        """Press a button under a message; the bot's answer comes to the Press."""
        message = self._message(chat, message_id)
        try:
            button = message.inline_keyboard[row][column]
        except IndexError:
            raise ActError("Tombol itu tidak ada lagi.") from None
        if "callback_data" not in button:
            raise ActError("Tombol ini tidak mengirim apa-apa kepada bot.")
        if chat.members.get(person.id) not in PRESENT:
            raise ActError(f"{person.name} bukan anggota grup ini.")
        press = self.world.open_press(person, message, row, column)
        query = {
            "id": press.id,
            "from": person.user(),
            "message": message.wire,
            "chat_instance": str(7_000_000_000_000_000 + abs(chat.id)),
            "data": button["callback_data"],
        }
        self.world.emit("callback_sent", chat, message, press=press)
        self.world.updates.add("callback_query", query, lane=("press", person.id))
        return press


def _worded(text_name: str, entities_name: str, text: str) -> Json:
    """Text fields with the entities that Telegram finds."""
    fields: Json = {text_name: text}
    if entities := add_found(text, []):
        fields[entities_name] = entities
    return fields


def _origin(message: Message) -> Json:
    """Return the fields that tell from whom a forward is: the first sender, however often it was forwarded."""
    if kept := {name: value for name, value in message.wire.items() if name.startswith("forward_")}:
        return kept
    user, date = message.wire["from"], message.date
    origin = {"type": "user", "sender_user": user, "date": date}
    return {"forward_origin": origin, "forward_from": user, "forward_date": date}
