"""Telegram's updates as events: a table of raw updates, and anything at all as an update."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from bot.channels.telegram.formatting import as_html, as_plain, decode, encode, markup
from bot.channels.telegram.request import read_json
from bot.channels.telegram.translate import SenderMismatch, Translator, clean, received
from bot.helpdesk.model.actions import Button
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Event, Started, Wrote
from bot.helpdesk.model.markup import BOLD_OFF, BOLD_ON, bold
from bot.helpdesk.model.store import InboxRow
from tests.typed import a

NOW = datetime(2026, 11, 24, tzinfo=UTC)
USER = {"id": 5001, "is_bot": False, "first_name": "Siti", "last_name": "A"}
CHAT = {"id": 5001, "type": "private", "first_name": "Siti"}
GROUP = {"id": -77, "type": "group", "title": "RT 04"}
BOT = {"id": 99, "is_bot": True, "first_name": "Tanya", "username": "tanya_bot"}
TRANSLATE = Translator("tanya_bot", 99)


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 10, "date": 1795500000, "chat": CHAT, "from": USER, **fields}


def event_of(update: dict[str, Any]) -> Event | None:
    row = InboxRow(1, "telegram", "5001", msgspec.json.encode({"update_id": 1, **update}), NOW, 0)
    return TRANSLATE(row)


def text_of(text: str, **fields: Any) -> Event | None:
    return event_of({"message": message(text=text, **fields)})


FILE = {"file_id": "F", "file_unique_id": "U"}
PHOTO = [{**FILE, "width": 1, "height": 1}, {**FILE, "file_id": "G", "width": 9, "height": 9}]
QUOTED = message(message_id=7, text="dulu")


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("/start mandurian", Started, "mandurian"),
        ("/start", Started, ""),
        ("/status", Commanded, "status"),
        ("/siaran\nKantor tutup.", Commanded, "siaran"),
        ("/Bantuan@tanya_bot sekarang", Commanded, "bantuan"),
        ("/", Commanded, ""),
    ],
)
def test_commands(text: str, kind: type[object], detail: str) -> None:
    event = text_of(text)
    assert type(event) is kind
    assert (event.payload if isinstance(event, Started) else a(Commanded, event).command) == detail


@pytest.mark.parametrize(
    ("fields", "kind", "reference"),
    [
        ({"photo": PHOTO}, "photo", "G"),
        ({"voice": {**FILE, "duration": 3}}, "voice", "F"),
        ({"document": {**FILE, "file_name": "surat.pdf"}}, "document", "F"),
        ({"document": {**FILE, "file_name": "Ibu.VCF"}}, "contact", "F"),
        ({"location": {"latitude": -2.9, "longitude": 115.1}}, "location", "-2.9,115.1"),
        ({"contact": {"phone_number": "08", "first_name": "X"}}, "contact", ""),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other", ""),
    ],
)
def test_everything_that_carries_something_becomes_an_attachment(
    fields: dict[str, Any], kind: str, reference: str
) -> None:
    event = event_of({"message": message(**fields, caption="lihat")})
    assert isinstance(event, Attached)
    assert (event.attachment.kind, event.attachment.reference, event.caption) == (kind, reference, "lihat")


def test_service_messages_carry_nothing() -> None:
    assert event_of({"message": message(new_chat_title="x")}) is None


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_blocking_and_unblocking(status: str, blocked: bool) -> None:
    old = {"status": "member", "user": BOT}
    new = {"status": status, "user": BOT, **({"until_date": 0} if status == "kicked" else {})}
    change = {"chat": CHAT, "from": USER, "date": 1795500000, "old_chat_member": old, "new_chat_member": new}
    assert a(Blocked, event_of({"my_chat_member": change})).blocked is blocked


@pytest.mark.parametrize(
    ("text", "fields", "heard"),
    [
        ("selamat pagi semua", {}, None),
        ("@Tanya_Bot brp biaya", {}, "brp biaya"),
        ("brp biaya", {"reply_to_message": {**QUOTED, "chat": GROUP, "from": BOT}}, "brp biaya"),
    ],
)
def test_in_groups_the_bot_hears_only_what_is_addressed_to_it(
    text: str, fields: dict[str, Any], heard: str | None
) -> None:
    event = event_of({"message": {**message(text=text, **fields), "chat": GROUP}})
    assert (a(Wrote, event).text.strip() if event else None) == heard
    assert event is None or event.group


@pytest.mark.parametrize("text", ["\u3164", "\u200b\u200b", " \u2060 \n"])
def test_a_message_without_anything_to_see_is_no_event(text: str) -> None:
    assert text_of(text) is None


@pytest.mark.parametrize(
    ("update", "key", "chat"),
    [
        ({"message": message(text="a")}, "message:5001:10", "5001"),
        ({"callback_query": {"id": "c1", "from": USER, "message": message()}}, "press:c1", "5001"),
        ({"callback_query": {"id": "c1", "from": USER}}, "press:c1", "5001"),
        ({"poll": {"id": "p"}}, None, ""),
    ],
)
def test_the_keys_against_repeats(update: dict[str, Any], key: str | None, chat: str) -> None:
    row = received({"update_id": 5, **update})
    assert (row.update, row.message, row.chat) == ("5", key, chat)


def test_two_edits_of_one_message_are_two_updates_and_a_repeat_is_one() -> None:
    keys = [
        received({"update_id": n, "edited_message": message(text=text, edit_date=9)}).message
        for n, text in enumerate(["a", "b", "b"])
    ]
    assert keys[0] != keys[1]
    assert keys[1] == keys[2]
    assert keys[0] != received({"update_id": 9, "message": message(text="a")}).message


def test_what_came_twice_instead_of_an_update_has_one_key() -> None:
    assert received(["x"]).update == received(["x"]).update != received(["y"]).update


def test_a_field_of_the_future_hides_no_message() -> None:
    row = received({"update_id": 5, "of_the_future": {"a": 1}, "message": message(text="a")})
    assert (row.chat, row.text) == ("5001", "a")


def test_half_an_emoji_does_not_make_an_answer_unreadable() -> None:
    body = b'{"ok": true, "result": [{"update_id": 1, "message": {"text": "a\\ud83d"}}, {"update_id": 2}]}'
    found = read_json(body)
    assert [update["update_id"] for update in found["result"]] == [1, 2]
    assert [received(update).update for update in found["result"]] == ["1", "2"]
    with pytest.raises(ValueError):
        read_json(body[:40])


@given(st.text())
def test_nothing_that_people_write_becomes_markup(text: str) -> None:
    html = as_html(f"{bold('kepala')} {clean(text)}")
    assert html.count("<b>") == 1
    assert html.count("<") == 2
    assert BOLD_ON not in as_plain(f"{bold('x')}{clean(text)}")
    assert BOLD_OFF not in clean(text)


MALLORY = {"id": 6001, "is_bot": False, "first_name": "Mallory"}
FORGED = {
    "a message": {"message": message(text="tutup", **{"from": MALLORY})},
    "an edit": {"edited_message": message(text="tutup", edit_date=1, **{"from": MALLORY})},
    "a press": {"callback_query": {"id": "1", "from": MALLORY, "message": message(), "data": "tutup:12"}},
    "a block": {
        "my_chat_member": {
            "chat": message()["chat"], "from": MALLORY, "date": 1, "new_chat_member": {"status": "kicked"},
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("update", FORGED.values(), ids=FORGED)
def test_nobody_acts_in_a_private_chat_that_is_not_his_own(update: dict[str, Any]) -> None:
    with pytest.raises(SenderMismatch):
        event_of(update)


def test_button_data_keeps_to_64_bytes() -> None:
    assert decode(encode(Button("x", Verb.SEND_ENTRY, ("12", "paspor-biaya")))) == ("kirim", ("12", "paspor-biaya"))
    with pytest.raises(ValueError, match="bytes"):
        encode(Button("x", Verb.SEND_ENTRY, ("a" * 70,)))


def test_long_labels_are_cut_and_no_buttons_mean_no_keyboard() -> None:
    assert markup(()) is None
    drawn = markup(((Button("kata " * 30, Verb.MENU),),))
    label = msgspec.json.decode(msgspec.json.encode(drawn))["inline_keyboard"][0][0]["text"]
    assert 50 < len(label) <= 60
