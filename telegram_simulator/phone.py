"""A person's phone in tests: writes to the bot and hears what it answers, in one chat."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram_simulator.acts import Acts
from telegram_simulator.errors import ActError
from telegram_simulator.files import PIXEL_PNG, StoredFile
from telegram_simulator.messages import Json, Message
from telegram_simulator.people import Chat, Person
from telegram_simulator.world import Press, World

PATIENCE = 30.0
"""Seconds that a phone waits for what a bot is to say; only a test that fails waits so long."""


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What answerCallbackQuery showed: a toast, or with `alert` a dialog; `text` None: only the loading ended."""

    text: str | None
    alert: bool = False


class Phone:
    """One person in one chat: the private chat with the bot, or a group (`within`)."""

    def __init__(self, world: World, acts: Acts, person: Person, chat: Chat) -> None:
        self.person = person
        self.chat = chat
        self._world = world
        self._acts = acts
        self._heard: list[Message] = []
        self._texts: list[str] = []
        self._next = 0
        chat.ears.append(self._listen)

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def heard(self) -> list[str]:
        """The texts (or captions) of others in the order in which they came, as they were then."""
        return list(self._texts)

    @property
    def messages(self) -> list[Message]:
        """All messages of the chat as this person sees them now: edits applied, deleted ones left out."""
        return list(self.chat.messages.values())

    @property
    def last(self) -> Message:
        """The newest message of the chat. Raises LookupError when there is none."""
        if not self.messages:
            raise LookupError(f"no message in the chat of {self.person.name}")
        return self.messages[-1]

    def within(self, chat: Chat) -> Phone:
        """Return the phone of the same person in a group."""
        return Phone(self._world, self._acts, self.person, chat)

    async def starts(self, parameter: str = "") -> Message:
        """Press START, or open t.me/<bot>?start=<parameter>."""
        return self._acts.start(self.person, parameter)

    async def sends(self, text: str, *, reply_to: Message | None = None, topic: int | None = None) -> Message:
        """Write a text."""
        return self._acts.send_text(self.chat, self.person, text, reply_to=_id(reply_to), topic=topic)

    async def replies(self, message: Message, text: str) -> Message:
        """Answer a message."""
        return self._acts.send_text(self.chat, self.person, text, reply_to=message.id)

    async def edits(self, message: Message, text: str) -> Message:
        """Change one of the person's own messages."""
        return self._acts.edit(self.chat, self.person, message.id, text)

    async def deletes(self, *messages: Message) -> None:
        """Delete messages, without an update for the bot."""
        self._acts.delete(self.chat, self.person, [message.id for message in messages])

    async def forwards(self, *messages: Message, to: Chat | None = None) -> list[Message]:
        """Forward messages of this chat, to the bot or into a group."""
        target = to or self._world.chats[self.person.id]
        return self._acts.forward(self.chat, self.person, [message.id for message in messages], target)

    async def sends_photo(self, content: bytes = PIXEL_PNG, *, caption: str = "") -> Message:
        """Send a photo."""
        return self._acts.send_media(self.chat, self.person, "photo", content, caption=caption)

    async def sends_voice(self, content: bytes = b"OggS suara", *, duration: int = 4) -> Message:
        """Send a voice message."""
        return self._acts.send_media(self.chat, self.person, "voice", content, duration=duration)

    async def sends_document(
        self, content: bytes = b"isi berkas", *, name: str = "berkas.pdf", caption: str = ""
    ) -> Message:
        """Send a file."""
        return self._acts.send_media(self.chat, self.person, "document", content, name=name, caption=caption)

    async def sends_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker."""
        return self._acts.send_media(self.chat, self.person, "sticker", b"RIFF stiker", emoji=emoji)

    async def sends_video_note(self, content: bytes = b"video", *, duration: int = 4) -> Message:
        """Send a round video."""
        return self._acts.send_media(self.chat, self.person, "video_note", content, duration=duration)

    async def sends_location(self, latitude: float = -2.95, longitude: float = 115.05) -> Message:
        """Send a place."""
        return await self.sends_content(location={"latitude": latitude, "longitude": longitude})

    async def sends_contact(self, phone_number: str = "+6281200000000", first_name: str | None = None) -> Message:
        """Send a contact: the person's own, unless a name is given."""
        contact: Json = {"phone_number": phone_number, "first_name": first_name or self.person.first_name}
        return await self.sends_content(contact=contact if first_name else contact | {"user_id": self.id})

    async def sends_content(self, **content: Json) -> Message:
        """Send anything else in the Bot API's own form: poll=…, dice=…, venue=…"""
        return self._acts.send_content(self.chat, self.person, content)

    async def blocks(self) -> None:
        """Stop the bot."""
        self._acts.set_blocked(self.person, True)

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self._acts.set_blocked(self.person, False)

    async def taps(self, message: Message, button: str) -> Press:
        """Press a button, named by its text, its data or a part of its text, and do not wait for the
        answer."""
        row, column = _find_button(message, button)
        return self._acts.press(self.chat, self.person, message.id, row, column)

    async def presses(self, message: Message, button: str, *, timeout: float = PATIENCE) -> CallbackAnswer:  # noqa: ASYNC109
        """Press a button and wait for the bot's answer. Raises TimeoutError when none comes."""
        press = await self.taps(message, button)
        press.answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                answer = await press.answer
        except TimeoutError:
            raise TimeoutError(f"the bot did not answer the button {button!r} within {timeout} s") from None
        return CallbackAnswer(answer["text"], answer["alert"])

    async def chooses(self, message: Message, button: str, contains: str, *, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109
        """Press a button, and wait for the message that holds these words, as `hears` does."""
        await self.presses(message, button)
        return await self.hears(timeout=timeout, contains=contains)

    async def hears(self, *, timeout: float = PATIENCE, contains: str | None = None) -> Message:  # noqa: ASYNC109
        """Wait for the next message of others that `hears` has not returned yet.

        With `contains` for the next one with that text, passing over those before it. Raises TimeoutError, naming
        what was heard instead.
        """
        start = self._next
        try:
            async with asyncio.timeout(timeout):
                while True:
                    while self._next < len(self._heard):
                        message = self._heard[self._next]
                        self._next += 1
                        if contains is None or contains in message.text:
                            return message
                    await self.chat.signal.wait()
        except TimeoutError:
            wanted = "a message" if contains is None else f"a message with {contains!r}"
            heard = [message.text for message in self._heard[start:]]
            raise TimeoutError(f"{self.person.name} waited {timeout} s for {wanted}; heard {heard}") from None

    async def asks(self, text: str, contains: str, *, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109
        """Write a text, and wait for the answer that holds these words, as `hears` does."""
        await self.sends(text)
        return await self.hears(timeout=timeout, contains=contains)

    async def gets_file(self, name: str, *, timeout: float = PATIENCE) -> StoredFile:  # noqa: ASYNC109
        """Wait for the next document whose name begins so, as `hears` does, and open it."""
        async with asyncio.timeout(timeout):
            while True:
                document = (await self.hears(timeout=timeout)).wire.get("document", {})
                if document.get("file_name", "").startswith(name):
                    found = self._world.files.get(document["file_id"])
                    assert found is not None
                    return found

    async def sees(self, contains: str, *, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109
        """Wait for the newest message that shows this text now, also after an edit."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for message in reversed(self.messages):
                        if contains in message.text:
                            return message
                    await self.chat.signal.wait()
        except TimeoutError:
            shown = [message.text for message in self.messages]
            raise TimeoutError(f"{self.person.name} waited {timeout} s to see {contains!r}; sees {shown}") from None

    def _listen(self, message: Message) -> None:
        if message.sender_id != self.person.id:
            self._heard.append(message)
            self._texts.append(message.text)


def _id(message: Message | None) -> int | None:
    return None if message is None else message.id


def _find_button(message: Message, wanted: str) -> tuple[int, int]:
    places = [
        (row, column, button)
        for row, buttons in enumerate(message.inline_keyboard)
        for column, button in enumerate(buttons)
    ]
    exact = [place for place in places if wanted in (place[2]["text"], place[2].get("callback_data"))]
    for row, column, _ in exact or [place for place in places if wanted in place[2]["text"]]:
        return row, column
    raise ActError(f"Tombol {wanted!r} tidak ada; yang ada: {message.buttons}.")
