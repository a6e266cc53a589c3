"""A matter told in short messages: the officer gets all of it, and an answer that comes again says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Reworded
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.events import Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.resident.answering import LONGEST_QUESTION
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import MONDAY, SITI, SmallFaq, pressed, said, siti, small_policy
from tests.typed import some

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
LONG = "paspor " + "panjang " * (LONGEST_QUESTION // 8)
MINUTE = timedelta(minutes=1)
SAME = texts.SAME_ANSWER.format(button=texts.B_ASK_OFFICER)


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
        (
            (
                "paspor",
                "tiga orang",
            ),
            "paspor\ntiga orang",
        ),
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
    class Guessing(SmallFaq):
        special = SmallFaq.special | dict.fromkeys(("tiga orang", "dekat pasar"), SmallFaq.special["paspor"])

    policy = replace(POLICY, knowledge=Guessing())
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
    outcome = dispatch.for_resident(context, Wrote(SITI, "Siti", MONDAY, "104", "jam berapa pasar"), MONDAY, POLICY)
    assert outcome.tickets[0].question == "jam berapa pasar"
    again = dispatch.for_resident(context, pressed("petugas"), MONDAY + MINUTE, POLICY)
    assert again.tickets[0].question == "paspor\ndekat pasar"


def test_a_number_begun_in_a_piece_is_hidden_wherever_the_piece_stands() -> None:
    outcome, _ = tells("paspor", "nik saya 63050112", "12900001")
    assert "63050112" not in repr((outcome.tickets, outcome.resident))
    hidden = outcome.tickets[0].question
    assert hidden.startswith("paspor\nnik saya [NIK/KK •••]")
    assert Reworded(12, "paspor\nnik saya 63050112", hidden) in outcome.reworded


@pytest.mark.parametrize(
    ("messages", "noted"),
    [
        (("biaya paspor", "BIAYA PASPOR"), True),
        (("biaya paspor", "biaya paspor"), True),
        (("biaya paspor", "syarat paspor", "biaya paspor"), False),
        (("biaya paspor", "halo", "biaya paspor"), False),
    ],
)
def test_an_answer_that_comes_again_says_so_and_names_the_officer(messages: tuple[str, ...], noted: bool) -> None:
    outcome, _ = tells(*messages)
    assert said(outcome)[0].startswith(SAME) is noted


def test_an_answer_is_not_sent_a_third_time() -> None:
    outcome, context = tells("biaya paspor", "BIAYA PASPOR", "Biaya Paspor")
    assert said(outcome) == [texts.STILL_THE_SAME.format(button=texts.B_ASK_OFFICER)]
    again, _ = tells("biaya paspor", "biaya paspor", "biaya paspor")
    assert "Jawaban paspor-biaya" in said(again)[0]
    asked = dispatch.for_resident(context, pressed("petugas"), MONDAY + 3 * MINUTE, POLICY)
    assert asked.tickets[0].question == "biaya paspor\nBIAYA PASPOR\nBiaya Paspor"


@pytest.mark.parametrize("text", ["bukan", "bukan itu pak", "salah", "lain, bukan yang itu"])
def test_who_refuses_all_guesses_is_asked_for_other_words(text: str) -> None:
    class Hurt(SmallFaq):
        special = SmallFaq.special | {text: Decision(DecisionKind.SMALLTALK, act="keluhan")}

    policy = replace(POLICY, knowledge=Hurt())
    outcome, context = tells("paspor", text, policy=policy)
    assert said(outcome) == [texts.NONE_OF_THESE.format(button=texts.B_ASK_OFFICER)]
    asked = dispatch.for_resident(context, pressed("petugas"), MONDAY + MINUTE, policy)
    assert asked.tickets[0].question == "paspor"
    alone, _ = tells(text, policy=policy)
    assert said(alone)[0] == texts.COMPLAINT


class Carried(SmallFaq):
    """Understands "kada dibalas" only behind the message before it, and the number only behind two."""

    special = SmallFaq.special | {"suami di taiwan": SmallFaq.special["paspor"]}

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        if turns[-1] == "hp aktif tapi tidak pernah dibalas lagi":
            known = Decision(DecisionKind.ANSWER, answers=("dasar-jam",), confidence=0.9)
            return known if len(turns) > 1 else Decision(DecisionKind.ESCALATE)
        if turns[-1] == "tidak dibantu travel":
            return Decision(DecisionKind.ANSWER, answers=("dasar-jam",)) if len(turns) == 2 else self.special["paspor"]
        return super().decide(turns, today)


CARRIED = replace(POLICY, knowledge=Carried())


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (("paspor", "tiga org"), "\n(sesudah bertanya: paspor\ntiga org)"),
        (("biaya paspor",), "\n(sesudah bertanya: biaya paspor)"),
        (("bikin ktp",), "\n(sesudah bertanya: bikin ktp)"),
        (("halo",), ""),
    ],
)
def test_a_call_for_help_brings_what_was_told_before_it(before: tuple[str, ...], told: str) -> None:
    class Guessing(SmallFaq):
        special = SmallFaq.special | {"tiga org": SmallFaq.special["paspor"]}

    outcome, _ = tells(*before, "tolong saya disekap", policy=replace(POLICY, knowledge=Guessing()))
    assert outcome.tickets[0].question == f"tolong saya disekap{told}"
