"""Who is there: creating people and groups, joining and leaving, blocking the bot.

Everything that people do changes the world and queues the update that the bot would get; what Telegram does not let
them do raises ActError with an Indonesian sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from telegram_simulator.errors import ActError
from telegram_simulator.messages import Message
from telegram_simulator.people import PRESENT, Chat, Json, Person, Status, member
from telegram_simulator.world import World


class Members:
    """People and groups of one world, and how people come and go."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._ids = itertools.count(5001)
        self._group_ids = itertools.count(1)

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
        kind: str = "supergroup",
        forum: bool = False,
    ) -> Chat:
        """Create a group; its creator adds the bot, which gets the update."""
        if not title.strip():
            raise ActError("Nama grup belum diisi.")
        base = -1_001_000_000_000 if kind == "supergroup" else -4_000_000
        if group_id is None:
            group_id = base - next(self._group_ids)
        if group_id >= 0 or group_id in self.world.chats:
            raise ActError(f"Nomor grup {group_id} sudah dipakai atau bukan bilangan negatif.")
        people: dict[int, Status] = {creator.id: "creator"}
        people |= {person.id: "member" for person in members if person.id != creator.id}
        made = Chat(group_id, "supergroup" if kind == "supergroup" else "group", title.strip(), members=people)
        made.is_forum = forum
        self.world.add_chat(made)
        if with_bot:
            self.set_member(made, creator, self.world.bot.id, "member")
        return made

    def set_member(self, chat: Chat, actor: Person, user_id: int, status: Status) -> None:
        """Add, promote or remove somebody (or the bot), with the notices and updates that Telegram makes of it."""
        if chat.person is not None:
            raise ActError("Anggota hanya bisa diatur di grup.")
        if user_id not in self.world.people and user_id != self.world.bot.id:
            raise ActError(f"Tidak ada orang dengan nomor {user_id}.")
        before: Status = chat.members.get(user_id, "left")
        if before == status:
            return
        user = self.world.user_of(user_id)
        mine = user_id == self.world.bot.id
        chat.members[user_id] = status
        change = {
            "chat": chat.wire(),
            "from": actor.user(),
            "date": int(self.world.now()),
            "old_chat_member": member(user, before),
            "new_chat_member": member(user, status),
        }
        if mine:
            self.world.updates.add("my_chat_member", change, lane=("my", chat.id))
        elif chat.members.get(self.world.bot.id) == "administrator":
            self.world.updates.add("chat_member", change, lane=("member", user_id))
        self.world.emit("chat", chat)
        if before not in PRESENT and status in PRESENT:
            self.post(
                chat,
                actor,
                {"new_chat_participant": user, "new_chat_member": user, "new_chat_members": [user]},
            )
        elif before in PRESENT and status not in PRESENT:
            self.post(chat, actor, {"left_chat_participant": user, "left_chat_member": user})

    def block(self, person: Person) -> None:
        """Let the person stop the bot, which gets the update."""
        self._set_blocked(person, True)

    def unblock(self, person: Person) -> None:
        """Let the person allow the bot to write again; the bot gets the update."""
        self._set_blocked(person, False)

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        if person.blocked is blocked:
            return
        person.blocked = blocked
        chat = self.chat(person.id)
        before: Status = "member" if blocked else "kicked"
        after: Status = "kicked" if blocked else "member"
        change = {
            "chat": chat.wire(),
            "from": person.user(),
            "date": int(self.world.now()),
            "old_chat_member": member(self.world.bot.user(), before),
            "new_chat_member": member(self.world.bot.user(), after),
        }
        self.world.updates.add("my_chat_member", change, lane=("my", chat.id))
        self.world.emit("person", chat, person=person)

    def post(self, chat: Chat, person: Person, content: Json) -> Message:
        if chat.person is not None:
            if chat.person is not person:
                raise ActError(f"{person.name} tidak bisa menulis di obrolan pribadi orang lain.")
            if person.blocked:
                raise ActError("Bot ini sedang diblokir. Buka blokirnya dahulu.")
            if not person.started:
                person.started = True
                self.world.emit("person", chat, person=person)
        elif person.id not in chat.members or chat.members[person.id] not in PRESENT:
            raise ActError(f"{person.name} bukan anggota grup ini.")
        message = self.world.post(chat, person, content)
        self.world.queue_message("message", chat, message)
        return message
