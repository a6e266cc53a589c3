"""A matter told in short messages: the officer gets all of it, and an answer that comes again says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Reworded
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event, Wrote
from bot.helpdesk.model.people import Memory, PastMessage, Phase
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Author, Line, TicketState
from bot.helpdesk.resident.answer import LONGEST_QUESTION
from bot.helpdesk.texts import danger as danger_texts, resident as texts
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    MONDAY,
    POLICY,
    SITI,
    SmallFaq,
    by_resident,
    chat,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    wrote,
)
from tests.typed import some

LONG = "paspor " + "panjang " * (LONGEST_QUESTION // 8)
MINUTE = timedelta(minutes=1)


def tells(*messages: str, policy: Policy = POLICY, apart: timedelta = MINUTE) -> tuple[Outcome, ResidentContext]:
    """Send the messages one after another; return what became of the last, and what is known after it."""
    context, outcome = ResidentContext(siti(), fresh=12), Outcome()
    for place, text in enumerate(messages):
        at = MONDAY + place * apart
        outcome = dispatch.for_resident(context, Wrote(SITI, "Siti", at, str(101 + place), text), at, policy)
        found = {ticket.id: ticket for ticket in (*context.tickets, *outcome.tickets)}
        context = replace(context, resident=some(outcome.resident), tickets=tuple(found.values()))
    return outcome, context


@pytest.mark.parametrize(
    ("messages", "question"),
    [
        (("paspor", "tiga orang"), "paspor\ntiga orang"),
        (("paspor", "???", "dekat pasar"), "paspor\n???\ndekat pasar"),
        (("biaya paspor", "dekat pasar"), "dekat pasar\n(sesudah bertanya: biaya paspor)"),
        (("biaya paspor", "a b c d e f"), "a b c d e f"),
        (("halo", "dekat pasar"), "dekat pasar"),
        (("bikin ktp", "dekat pasar"), "dekat pasar"),
        (("paspor", "halo", "dekat pasar"), "dekat pasar"),
        (("paspor", "biaya paspor", "dekat pasar"), "dekat pasar\n(sesudah bertanya: biaya paspor)"),
        (("paspor", "paspor", "dekat pasar"), "paspor\ndekat pasar"),
        (("paspor", LONG), LONG.strip()),
    ],
)
def test_an_officer_reads_what_was_not_answered_just_before(messages: tuple[str, ...], question: str) -> None:
    outcome, _ = tells(*messages)
    (ticket,) = outcome.tickets
    assert ticket.question == question
    assert question in said(outcome, BUDI)[0]
    assert [(line.text, line.message) for line in outcome.lines] == [(question, str(100 + len(messages)))]


def test_guesses_are_offered_twice_and_then_the_officer_is_asked() -> None:
    policy = knowing(dict.fromkeys(("tiga orang", "dekat pasar"), SmallFaq.special["paspor"]))
    first, _ = tells("paspor", policy=policy)
    second, _ = tells("paspor", "tiga orang", policy=policy)
    assert [len(outcome.tickets) for outcome in (first, second)] == [0, 0]
    third, _ = tells("paspor", "tiga orang", "dekat pasar", policy=policy)
    assert third.tickets[0].question == "paspor\ntiga orang\ndekat pasar"
    answered, _ = tells("paspor", "biaya paspor", "tiga orang", "dekat pasar", policy=policy)
    assert answered.tickets == ()


def test_the_button_hands_over_all_of_it_tied_to_the_last_message() -> None:
    _, context = tells("paspor", "???")
    outcome = dispatch.for_resident(context, pressed("petugas"), MONDAY + MINUTE, POLICY)
    assert outcome.tickets[0].question == "paspor\n???"
    assert outcome.lines[0].message == "102"


def test_what_an_officer_has_is_not_sent_to_him_again() -> None:
    _, context = tells("paspor", "dekat pasar")
    closed = tuple(replace(ticket, state=TicketState.CLOSED) for ticket in context.tickets)
    context = replace(context, tickets=closed, fresh=13)
    outcome = by_resident(context, Wrote(SITI, "Siti", MONDAY, "104", "jam berapa pasar"))
    assert outcome.tickets[0].question == "jam berapa pasar"
    again = dispatch.for_resident(context, pressed("petugas"), MONDAY + MINUTE, POLICY)
    assert again.tickets[0].question == "paspor\ndekat pasar"


def test_a_number_begun_in_a_piece_is_hidden_wherever_the_piece_stands() -> None:
    outcome, _ = tells("paspor", "nik saya 63050112", "12900001")
    assert "63050112" not in repr((outcome.tickets, outcome.resident))
    hidden = outcome.tickets[0].question
    assert hidden.startswith("paspor\nnik saya [NIK/KK •••]")
    assert Reworded(12, "paspor\nnik saya 63050112", hidden) in outcome.reworded


def test_a_question_again_gets_the_lead_alone_and_the_officer_all_of_it() -> None:
    outcome, context = tells("biaya paspor", "BIAYA PASPOR")
    assert said(outcome) == [f"{texts.SAME_ANSWER}\n\nJawaban paspor-biaya."]
    follow_up = {"itu bayar lagi gak": Decision(DecisionKind.ANSWER, ("paspor-biaya",))}
    followed, _ = tells("biaya paspor", "itu bayar lagi gak", policy=knowing(follow_up))
    assert said(followed) == [f"{texts.SAME_ANSWER}\n\nJawaban paspor-biaya.\n\nRincian paspor-biaya."]
    old = siti(memory=Memory((PastMessage("biaya paspor", MONDAY, "paspor-biaya", "1", "corrected since"),)))
    assert said(by_resident(ResidentContext(old), wrote("BIAYA PASPOR")))[0].startswith("Jawaban paspor-biaya")
    asked = dispatch.for_resident(context, pressed("petugas"), MONDAY + 3 * MINUTE, POLICY)
    assert asked.tickets[0].question == "biaya paspor\nBIAYA PASPOR"


@pytest.mark.parametrize("text", ["bukan", "bukan itu pak", "salah", "lain, bukan yang itu"])
def test_who_refuses_all_guesses_is_asked_for_other_words(text: str) -> None:
    policy = knowing({text: chat("keluhan", 0.0)})
    outcome, context = tells("paspor", text, policy=policy)
    assert said(outcome) == [texts.NONE_OF_THESE.format(button=texts.B_ASK_OFFICER)]
    asked = dispatch.for_resident(context, pressed("petugas"), MONDAY + MINUTE, policy)
    assert asked.tickets[0].question == "paspor"
    alone, _ = tells(text, policy=policy)
    assert said(alone)[0] == texts.COMPLAINT


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (("paspor", "tiga org"), "\n(sesudah bertanya: paspor\ntiga org)"),
        (("adik 16 mau ikut kerja", "terima kasih"), "\n(sesudah bertanya: adik 16 mau ikut kerja)"),
        (("adik 16 mau ikut kerja", "biaya paspor"), "\n(sesudah bertanya: adik 16 mau ikut kerja)"),
        (("bikin ktp",), "\n(sesudah bertanya: bikin ktp)"),
        (("halo",), ""),
    ],
)
def test_a_call_for_help_brings_what_was_told_before_it(before: tuple[str, ...], told: str) -> None:
    policy = knowing({"tiga org": SmallFaq.special["paspor"]})
    outcome, _ = tells(*before, "tolong saya disekap", policy=policy)
    assert outcome.tickets[0].question == f"tolong saya disekap{told}"


FEAR, HELP, COMPLAINS = "anak saya belum pulang", "tolong saya disekap", "kesel banget"


TALKING = knowing(
    {
        COMPLAINS: chat("keluhan", 0.1),
        "tidak": chat("keluhan", 0.8),
        "ya": chat("penutup"),
        "iya pak tolong": Decision(DecisionKind.EMERGENCY, ("tppo-korban-darurat",), doubtful=True),
        "ya sampaikan": chat("penutup", 0.1),
    },
    calm={FEAR: Decision(DecisionKind.ANSWER, ("paspor-biaya",), confidence=0.9)},
)
"""Reads bare words as the shipped FAQ does."""


def goes(*events: str | Event, context: ResidentContext | None = None) -> Outcome:
    """Return what became of the last of these messages and presses, a minute apart."""
    context, outcome = context or ResidentContext(siti(), fresh=12), Outcome()
    for place, event in enumerate(events):
        now = MONDAY + place * MINUTE
        happened = wrote(event, now) if isinstance(event, str) else event
        about = next((one for one in context.tickets if str(one.id) in getattr(event, "args", ())), None)
        outcome = dispatch.for_resident(replace(context, target=about), happened, now, TALKING)
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
    assert said(goes(HELP, pressed("aman", "12", "tidak"), "ok")) != [danger_texts.SAFE_YES]


@pytest.mark.parametrize("before", [(COMPLAINS,), ("biaya paspor", pressed("kurang", "paspor-biaya"))])
@pytest.mark.parametrize(("words", "sent"), [("ya", True), ("ya sampaikan", True), ("tidak", False)])
def test_a_typed_yes_to_the_offer_sends_it_to_the_officer(
    before: tuple[str | Event, ...], words: str, sent: bool
) -> None:
    assert bool(goes(*before, words).tickets) is sent


@pytest.mark.parametrize(("text", "passed_on"), [("Sudah bawa KTP?", True), ("Bawa KTP.", False)])
def test_a_word_to_what_the_officer_asked_since_is_for_him(text: str, passed_on: bool) -> None:
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi")
    thanked = goes("terima kasih", context=ResidentContext(siti(), (answered,), fresh=13))
    word = Line(12, Author.OFFICER, MONDAY + MINUTE, text, "budi", address=BUDI, message="55")
    context = ResidentContext(some(thanked.resident), (answered,), fresh=13, spoken=word)
    told = dispatch.for_resident(context, wrote("sudah", MONDAY + 2 * MINUTE), MONDAY + 2 * MINUTE, TALKING)
    assert [ticket.state for ticket in told.tickets] == [TicketState.OPEN if passed_on else TicketState.CLOSED]
    assert any("sudah" in text for text in said(told, BUDI)) is passed_on


def closed_by_officer(phase: Phase | None = None, *, emergency: bool = False) -> ResidentContext:
    """Return what is known of Siti once Pak Budi has closed her answered ticket."""
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi", emergency=emergency)
    resident = siti(memory=Memory(phase=phase))
    officer = OfficerContext(TALKING.directory.officers["budi"], TALKING.chats["budi"], answered, resident)
    outcome = dispatch.for_officer(officer, pressed(Verb.CLOSE, "12", "0", chat=BUDI), MONDAY, TALKING)
    return ResidentContext(outcome.resident or resident, outcome.tickets, fresh=13)


@pytest.mark.parametrize(
    ("words", "emergency"), [("belum", False), ("belum pak", True), ("dereng pak", True), ("ya pak tolong", True)]
)
def test_a_typed_belum_reopens_what_the_officer_has_closed(words: str, emergency: bool) -> None:
    context, later = closed_by_officer(emergency=emergency), MONDAY + timedelta(days=1)
    told = dispatch.for_resident(context, wrote(words, later), later, TALKING)
    assert [(ticket.id, ticket.state) for ticket in told.tickets] == [(12, TicketState.OPEN)]
    assert said(told) == [texts.DONE_NO.format(number=12)]
    assert some(told.resident).memory.phase is None


@pytest.mark.parametrize("words", ["biaya paspor", "tidak tahu pak, orangnya pergi dari kemarin sore"])
def test_what_is_no_yes_and_no_no_is_read_as_always(words: str) -> None:
    assert said(goes(FEAR, words)) != [danger_texts.CHECK_NO]
    assert not any(ticket.emergency for ticket in goes(FEAR, words).tickets)


def test_an_old_question_is_not_answered_by_a_yes() -> None:
    asked = some(goes(FEAR).resident)
    later = MONDAY + TALKING.memory + MINUTE
    assert not dispatch.for_resident(ResidentContext(asked, fresh=12), wrote("ya", later), later, TALKING).tickets
