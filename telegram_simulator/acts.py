"""What people do in chats: write, answer, edit, delete, press, forward, react. (Coming and going is in members.)"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from telegram_simulator.entities import clean
from telegram_simulator.errors import ActError
from telegram_simulator.forwards import forwarded_fields
from telegram_simulator.found import add_found
from telegram_simulator.members import Members
from telegram_simulator.messages import MEDIA, Message
from telegram_simulator.methods_media import described
from telegram_simulator.people import PRESENT, Chat, Json, Person
from telegram_simulator.wording import MAX_CAPTION, MAX_TEXT
from telegram_simulator.world import Press


class Acts(Members):
    """The hands of all people in one world."""

    # Writing

    def send_text(
        self,
        chat: Chat,
        person: Person,
        text: str,
        *,
        reply_to: int | None = None,
        quote: str | None = None,
        topic: int | None = None,
    ) -> Message:
        """Send a text, in several messages where it is too long, as the apps do; returns the last one."""
        text = clean(text).strip()
        if not text:
            raise ActError("Pesan kosong tidak bisa dikirim.")
        context = self._context(chat, reply_to, quote, topic)
        while True:
            piece, text = text[:MAX_TEXT], text[MAX_TEXT:]
            message = self.post(chat, person, context | _worded("text", "entities", piece))
            if not text:
                break
        self._input_used(chat, person, message)
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
        topic: int | None = None,
        **details: Any,
    ) -> Message:
        """Send a photo, voice message, document …; `details`: duration, emoji and the like."""
        if kind not in MEDIA:
            raise ActError(f"Jenis berkas {kind} tidak dikenal.")
        if not content:
            raise ActError("Berkas kosong tidak bisa dikirim.")
        stored = self.world.files.add(kind, content, name, mime, **described(kind, details))
        fields: Json = self._context(chat, reply_to, None, topic) | {kind: stored.wire()}
        if caption.strip():
            fields |= _worded("caption", "caption_entities", clean(caption).strip()[:MAX_CAPTION])
        return self._answered(chat, person, fields)

    def send_location(
        self, chat: Chat, person: Person, latitude: float, longitude: float, *, reply_to: int | None = None
    ) -> Message:
        """Send a place on the map."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ActError("Lintang harus antara -90 dan 90, bujur antara -180 dan 180.")
        place = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._answered(chat, person, self._context(chat, reply_to, None, None) | place)

    def send_contact(
        self,
        chat: Chat,
        person: Person,
        phone_number: str,
        first_name: str,
        *,
        last_name: str | None = None,
        user_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Send a contact card; `user_id` when it belongs to a Telegram user."""
        contact: Json = {"phone_number": phone_number, "first_name": first_name}
        contact |= {"last_name": last_name} if last_name else {}
        contact |= {"user_id": user_id} if user_id else {}
        return self._answered(chat, person, self._context(chat, reply_to, None, None) | {"contact": contact})

    def start(self, person: Person, parameter: str = "") -> Message:
        """Press START, or follow a link with a parameter; unblocks the bot first if it was blocked."""
        self.unblock(person)
        chat = self.chat(person.id)
        return self.send_text(chat, person, f"/start {parameter}".strip())

    def forward(self, place: Chat, person: Person, message_ids: Iterable[int], target: Chat) -> list[Message]:
        """Forward messages into another chat."""
        found = [self._message(place, number) for number in message_ids]
        contents = [forwarded_fields(self.world, message) for message in found]
        return [self.post(target, person, content) for content in contents]

    def _context(self, chat: Chat, reply_to: int | None, quote: str | None, topic: int | None) -> Json:
        fields: Json = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        if reply_to is None:
            if topic and topic in chat.messages:
                # Telegram shows what replies to nothing in a topic as a reply to the topic's beginning
                fields["reply_to_message"] = chat.messages[topic].quoted()
            return fields
        target = self._message(chat, reply_to)
        if target.wire.get("is_topic_message"):
            fields |= {"message_thread_id": target.wire["message_thread_id"], "is_topic_message": True}
        fields["reply_to_message"] = target.quoted()
        if quote:
            position = target.text.find(quote)
            if position < 0:
                raise ActError("Kutipan tidak ada di dalam pesan yang dibalas.")
            fields["quote"] = {"text": quote, "position": position, "is_manual": True}
        return fields

    def _message(self, chat: Chat, message_id: int) -> Message:
        message = chat.messages.get(message_id)
        if message is None:
            raise ActError("Pesan itu sudah tidak ada.")
        return message

    def _answered(self, chat: Chat, person: Person, content: Json) -> Message:
        message = self.post(chat, person, content)
        self._input_used(chat, person, message)
        return message

    def _input_used(self, chat: Chat, person: Person, message: Message) -> None:
        """Take away a one-time keyboard and a forced reply once the person has written."""
        shown = chat.keyboards.get(person.id)
        markup = shown.reply_keyboard if shown is not None else None
        used = bool(markup and markup.get("one_time_keyboard"))
        if used:
            del chat.keyboards[person.id]
        if chat.forced.pop(person.id, None) or used:
            self.world.emit("chat", chat)

    # Changing what was written

    def edit(self, chat: Chat, person: Person, message_id: int, text: str) -> Message:
        """Another text (or caption) for an own message."""
        message = self._message(chat, message_id)
        if (
            message.sender_id != person.id
            or "forward_origin" in message.wire
            or message.kind in {"service", "location"}
        ):
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

    def delete(self, chat: Chat, person: Person, message_ids: Iterable[int], *, for_all: bool = True) -> None:
        """Delete messages, for everyone or only on the person's own side, without an update for the bot."""
        found = [chat.messages[number] for number in message_ids if number in chat.messages]
        if not for_all:
            for message in found:
                message.hidden_for.add(person.id)
                self.world.emit("message_changed", chat, message)
            return
        if chat.person is None and chat.members.get(person.id) not in {"administrator", "creator"}:
            found = [message for message in found if message.sender_id == person.id]
        self.world.erase(chat, found)

    def react(self, chat: Chat, person: Person, message_id: int, emoji: str | None) -> Message:
        """React to a message, or take the reaction back."""
        message = self._message(chat, message_id)
        before = message.reactions.get(person.id)
        if emoji:
            message.reactions[person.id] = emoji
        else:
            message.reactions.pop(person.id, None)
        self.world.emit("message_changed", chat, message)
        if chat.person is not None or chat.members.get(self.world.bot.id) == "administrator":
            reaction = {
                "chat": chat.wire(),
                "message_id": message.id,
                "user": person.user(),
                "date": int(self.world.now()),
                "old_reaction": [{"type": "emoji", "emoji": before}] if before else [],
                "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
            }
            self.world.updates.add("message_reaction", reaction, lane=("reaction", chat.id))
        return message

    def pin(self, chat: Chat, person: Person, message_id: int) -> None:
        """Pin a message."""
        message = self._message(chat, message_id)
        chat.pinned.insert(0, message.id)
        self.world.emit("message_changed", chat, message)
        self.world.emit("chat", chat)
        self.post(chat, person, {"pinned_message": message.quoted()})

    def unpin(self, chat: Chat, message_id: int) -> None:
        """Take a pin away."""
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
            self.world.emit("chat", chat)

    # Buttons and inline

    def press(self, chat: Chat, person: Person, message_id: int, row: int, column: int) -> Press:
        """Press a button under a message; the bot's answer comes to the Press."""
        message = self._message(chat, message_id)
        try:
            button = message.inline_keyboard[row][column]
        except IndexError:
            raise ActError("Tombol itu tidak ada lagi.") from None
        if "callback_data" not in button:
            raise ActError("Tombol ini tidak mengirim apa-apa kepada bot.")
        if person.id not in chat.members or chat.members[person.id] not in PRESENT:
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

    def inline_query(self, person: Person, text: str, offset: str = "") -> asyncio.Future[Json]:
        """Type `@bot text` in some chat; the future gets what the bot offers (answerInlineQuery)."""
        if not self.world.bot.inline:
            raise ActError("Bot ini tidak menerima permintaan inline.")
        number = self.world.number()
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.world.inline_queries[number] = waiting
        query = {"id": number, "from": person.user(), "query": text, "offset": offset, "chat_type": "sender"}
        self.world.updates.add("inline_query", query, lane=("inline", person.id))
        return waiting


def _worded(text_name: str, entities_name: str, text: str) -> Json:
    """Text fields with the entities that Telegram finds."""
    fields: Json = {text_name: text}
    if entities := add_found(text, []):
        fields[entities_name] = entities
    return fields
