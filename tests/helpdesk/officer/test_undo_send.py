"""An officer who asked for it has ten seconds to take an answer back, to change it, or to let it go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Copy, Edit, Outcome, Send
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.conversation_memory import Memory
from bot.helpdesk.model.entities import Attachment, Held, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.undo_send import PAUSE, release
from bot.helpdesk.texts import officer as officer_texts
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, pressed, said, siti, small_policy, wrote

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
WAITS = Held("budi", 12, "101", "Bawa KTP.", MONDAY + PAUSE)


def context(*, pauses: bool = True, target: Ticket | None = None, held: Held | None = None) -> OfficerContext:
    chat = replace(POLICY.chats["budi"], pauses=pauses)
    return OfficerContext(POLICY.directory.officers["budi"], chat, target or make_ticket(), siti(), held=held)


def done(event: Event, of: OfficerContext) -> Outcome:
    return dispatch.for_officer(of, event, MONDAY, POLICY)


def test_jeda_turns_the_pause_on_and_off() -> None:
    command = Commanded(BUDI, "Budi", MONDAY, "1", "jeda", "")
    on = done(command, context(pauses=False))
    assert on.officer_chat is not None
    assert on.officer_chat.pauses
    assert "10 detik" in said(on, BUDI)[0]
    off = done(command, context(pauses=True))
    assert off.officer_chat is not None
    assert not off.officer_chat.pauses


def test_without_the_pause_an_answer_leaves_at_once() -> None:
    sent = done(wrote("Bawa KTP.", chat=BUDI, reply_to="50"), context(pauses=False))
    assert sent.held is None
    assert "Bawa KTP." in said(sent)[0]


def test_with_the_pause_nothing_leaves_and_the_resident_goes_on_waiting() -> None:
    sent = done(wrote("Bawa KTP.", chat=BUDI, reply_to="50"), context())
    assert sent.held == WAITS
    assert said(sent) == []
    assert sent.tickets == ()
    [notice] = [action for action in sent.actions if isinstance(action, Send)]
    assert notice.buttons[0][0].label == "Batal"
    assert notice.buttons[0][0].args == ("12", "101")


def test_batal_takes_it_back() -> None:
    stopped = done(pressed(Verb.TAKE_BACK, "12", "101", chat=BUDI), context(held=WAITS))
    assert stopped.held is not None
    assert stopped.held.send_at <= MONDAY
    assert said(stopped) == []
    assert any(isinstance(action, Edit) and "Tidak jadi" in action.text for action in stopped.actions)


def test_tarik_in_reply_takes_it_back_too() -> None:
    stopped = done(Commanded(BUDI, "Budi", MONDAY, "102", "tarik", "", "101"), context(held=WAITS))
    assert stopped.held is not None
    assert stopped.held.send_at <= MONDAY


def test_batal_that_comes_too_late_says_how_to_withdraw() -> None:
    late = done(pressed(Verb.TAKE_BACK, "12", "101", chat=BUDI), context())
    assert "/tarik" in said(late, BUDI)[0]


def test_an_edit_changes_what_will_leave_and_begins_the_ten_seconds_anew() -> None:
    changed = done(
        Edited(BUDI, "Budi", MONDAY, "101", "Bawa KTP dan KK."), context(held=replace(WAITS, send_at=MONDAY))
    )
    assert changed.held == replace(WAITS, text="Bawa KTP dan KK.")


NOTE = "// orang ini sepertinya bohong"


@pytest.mark.parametrize("text", [NOTE, f"  {NOTE}", f"kirim jam 10.00 {NOTE}"])
@pytest.mark.parametrize("copied", [False, True])
def test_an_edit_into_a_note_stops_the_answer_and_keeps_the_note(text: str, copied: bool) -> None:
    stopped = done(Edited(BUDI, "Budi", MONDAY, "101", text), context(held=replace(WAITS, copied=copied)))
    assert stopped.held is not None
    assert stopped.held.send_at <= MONDAY
    assert said(stopped) == []
    assert [(line.ticket, line.text, line.message) for line in stopped.lines] == [(12, NOTE, "101")]
    assert said(stopped, BUDI) == [officer_texts.NOTE_INSTEAD.format(number=12)]


@pytest.mark.parametrize("target", [None, make_ticket(office="timur")])
def test_a_note_of_a_ticket_that_has_gone_is_not_kept_there(target: Ticket | None) -> None:
    gone = replace(context(held=WAITS), target=target, resident=siti() if target else None)
    stopped = done(Edited(BUDI, "Budi", MONDAY, "101", NOTE), gone)
    assert stopped.held is not None
    assert stopped.held.send_at <= MONDAY
    assert stopped.lines == ()


@pytest.mark.parametrize("text", ["", "  ", "kirim jam 10.00"])
def test_an_edit_without_words_changes_nothing(text: str) -> None:
    refused = done(Edited(BUDI, "Budi", MONDAY, "101", text), context(held=WAITS))
    assert refused.held is None
    assert said(refused, BUDI) == [officer_texts.CHANGED_EMPTY.format(number=12)]


def test_a_draft_without_words_is_not_sent() -> None:
    empty = replace(context(pauses=False), chat=replace(POLICY.chats["budi"], draft="101", draft_text=" "))
    refused = done(pressed(Verb.SEND_DRAFT, "12", "101", chat=BUDI), empty)
    assert not said(refused)
    assert not refused.tickets


def test_a_photo_that_waits_may_lose_its_caption() -> None:
    changed = done(Edited(BUDI, "Budi", MONDAY, "101", ""), context(held=replace(WAITS, copied=True)))
    assert changed.held is not None
    assert changed.held.text == ""


def test_a_note_behind_an_hour_is_a_note() -> None:
    kept = done(wrote(f"kirim jam 10.00 {NOTE}", chat=BUDI, reply_to="50"), context())
    assert kept.held is None
    assert said(kept) == []
    assert [line.text for line in kept.lines] == [NOTE]


@pytest.mark.parametrize("photo", [False, True])
def test_a_note_that_was_asked_about_is_a_note(photo: bool) -> None:
    nowhere = replace(context(pauses=False), target=None, resident=None, queue=(make_ticket(),))
    sent = Attached(BUDI, "Budi", MONDAY, "101", Attachment("photo", "x"), NOTE) if photo else wrote(NOTE, chat=BUDI)
    asked = done(sent, nowhere).officer_chat
    assert asked is not None
    kept = done(pressed(Verb.SEND_DRAFT, "12", "101", chat=BUDI), replace(context(), chat=asked))
    assert not any(action.to == SITI for action in kept.actions)
    assert [(line.text, line.message) for line in kept.lines] == [(NOTE, "101")]
    assert kept.officer_chat is not None
    assert kept.officer_chat.draft is None


@pytest.mark.parametrize(
    ("kept", "text", "after"),
    [
        ("Bawa KTP.", "Bawa KTP dan KK.", "Bawa KTP dan KK."),
        ("Bawa KTP.", NOTE, NOTE),
        (None, "Syaratnya begini.", None),
        (None, NOTE, NOTE),
    ],
)
def test_an_edit_of_what_was_asked_about_is_what_will_be_sent(kept: str | None, text: str, after: str | None) -> None:
    nowhere = replace(context(), target=None, resident=None)
    asked = replace(nowhere, chat=replace(nowhere.chat, draft="101", draft_text=kept))
    changed = done(Edited(BUDI, "Budi", MONDAY, "101", text), asked)
    assert changed.officer_chat is not None
    assert (changed.officer_chat.draft, changed.officer_chat.draft_text) == ("101", after)
    assert said(changed, BUDI) == [officer_texts.DRAFT_CHANGED]


def test_after_ten_seconds_the_answer_is_an_answer_like_any_other() -> None:
    later = MONDAY + PAUSE
    sent = release(context(), WAITS, later, POLICY)
    direct = dispatch.for_officer(context(pauses=False), wrote("Bawa KTP.", chat=BUDI, reply_to="50"), later, POLICY)
    assert sent == direct


def test_a_photo_that_waited_is_copied() -> None:
    photo = Attached(BUDI, "Budi", MONDAY, "101", Attachment("photo", "x"), "", reply_to="50")
    waits = done(photo, context()).held
    assert waits is not None
    sent = release(context(), waits, MONDAY + PAUSE, POLICY)
    assert any(isinstance(action, Copy) and action.to == SITI and action.message == "101" for action in sent.actions)


def test_an_answer_of_the_faq_waits_too_and_is_reported_under_its_card() -> None:
    waits = done(pressed("kirim", "12", "paspor-biaya", chat=BUDI), context()).held
    assert waits is not None
    sent = release(context(), waits, MONDAY + PAUSE, POLICY)
    [reply] = [action for action in sent.actions if isinstance(action, Send) and action.to == SITI]
    assert "Jawaban paspor-biaya." in reply.text
    assert reply.about == "100"


UNSAFE = siti(memory=Memory(hush=True))


def test_what_changed_meanwhile_is_asked_about() -> None:
    for target, resident in (
        (make_ticket(state=TicketState.CLOSED, closed_at=MONDAY), siti()),
        (make_ticket(claimed_by="citra"), siti()),
        (make_ticket(emergency=True), UNSAFE),
    ):
        asked = dispatch.for_held(replace(context(target=target), resident=resident), WAITS, MONDAY + PAUSE, POLICY)
        assert said(asked) == []
        assert asked.officer_chat is not None
        assert asked.officer_chat.draft_text == "Bawa KTP."


def test_an_answer_to_an_unsafe_phone_was_asked_about_and_waits_no_longer() -> None:
    asked = done(wrote("Bawa KTP.", chat=BUDI, reply_to="50"), replace(context(), resident=UNSAFE))
    [question] = [action for action in asked.actions if isinstance(action, Send)]
    sure = question.buttons[0][0]
    assert asked.officer_chat is not None
    sent = done(pressed(sure.verb, *sure.args, chat=BUDI), replace(context(), chat=asked.officer_chat, resident=UNSAFE))
    assert sent.held is None
    assert "Bawa KTP." in said(sent)[0]


def test_a_number_that_a_held_answer_asks_for_is_let_through_once() -> None:
    asking = replace(WAITS, text="Tolong tulis NIK Ibu.")
    sent = dispatch.for_held(context(), asking, MONDAY + PAUSE, POLICY)
    assert sent.resident is not None
    assert sent.resident.memory.wanted == "nik"
    assert sent.notes


def test_a_draft_begun_meanwhile_is_still_there_when_the_answer_leaves() -> None:
    writing = replace(context(), chat=replace(context().chat, draft="105", draft_text="Untuk yang lain."))
    sent = dispatch.for_held(writing, WAITS, MONDAY + PAUSE, POLICY)
    assert "Bawa KTP." in said(sent)[0]
    assert sent.officer_chat is None


def test_a_deleted_ticket_is_reported() -> None:
    sent = release(replace(context(), target=None, resident=None), WAITS, MONDAY + timedelta(minutes=1), POLICY)
    assert "TIDAK dikirim" in said(sent, BUDI)[0]
