"""A child's work abroad and a recruiter's trap: the warning comes first, and the officer is one tap away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.conversation_memory import Memory, Turn
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.resident.pending_question import PATIENCE, send_unplaced
from bot.helpdesk.texts import emergency as emergency_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.matching.decision import Decision
from bot.matching.decision import Outcome as Reading
from tests.helpdesk.desk import MONDAY, SmallFaq, make_ticket, pressed, said, siti, small_policy, wrote

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
CHILD, TRAP = "anak saya 15 mau kerja", "disuruh bohong di imigrasi"


def ask(text: str, context: ResidentContext | None = None) -> Outcome:
    return dispatch.for_resident(context or ResidentContext(siti(), fresh=12), wrote(text), MONDAY, POLICY)


@pytest.mark.parametrize(
    ("text", "warning", "verbs"),
    [
        (CHILD, emergency_texts.WARN_MINOR, ["cek", "petugas", "jawab"]),
        ("adik 16 mau ikut kerja", emergency_texts.WARN_MINOR, ["cek", "petugas", "jawab"]),
        ("adik 16 kerja, biayanya?", emergency_texts.WARN_MINOR, ["cek", "petugas", "jawab", "jawab"]),
        (TRAP, emergency_texts.WARN_OFFER, ["cek", "petugas", "bahaya"]),
    ],
)
def test_the_warning_is_sent_with_what_can_be_done_at_once(text: str, warning: str, verbs: list[str]) -> None:
    outcome = ask(text)
    (send,) = outcome.actions
    assert isinstance(send, Send)
    assert send.text == warning
    assert "Jangan berangkat dulu" in send.text
    assert [button.verb for row in send.buttons for button in row] == verbs
    assert outcome.tickets == ()
    assert outcome.resident
    assert outcome.resident.memory.question == text


def test_what_was_warned_of_reaches_the_officer_as_an_early_warning() -> None:
    context = ResidentContext(siti(memory=Memory(question=CHILD)), fresh=7)
    outcome = dispatch.for_resident(context, pressed("petugas"), MONDAY, POLICY)
    assert officer_texts.EARLY_WARNING in said(outcome, BUDI)[0]
    assert CHILD in said(outcome, BUDI)[0]
    assert outcome.tickets[0].early_warning


def test_the_button_under_a_warning_sends_what_was_warned_of() -> None:
    turns = (Turn(CHILD, MONDAY), Turn("boleh tidak?", MONDAY))
    context = ResidentContext(siti(memory=Memory(turns=turns, question="boleh tidak?")), fresh=7)
    outcome = dispatch.for_resident(context, pressed("petugas", "peringatan"), MONDAY, POLICY)
    assert outcome.tickets[0].question.endswith(f"{CHILD}\nboleh tidak?")
    assert outcome.tickets[0].early_warning
    assert officer_texts.EARLY_WARNING in said(outcome, BUDI)[0]


def test_a_warning_keeps_no_open_ticket_and_no_promise_waiting() -> None:
    joined = ask(CHILD, ResidentContext(siti(), (make_ticket(),), fresh=13))
    assert said(joined)[0] == emergency_texts.WARN_MINOR
    assert CHILD in said(joined, BUDI)[0]
    promised = ask(CHILD, ResidentContext(siti(memory=Memory(awaiting="question")), fresh=13))
    assert said(promised)[0] == emergency_texts.WARN_MINOR
    assert promised.tickets[0].state is TicketState.OPEN


def test_a_yes_under_a_doubtful_warning_calls_for_help() -> None:
    context = ResidentContext(siti(memory=Memory(question=TRAP)), fresh=7)
    outcome = dispatch.for_resident(context, pressed("bahaya", "ya"), MONDAY, POLICY)
    assert outcome.tickets[0].emergency


@pytest.mark.parametrize(
    ("early_warning", "told"),
    [(True, True), (False, False)],
    ids=["said in a warning's ticket", "said in one with its words alone"],
)
def test_what_is_said_in_an_open_early_warning_reaches_the_officer(early_warning: bool, told: bool) -> None:
    ticket = make_ticket(question=f"{officer_texts.EARLY_WARNING}\n{CHILD}", early_warning=early_warning)
    outcome = ask("biaya paspor", ResidentContext(siti(), (ticket,), fresh=13))
    assert ("biaya paspor" in "\n".join(said(outcome, BUDI))) is told


def test_a_warning_that_waits_for_a_village_stays_one() -> None:
    context = ResidentContext(siti(village=None, memory=Memory(question=CHILD)), fresh=7)
    held = dispatch.for_resident(context, pressed("petugas"), MONDAY, POLICY)
    assert held.tickets == ()
    assert held.resident
    sent = send_unplaced(ResidentContext(held.resident, fresh=7), MONDAY + PATIENCE, POLICY)
    assert [ticket.early_warning for ticket in sent.tickets] == [True]


def test_an_age_said_after_the_work_reaches_the_officer_with_it() -> None:
    class Following(SmallFaq):
        def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
            if list(turns[-2:]) == ["paspor", "umur 16"]:
                return Decision(Reading.WARN, act="anak")
            return super().decide(turns, today)

    policy = replace(POLICY, knowledge=Following())
    context, outcome = ResidentContext(siti(), fresh=12), Outcome()
    for text in ("paspor", "umur 16", "kenapa"):
        outcome = dispatch.for_resident(context, wrote(text), MONDAY, policy)
        assert outcome.resident
        context = context.of(outcome.resident)
        if text == "umur 16":
            pressed_now = dispatch.for_resident(context, pressed("petugas", "peringatan"), MONDAY, policy)
            assert pressed_now.tickets[0].question == f"{officer_texts.EARLY_WARNING}\npaspor\numur 16"
    assert outcome.tickets[0].question == "paspor\numur 16\nkenapa"
