"""Anything at all at every way in: updates, people's texts, names and markup, the matcher, settings, FAQ files.

A few hundred samples each run here, always the same; `make fuzz` draws new ones for as long as wanted.
"""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from hypothesis import example, given, settings, strategies as st

from bot.channels.telegram.formatting import as_html, as_plain, decode
from bot.channels.telegram.request import read_json
from bot.channels.telegram.translate import Translator, clean, received
from bot.faqfiles.load import check_faq
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event, Started, Wrote
from bot.helpdesk.model.markup import BOLD_ON, bold
from bot.helpdesk.model.store import InboxRow
from bot.helpdesk.privacy.numbers import masked
from bot.matching import danger
from bot.matching.entry import DecisionKind
from bot.settings import load_settings
from telegram_simulator.html_text import parse_html
from tests.examples import examples
from tests.shipped import shipped_index

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, tzinfo=UTC)
FEW = settings(max_examples=examples(1.5))
SECRET = "123456:RahasiaSekaliTokenIni"

ODD = ("", "<b>", "</b>&lt;", "&amp;#x26;", "\x00", "\ud83d", "\u202egpj.exe", "a" * 5000, f"/start {'x' * 300}", "/")
WILD = st.text() | st.text(st.characters(categories=("Cs", "Mn", "Cf", "Co", "Zs", "So", "Nd"))) | st.sampled_from(ODD)
KNOWN = "paspor brp biaya hilang umrah majikan tahan tolong disekap kada 3173 08123 ?"
WORDS = st.lists(st.sampled_from(KNOWN.split()) | WILD, max_size=40).map(" ".join)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | WILD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WILD, inner, max_size=4),
    max_leaves=12,
)
FIELDS = """message_id date edit_date chat from text caption reply_to_message photo voice document location contact poll
forward_origin is_topic_message message_thread_id forum_topic_created data id message new_chat_member status
media_group_id entities"""
CHAT = {"id": st.sampled_from((5001, -77, -1001234567890)), "type": st.sampled_from(("private", "group", "supergroup"))}
USER = {"id": st.sampled_from((5001, 99)), "is_bot": st.booleans(), "first_name": WILD}


def update() -> st.SearchStrategy[dict[str, Any]]:
    """Generate updates that look right but for some fields, or do not look right at all."""
    chat, user = st.fixed_dictionaries(CHAT), st.fixed_dictionaries(USER)
    right = {"message_id": st.integers(1, 9), "date": st.integers(0, 2**31), "chat": chat, "from": user}
    strange = st.dictionaries(st.sampled_from(FIELDS.split()), JSON, max_size=3)
    usual = st.fixed_dictionaries(right, optional={"text": WORDS, "caption": WILD})
    message = st.builds(lambda a, b: {**a, **b}, usual, st.just({}) | strange)
    press = st.builds(
        lambda m, u, d, more: {"id": "cb", "from": u, "message": m, "data": d, **more}, message, user, WILD, strange
    )
    member = st.builds(lambda m: {**m, "new_chat_member": {"status": "kicked"}}, message)
    bodies = {"message": message, "edited_message": message, "callback_query": press, "my_chat_member": member}
    return st.sampled_from(tuple(bodies)).flatmap(
        lambda kind: st.builds(lambda body, number: {"update_id": number, kind: body}, bodies[kind], st.integers(0, 99))
    )


TRANSLATE = Translator("tanya_bot", 99)
KINDS = st.sampled_from(("message", "edited_message", "callback_query", "my_chat_member", "poll", "of_the_future"))
SHAPELESS = st.builds(lambda number, kind, body: {"update_id": number, kind: body}, st.integers(0, 9), KINDS, JSON)
"""Updates by their number alone."""


@FEW
@given(update())
def test_an_update_becomes_an_event_or_a_dead_letter_and_its_text_passes(found: dict[str, Any]) -> None:
    try:
        raw = msgspec.json.encode(found)
    except ValueError:
        return  # a lone half of an emoji: arrives repaired, as the next test holds
    row = received(read_json(raw))
    try:
        event = TRANSLATE(InboxRow(1, "telegram", row.chat, row.raw, NOW, 0))
    except Exception:
        return  # kept as a dead letter
    if event is None:
        return
    assert isinstance(event, Event)
    said = [event.name]
    said += [event.text] if isinstance(event, Wrote | Edited) else []
    said += [event.caption] if isinstance(event, Attached) else []
    said += [event.command, event.argument] if isinstance(event, Commanded) else []
    said += [event.payload] if isinstance(event, Started) else []
    for text in said:
        text.encode()
        assert BOLD_ON not in text
        assert "\x00" not in text


@FEW
@given(st.binary(max_size=400) | (JSON | SHAPELESS | update()).map(lambda value: json.dumps(value).encode()))
@example(b'{"update_id": 1, "message": {"message_id": "\\u0000", "chat": {"id": "a\\u0000b"}}}')
def test_any_body_is_an_update_or_unreadable(body: bytes) -> None:
    try:
        found = read_json(body)
    except (ValueError, RecursionError):
        return
    row = received(found)
    assert row.update.startswith("unreadable:") or row.update == str(found["update_id"])
    assert "\0" not in f"{row.message}{row.chat}{row.said}"
    assert msgspec.json.decode(row.raw) == found


@FEW
@given(WILD, WILD)
def test_whatever_people_write_stands_in_a_message_as_they_wrote_it(name: str, text: str) -> None:
    name, text = clean(name), clean(text)
    message = f"{bold(name)}\n{text}"
    shown, entities = parse_html(as_html(message))
    assert shown == as_plain(message)
    assert [entity["type"] for entity in entities if entity["length"]] in ([], ["bold"])


@FEW
@given(WILD)
def test_what_a_button_carries_is_taken_apart_whatever_it_is(data: str) -> None:
    verb, args = decode(data)
    assert ":".join((verb, *args)) == data


@FEW
@given(st.lists(WORDS, min_size=1, max_size=3))
def test_whatever_is_asked_comes_to_an_outcome_that_fits_together(turns: list[str]) -> None:
    decision = shipped_index().decide(turns)
    assert len(decision.answers) <= 3
    assert len(decision.suggestions) <= 3
    assert 0.0 <= decision.confidence <= 1.0
    assert all(0.0 <= chance <= 1.0 for _, chance in decision.ranking)
    if decision.outcome is DecisionKind.ANSWER:
        assert decision.answers
    if decision.outcome is DecisionKind.SUGGEST:
        assert decision.suggestions
        assert not decision.answers


@FEW
@given(WORDS)
def test_danger_and_identity_read_anything(text: str) -> None:
    assert danger.assess(text).level in {"none", "doubtful", "danger"}
    hidden, kinds = masked(text)
    again, more = masked(hidden)
    assert (again, more) == (hidden, frozenset()), f"{kinds} was masked, and something was left to mask"


def _file(folder: str, name: str, content: bytes) -> Path:
    path = Path(folder) / name
    path.write_bytes(content)
    return path


PARTS = """telegram: token: mode: webhook: offices: officers: villages: id: name: hours: faq: database: privacy:
keep_conversations: escalation: entri: kalimat: inti: rincian: topik: biaya: - 8:00-16:00 90d [ ] { } null & * ! ? | >
' " # 0x1 1e9 ~ no"""
YAML = st.lists(st.sampled_from((*PARTS.split(), "\n", "\n ", "\n  ", "\t")) | WILD, max_size=30).map(
    lambda parts: " ".join(parts).encode("utf-8", "surrogatepass")
)


@FEW
@given(YAML | st.binary(max_size=200))
@example(b"[] : x")
@example(b"telegram: {? {a: b} : x}")
def test_any_settings_file_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {"BOT_TELEGRAM__TOKEN": SECRET}):
        refused = None
        try:
            load_settings(str(_file(folder, "config.yaml", content)))
        except Trouble as trouble:
            refused = trouble
        if refused:
            assert str(refused).strip()
            assert SECRET not in f"{refused}{refused.cause}"


@FEW
@given(YAML | st.binary(max_size=200), st.sampled_from(("paspor.yaml", "paspor.kalimat.yaml", "biaya.yaml")))
def test_any_faq_file_is_checked_and_its_problems_have_a_place(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _file(folder, name, content)
        for problem in check_faq(Path(folder), date(2026, 11, 24)):
            assert problem.place.line >= 1
            assert problem.message
