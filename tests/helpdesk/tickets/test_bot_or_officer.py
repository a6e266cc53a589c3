"""Bot and officer do not talk over each other: who takes up a resident's message while a ticket is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.events import Attached
from bot.helpdesk.model.ticket import Attachment, Author, Line, Ticket
from bot.helpdesk.resident.message import Message
from bot.helpdesk.tickets.talk import talk_of
from bot.helpdesk.turn import ResidentContext, resident_turn
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import MONDAY, POLICY, SITI, SmallFaq, make_ticket, siti, wrote

ANSWERED = make_ticket(waiting_since=None, first_reply_at=MONDAY, claimed_by="budi")


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
    turn = resident_turn(ResidentContext(siti()), wrote(text), MONDAY, replace(POLICY, knowledge=faq))
    return Message(turn.saying(text), faq.decision, turn).stands_alone(talking=talking)


@pytest.mark.parametrize(
    "reply",
    [
        "belum punya ktp pak",
        "sudah pak, paspor lama masih ada",
        "paspor lama hilang pak",
        "ke malaysia pak, kerja",
        "untuk umrah bu",
        "saya mau ke malaysia kerja pak",
        "kada baisi ktp",
        "iya, biayanya berapa?",
        "biaya paspor",
        "KK ada, KTP belum",
    ],
)
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
    ticket = replace(ANSWERED, **changes)
    known = ResidentContext(siti(), (ticket,), spoken=word(text))
    assert (talk_of(resident_turn(known, wrote("ya"), MONDAY + after, POLICY)) is not None) is talking


def says(text: str, spoken: Line | None, *tickets: Ticket, at: datetime = MONDAY + timedelta(minutes=5)) -> Outcome:
    return dispatch.for_resident(ResidentContext(siti(), tickets, 14, spoken=spoken), wrote(text, at), at, POLICY)


def test_with_two_open_tickets_a_reply_joins_the_one_last_answered() -> None:
    outcome = says("hari kamis", word("Kapan bisa datang?"), make_ticket(13), ANSWERED)
    assert [ticket.id for ticket in outcome.tickets] == [12]
    at = MONDAY + timedelta(minutes=5)
    photo = Attached(SITI, "Siti", at, "102", Attachment("photo", "f1"), "")
    context = ResidentContext(siti(), (make_ticket(13), ANSWERED), 14, spoken=word("Bisa kirim foto suratnya?"))
    assert dispatch.for_resident(context, photo, at, POLICY).ticket == 12


@pytest.mark.parametrize(
    ("reply", "confidence", "ends_it"),
    [("ok pak", 1.0, True), ("ya sudah terima kasih", 0.1, True), ("nanti saya ke kantor", 0.3, False)],
)
def test_an_ok_reaches_the_officer_after_his_question_not_his_answer(
    reply: str, confidence: float, ends_it: bool
) -> None:
    farewell = Decision(DecisionKind.SMALLTALK, act="penutup", confidence=confidence)

    def ends(ticket: Ticket, spoken: Line | None) -> bool:
        turn = resident_turn(ResidentContext(siti(), spoken=spoken), wrote(reply), MONDAY, POLICY).saying(reply)
        return Message(turn, farewell, turn).ends(ticket)

    assert not ends(ANSWERED, word("Besok bisa datang jam 9?"))
    assert ends(ANSWERED, word("Besok datang jam 9.")) is ends_it
    assert not ends(make_ticket(), None)
