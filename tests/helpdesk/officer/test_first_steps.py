"""The red card: who and where first, "Saya tangani" alone on top, and the first steps with one tap."""

from __future__ import annotations

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Author, Line, Resident, Ticket
from bot.helpdesk.model.markup import unmarked
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import card_buttons, card_text
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, pressed, said, siti, small_policy

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
URGENT = make_ticket(emergency=True, attempted=("paspor-biaya",))


def presses(
    *args: str, ticket: Ticket = URGENT, resident: Resident | None = None, lines: tuple[Line, ...] = ()
) -> Outcome:
    context = OfficerContext(
        POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, resident or siti(), lines=lines
    )
    return dispatch.for_officer(context, pressed(*args, chat=BUDI), MONDAY, POLICY)


def labels(ticket: Ticket) -> list[list[str]]:
    return [[button.label for button in row] for row in card_buttons(POLICY, ticket)]


def test_a_red_card_says_who_and_where_in_its_first_line() -> None:
    first, second, *_ = unmarked(card_text(POLICY, URGENT, siti(), MONDAY)).split("\n")
    assert first == "🔴🔴🔴 DARURAT: Siti, Desa Mandurian, Tapin Tengah"
    assert second.startswith("Kasus #12, ")


def test_the_first_steps_name_whom_to_call_and_three_replies() -> None:
    shown = presses("langkah", "12").actions[-1]
    assert isinstance(shown, Send)
    for number in ("110", "129", "peduliwni.kemlu.go.id", "KBRI Phnom Penh"):
        assert number in shown.text
    assert [button.args for row in shown.buttons for button in row] == [("12", "1"), ("12", "2"), ("12", "3")]


@pytest.mark.parametrize("key", officer_texts.READY_REPLIES)
def test_a_ready_reply_goes_out_once_as_the_officers_answer(key: str) -> None:
    text = officer_texts.READY_REPLIES[key][1]
    sent = presses("siap", "12", key)
    (answer,) = (a for a in sent.actions if isinstance(a, Send) and a.purpose == Purpose.REPLY)
    assert answer.to == SITI
    assert text in answer.text
    assert sent.tickets[0].claimed_by == "budi"
    again = presses("siap", "12", key, lines=(Line(12, Author.OFFICER, MONDAY, text, "budi"),))
    assert not said(again)
