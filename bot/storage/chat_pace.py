"""How many messages one chat may get: a few at once, then one at a time, whichever process sends them.

A group counts as a whole, whatever the topic. A chat's row in `chat_pauses` says from when it may get the next message.
It is moved on when the outcome of one is stored, so that the channel never counts more than is counted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.helpdesk.model.actions import Copy, Document, OpenTopic, Report, Send
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, Result
from bot.storage.database.sql import Connection, Sql, upsert


class Rate(Struct, frozen=True):
    """So many messages at once (`burst`) when a chat has had none for a while; afterwards one `every` so often."""

    burst: int
    every: timedelta

    @property
    def rest(self) -> timedelta:
        """After this long without a message, as many may be sent at once as ever."""
        return self.burst * self.every


PERSON = Rate(3, timedelta(seconds=1))
GROUP = Rate(5, timedelta(seconds=4))
"""Telegram takes 20 a minute: in no minute are there more than 5 + 60 / 4."""
LONGEST_PAUSE = timedelta(days=1)
"""Further away than any channel asks for: the clock was wrong when that time was stored, so it is over."""
IS_PAUSED = (
    "EXISTS (SELECT 1 FROM chat_pauses WHERE chat_pauses.channel = outbox.channel AND chat_pauses.chat = outbox.chat"
    " AND until > :now AND until <= :longest_pause)"
)
"""Whether the chat of an outgoing message is left alone at the moment."""

_KNOWN = Sql(
    "SELECT channel, chat, until FROM chat_pauses WHERE (channel, chat) IN (VALUES :chats)", tuple[str, str, datetime]
)
# a row says nothing more once as many messages may be sent at once as to a chat without one
_OVER = Sql(
    "DELETE FROM chat_pauses WHERE (channel, chat) IN (SELECT channel, chat FROM chat_pauses"
    " WHERE chat LIKE '-%' AND until <= :group OR chat NOT LIKE '-%' AND until <= :person FOR UPDATE SKIP LOCKED)"
)
_UNTIL = Sql(upsert("chat_pauses", ("channel", "chat"), ("until",)))


def free_again(until: datetime | None, now: datetime, count: int, rate: Rate = PERSON) -> datetime:
    """From when a chat may get the next message, once it has got `count` now. `until`: the same before them."""
    full = now - (rate.burst - 1) * rate.every
    if until is None or until > now + LONGEST_PAUSE:
        until = full
    return max(until, full) + count * rate.every


def note(connection: Connection, results: Sequence[Result], now: datetime, *, paced: bool) -> None:
    """Store until when chats are left alone: for what they got, where that counts (`paced`), and for a 429."""
    got = Counter[Address]()
    for result in results if paced else ():
        got[result.row.action.to.room] += _count(result)
    chats = [(chat.channel, chat.chat) for chat in +got]
    before = {(of, at): until for of, at, until in _KNOWN.all(connection, chats=chats)} if chats else {}
    until = {
        chat: free_again(
            before.get((chat.channel, chat.chat)), now, count, GROUP if chat.chat.startswith("-") else PERSON
        )
        for chat, count in (+got).items()
    }
    until |= {result.row.action.to.room: result.chat_until for result in results if result.chat_until is not None}
    if not until:
        return
    _OVER.run(connection, group=now - GROUP.rest, person=now - PERSON.rest)
    rows = [{"channel": chat.channel, "chat": chat.chat, "until": moment} for chat, moment in until.items()]
    _UNTIL.each(connection, sorted(rows, key=lambda row: (row["channel"], row["chat"])))


def _count(result: Result) -> int:
    """Count the messages that the channel has counted: none for a change, a receipt, or what it did not take at all."""
    action = result.row.action
    if (
        result.state is Delivery.WAITING
        or result.reason == "unsafe"
        or not isinstance(action, Send | Copy | Document | Report | OpenTopic)
    ):
        return 0
    return 2 if isinstance(action, Copy) and result.row.repeat else 1
