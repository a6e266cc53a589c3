"""While the officer is awaited or talks: receipts, nods, further messages, and who takes up which message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Purpose, React, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Edited, Event, Wrote
from bot.helpdesk.model.people import Confirming, Memory, PastMessage, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment, Author, Line, Ticket, TicketState
from bot.helpdesk.resident.message import Message
from bot.helpdesk.texts import danger as danger_texts, resident as texts
from bot.helpdesk.tickets.lifecycle import talk_of
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    MONDAY,
    POLICY,
    SITI,
    SmallFaq,
    by_officer,
    chat,
    knowing,
    make_ticket,
    said,
    siti,
    wrote,
)
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


THANKS_AND_MORE = ("ada pak, di lemari ibu. makasih", "sdh tenang pak, ada mertua. terima kasih", "ok makasih")


@pytest.mark.parametrize(
    ("words", "officer", "ticket", "reads", "ends"),
    [
        *((words, "Ada KK lama?", {}, True, False) for words in THANKS_AND_MORE),
        ("terima kasih banyak ya pak", "Ada KK lama?", {}, False, True),
        (THANKS_AND_MORE[0], "Ada KK lama?", {"despair": True}, True, False),
        (THANKS_AND_MORE[1], "Jangan sendirian.", {"emergency": True}, True, False),
        (THANKS_AND_MORE[0], "Datang hari Selasa.", {}, True, True),
        ("makasih pak, biayanya berapa?", "Datang hari Selasa.", {}, True, False),
        ("ok siap makasih infonya", "Datang hari Selasa.", {}, False, True),
        (THANKS_AND_MORE[0], "", {"waiting_since": MONDAY}, True, False),
        ("makasih banyak pak", "", {"waiting_since": MONDAY}, False, False),
        ("makasih banyak pak", "", {"waiting_since": MONDAY, "emergency": True}, True, False),
    ],
)
def test_whatever_thanks_carry_besides_reaches_the_officer(
    words: str, officer: str, ticket: dict[str, Any], reads: bool, ends: bool
) -> None:
    spoken = Line(12, Author.OFFICER, MONDAY, officer, "budi", address=BUDI, message="900") if officer else None
    case = make_ticket(**{"waiting_since": None, "first_reply_at": MONDAY, **ticket})
    thanks = {words: chat("terima-kasih", 0.9)}
    done = does(wrote(words), ResidentContext(siti(), (case,), fresh=13, spoken=spoken), knowing(thanks))
    assert [line.text for line in done.lines] == [words] * reads
    assert any(words in text for text in said(done, BUDI)) is reads
    assert any(texts.DONE_ASK in text for text in said(done)) is ends
    assert all(one.waiting_since for one in done.tickets)
    assert (danger_texts.DESPAIR_THANKED in said(done)) is case.despair
    assert (danger_texts.THANKED in said(done)) is (case.at_risk and words not in THANKS_AND_MORE)


@pytest.mark.parametrize("words", ["sudah jelas", "sudah jelas pak, makasih", "udah paham"])
def test_sudah_jelas_closes_what_is_asked_about(words: str) -> None:
    asked = Confirming((Verb.DONE, "12"), (Verb.NOT_DONE, "12"))
    answered = make_ticket(waiting_since=None, first_reply_at=MONDAY)
    turns = (PastMessage("makasih", MONDAY),)
    done = does(wrote(words), ResidentContext(siti(memory=Memory(phase=asked, turns=turns)), (answered,), fresh=13))
    assert [ticket.state for ticket in done.tickets] == [TicketState.CLOSED]


def test_an_edited_typo_does_not_send_the_answer_again() -> None:
    first = does(wrote("biaya paspor"), ResidentContext(siti(), fresh=12))
    assert said(first)
    known = ResidentContext(replace(some(first.resident), id=1), fresh=12)
    assert not does(Edited(SITI, "Siti", MONDAY, "101", "biaya paspor"), known).actions
    assert said(does(Edited(SITI, "Siti", MONDAY, "101", "syarat paspor"), known))
    assert not does(Edited(SITI, "Siti", MONDAY, "101", "halo"), known).actions


@pytest.mark.parametrize(("phase", "chance"), [(Step.WRITING, 0.95), (Step.WRITING, 0.05), (None, 0.04)])
def test_a_card_has_the_guesses_that_would_be_offered(phase: Step | None, chance: float) -> None:
    decision = Decision(DecisionKind.ESCALATE, ranking=(("paspor-biaya", chance), ("dasar-jam", 0.04)))
    asked = ResidentContext(siti(memory=Memory(phase=phase)), fresh=12)
    (ticket,) = does(wrote("anu itu pang"), asked, knowing({"anu itu pang": decision})).tickets
    assert ticket.attempted == (() if chance < 0.05 else ("paspor-biaya",))


GUESSED = {
    "ganjil": (("paspor-biaya",), 0.3),
    "satu": (("paspor-biaya", "dasar-jam", "paspor-syarat"), 0.3),
    "yakin": (("paspor-biaya", "dasar-jam"), 0.7),
}
GUESSING = knowing(
    {text: Decision(DecisionKind.SUGGEST, (), guesses, confidence=sure) for text, (guesses, sure) in GUESSED.items()}
    | {"harga emas": Decision(DecisionKind.ESCALATE, off_topic=True)},
    entry=lambda faq, id: replace(SmallFaq.entry(faq, id), topic=id.partition("-")[0]),
)


@pytest.mark.parametrize(
    ("text", "opening", "picked"),
    [
        ("ganjil", texts.NOT_SURE, []),
        ("satu", texts.WHICH, ["paspor-biaya", "paspor-syarat"]),
        ("yakin", texts.IS_IT_THIS, ["paspor-biaya"]),
        ("harga emas", texts.OFF_TOPIC, []),
        ("Binuang", texts.NOT_SURE, []),
    ],
)
def test_guesses_are_of_one_topic_and_off_topic_is_no_ticket(text: str, opening: str, picked: list[str]) -> None:
    shown = does(wrote(text), ResidentContext(siti(), fresh=12), GUESSING)
    assert not shown.tickets
    (send,) = (action for action in shown.actions if isinstance(action, Send))
    assert send.text.startswith(opening)
    assert [b.args[0] for row in send.buttons for b in row if b.verb == "pilih"] == picked
    assert send.buttons[-1][0].verb == "petugas"
    assert some(shown.resident).memory.question == text


CHATTING = knowing(
    {
        "halo": chat("sapaan"),
        "eh gak jadi": chat("penutup", 0.18),
        "batal aja pak": chat("penutup", 0.1),
        "assalamualaikum": chat("salam"),
        "ok": chat("penutup"),
        "😭😭😭": Decision(DecisionKind.REPHRASE),
    }
)
"""Reads small talk as the shipped FAQ does."""


@pytest.mark.parametrize("text", ["halo", "😭😭😭"])
def test_a_greeting_or_a_cry_in_danger_is_answered_with_words(text: str) -> None:
    greeted = does(wrote(text), ResidentContext(siti(), (make_ticket(emergency=True),), fresh=13), CHATTING)
    assert said(greeted) == [danger_texts.JOINED]
    assert any(text in one for one in said(greeted, BUDI))


BESIDE = knowing(
    {
        "biaya paspor haji": Decision(DecisionKind.SUGGEST, confidence=0.56, ranking=(("paspor-biaya", 0.56),)),
        "berapa biaya haji": Decision(DecisionKind.SUGGEST, confidence=0.3, ranking=(("paspor-biaya", 0.3),)),
        "apa itu haji": Decision(DecisionKind.SUGGEST, confidence=0.1, ranking=(("paspor-biaya", 0.1),)),
        "anak umur 5": Decision(DecisionKind.SUGGEST, confidence=0.3, ranking=(("paspor-syarat", 0.3),)),
        "berapa biayanya": Decision(DecisionKind.ANSWER, ("paspor-biaya",), confidence=0.86),
    }
)


@pytest.mark.parametrize(
    ("text", "changes", "joins", "offered"),
    [
        ("biaya paspor haji", {}, True, True),
        ("berapa biaya haji", {}, True, True),
        ("apa itu haji", {}, True, False),
        ("anak umur 5", {}, True, False),
        ("berapa biayanya", {}, False, False),
        ("berapa biayanya", {"early_warning": True}, False, False),
        ("biaya paspor", {"early_warning": True}, True, True),
        ("biaya paspor haji", {"emergency": True}, True, False),
    ],
)
def test_beside_a_ticket_a_question_is_answered_or_its_answer_offered(
    text: str, changes: dict[str, Any], joins: bool, offered: bool
) -> None:
    outcome = does(wrote(text), ResidentContext(siti(), (make_ticket(**changes),), fresh=13), BESIDE)
    note = next(one for one in outcome.actions if isinstance(one, Send) and one.to == SITI)
    assert (len(outcome.lines), [row[0].verb for row in note.buttons] == ["jawab"]) == (joins, offered)


def test_while_they_talk_only_the_words_themselves_are_read() -> None:
    behind = Decision(DecisionKind.SUGGEST, confidence=0.6, ranking=(("paspor-biaya", 0.6),))
    policy = knowing({}, decide=lambda _, turns, today=None: behind if turns[1:] else Decision(DecisionKind.SUGGEST))
    resident = siti(memory=Memory(turns=(PastMessage("paspor jadi", MONDAY),)))
    officer = Line(12, Author.OFFICER, MONDAY, "Datang saja, Bu.", "budi", message="9")
    for spoken, buttons in ((officer, [0]), (None, [1])):
        outcome = does(wrote("jam berapa pak"), ResidentContext(resident, (make_ticket(),), spoken=spoken), policy)
        assert [len(one.buttons) for one in outcome.actions if isinstance(one, Send) and one.to == SITI] == buttons


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
    assert said(greeted) == [texts.WANTS_OFFICER.format(officer="Pak Budi")]
    assert not greeted.tickets
    asked = does(wrote("biaya paspor"), ResidentContext(some(greeted.resident), fresh=12), policy)
    assert [ticket.question for ticket in asked.tickets] == ["biaya paspor"]


@pytest.mark.parametrize("again", ["ok", "mau bicara petugas"])
def test_an_ok_to_the_offered_question_sends_it(again: str) -> None:
    context = ResidentContext(siti(), fresh=12)
    for text in ("biaya paspor", "mau bicara petugas", again):
        outcome = does(wrote(text), context, CHATTING)
        context = ResidentContext(some(outcome.resident), fresh=12)
    assert [ticket.question for ticket in outcome.tickets] == ["biaya paspor"]


SPOKEN_IN = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi")


def word(text: str, number: int = 12) -> Line:
    """Return what Pak Budi wrote on Monday at nine."""
    return Line(number, Author.OFFICER, MONDAY, text, "budi", message="901")


class Sure(SmallFaq):
    """A FAQ that is sure of everything it is asked."""

    def __init__(self, outcome: DecisionKind = DecisionKind.ANSWER, confidence: float = 1.0) -> None:
        self.decision = Decision(outcome, answers=("paspor-biaya",), confidence=confidence)

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        return self.decision


def taken_up_by_bot(text: str, *, talking: bool = True, faq: Sure | None = None) -> bool:
    faq = faq or Sure()
    turn = ResidentContext(siti()).turn(wrote(text), MONDAY, replace(POLICY, knowledge=faq))
    return Message(turn.saying(text), faq.decision, turn).stands_alone(talking=talking)


@pytest.mark.parametrize("reply", ["belum punya ktp pak", "ke malaysia pak", "iya, biayanya berapa?", "biaya paspor"])
def test_what_reads_like_a_reply_goes_to_the_officer_even_if_known(reply: str) -> None:
    assert not taken_up_by_bot(reply)


@pytest.mark.parametrize(
    "question",
    ["berapa biaya paspor umrah?", "pak, kantor imigrasi buka jam berapa", "syarat paspor anak apa saja", "bisakah?"],
)
def test_a_question_of_its_own_is_answered_while_they_talk(question: str) -> None:
    assert taken_up_by_bot(question)


def test_a_question_that_only_earlier_words_explain_goes_to_the_officer() -> None:
    assert not taken_up_by_bot("kalau anak berapa?")


@pytest.mark.parametrize("faq", [Sure(confidence=0.9), Sure(DecisionKind.REFER)])
def test_while_they_talk_the_bot_must_be_very_sure_to_answer(faq: Sure) -> None:
    assert not taken_up_by_bot("berapa biaya paspor?", faq=faq)
    assert taken_up_by_bot("berapa biaya paspor?", faq=faq, talking=False)


@pytest.mark.parametrize(
    ("text", "after", "changes", "talking"),
    [
        ("Bawa KTP.", timedelta(minutes=50), {}, True),
        ("Bawa KTP.", timedelta(minutes=70), {}, False),
        ("Sudah punya KTP?", timedelta(hours=40), {}, True),
        ("Sudah punya KTP?", timedelta(hours=50), {}, False),
        ("Sudah punya KTP?", timedelta(hours=2), {"waiting_since": MONDAY}, False),
        ("Sudah punya KTP?", timedelta(minutes=30), {"waiting_since": MONDAY}, True),
        ("Sudah punya KTP?", timedelta(minutes=30), {"id": 13}, False),
    ],
)
def test_a_talk_lasts_an_hour_and_longer_where_the_officer_waits(
    text: str, after: timedelta, changes: dict[str, Any], talking: bool
) -> None:
    known = ResidentContext(siti(), (replace(SPOKEN_IN, **changes),), spoken=word(text))
    assert (talk_of(known.turn(wrote("ya"), MONDAY + after, POLICY)) is not None) is talking


def says(text: str, spoken: Line | None, *tickets: Ticket, at: datetime = MONDAY + timedelta(minutes=5)) -> Outcome:
    return dispatch.for_resident(ResidentContext(siti(), tickets, 14, spoken=spoken), wrote(text, at), at, POLICY)


@pytest.mark.parametrize(("asked", "referred"), [("Berkas apa?", False), ("Bawa KTP.", True)])
def test_what_answers_the_officers_question_is_not_referred_elsewhere(asked: str, referred: bool) -> None:
    outcome = says("bikin ktp", word(asked), SPOKEN_IN)
    assert (len(outcome.lines), any("Dukcapil" in one for one in said(outcome))) == (1, referred)


def test_with_two_open_tickets_a_reply_joins_the_one_last_answered() -> None:
    outcome = says("hari kamis", word("Kapan bisa datang?"), make_ticket(13), SPOKEN_IN)
    assert [ticket.id for ticket in outcome.tickets] == [12]
    at = MONDAY + timedelta(minutes=5)
    photo = Attached(SITI, "Siti", at, "102", Attachment("photo", "f1"), "")
    context = ResidentContext(siti(), (make_ticket(13), SPOKEN_IN), 14, spoken=word("Bisa kirim foto suratnya?"))
    assert dispatch.for_resident(context, photo, at, POLICY).ticket == 12


@pytest.mark.parametrize(
    ("reply", "over"), [("ok pak", True), ("ya sudah terima kasih", True), ("nanti saya ke kantor", False)]
)
def test_an_ok_reaches_the_officer_after_his_question_not_his_answer(reply: str, over: bool) -> None:
    def ends(ticket: Ticket, spoken: Line | None) -> bool:
        turn = ResidentContext(siti(), spoken=spoken).turn(wrote(reply), MONDAY, POLICY).saying(reply)
        return Message(turn, Decision(DecisionKind.SMALLTALK, act="penutup"), turn).ends(ticket)

    assert not ends(SPOKEN_IN, word("Besok bisa datang jam 9?"))
    assert ends(SPOKEN_IN, word("Besok datang jam 9.")) is over
    assert not ends(make_ticket(), None)
