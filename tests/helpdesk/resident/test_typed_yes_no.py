"""A typed yes or no to a question with buttons does what the button does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.conversation_memory import Awaited, Awaiting, Memory
from bot.helpdesk.model.entities import Author, Line, TicketState
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import MONDAY, SmallFaq, make_ticket, pressed, said, siti, small_policy, wrote
from tests.typed import some

FEAR, HELP, COMPLAINS = "anak saya belum pulang", "tolong saya disekap", "kesel banget"
MINUTE = timedelta(minutes=1)


class Talking(SmallFaq):
    """Reads bare words as the shipped FAQ does."""

    special: ClassVar = {
        **SmallFaq.special,
        COMPLAINS: Decision(DecisionKind.SMALLTALK, act="keluhan", confidence=0.1),
        "tidak": Decision(DecisionKind.SMALLTALK, act="keluhan", confidence=0.8),
        "ya": Decision(DecisionKind.SMALLTALK, act="penutup", confidence=1.0),
        "iya pak tolong": Decision(DecisionKind.EMERGENCY, answers=("tppo-korban-darurat",), doubtful=True),
        "ya sampaikan": Decision(DecisionKind.SMALLTALK, act="penutup", confidence=0.1),
    }
    calm: ClassVar = {FEAR: Decision(DecisionKind.ANSWER, ("paspor-biaya",), confidence=0.9)}


POLICY = replace(small_policy(), knowledge=Talking())
BUDI = POLICY.chats["budi"].address


def goes(*events: str | Event, context: ResidentContext | None = None) -> Outcome:
    """Return what became of the last of these messages and presses, a minute apart."""
    context, outcome = context or ResidentContext(siti(), fresh=12), Outcome()
    for place, event in enumerate(events):
        now = MONDAY + place * MINUTE
        happened = wrote(event, now) if isinstance(event, str) else event
        outcome = dispatch.for_resident(context, happened, now, POLICY)
        known = {ticket.id: ticket for ticket in (*context.tickets, *outcome.tickets)}
        context = replace(context, resident=some(outcome.resident), tickets=tuple(known.values()))
    return outcome


@pytest.mark.parametrize("yes", ["ya", "iya pak tolong", "ya butuh bantuan", "ada pak", "inggih", "muhun pak", "iyo"])
def test_a_typed_yes_to_the_gentle_question_calls_for_help(yes: str) -> None:
    raised = goes(FEAR, yes)
    assert raised.tickets[0].emergency
    assert raised.tickets[0].question.startswith(FEAR)
    assert any(FEAR in text for text in said(raised, BUDI))


@pytest.mark.parametrize(
    "no", ["tidak", "gak ada pak", "kada", "tidak pak, aman aja", "mboten", "ora pak", "sonde", "indak", "nggk"]
)
def test_a_typed_no_to_the_gentle_question_raises_nothing(no: str) -> None:
    calmed = goes(FEAR, no)
    assert (said(calmed), calmed.tickets) == (["Syukurlah.\n\nJawaban paspor-biaya."], ())


@pytest.mark.parametrize(
    ("words", "reply", "hush"), [("tidak", danger_texts.SAFE_NO, True), ("ya bisa", danger_texts.SAFE_YES, False)]
)
def test_a_typed_word_says_whether_answering_is_safe(words: str, reply: str, hush: bool) -> None:
    told = goes(HELP, words)
    assert said(told) == [reply]
    assert some(told.resident).memory.hush is hush


@pytest.mark.parametrize("before", [(COMPLAINS,), ("biaya paspor", pressed("kurang", "paspor-biaya"))])
@pytest.mark.parametrize(("words", "sent"), [("ya", True), ("ya sampaikan", True), ("tidak", False)])
def test_a_typed_yes_to_the_offer_sends_it_to_the_officer(
    before: tuple[str | Event, ...], words: str, sent: bool
) -> None:
    assert bool(goes(*before, words).tickets) is sent


def test_a_typed_word_says_whether_it_is_answered() -> None:
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi")
    context = ResidentContext(siti(), (answered,), fresh=13)
    done = goes("terima kasih", "sudah pak", context=context)
    assert [ticket.state for ticket in done.tickets] == [TicketState.CLOSED]
    assert texts.RATE_ASK in said(done)[0]
    assert texts.DONE_NO.format(number=12) in said(goes("terima kasih", "belum", context=context))


@pytest.mark.parametrize(("text", "passed_on"), [("Sudah bawa KTP?", True), ("Bawa KTP.", False)])
def test_a_word_to_what_the_officer_asked_since_is_for_him(text: str, passed_on: bool) -> None:
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi")
    thanked = goes("terima kasih", context=ResidentContext(siti(), (answered,), fresh=13))
    word = Line(12, Author.OFFICER, MONDAY + MINUTE, text, "budi", address=BUDI, message="55")
    context = ResidentContext(some(thanked.resident), (answered,), fresh=13, spoken=word)
    told = dispatch.for_resident(context, wrote("sudah", MONDAY + 2 * MINUTE), MONDAY + 2 * MINUTE, POLICY)
    assert [ticket.state for ticket in told.tickets] == [TicketState.OPEN if passed_on else TicketState.CLOSED]
    assert any("sudah" in text for text in said(told, BUDI)) is passed_on


def closed_by_officer(awaiting: Awaiting | None = None, *, emergency: bool = False) -> ResidentContext:
    """Return what is known of Siti once Pak Budi has closed her answered ticket."""
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi", emergency=emergency)
    resident = siti(memory=Memory(awaiting=awaiting))
    officer = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], answered, resident)
    outcome = dispatch.for_officer(officer, pressed(Verb.CLOSE, "12", "0", chat=BUDI), MONDAY, POLICY)
    return ResidentContext(outcome.resident or resident, outcome.tickets, fresh=13)


@pytest.mark.parametrize(
    ("words", "emergency"), [("belum", False), ("belum pak", True), ("dereng pak", True), ("ya pak tolong", True)]
)
def test_a_typed_belum_reopens_what_the_officer_has_closed(words: str, emergency: bool) -> None:
    context, later = closed_by_officer(emergency=emergency), MONDAY + timedelta(days=1)
    told = dispatch.for_resident(context, wrote(words, later), later, POLICY)
    assert [(ticket.id, ticket.state) for ticket in told.tickets] == [(12, TicketState.OPEN)]
    assert said(told) == [texts.DONE_NO.format(number=12)]
    assert some(told.resident).memory.awaiting is None


@pytest.mark.parametrize(("words", "emergency"), [("sudah pak", False), ("sudah aman pak", True), ("tidak", True)])
def test_a_typed_sudah_leaves_it_closed(words: str, emergency: bool) -> None:
    told = goes(words, context=closed_by_officer(emergency=emergency))
    assert not told.tickets
    assert texts.DONE_YES.format(number=12) in said(told)[0]


def test_a_closing_forgets_nothing_that_was_asked_for() -> None:
    assert closed_by_officer(Awaited.VILLAGE).resident.memory.awaiting == Awaited.VILLAGE


@pytest.mark.parametrize("words", ["biaya paspor", "tidak tahu pak, orangnya pergi dari kemarin sore"])
def test_what_is_no_yes_and_no_no_is_read_as_always(words: str) -> None:
    assert said(goes(FEAR, words)) != [danger_texts.CHECK_NO]
    assert not any(ticket.emergency for ticket in goes(FEAR, words).tickets)


def test_an_old_question_is_not_answered_by_a_yes() -> None:
    asked = some(goes(FEAR).resident)
    later = MONDAY + POLICY.memory + MINUTE
    assert not dispatch.for_resident(ResidentContext(asked, fresh=12), wrote("ya", later), later, POLICY).tickets
