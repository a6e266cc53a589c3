"""The help desk's actions as Bot API calls, and every way a call can end as a Result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from msgspec.structs import replace
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.formatting import as_html, as_plain, markup
from bot.channels.telegram.request import Calls, File, NoAnswer, NotSent, wait_of
from bot.channels.telegram.translate import TOPIC_MARK
from bot.helpdesk.model.actions import (
    Acknowledge,
    Copy,
    Delete,
    Document,
    Edit,
    MakeReport,
    MarkTopic,
    OpenTopic,
    React,
    Report,
    Rows,
    Send,
    changed,
    pieces,
    unsent,
)
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import CAPTION_LENGTH, clipped, fits, units
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.texts.resident import REPEATED

TOAST = 60  # characters that a notice at the top of the screen shows; a longer one needs a window with an OK button
NOTICE = 200  # the longest notice on a pressed button
SHORTEST = 256  # a text no longer than this is never refused for its length
UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "chat_write_forbidden",
    "have no rights to send",
)
"""What a 400 says where it is the chat that takes nothing, whatever is sent."""
TOPIC_NAME = 128  # characters that the name of a topic may have
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=5)

log = structlog.get_logger()


class Sender:
    """Carries out one action at a time; never raises for anything that Telegram or the network does."""

    def __init__(self, calls: Calls, clock: Callable[[], datetime], report: MakeReport | None = None) -> None:
        """`report`: makes a report when it is to be sent."""
        self._post = calls.post
        self._report = report
        self._clock = clock

    async def send(self, row: OutboxRow) -> Result:
        """Try one row, formatted, else as plain text, and say what became of it.

        Refused connections, 429 and 5xx: again later. An answer that never came: uncertain. 403 and 400: for good.
        """
        try:
            try:
                return Result(row, Delivery.SENT, message=await self._call(row, as_html))
            except BadRequest as error:
                if not _has(error, "can't parse entities"):
                    return await self._refused(row, error)
            log.warning("formatting was refused; sent as plain text", outbox=row.id)
            return Result(row, Delivery.SENT, message=await self._call(row, as_plain))
        except BadRequest as error:
            return await self._refused(row, error)
        except TelegramError as error:
            return self._ended(row, error)
        except Trouble as error:  # a report could not be made: nothing has left yet
            log.warning("a report must wait", outbox=row.id, cause=str(error.cause))
            return Result(row, Delivery.WAITING, retry_at=self._clock() + _wait(row.tries), cause=type(error).__name__)
        except Exception:
            # an answer of a form that nobody knows: the message may stand in the chat, so it is as good as none
            log.exception("sending ended in an unknown way", outbox=row.id)
            return Result(row, Delivery.UNCERTAIN, cause="unknown")

    async def _shorter(self, row: OutboxRow, action: Send | Edit) -> Result:
        """Send a text that Telegram counts as too long in two halves, or more where these are refused too."""
        most = max(SHORTEST, units(action.text) * 2 // 3)
        log.warning("a message was refused as too long; sent in pieces", outbox=row.id, units=units(action.text))
        parts: Sequence[Send | Edit] = pieces(action, most) if isinstance(action, Send) else changed(action, most)
        lost = None
        for at, part in enumerate(parts):
            result = await self.send(replace(row, action=part))
            if result.state in {Delivery.WAITING, Delivery.UNCERTAIN} and not lost:
                begun = at > 0 or result.left is not None
                left = unsent(action, [result.left or part, *parts[at + 1 :]]) if begun else None
                return replace(result, row=row, left=left)
            lost = lost or (result if result.state is Delivery.FAILED else None)
        # the last has the buttons; one part that was refused counts like the whole
        return replace(lost or result, row=row)

    async def _call(self, row: OutboxRow, render: Callable[[str], str]) -> str | None:
        """Carry the action out; return the id of the message or topic that it has made or changed."""
        action = row.action
        chat, _, topic = action.to.chat.partition(TOPIC_MARK)
        place: dict[str, Any] = {"chat_id": chat, "message_thread_id": int(topic) if topic else None}
        again = f"{REPEATED}\n" if row.repeat else ""
        match action:
            case Send():
                shown = _shown(f"{again}{action.text}", action.buttons, render)
                made = await self._post("sendMessage", **place, **shown, **_manner(action))
            case Edit():
                shown = _shown(action.text, action.buttons, render)
                await self._post("editMessageText", chat_id=chat, message_id=int(action.message), **shown)
                return action.message
            case Copy():
                if again:  # a copy has no text of its own that could say so: it quotes the line that does
                    mark = await self._post("sendMessage", **place, text=REPEATED)
                    action = replace(action, reply_to=str(mark["message_id"]))
                source = action.source.chat.partition(TOPIC_MARK)[0]
                fields = place | _manner(action) | {"from_chat_id": source, "message_id": int(action.message)}
                mode = "HTML" if action.caption and render is as_html else None
                caption = action.caption and render(action.caption)
                made = await self._post("copyMessage", **fields, caption=caption, parse_mode=mode)
            case Document():
                # the mark in front shows a phone's simple viewer which letters these are
                file = File("document", action.name, "text/plain", as_plain(action.text).encode("utf-8-sig"))
                made = await self._post("sendDocument", file, chat_id=chat)
            case Report():
                made = await self._send_report(action, chat, again)
            case OpenTopic():
                opened = await self._post("createForumTopic", chat_id=chat, name=clipped(action.name, TOPIC_NAME))
                return str(opened["message_thread_id"])
            case _:
                await self._change(action, place)
                return None
        return str(made["message_id"])

    async def _change(self, action: Delete | MarkTopic | Acknowledge | React, place: dict[str, Any]) -> None:
        chat = place["chat_id"]
        match action:
            case Delete():
                await self._delete(chat, (action.message, *action.more))
            case MarkTopic():
                await self._post("reopenForumTopic" if action.is_open else "closeForumTopic", **place)
            case Acknowledge():
                notice, alert = clipped(action.text, NOTICE) or None, not fits(action.text, TOAST)
                fields = {"callback_query_id": action.callback, "text": notice, "show_alert": alert}
                await self._post("answerCallbackQuery", **fields)
            case React():
                sign = [{"type": "emoji", "emoji": action.emoji}]
                await self._post("setMessageReaction", chat_id=chat, message_id=int(action.message), reaction=sign)

    async def _send_report(self, action: Report, chat: str, again: str) -> Any:
        """Send a report, which is made now of what is known now."""
        if self._report is None:
            raise NetworkError("reports cannot be made here")
        made = await self._report(action)
        text = again + made.text
        method, file = "", None
        if made.workbook is not None:
            method, file = "sendDocument", File("document", made.name, XLSX, made.workbook)
        elif made.picture is not None:
            method, file = "sendPhoto", File("photo", "laporan.png", "image/png", made.picture)
        if file:
            return await self._post(method, file, chat_id=chat, caption=clipped(text, CAPTION_LENGTH))
        return await self._post("sendMessage", chat_id=chat, text=as_html(text), parse_mode="HTML")

    async def _delete(self, chat: str, messages: tuple[str, ...]) -> None:
        """All at once; where one of them is refused, the others one by one. Raises BadRequest when any is left."""
        if len(messages) == 1:
            await self._post("deleteMessage", chat_id=chat, message_id=int(messages[0]))
            return
        with suppress(BadRequest):
            await self._post("deleteMessages", chat_id=chat, message_ids=[int(message) for message in messages])
            return
        left = 0
        for message in messages:
            try:
                await self._post("deleteMessage", chat_id=chat, message_id=int(message))
            except BadRequest as error:
                left += "not found" not in error.message.lower()
        if left:
            raise BadRequest(f"{left} of {len(messages)} messages can't be deleted")

    async def _refused(self, row: OutboxRow, error: BadRequest) -> Result:
        """Handle a 400. An edit that changes nothing, or that nobody waits for, has done all it could."""
        reason, action = error.message.lower(), row.action
        if _has(error, "too long") and isinstance(action, Send | Edit) and units(action.text) > SHORTEST:
            return await self._shorter(row, action)
        unawaited = isinstance(action, Edit | Delete | MarkTopic) and not action.purpose
        if unawaited or isinstance(action, Acknowledge | React) or "not modified" in reason:
            if "not modified" not in reason:
                log.info("a change to an old message was refused", outbox=row.id, cause=error.message)
            return Result(row, Delivery.SENT, cause=error.message)
        if any(words in reason for words in UNREACHABLE):
            return Result(row, Delivery.FAILED, reason="blocked", cause=error.message)
        log.error("a message was refused", outbox=row.id, cause=error.message)
        return Result(row, Delivery.FAILED, reason="refused", cause=error.message)

    def _ended(self, row: OutboxRow, error: TelegramError) -> Result:
        now = self._clock()
        if isinstance(error, RetryAfter):
            then = now + wait_of(error)
            return Result(row, Delivery.WAITING, retry_at=then, chat_until=then, cause="429")
        if isinstance(error, Forbidden):
            return Result(row, Delivery.FAILED, reason="blocked", cause=error.message)
        if isinstance(error, ChatMigrated):
            log.error("a group became a supergroup: write its new id in config.yaml", new=error.new_chat_id)
            return Result(row, Delivery.FAILED, reason="refused", cause=f"now the supergroup {error.new_chat_id}")
        # repeating these does no harm
        harmless = isinstance(row.action, Edit | Delete | MarkTopic | Acknowledge | React)
        if isinstance(error, NoAnswer) and not harmless:
            again = now + _wait(row.tries) if row.repeat else None
            return Result(row, Delivery.UNCERTAIN, retry_at=again, cause=error.message, answered=False)
        if not isinstance(error, InvalidToken | Conflict | NetworkError):
            log.error("sending ended in an unknown way", outbox=row.id, cause=type(error).__name__)
        answered = not isinstance(error, NoAnswer | NotSent)
        retry_at, cause = now + _wait(row.tries), type(error).__name__
        return Result(row, Delivery.WAITING, retry_at=retry_at, cause=cause, answered=answered)


def _shown(text: str, buttons: Rows, render: Callable[[str], str]) -> dict[str, Any]:
    mode = "HTML" if render is as_html else None
    return {"text": render(text), "parse_mode": mode, "reply_markup": markup(buttons)}


def _has(error: BadRequest, words: str) -> bool:
    return words in error.message.lower().replace("_", " ")


def _wait(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(tries, 9)), LONGEST_WAIT)


def _manner(action: Send | Copy) -> dict[str, Any]:
    """Return what it replies to, and whether it rings."""
    replied = action.reply_to and {"message_id": int(action.reply_to), "allow_sending_without_reply": True}
    return {"reply_parameters": replied or None, "disable_notification": action.silent or None}
