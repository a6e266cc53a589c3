"""An answer that goes out at an hour which its officer names; until then he can change it and take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Edited, Event, Wrote
from bot.helpdesk.model.memory import Memory
from bot.helpdesk.model.ticket import Attachment, Held, TicketState
from bot.helpdesk.officer.reply import named_hour
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import (
    BUDI,
    MONDAY,
    POLICY,
    SITI,
    WITA,
    by_officer,
    context,
    make_ticket,
    pressed,
    said,
    siti,
    wrote,
)

NINE = MONDAY
TOMORROW_EIGHT = MONDAY.replace(hour=8) + timedelta(days=1)
TWO = MONDAY.replace(hour=14)
WAITS = Held("budi", 12, "101", "Bawa KTP.", TWO)
NOTE = "// orang ini sepertinya bohong"
UNSAFE = siti(memory=Memory(hush=True))


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("kirim jam 08.00 Datang Senin.", TOMORROW_EIGHT, "Datang Senin."),
        ("Kirim pukul 14:00: Datang Senin.", TWO, "Datang Senin."),
        ("kirim jam 14 wita, Datang Senin.", TWO, "Datang Senin."),
        ("Datang Senin.\nBawa KTP.\n(kirim jam 14.00)", TWO, "Datang Senin.\nBawa KTP."),
        ("kirim jam 08.00", TOMORROW_EIGHT, ""),
        ("kirim jam 2 siang Datang Senin.", TWO, "Datang Senin."),
        ("Datang Senin.\nkirim jam 8 pagi", TOMORROW_EIGHT, "Datang Senin."),
        ("kirim jam 24.00 Datang Senin.", MONDAY.replace(hour=0) + timedelta(days=1), "Datang Senin."),
        ("kirim jam 25.00 Datang Senin.", None, "Datang Senin."),
        ("kirim jam 08.75 Datang Senin.", None, "Datang Senin."),
        ("kirim jam 24.30 Datang Senin.", None, "Datang Senin."),
    ],
)
def test_the_next_such_hour_is_meant(text: str, at: datetime | None, rest: str) -> None:
    assert named_hour(text, NINE, WITA) == (at, rest)


@pytest.mark.parametrize("text", ["Datang jam 08.00", "Berkas kirim jam 08.00 saja", "kirim besok"])
def test_other_words_about_hours_are_the_answer(text: str) -> None:
    assert named_hour(text, NINE, WITA) is None


HIS = context(ticket=make_ticket())


def does(event: Event, who: OfficerContext = HIS) -> Outcome:
    return by_officer(who, event)


def test_an_hour_that_no_clock_shows_sends_nothing() -> None:
    refused = does(Wrote(BUDI, "Budi", MONDAY, "900", "kirim jam 25.00 Datang Senin.", "800"))
    assert refused.held is None
    assert not said(refused, SITI)
    assert said(refused, BUDI) == [officer_texts.LATER_NO_HOUR]
    held = Held("budi", 12, "900", "Datang Senin.", TWO)
    changed = does(Edited(BUDI, "Budi", MONDAY, "900", "kirim jam 25.00 Datang Selasa."), replace(HIS, held=held))
    assert changed.held is None
    assert said(changed, BUDI) == [officer_texts.CHANGED_NO_HOUR.format(number=12)]


@pytest.mark.parametrize("text", [NOTE, f"  {NOTE}", f"kirim jam 10.00 {NOTE}"])
def test_an_edit_into_a_note_stops_the_answer_and_keeps_the_note(text: str) -> None:
    stopped = does(Edited(BUDI, "Budi", MONDAY, "101", text), replace(HIS, held=WAITS))
    assert stopped.held is not None
    assert stopped.held.send_at <= MONDAY
    assert said(stopped) == []
    assert [(line.ticket, line.text, line.message) for line in stopped.lines] == [(12, NOTE, "101")]
    assert said(stopped, BUDI) == [officer_texts.NOTE_INSTEAD.format(number=12)]


def test_a_note_behind_an_hour_is_a_note() -> None:
    kept = does(wrote(f"kirim jam 10.00 {NOTE}", chat=BUDI, reply_to="50"))
    assert kept.held is None
    assert said(kept) == []
    assert [line.text for line in kept.lines] == [NOTE]


@pytest.mark.parametrize("photo", [False, True])
def test_a_note_that_was_asked_about_is_a_note(photo: bool) -> None:
    nowhere = replace(HIS, target=None, resident=None, queue=(make_ticket(),))
    sent = Attached(BUDI, "Budi", MONDAY, "101", Attachment("photo", "x"), NOTE) if photo else wrote(NOTE, chat=BUDI)
    asked = does(sent, nowhere).officer_chat
    assert asked is not None
    kept = does(pressed(Verb.SEND_DRAFT, "12", "101", chat=BUDI), replace(HIS, chat=asked))
    assert not any(action.to == SITI for action in kept.actions)
    assert [(line.text, line.message) for line in kept.lines] == [(NOTE, "101")]
    assert kept.officer_chat is not None
    assert kept.officer_chat.draft is None


def test_what_changed_meanwhile_is_asked_about() -> None:
    for target, resident in (
        (make_ticket(state=TicketState.CLOSED, closed_at=MONDAY), siti()),
        (make_ticket(claimed_by="citra"), siti()),
        (make_ticket(emergency=True), UNSAFE),
    ):
        asked = dispatch.for_held(replace(HIS, target=target, resident=resident), WAITS, TWO, POLICY)
        assert said(asked) == []
        assert asked.officer_chat is not None
        assert asked.officer_chat.draft_text == "Bawa KTP."


def test_a_deleted_ticket_is_reported() -> None:
    sent = dispatch.for_held(replace(HIS, target=None, resident=None), WAITS, TWO, POLICY)
    assert "TIDAK dikirim" in said(sent, BUDI)[0]
