"""What becomes of a message that is forwarded or copied."""

from __future__ import annotations

from telegram_simulator.errors import ActError
from telegram_simulator.messages import MEDIA, Message
from telegram_simulator.people import Json
from telegram_simulator.world import World

_CONTENT = (
    "text", "entities", "link_preview_options", "caption", "caption_entities", "show_caption_above_media",
    "has_media_spoiler", "location", "venue", "contact", "poll", "dice", *MEDIA,
)  # fmt: skip


def copied_fields(message: Message) -> Json:
    """Copy the content of a message, without its sender, its buttons and what it answers.

    Raises ActError for service messages and protected content, which Telegram does not let go.
    """
    if message.kind == "service":
        raise ActError("Pesan pemberitahuan tidak bisa diteruskan.")
    if message.wire.get("has_protected_content"):
        raise ActError("Pesan ini dilindungi sehingga tidak bisa diteruskan.")
    return {name: message.wire[name] for name in _CONTENT if name in message.wire}


def forwarded_fields(world: World, message: Message) -> Json:
    """Copy the content with its origin: the first sender, or only a name when that person hides it."""
    content = copied_fields(message)
    kept = {name: value for name, value in message.wire.items() if name.startswith("forward_")}
    if kept:
        return kept | content
    date, author = message.date, world.people.get(message.sender_id)
    if author is not None and author.hidden:
        origin: Json = {"type": "hidden_user", "sender_user_name": author.name, "date": date}
        shown: Json = {"forward_sender_name": author.name}
    else:
        user = message.wire["from"]
        origin = {"type": "user", "sender_user": user, "date": date}
        shown = {"forward_from": user}
    return {"forward_origin": origin, **shown, "forward_date": date} | content
