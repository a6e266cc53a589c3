"""An officer's replies and buttons, one rule a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.shell.joining import FOR_OFFICERS, opens
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Acknowledge, Copy, Edit, Outcome, Send
from bot.helpdesk.model.alerts import Alert, Kind
from bot.helpdesk.model.entities import Address, Attachment, EscalationStep, Ticket, TicketState
from bot.helpdesk.model.events import Arrived, Attached, Commanded, Edited, Started, Undelivered
from bot.helpdesk.model.store import QueueView, Sent
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import StandingCards, with_updated_cards
from bot.helpdesk.tickets.delivery_outcomes import on_arrived, on_undelivered
from bot.helpdesk.tickets.escalation import on_due
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, SITI, buttons_of, make_ticket, pressed, said, siti, small_policy, text_of, wrote
from tests.typed import a, some

POLICY = small_policy()
BUDI, CITRA, DEWI, EKO = (POLICY.chats[name].address for name in ("budi", "citra", "dewi", "eko"))
CARD = Sent(BUDI, "900", "card", None)


def context(
    name: str = "budi", ticket: Ticket | None = None, queue: tuple[Ticket, ...] = (), sent: tuple[Sent, ...] = (CARD,)
) -> OfficerContext:
    resident = siti() if ticket else None
    return OfficerContext(POLICY.directory.officers[name], POLICY.chats[name], ticket, resident, sent, queue)


def reply(text: str, who: OfficerContext) -> Outcome:
    return dispatch.for_officer(who, wrote(text, chat=who.chat.address), MONDAY, POLICY)


def press(who: OfficerContext, verb: str, *args: str) -> Outcome:
    return dispatch.for_officer(who, pressed(verb, *args, chat=who.chat.address), MONDAY, POLICY)


def test_a_plain_reply_to_the_card_reaches_the_resident_as_the_officers() -> None:
    outcome = reply("Bawa KTP dan KK.", context(ticket=make_ticket()))
    (send,) = [action for action in outcome.actions if isinstance(action, Send) and action.to == SITI]
    assert "Pak Budi" in send.text
    assert "Bawa KTP dan KK." in send.text
    assert (send.purpose, send.about) == ("reply", "101")
    (ticket,) = outcome.tickets
    assert (ticket.first_reply_at, ticket.waiting_since, ticket.claimed_by) == (MONDAY, None, "budi")


@pytest.mark.parametrize("ticket", [make_ticket(), None])
def test_an_empty_message_is_no_answer(ticket: Ticket | None) -> None:
    refused = reply(" ", context(ticket=ticket, queue=(make_ticket(),)))
    assert said(refused, BUDI) == [officer_texts.EMPTY]
    assert not said(refused)
    assert refused.officer_chat is None


def test_an_answer_is_not_changed_into_nothing() -> None:
    answered = make_ticket(claimed_by="budi", waiting_since=None, first_reply_at=MONDAY)
    who = context(ticket=answered, sent=(Sent(SITI, "901", "reply", "101"),))
    refused = dispatch.for_officer(who, Edited(BUDI, "Budi", MONDAY, "101", " "), MONDAY, POLICY)
    assert said(refused, BUDI) == [officer_texts.EMPTY]
    assert len(refused.actions) == 1


def test_after_a_typed_answer_every_card_says_who_answered() -> None:
    of_citra = Sent(CITRA, "901", "card", None)
    outcome = reply("Bawa KTP dan KK.", context(ticket=make_ticket(), sent=(CARD, of_citra)))
    edits = [action for action in outcome.actions if isinstance(action, Edit)]
    assert [(edit.to, edit.message) for edit in edits] == [(BUDI, "900"), (CITRA, "901")]
    for edit in edits:
        assert "✓ Dijawab oleh Pak Budi." in edit.text
        assert "Ambil" not in [button.label for row in edit.buttons for button in row]
    # what reads as before is left alone: in a group every change counts against its twenty messages a minute
    again = reply("Dan fotokopinya.", context(ticket=outcome.tickets[0], sent=(CARD, of_citra)))
    assert not [action for action in again.actions if isinstance(action, Edit)]


def test_a_message_without_a_target_asks_which_ticket_and_is_kept() -> None:
    outcome = reply("Bawa KTP dan KK.", context(queue=(make_ticket(12), make_ticket(13))))
    assert text_of(outcome.actions[0]) == officer_texts.WHICH_TICKET
    assert [row[0].args for row in buttons_of(outcome.actions[0])[:-1]] == [("12", "101"), ("13", "101")]
    assert some(outcome.officer_chat).draft_text == "Bawa KTP dan KK."
    assert not said(outcome)


def test_more_tickets_than_can_be_chosen_from_are_not_concealed() -> None:
    who = replace(context(queue=(make_ticket(12),)), queue_counts=dict.fromkeys(QueueView, 30))
    text = text_of(reply("Bawa KTP dan KK.", who).actions[0])
    assert text.endswith(officer_texts.WHICH_OTHERS.format(shown=1, open=30))


def test_the_kept_message_goes_to_the_ticket_that_is_then_chosen() -> None:
    kept = reply("Bawa KTP dan KK.", context(queue=(make_ticket(12),))).officer_chat
    who = OfficerContext(POLICY.directory.officers["budi"], some(kept), make_ticket(12), siti())
    outcome = press(who, "untuk", "12", "101")
    assert "Bawa KTP dan KK." in said(outcome)[0]
    assert some(outcome.officer_chat).draft is None


def test_a_later_draft_never_goes_to_the_ticket_chosen_for_an_earlier_one() -> None:
    first = reply("Bawa KTP dan KK.", context(queue=(make_ticket(12), make_ticket(13))))
    earlier = buttons_of(first.actions[0])[1][0]
    later = replace(some(first.officer_chat), draft="109", draft_text="Paspor Bapak sudah jadi.")
    who = OfficerContext(POLICY.directory.officers["budi"], some(later), make_ticket(13), siti())
    outcome = press(who, earlier.verb, *earlier.args)
    assert text_of(outcome.actions[0]) == officer_texts.NO_DRAFT
    assert not said(outcome)


def test_a_note_is_never_sent_to_the_resident() -> None:
    outcome = reply("// orang ini pernah ke sini", context(ticket=make_ticket()))
    assert not said(outcome)
    assert "TIDAK dikirim ke warga" in said(outcome, BUDI)[0]
    assert outcome.lines[0].text.startswith("//")


def test_a_reply_to_a_closed_ticket_asks_first() -> None:
    outcome = reply("Satu lagi", context(ticket=make_ticket(state=TicketState.CLOSED)))
    assert not said(outcome)
    assert "sudah ditutup" in said(outcome, BUDI)[0]
    assert some(outcome.officer_chat).draft_text == "Satu lagi"


def test_two_officers_do_not_both_answer_unawares() -> None:
    outcome = reply("Saya jawab", context("citra", make_ticket(claimed_by="budi")))
    assert not said(outcome)
    assert "Pak Budi" in said(outcome, CITRA)[0]


@pytest.mark.parametrize("verb", ["ambil", "tutup", "alihkan", "kirim", "kartu", "buka", "untuk", "ke"])
def test_an_officer_of_another_office_is_refused_and_it_is_logged(verb: str) -> None:
    outcome = press(context("eko", make_ticket()), verb, "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.NOT_YOURS
    assert len(outcome.actions) == 1
    assert outcome.notes


def test_a_reply_of_another_office_is_refused_and_it_is_logged() -> None:
    outcome = reply("Saya jawab", context("eko", make_ticket()))
    assert said(outcome, EKO) == [officer_texts.NOT_YOURS]
    assert not said(outcome)
    assert outcome.notes


def test_claiming_shows_everybody_who_has_it() -> None:
    outcome = press(context(ticket=make_ticket(), sent=(CARD, Sent(CITRA, "901", "card", None))), "ambil", "12")
    edits = [action for action in outcome.actions if isinstance(action, Edit)]
    assert {edit.to for edit in edits} == {BUDI, CITRA}
    assert all("Ditangani Pak Budi" in edit.text for edit in edits)
    assert outcome.tickets[0].claimed_by == "budi"


def test_a_claimed_ticket_cannot_be_claimed_by_another() -> None:
    outcome = press(context("citra", make_ticket(claimed_by="budi")), "ambil", "12")
    assert not outcome.tickets
    assert "Pak Budi" in text_of(outcome.actions[0])


def test_closing_asks_the_resident_whether_it_is_answered() -> None:
    outcome = press(context(ticket=make_ticket(first_reply_at=MONDAY)), "tutup", "12")
    assert outcome.tickets[0].state is TicketState.CLOSED
    (asked,) = [action for action in outcome.actions if isinstance(action, Send) and action.to == SITI]
    assert "Sudah" in [b.label for row in asked.buttons for b in row]


def test_an_emergency_is_not_closed_before_it_was_answered() -> None:
    outcome = press(context(ticket=make_ticket(emergency=True)), "tutup", "12")
    assert not outcome.tickets


def test_handing_over_offers_the_colleagues_of_that_office_who_have_joined() -> None:
    outcome = press(replace(context(ticket=make_ticket()), loads={"citra": 7}), "alihkan", "12")
    labels = [row[0].label for row in buttons_of(outcome.actions[-1])]
    assert labels == ["Bu Dewi (0 kasus terbuka)", "Bu Citra (7 kasus terbuka)"]
    moved = press(context(ticket=make_ticket()), "ke", "12", "citra")
    assert moved.tickets[0].officer == "citra"
    assert said(moved, CITRA)
    foreign = press(context(ticket=make_ticket()), "ke", "12", "eko")
    assert not foreign.tickets


def test_one_tap_sends_what_the_bot_would_have_said() -> None:
    outcome = press(context(ticket=make_ticket()), "kirim", "12", "paspor-biaya")
    assert "Jawaban paspor-biaya." in said(outcome)[0]
    assert outcome.tickets[0].first_reply_at == MONDAY


def test_a_photo_as_reply_is_announced_and_copied() -> None:
    event = Attached(BUDI, "Budi", MONDAY, "555", Attachment("photo", "x"), "peta kantor", reply_to="900")
    outcome = dispatch.for_officer(context(ticket=make_ticket()), event, MONDAY, POLICY)
    assert "Pak Budi" in said(outcome)[0]
    (copy,) = [action for action in outcome.actions if isinstance(action, Copy)]
    assert (copy.to, copy.source, copy.message, copy.purpose) == (SITI, BUDI, "555", "reply")


def test_the_queue_lists_open_tickets_with_a_button_each() -> None:
    event = Commanded(BUDI, "Budi", MONDAY, "1", "antrean", "")
    outcome = dispatch.for_officer(
        context(queue=(make_ticket(12), make_ticket(13, emergency=True))), event, MONDAY, POLICY
    )
    assert "#12" in said(outcome, BUDI)[0]
    assert "🔴" in said(outcome, BUDI)[0]


def test_the_receipt_says_arrived_only_after_the_card_was_accepted() -> None:
    receipt = Sent(SITI, "300", "receipt", None)
    event = Arrived(1, "card", 12, BUDI, "900", None)
    outcome = on_arrived(event, (make_ticket(carded_at=None), siti()), (receipt,), MONDAY, POLICY)
    assert outcome.tickets[0].carded_at == MONDAY
    (edit,) = outcome.actions
    assert "Sudah sampai ke petugas" in text_of(edit)


def test_the_receipt_that_arrives_after_the_card_is_brought_up_to_date() -> None:
    event = Arrived(1, "receipt", 12, SITI, "300", None)
    outcome = on_arrived(event, (make_ticket(), siti()), (), MONDAY, POLICY)
    assert a(Edit, outcome.actions[0]).message == "300"


@pytest.mark.parametrize(("reason", "words"), [("blocked", "memblokir"), ("refused", "GAGAL"), ("uncertain", "pasti")])
def test_the_officer_hears_what_became_of_his_answer(reason: str, words: str) -> None:
    answered = make_ticket(claimed_by="budi", waiting_since=None)
    lost = on_undelivered(Undelivered(1, "reply", 12, SITI, reason, "101"), answered, siti(), MONDAY, POLICY)
    assert words in said(lost, BUDI)[0]
    assert a(Send, lost.actions[0]).reply_to == "101"
    arrived = on_arrived(Arrived(1, "reply", 12, SITI, "300", "101"), (answered, siti()), (), MONDAY, POLICY)
    assert "Sampai ke warga" in said(arrived, BUDI)[0]


def test_a_card_that_did_not_arrive_goes_to_the_deputy_at_once() -> None:
    outcome = on_undelivered(Undelivered(1, "card", 12, BUDI, "blocked", None), make_ticket(), siti(), MONDAY, POLICY)
    assert outcome.tickets[0].officer == "citra"
    assert said(outcome, CITRA)
    assert outcome.notes


def test_a_card_that_reached_nobody_raises_the_alert() -> None:
    last = make_ticket(officer="dewi", carded_at=None)
    outcome = on_undelivered(Undelivered(1, "card", 12, DEWI, "blocked", None), last, siti(), MONDAY, POLICY)
    assert outcome.tickets[0].next_step is EscalationStep.ALARM
    assert outcome.alerts == (Alert(Kind.UNREACHED, "12"),)


def test_a_card_that_was_refused_is_sent_again_in_plain_words() -> None:
    new = make_ticket(carded_at=None)
    outcome = on_undelivered(Undelivered(1, "card", 12, BUDI, "refused", None), new, siti(), MONDAY, POLICY)
    notice, words = (action for action in outcome.actions if isinstance(action, Send))
    assert (notice.to, notice.buttons, words.to) == (BUDI, (), BUDI)
    assert new.question not in notice.text
    assert new.question in words.text
    assert not outcome.tickets
    arrived = on_arrived(Arrived(1, notice.purpose, 12, BUDI, "9", None), (new, siti()), (), MONDAY, POLICY)
    assert arrived.tickets[0].carded_at == MONDAY
    refused = on_undelivered(Undelivered(1, notice.purpose, 12, BUDI, "refused", None), new, siti(), MONDAY, POLICY)
    assert refused.tickets[0].officer == "citra"


def test_a_lost_second_card_leaves_the_ticket_with_its_owner() -> None:
    outcome = on_undelivered(Undelivered(1, "card", 12, DEWI, "blocked", None), make_ticket(), siti(), MONDAY, POLICY)
    assert [(ticket.officer, ticket.tried) for ticket in outcome.tickets] == [("budi", ("dewi",))]
    assert not outcome.actions


def test_a_refused_answer_makes_the_resident_wait_again() -> None:
    answered = make_ticket(claimed_by="budi", waiting_since=None, first_reply_at=MONDAY)
    outcome = on_undelivered(Undelivered(1, "reply", 12, SITI, "refused", "101"), answered, siti(), MONDAY, POLICY)
    assert (outcome.tickets[0].waiting_since, outcome.tickets[0].next_step) == (MONDAY, EscalationStep.REMIND)


def test_the_card_in_a_former_office_shows_nothing_of_the_ticket() -> None:
    moved = make_ticket(office="timur", officer="eko", village="jauh")
    standing = StandingCards((make_ticket(),), siti(), {12: (CARD, Sent(EKO, "950", "card", None))})
    edits = with_updated_cards(Outcome(tickets=(moved,)), standing, MONDAY, POLICY).actions
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
    assert alerts == [(), (), (), *[(Alert(Kind.UNANSWERED, "12"),)] * 2]
    # the alert stands; the ticket is looked at again after a working day, not every five minutes
    assert some(ticket.next_at) > MONDAY + timedelta(hours=60 + 8)
    assert (ticket.officer, ticket.next_step) == ("dewi", EscalationStep.ALARM)


def test_a_press_on_a_ticket_that_does_not_exist_is_refused_kindly() -> None:
    outcome = press(context(), "ambil", "999")
    assert isinstance(outcome.actions[0], Acknowledge)
    assert outcome.actions[0].text == officer_texts.NO_SUCH_TICKET


def test_an_invitation_opened_in_a_group_makes_it_no_officers_chat() -> None:
    mine = Started(BUDI, "Budi", MONDAY, "1", "inv_rahasia")
    assert opens(mine, FOR_OFFICERS)
    assert not opens(replace(mine, address=Address("telegram", "-1001/55"), group=True, sender=BUDI), FOR_OFFICERS)
