"""The state of the small Telegram that is played: its people, chats, messages and open button presses."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from telegram_simulator.entities import utf16_slice
from telegram_simulator.errors import bad_request
from telegram_simulator.files import Files
from telegram_simulator.messages import Json, Message
from telegram_simulator.people import PRESENT, BotAccount, Chat, Person
from telegram_simulator.updates import UpdateQueue, Waiting

CALLBACK_SECONDS = 15.0  # how long a button press may wait for its answer


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and can be seen; `data` depends on `kind` (see page_feed)."""

    kind: str
    chat: Chat | None = None
    message: Message | None = None
    data: Json = field(default_factory=dict)


@dataclass(slots=True)
class Press:
    """A pressed button: who, where, and the bot's answer once it came."""

    id: str
    person: Person
    message: Message
    row: int
    column: int
    at: float
    answer: asyncio.Future[Json] | None = None
    answered: bool = False


class World:
    """Everything that Telegram knows. `history`: how many messages of a chat are kept (None: all)."""

    def __init__(
        self,
        bot: BotAccount,
        clock: Callable[[], float],
        *,
        first_update_id: int,
        history: int | None,
    ) -> None:
        self.bot = bot
        self.shift = 0.0
        self.history = history
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files = Files(history)
        self.updates = UpdateQueue(first_update_id, self.now)
        self.updates.on_confirmed = self._collected
        self.listeners: list[Callable[[Event], None]] = []
        self._clock = clock
        self._last_private_id = 0
        self._numbers = itertools.count(4_620_817_004_511_000)

    def now(self) -> float:
        """Return the server's time in unix seconds: the given clock, moved on by `shift`."""
        return self._clock() + self.shift

    def number(self) -> str:
        """Make a new long number, as Telegram uses for callback queries."""
        return str(next(self._numbers))

    def emit(self, kind: str, chat: Chat | None = None, message: Message | None = None, **data: Any) -> None:
        """Tell listeners, and wake those who wait for something in the chat."""
        if self.listeners:
            event = Event(kind, chat, message, data)
            for listener in self.listeners:
                listener(event)
        if chat is not None:
            chat.signal.fire()

    def add_person(self, person: Person) -> Chat:
        """Make a person known, with the private chat that they can have with the bot."""
        self.people[person.id] = person
        members = {person.id: "member", self.bot.id: "member"}
        chat = Chat(person.id, "private", person.name, person, members)  # type: ignore[arg-type]
        self.chats[chat.id] = chat
        self.emit("person", chat, person=person)
        return chat

    def find_chat(self, chat_id: str) -> Chat | None:
        """Find the chat with this id. A bot cannot reach people by @username, so no other form is known."""
        try:
            return self.chats.get(int(chat_id))
        except ValueError:
            return None

    def user_of(self, user_id: int) -> Json:
        """Return the User object of a person or of the bot. Raises ApiError when nobody has this id."""
        if user_id == self.bot.id:
            return self.bot.user()
        person = self.people.get(user_id)
        if person is None:
            raise bad_request("user not found")
        return person.user()

    def next_message_id(self, chat: Chat) -> int:
        """Count on: groups for themselves; private chats share one sequence, as in Telegram."""
        if chat.type == "supergroup":
            chat.last_id += 1
            return chat.last_id
        self._last_private_id += 1
        chat.last_id = self._last_private_id
        return chat.last_id

    def post(
        self,
        chat: Chat,
        sender: Person | None,
        content: Json,
        *,
        silent: bool = False,
    ) -> Message:
        """Put a message into a chat (`sender` None: the bot's). `content`: fields besides id, sender, chat, date."""
        user = self.bot.user() if sender is None else sender.user()
        wire: Json = {
            "message_id": self.next_message_id(chat),
            "from": user,
            "chat": chat.wire(),
            "date": int(self.now()),
        }
        wire |= content
        message = Message(wire, chat.id, user["id"], sender is None, silent=silent)
        chat.messages[message.wire["message_id"]] = message
        if self.history is not None and len(chat.messages) > self.history:
            chat.messages.popitem(last=False)
        for hear in chat.ears:
            hear(message)
        self.emit("message", chat, message)
        return message

    def rewrite(self, chat: Chat, message: Message, wire: Json) -> None:
        """Give a message a new wire form (an edit)."""
        message.wire = wire
        self.emit("message_changed", chat, message)

    def erase(self, chat: Chat, messages: Iterable[Message]) -> None:
        """Remove messages for everyone."""
        ids = []
        for message in messages:
            message.deleted = True
            chat.messages.pop(message.id, None)
            ids.append(message.id)
        self.emit("message_deleted", chat, message_ids=ids)

    def queue_message(self, kind: str, chat: Chat, message: Message) -> None:
        """Queue an update that carries a message, if the bot may see it."""
        if self.bot_sees(chat, message):
            message.update_id = self.updates.add(kind, message.wire, lane=chat.id, message=message)

    def bot_sees(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets this message: all in private, in groups only what privacy mode lets through."""
        status = chat.members.get(self.bot.id)
        if status not in PRESENT:
            return False
        if chat.type == "private" or status == "administrator" or message.kind == "service":
            return True
        answered = message.wire.get("reply_to_message")
        if answered and answered["from"]["id"] == self.bot.id:
            return True
        own = f"@{self.bot.username}".lower()
        addressed = [
            utf16_slice(message.text, entity["offset"], entity["length"]).lower()
            for entity in message.entities
            if entity["type"] in {"bot_command", "mention"}
        ]
        return any(word.endswith(own) or "@" not in word for word in addressed)

    def open_press(self, person: Person, message: Message, row: int, column: int) -> Press:
        """Remember a pressed button until the bot answers or time runs out."""
        horizon = self.now() - CALLBACK_SECONDS
        while self.presses and (oldest := next(iter(self.presses.values()))).at < horizon:
            del self.presses[oldest.id]
        press = Press(self.number(), person, message, row, column, self.now())
        self.presses[press.id] = press
        return press

    def _collected(self, updates: list[Waiting]) -> None:
        for update in updates:
            message = update.message
            if message is not None and not message.collected:
                message.collected = True
                self.emit("collected", self.chats.get(message.chat_id), message)
