"""An answer that its officer changes or takes back."""

from __future__ import annotations

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Delete, Edit, Outcome
from bot.helpdesk.model.entities import Ticket, TicketState
from bot.helpdesk.model.events import Arrived, Commanded, Edited, Undelivered
from bot.helpdesk.model.store import Sent
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.escalation import on_arrived, on_undelivered
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, said, siti, small_policy, text_of

POLICY = small_policy()
BUDI, EKO = POLICY.chats["budi"].address, POLICY.chats["eko"].address
ANSWER = Sent(SITI, "300", "reply", "555")
ANSWERED = make_ticket(claimed_by="budi", first_reply_at=MONDAY, waiting_since=None)


def context(name: str = "budi", ticket: Ticket | None = ANSWERED, sent: tuple[Sent, ...] = (ANSWER,)) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers[name], POLICY.chats[name], ticket, siti(), sent)


def edit(text: str, who: OfficerContext) -> Outcome:
    return dispatch.for_officer(who, Edited(who.chat.address, "Budi", MONDAY, "555", text), MONDAY, POLICY)


def withdraw(who: OfficerContext, reply_to: str | None = "555") -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "556", "tarik", "", reply_to)
    return dispatch.for_officer(who, event, MONDAY, POLICY)


def test_a_message_that_never_went_to_the_resident_cannot_be_corrected() -> None:
    outcome = edit("apa saja", context(sent=()))
    assert said(outcome, BUDI) == [officer_texts.EDIT_NOT_SENT]
    assert not said(outcome)


def test_turning_an_answer_into_a_note_shows_how_to_withdraw_it() -> None:
    assert said(edit("// rahasia", context()), BUDI) == [officer_texts.WITHDRAW_HOW]


def test_an_edited_note_stays_a_note() -> None:
    outcome = edit("// lebih rinci", context(sent=()))
    assert outcome.lines[0].edited
    assert not said(outcome)


def test_a_withdrawn_only_answer_was_never_an_answer() -> None:
    assert withdraw(context()).tickets[0].first_reply_at is None


def test_withdrawing_reopens_a_closed_ticket() -> None:
    closed = make_ticket(state=TicketState.CLOSED, closed_at=MONDAY, claimed_by="budi", waiting_since=None)
    assert withdraw(context(ticket=closed)).tickets[0].state is TicketState.OPEN


def test_nobody_else_changes_or_withdraws_an_answer() -> None:
    for outcome in (edit("Saya saja", context("citra")), withdraw(context("citra"))):
        assert not said(outcome)
        assert not any(isinstance(action, Edit | Delete) for action in outcome.actions)
        assert "Pak Budi" in text_of(outcome.actions[0])
    for outcome in (edit("Saya saja", context("eko")), withdraw(context("eko"))):
        assert {action.to for action in outcome.actions} == {EKO}
        assert "#12" not in text_of(outcome.actions[0])


def test_the_officer_hears_whether_the_change_was_made() -> None:
    for purpose, good, bad in (("correction", "terlihat", "TIDAK"), ("withdrawal", "ditarik", "TIDAK")):
        done = on_arrived(Arrived(1, purpose, 12, SITI, "300", "555"), (ANSWERED, siti()), (), MONDAY, POLICY)
        assert good in said(done, BUDI)[0]
        lost = Undelivered(1, purpose, 12, SITI, "refused", "555")
        assert bad in said(on_undelivered(lost, ANSWERED, siti(), MONDAY, POLICY), BUDI)[0]
