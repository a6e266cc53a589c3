"""One message: what the bot sees of it, and what only the server knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

MEDIA = ("photo", "voice", "video_note", "video", "animation", "audio", "document", "sticker")
KINDS = ("text", *MEDIA, "location", "contact", "poll", "venue", "dice")
CONTENT = ("text", "entities", "caption", "caption_entities", *KINDS[1:])
"""What is forwarded and copied of a message: neither its sender nor its buttons, nor what it answers."""


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now. `wire` is the Bot API's Message; it is replaced at an edit, never changed in place.

    `update_id`: under which the bot got it. `silent`: sent without a sound. `collected`: the bot has fetched it.
    """

    wire: Json
    chat_id: int
    sender_id: int
    from_bot: bool
    update_id: int | None = None
    silent: bool = False
    deleted: bool = False
    collected: bool = False
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        return int(self.wire["message_id"])

    @property
    def date(self) -> int:
        """When it was sent (unix seconds)."""
        return int(self.wire["date"])

    @property
    def kind(self) -> str:
        """What it carries: one of KINDS, or "service"."""
        return next((kind for kind in KINDS if kind in self.wire), "service")

    @property
    def text(self) -> str:
        """Its text or caption, without formatting; "" when it has none."""
        return str(self.wire.get("text") or self.wire.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """The formatting of its text or caption."""
        return list(self.wire.get("entities") or self.wire.get("caption_entities") or [])

    @property
    def edited(self) -> bool:
        """Whether its text was changed after sending."""
        return "edit_date" in self.wire

    @property
    def reply_to(self) -> int | None:
        """The id of the message that it answers."""
        answered = self.wire.get("reply_to_message")
        return int(answered["message_id"]) if answered else None

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        """The rows of buttons under it."""
        markup = self.wire.get("reply_markup") or {}
        rows: list[list[Json]] = markup.get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The texts of all buttons under it."""
        return [button["text"] for row in self.inline_keyboard for button in row]

    def content(self) -> Json:
        """Return the fields that a forward or a copy of it has; none for a notice, which Telegram does not let go."""
        return {name: self.wire[name] for name in CONTENT if name in self.wire}

    def quoted(self) -> Json:
        """Return the wire form that stands inside an answer to it: without the message that it answers itself."""
        return {name: value for name, value in self.wire.items() if name != "reply_to_message"}
