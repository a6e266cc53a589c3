"""What a bot has sent, as people see it, beside what is kept of it.

Each story's calls stand by chat, sorted: which of two comes first is the stories' to say. Left out is what differs from
run to run: ids, links and times, an edit that a later one took the place of; and calls that were refused or that nobody
sees (typing, reading).
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
from difflib import unified_diff
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from bot.storage.store import SqlStore, beside
from telegram_simulator.api import LoggedCall
from telegram_simulator.server import BotApiServer

Record = dict[str, Any]

HERE = Path(__file__).parent
STORIES = HERE.parent / "stories"
UNSEEN = re.compile("get|sendChatAction|setWebhook|deleteWebhook|logOut|close")
_DAY = "(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)"
_MONTH = "(?:Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember)"
_TIME = r"\d{1,2}[.:]\d{2}(?::\d{2})?(?: WIB| WITA| WIT)?"
VARYING = (
    (re.compile(r"/\S*/pytest-\S*"), "‹file›"),
    (re.compile(r"(?<=<blockquote expandable>).*?(?=</blockquote>)", re.DOTALL), "‹details›"),
    (re.compile(r"(?<=<b>Tebakan bot:</b>\n)(?:\d\. .*\n?)+"), "‹guesses›\n"),
    (re.compile(r"https?://[^\s<]*127\.0\.0\.1\S*|(?<=start=)[\w-]{16,}"), "‹link›"),
    (re.compile(rf"(?:{_DAY}, )?\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{4}}"), "‹day›"),
    (re.compile(rf"{_DAY} \d{{1,2}}-\d{{1,2}}|\d{{4}}-\d\d-\d\d"), "‹day›"),
    (re.compile(rf"(?:(?:hari ini|besok|kemarin|‹day›) )?(?:pukul )?\b{_TIME}"), "‹time›"),
)
"""What differs from one run to the next or belongs to the FAQ and its matcher, and what stands for it."""
EDITS = ("editMessageText", "editMessageCaption", "editMessageReplyMarkup")
JOINED = re.compile(r"<b>#\d+ [^<]*:</b>\n<blockquote>")
"""What a resident writes on, which leaves in one message where the one before has not left yet."""
ASKED_AGAIN = ("5001", "ledger")
UNSTEADY = {
    "test_a_far_fee_is_typed_twice_may_be_refused_and_can_be_taken_back": ASKED_AGAIN,
    "test_a_fee_corrected_in_chat_reaches_residents_once_a_second_agrees": ASKED_AGAIN,
    "test_the_supervisor_is_the_second_where_nobody_else_publishes": ASKED_AGAIN,
    "test_what_the_console_asks_for_is_published_once_a_publisher_agrees": ASKED_AGAIN,
    "test_what_was_asked_before_a_restart_is_done_and_told_after_it": ASKED_AGAIN,
    "test_a_halted_broadcast_reports_what_had_left": ("7003",),
    "test_a_text_of_emoji_arrives_whole_however_telegram_counts": ("7002",),
    "test_a_ticket_that_reached_nobody_is_an_alert_until_it_is_answered": ("9009",),
    "test_sixty_tickets_of_an_officer_who_never_joined_are_one_alert": ("9009",),
}
"""Chats in which messages depend on how fast the bot is: somebody asks until the answer is new, or calls them off."""
CALLED_OFF = re.compile(r"sendMessage \| (Mau kabar penting untuk|.*Chat ini menerima pesan lagi)", re.DOTALL)
"""What may be called off before it has left, or is over before an alert has gone out for it."""
COUNTED = ("received", "answered", "open", "failed", "ignored", "uncertain")
PATIENCE = 2.0

compares = False
written: dict[str, list[Record]] | None = None
"""What `python -m tests.golden` collects; it compares with `--compare`, and tests alone do neither."""


async def check(server: BotApiServer, database: str) -> None:
    """Compare what a story made the bot do with what is kept of it; outside of the stories nothing is kept."""
    path, _, name = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0].partition("::")
    if Path(path).parent.name != STORIES.name:
        return
    story = f"{Path(path).stem}::{name}"
    found = await recorded(server, database)
    record = {part: lines for part, lines in found.items() if part not in UNSTEADY.get(function_of(story), ())}
    if written is not None:
        written.setdefault(story, []).append(record)
        return
    kept = read(Path(path).stem).get(story, [])
    place = _seen.setdefault(story, 0)
    _seen[story] += 1
    before = kept[place] if place < len(kept) else {}
    if changed := difference(before, record):
        raise AssertionError(f"the bot did otherwise than in the golden record (python -m tests.golden):\n{changed}")


_seen: dict[str, int] = {}
_read: dict[str, dict[str, list[Record]]] = {}


def read(module: str) -> dict[str, list[Record]]:
    """Read what is kept of a module of stories."""
    if module not in _read:
        file = HERE / f"{module}.json.gz"
        _read[module] = json.loads(gzip.decompress(file.read_bytes())) if file.exists() else {}
    return _read[module]


def write() -> None:
    """Keep what was collected, beside what is kept of stories that were not played."""
    assert written is not None
    for module in {story.partition("::")[0] for story in written}:
        source = (STORIES / f"{module}.py").read_text("utf-8")
        records = read(module) | {story: found for story, found in written.items() if story.startswith(f"{module}::")}
        known = {story: found for story, found in records.items() if function_of(story) in source}
        text = json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True)
        (HERE / f"{module}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def function_of(story: str) -> str:
    """Return the test that plays a story: of `test_news::test_a[kabar]` this is `test_a`."""
    return story.partition("::")[2].partition("[")[0]


def difference(before: Record, after: Record) -> str:
    """Show how two records differ, line by line; nothing when they do not."""
    return "\n".join(unified_diff(lines_of(before), lines_of(after), "kept", "now", lineterm="", n=2))


def lines_of(record: Record) -> list[str]:
    return [f"{part} {line}" for part, lines in sorted(record.items()) for line in lines]


async def recorded(server: BotApiServer, database: str) -> Record:
    """Wait until the bot has nothing more to do, and put down what it did."""
    async with beside(database) as store:
        await _quiet(server, store)
        counts = asdict(await store.ledger(None))
    chats: dict[str, set[str]] = {"ledger": {f"{counts[name]} {name}" for name in COUNTED}}
    calls = [call for call in server.calls if call.ok and not UNSEEN.match(call.method)]
    last = {(call.chat_id, call.params.get("message_id")): call.number for call in calls if call.method in EDITS}
    for call in calls:
        if call.method not in EDITS or call.number in last.values():
            chats.setdefault(str(call.chat_id or call.method), set()).update(seen(call))
    return {name: sorted(line for line in lines if not CALLED_OFF.match(line)) for name, lines in chats.items()}


async def _quiet(server: BotApiServer, store: SqlStore) -> None:
    """Wait until nothing is on its way in or out, or nothing happens for a while: what is left waits for its hour."""
    loop = asyncio.get_running_loop()
    calls, since = -1, loop.time()
    while calls != len(server.calls) or server.waiting or (await store.ledger(None)).queued:
        if calls != len(server.calls):
            calls, since = len(server.calls), loop.time()
        elif loop.time() - since > PATIENCE:
            return
        await asyncio.sleep(0.05)


def seen(call: LoggedCall) -> list[str]:
    """Put a call as people see it: its text, and its buttons in rows; what was joined on the way in parts."""
    params = call.params
    text = " | ".join(str(params[name]) for name in ("text", "caption", "commands", "reaction") if params.get(name))
    if JOINED.match(text):
        head, *parts = re.split(r"\n(?=<blockquote>)", text)
        return [steady(f"{call.method} | {head} {part}") for part in parts]
    markup = params.get("reply_markup") or {}
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    buttons = (" ".join(f"[{button['text']}]" for button in row) for row in rows)
    return [steady(" | ".join([call.method, text, *buttons]))]


def steady(text: str) -> str:
    """Put signs where a text names what differs from run to run."""
    for pattern, sign in VARYING:
        text = pattern.sub(sign, text)
    return text
