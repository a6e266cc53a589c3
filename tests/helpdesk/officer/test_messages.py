"""An officer's replies and buttons, one rule a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.people.invitations import FOR_OFFICERS, opens
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.events import Arrived, Started, Undelivered
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import EscalationStep, Sent, Ticket, TicketState
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import with_updated_cards
from bot.helpdesk.tickets.escalation import on_arrived, on_due, on_undelivered
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    DEWI,
    EKO,
    MONDAY,
    POLICY,
    SITI,
    buttons_of,
    by_officer,
    context,
    make_ticket,
    pressed,
    said,
    siti,
    text_of,
    wrote,
)
from tests.typed import a, some

CARD = Sent(BUDI, "900", "card", None)


def reply(text: str, who: OfficerContext) -> Outcome:
    return by_officer(who, wrote(text, chat=who.chat.address))


def press(who: OfficerContext, verb: str, *args: str) -> Outcome:
    return by_officer(who, pressed(verb, *args, chat=who.chat.address))


@pytest.mark.parametrize("ticket", [make_ticket(), None])
def test_an_empty_message_is_no_answer(ticket: Ticket | None) -> None:
    refused = reply(" ", context(ticket=ticket, queue=(make_ticket(),)))
    assert said(refused, BUDI) == [officer_texts.EMPTY]
    assert not said(refused)
    assert refused.officer_chat is None


def test_a_later_draft_never_goes_to_the_ticket_chosen_for_an_earlier_one() -> None:
    first = reply("Bawa KTP dan KK.", context(queue=(make_ticket(12), make_ticket(13))))
    earlier = buttons_of(first.actions[0])[1][0]
    later = replace(some(first.officer_chat), draft="109", draft_text="Paspor Bapak sudah jadi.")
    who = OfficerContext(POLICY.directory.officers["budi"], some(later), make_ticket(13), siti())
    outcome = press(who, earlier.verb, *earlier.args)
    assert text_of(outcome.actions[0]) == officer_texts.NO_DRAFT
    assert not said(outcome)


def test_a_reply_to_a_closed_ticket_asks_first() -> None:
    outcome = reply("Satu lagi", context(ticket=make_ticket(state=TicketState.CLOSED)))
    assert not said(outcome)
    assert "sudah ditutup" in said(outcome, BUDI)[0]
    assert some(outcome.officer_chat).draft_text == "Satu lagi"


def test_two_officers_do_not_both_answer_unawares() -> None:
    outcome = reply("Saya jawab", context("citra", make_ticket(claimed_by="budi")))
    assert not said(outcome)
    assert "Pak Budi" in said(outcome, CITRA)[0]


VERBS = "ambil tutup alihkan kirim kartu buka untuk ke cari pakai ubah faq"


@pytest.mark.parametrize("verb", VERBS.split())
def test_an_officer_of_another_office_is_refused_and_it_is_logged(verb: str) -> None:
    outcome = press(context("eko", make_ticket()), verb, "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.NOT_YOURS
    assert len(outcome.actions) == 1
    assert outcome.notes


def test_a_claimed_ticket_cannot_be_claimed_by_another() -> None:
    outcome = press(context("citra", make_ticket(claimed_by="budi")), "ambil", "12")
    assert not outcome.tickets
    assert "Pak Budi" in text_of(outcome.actions[0])


def test_an_emergency_is_not_closed_before_it_was_answered() -> None:
    outcome = press(context(ticket=make_ticket(emergency=True)), "tutup", "12")
    assert not outcome.tickets


@pytest.mark.parametrize(("reason", "words"), [("blocked", "memblokir"), ("refused", "GAGAL"), ("uncertain", "pasti")])
def test_the_officer_hears_what_became_of_his_answer(reason: str, words: str) -> None:
    answered = make_ticket(claimed_by="budi", waiting_since=None)
    lost = on_undelivered(Undelivered(1, "reply", 12, SITI, reason, "101"), answered, siti(), MONDAY, POLICY)
    assert words in said(lost, BUDI)[0]
    assert a(Send, lost.actions[0]).reply_to == "101"
    arrived = on_arrived(Arrived(1, "reply", 12, SITI, "300", "101"), (answered, siti()), (), MONDAY, POLICY)
    assert "Sampai ke warga" in said(arrived, BUDI)[0]


def test_a_refused_answer_makes_the_resident_wait_again() -> None:
    answered = make_ticket(claimed_by="budi", waiting_since=None, first_reply_at=MONDAY)
    outcome = on_undelivered(Undelivered(1, "reply", 12, SITI, "refused", "101"), answered, siti(), MONDAY, POLICY)
    assert (outcome.tickets[0].waiting_since, outcome.tickets[0].next_step) == (MONDAY, EscalationStep.REMIND)


def test_the_card_in_a_former_office_shows_nothing_of_the_ticket() -> None:
    moved = make_ticket(office="timur", officer="eko", village="jauh")
    standing = {make_ticket(): (CARD, Sent(EKO, "950", "card", None))}
    edits = with_updated_cards(Outcome(tickets=(moved,)), standing, siti(), MONDAY, POLICY).actions
    assert [("apa kabar" in text_of(edit), bool(buttons_of(edit))) for edit in edits] == [(False, False), (True, True)]


def test_escalation_goes_from_reminder_to_deputy_to_supervisor_to_staff() -> None:
    ticket, heard, alerts = make_ticket(next_step=EscalationStep.REMIND, next_at=MONDAY), [], []
    for hours in (4, 8, 24, 48, 60):
        outcome = on_due(ticket, siti(), MONDAY + timedelta(hours=hours), POLICY)
        (ticket,) = outcome.tickets
        assert some(ticket.next_at) > MONDAY + timedelta(hours=hours)
        heard.append({a.to for a in outcome.actions if isinstance(a, Send) and a.to != SITI})
        alerts.append(outcome.alerts)
    assert heard == [{BUDI}, {BUDI, CITRA}, {CITRA, DEWI}, set(), set()]
    assert alerts == [(), (), (), *[(Alert(AlertKind.UNANSWERED, "12"),)] * 2]
    # the alert stands; the ticket is looked at again after a working day, not every five minutes
    assert some(ticket.next_at) > MONDAY + timedelta(hours=60 + 8)
    assert (ticket.officer, ticket.next_step) == ("dewi", EscalationStep.ALARM)


def test_an_invitation_opened_in_a_group_makes_it_no_officers_chat() -> None:
    mine = Started(BUDI, "Budi", MONDAY, "1", "inv_rahasia")
    assert opens(mine, FOR_OFFICERS)
    assert not opens(replace(mine, address=Address("telegram", "-1001/55"), group=True, sender=BUDI), FOR_OFFICERS)
