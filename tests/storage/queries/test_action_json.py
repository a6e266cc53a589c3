"""Every action survives being stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.model.actions import (
    Acknowledge,
    Action,
    Button,
    Copy,
    Delete,
    Document,
    Edit,
    MarkTopic,
    OpenTopic,
    Priority,
    Purpose,
    React,
    Report,
    Send,
)
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Address
from bot.storage.queries.outbox import decode, encode
from tests.storage.samples import OFFICER, SITI

BUTTONS = (
    (Button("Ya", Verb.PICK_ENTRY, ("paspor-biaya", "2")), Button("Tidak", Verb.ASK_OFFICER)),
    (Button("Lain", Verb.MENU),),
)

ACTIONS: list[Action] = [
    Send(SITI, "Biayanya " + bold("Rp650.000") + " 🙏"),
    Send(
        OFFICER,
        "Kartu",
        BUTTONS,
        ticket=7,
        purpose=Purpose.CARD,
        about="m1",
        reply_to="m2",
        silent=True,
        priority=Priority.EMERGENCY,
    ),
    Edit(OFFICER, "m3", "Selesai"),
    Edit(OFFICER, "m3", "Diambil", BUTTONS),
    Edit(SITI, "m3", "Diralat", BUTTONS, ticket=7, purpose=Purpose.CORRECTION, about="m4"),
    Delete(SITI, "m3", ticket=7, purpose=Purpose.WITHDRAWAL, about="m4"),
    Delete(SITI, "m3", ticket=None, purpose=Purpose.CLEARING, about=None, more=("m4", "m5")),
    Document(SITI, "data.txt", "Nama: Siti"),
    Report(OFFICER, "budi", "2026-11", "picture"),
    Copy(SITI, OFFICER, "m4", ticket=7, purpose=Purpose.REPLY, about="m4", reply_to="m5"),
    Send(SITI, "Jawaban", ticket=7, purpose=Purpose.REPLY, about="m4", heard_at=OFFICER),
    OpenTopic(OFFICER, "Kasus #7", ticket=7, purpose=Purpose.TOPIC, priority=Priority.EMERGENCY),
    MarkTopic(OFFICER, False),
    Acknowledge(SITI, "cb-1", "Terima kasih"),
    React(SITI, "m6", "👍"),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_an_action_comes_back_as_it_was(action: Action) -> None:
    back = decode(encode(action))
    assert back == action
    assert type(back) is type(action)


def test_each_kind_of_action_is_covered() -> None:
    assert {type(action) for action in ACTIONS} == set(Action.__args__)


def test_an_action_stored_before_a_field_was_added_gets_the_default() -> None:
    back = decode('["send", {"to": {"channel": "telegram", "chat": "5001"}, "text": "halo"}]')
    assert back == Send(SITI, "halo")


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.lists(st.builds(Button, st.text(st.characters(exclude_categories=["Cs"])), st.just("v")), min_size=1)),
)
def test_any_text_and_buttons_come_back(text: str, rows: list[list[Button]]) -> None:
    action = Send(Address("telegram", text), text, tuple(tuple(row) for row in rows))
    assert decode(encode(action)) == action
