"""/nomor: the number of a chat, which the settings ask for (the operator's chat, an office's group)."""

from __future__ import annotations

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.texts import staff as texts

COMMAND = "nomor"


def asks_for_number(event: Commanded) -> bool:
    """Return whether somebody wants to know the number; with words behind it, it is a question like any other."""
    return event.command == COMMAND and not event.argument.strip()


def number_of(event: Commanded) -> Outcome:
    """Tell the number of the chat in which the command was written."""
    text = texts.CHAT_NUMBER.format(number=event.address.room.chat)
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
