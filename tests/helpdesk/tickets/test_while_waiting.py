"""While the officer is awaited: receipts, nods, further messages and the answer in the resident's chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Purpose, React, Send
from bot.helpdesk.model.events import Edited, Event, Wrote
from bot.helpdesk.model.memory import Memory, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Author, Line, Ticket, TicketState
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import BUDI, MONDAY, POLICY, SITI, by_officer, chat, knowing, make_ticket, said, siti, wrote
from tests.typed import some

WAITING = ResidentContext(siti(), (make_ticket(),), fresh=13)
ASKED = Line(12, Author.RESIDENT, MONDAY, "apa kabar paspor saya", address=SITI, message="50")


def does(event: Event, context: ResidentContext = WAITING, policy: Policy = POLICY) -> Outcome:
    return dispatch.for_resident(context, event, MONDAY, policy)


def replies(ticket: Ticket, *lines: Line, **resident: Any) -> Send:
    """Return what Siti is sent when Pak Budi answers her ticket."""
    context = OfficerContext(
        POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, siti(**resident), lines=lines
    )
    done = by_officer(context, Wrote(BUDI, "Budi", MONDAY, "900", "Ya.", "800"))
    return next(a for a in done.actions if isinstance(a, Send) and a.purpose == Purpose.REPLY)


def test_what_others_must_not_see_is_not_quoted() -> None:
    assert replies(make_ticket(emergency=True), ASKED).reply_to is None
    assert replies(make_ticket(), ASKED, memory=Memory(discreet=True)).reply_to is None


@pytest.mark.parametrize(
    "text", ["ok", "Oke pak", "👍", "?????", "sip 🙏", "iya", "P", "siap pak, ditunggu", "terima kasih"]
)
def test_a_sign_gets_a_sign_and_the_officer_nothing(text: str) -> None:
    nodded = does(wrote(text))
    (sign,) = nodded.actions
    assert isinstance(sign, React)
    assert (sign.to, sign.message) == (SITI, "101")
    assert nodded.lines == ()


def test_a_nod_that_somebody_waits_for_reaches_him() -> None:
    word = Line(12, Author.OFFICER, MONDAY, "Sudah punya KTP?", "budi", address=BUDI, message="900")
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi")
    urgent = make_ticket(emergency=True)
    for context in (
        ResidentContext(siti(), (answered,), fresh=13, spoken=word),
        ResidentContext(siti(), (urgent,), fresh=13),
    ):
        nodded = does(wrote("iya"), context)
        assert [line.text for line in nodded.lines] == ["iya"]
        assert any("iya" in text for text in said(nodded, BUDI))
        assert any(isinstance(action, React) for action in nodded.actions)
        assert not said(nodded)


def test_an_edited_typo_does_not_send_the_answer_again() -> None:
    first = does(wrote("biaya paspor"), ResidentContext(siti(), fresh=12))
    assert said(first)
    known = ResidentContext(replace(some(first.resident), id=1), fresh=12)
    assert not does(Edited(SITI, "Siti", MONDAY, "101", "biaya paspor"), known).actions
    assert said(does(Edited(SITI, "Siti", MONDAY, "101", "syarat paspor"), known))
    assert not does(Edited(SITI, "Siti", MONDAY, "101", "halo"), known).actions


GUESSED = {
    "campur": (("paspor-biaya", "dasar-jam", "tppo-korban-darurat"), 0.3),
    "satu": (("paspor-biaya", "dasar-jam", "paspor-syarat"), 0.3),
    "yakin": (("paspor-biaya", "dasar-jam"), 0.7),
}
GUESSING = knowing(
    {text: Decision(DecisionKind.SUGGEST, (), guesses, confidence=sure) for text, (guesses, sure) in GUESSED.items()}
    | {"harga emas": Decision(DecisionKind.ESCALATE, off_topic=True)},
    topic_of=lambda _, entry: entry.partition("-")[0],
)


@pytest.mark.parametrize(
    ("text", "opening", "picked"),
    [
        ("campur", texts.NOT_SURE, []),
        ("satu", texts.WHICH, ["paspor-biaya", "paspor-syarat"]),
        ("yakin", texts.WHICH, ["paspor-biaya"]),
        ("harga emas", texts.OFF_TOPIC, []),
    ],
)
def test_guesses_are_of_one_topic_and_off_topic_is_no_ticket(text: str, opening: str, picked: list[str]) -> None:
    shown = does(wrote(text), ResidentContext(siti(), fresh=12), GUESSING)
    assert not shown.tickets
    (send,) = (action for action in shown.actions if isinstance(action, Send))
    assert send.text.startswith(opening)
    assert [b.args[0] for row in send.buttons for b in row if b.verb == "pilih"] == picked
    assert send.buttons[-1][0].verb == "petugas"
    assert shown.resident is not None
    assert shown.resident.memory.question == text


CHATTING = knowing(
    {
        "halo": chat("sapaan"),
        "eh gak jadi": chat("penutup", 0.18),
        "batal aja pak": chat("penutup", 0.1),
        "assalamualaikum": chat("salam"),
        "ok": chat("penutup"),
    }
)
"""Reads small talk as the shipped FAQ does."""


def test_a_greeting_in_danger_is_answered_with_words() -> None:
    greeted = does(wrote("halo"), ResidentContext(siti(), (make_ticket(emergency=True),), fresh=13), CHATTING)
    assert said(greeted) == [danger_texts.JOINED]
    assert any("halo" in text for text in said(greeted, BUDI))


@pytest.mark.parametrize("text", ["eh gak jadi", "batal aja pak"])
def test_what_is_called_off_reaches_nobody(text: str) -> None:
    awaited = ResidentContext(siti(memory=Memory(phase=Step.WRITING, question="biaya paspor")), fresh=12)
    ended = does(wrote(text), awaited, CHATTING)
    assert (said(ended), ended.tickets, some(ended.resident).memory.phase) == ([texts.BYE], (), None)
    fresh = does(wrote(text), policy=CHATTING)
    assert [ticket.state for ticket in fresh.tickets] == [TicketState.CANCELLED]
    assert said(fresh) == [texts.CANCELLED.format(number=12)]
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY)
    for late in (make_ticket(waiting_since=MONDAY - timedelta(hours=2)), make_ticket(emergency=True), answered):
        told = does(wrote(text), ResidentContext(siti(), (late,), fresh=13), CHATTING)
        assert [ticket.state for ticket in told.tickets if ticket.state is not TicketState.OPEN] == []


@pytest.mark.parametrize("text", ["assalamualaikum", "ok", "halo"])
def test_a_greeting_is_not_yet_the_question_that_is_awaited(text: str) -> None:
    policy = CHATTING
    awaited = ResidentContext(siti(memory=Memory(phase=Step.WRITING)), fresh=12)
    greeted = does(wrote(text), awaited, policy)
    assert said(greeted) == [texts.STILL_AWAITED.format(officer="Pak Budi")]
    assert not greeted.tickets
    asked = does(wrote("biaya paspor"), ResidentContext(some(greeted.resident), fresh=12), policy)
    assert [ticket.question for ticket in asked.tickets] == ["biaya paspor"]


def test_an_ok_to_the_offered_question_sends_it() -> None:
    context = ResidentContext(siti(), fresh=12)
    for text in ("biaya paspor", "mau bicara petugas", "ok"):
        outcome = does(wrote(text), context, CHATTING)
        context = ResidentContext(some(outcome.resident), fresh=12)
    assert [ticket.question for ticket in outcome.tickets] == ["biaya paspor"]
