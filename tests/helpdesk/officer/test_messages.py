"""An officer's replies and buttons; what he sends later, changes or takes back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.app.people.invitations import FOR_OFFICERS, opens
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Copy, Delete, Edit, Outcome, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.events import Attached, Commanded, Edited, Followed, Started, Wrote
from bot.helpdesk.model.people import Address, Memory, OfficerChat
from bot.helpdesk.model.ticket import Attachment, Author, EscalationStep, Held, Line, Sent, Ticket, TicketState
from bot.helpdesk.officer.commands import joined
from bot.helpdesk.officer.reply import named_hour
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import card_text, with_updated_cards
from bot.helpdesk.tickets.escalation import on_due, on_undelivered
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    DEWI,
    EKO,
    MONDAY,
    POLICY,
    SITI,
    WITA,
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
from tests.typed import some

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


def test_a_draft_goes_to_the_ticket_chosen_for_it_and_no_other() -> None:
    asked = reply("Bawa KTP dan KK.", context(queue=(make_ticket(12), make_ticket(13))))
    earlier, other = (
        buttons_of(asked.actions[0])[1][0],
        replace(context(ticket=make_ticket(13)), chat=some(asked.officer_chat)),
    )
    assert by_officer(other, Wrote(BUDI, "Budi", MONDAY, "103", "Hari Senin.", "900")).officer_chat is None
    sent = press(other, earlier.verb, *earlier.args)
    assert "Bawa KTP dan KK." in said(sent)[0]
    assert any(isinstance(action, Delete) for action in sent.actions), "the question goes"
    later = replace(other, chat=replace(other.chat, draft="109", draft_text="Paspor Bapak sudah jadi."))
    refused = press(later, earlier.verb, *earlier.args)
    assert (text_of(refused.actions[0]), said(refused)) == (officer_texts.NO_DRAFT, [])


def test_an_opened_card_comes_with_what_waits_for_an_answer() -> None:
    words = ("apa kabar", "qqq dua", "Datang Senin.", "qqq tiga")
    lines = [Line(12, Author.RESIDENT, MONDAY + timedelta(minutes=at), text) for at, text in enumerate(words)]
    lines[2] = replace(lines[2], author=Author.OFFICER, person="budi")
    shown = said(press(replace(context(ticket=make_ticket()), lines=tuple(lines)), "kartu", "12"), BUDI)
    assert ["qqq" in text for text in shown] == [False, True]
    assert "qqq tiga" in shown[1]


VERBS = "kasus ambil tutup alihkan kirim kartu buka untuk ke cari pakai ubah faq"


@pytest.mark.parametrize("verb", VERBS.split())
def test_an_officer_of_another_office_is_refused_and_it_is_logged(verb: str) -> None:
    outcome = press(context("eko", make_ticket()), verb, "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.NOT_YOURS
    assert len(outcome.actions) == 1
    assert outcome.notes


def test_an_emergency_is_not_closed_before_it_was_answered() -> None:
    outcome = press(context(ticket=make_ticket(emergency=True)), "tutup", "12")
    assert not outcome.tickets


def test_a_refused_answer_makes_the_resident_wait_again() -> None:
    answered = make_ticket(claimed_by="budi", waiting_since=None, first_reply_at=MONDAY)
    outcome = on_undelivered(Followed("reply", SITI, "101", reason="refused"), answered, siti(), MONDAY, POLICY)
    assert (outcome.tickets[0].waiting_since, outcome.tickets[0].next_step) == (MONDAY, EscalationStep.REMIND)


def test_the_card_in_a_former_office_shows_nothing_of_the_ticket() -> None:
    moved = make_ticket(office="timur", officer="eko", village="jauh")
    standing = {make_ticket(): (CARD, Sent(EKO, "950", "card", None))}
    edits = with_updated_cards(Outcome(tickets=(moved,)), standing, siti(), MONDAY, POLICY).actions
    assert [("apa kabar" in text_of(edit), bool(buttons_of(edit))) for edit in edits] == [(False, False), (True, True)]


def test_a_card_does_not_ask_for_the_reply_that_it_warns_of() -> None:
    shown = card_text(POLICY, make_ticket(emergency=True), siti(memory=Memory(hush=True)), MONDAY)
    assert officer_texts.HUSHED in shown
    assert "Balas pesan ini" not in shown
    assert "Menunggu Pak Budi. Balas pesan ini" in card_text(POLICY, make_ticket(), siti(), MONDAY)


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


ANSWER = Sent(SITI, "300", "reply", "555")
ANSWERED = make_ticket(claimed_by="budi", first_reply_at=MONDAY, waiting_since=None)


def answered_by(
    name: str = "budi", ticket: Ticket | None = ANSWERED, sent: tuple[Sent, ...] = (ANSWER,)
) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers[name], POLICY.chats[name], ticket, siti(), sent)


def edit(text: str, who: OfficerContext) -> Outcome:
    return by_officer(who, Edited(who.chat.address, "Budi", MONDAY, "555", text))


def withdraw(who: OfficerContext, reply_to: str | None = "555") -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "556", "tarik", "", reply_to)
    return by_officer(who, event)


def test_what_never_went_to_the_resident_is_not_corrected() -> None:
    outcome, noted = edit("apa saja", answered_by(sent=())), edit("// lebih rinci", answered_by(sent=()))
    assert said(outcome, BUDI) == [officer_texts.EDIT_NOT_SENT]
    assert noted.lines[0].edited
    assert not said(outcome) + said(noted)
    assert said(edit("// rahasia", answered_by()), BUDI) == [officer_texts.WITHDRAW_HOW]


def test_withdrawing_reopens_a_closed_ticket() -> None:
    closed = make_ticket(state=TicketState.CLOSED, closed_at=MONDAY, claimed_by="budi", waiting_since=None)
    assert withdraw(answered_by(ticket=closed)).tickets[0].state is TicketState.OPEN


def test_nobody_else_changes_or_withdraws_an_answer() -> None:
    for outcome in (edit("Saya saja", answered_by("citra")), withdraw(answered_by("citra"))):
        assert not said(outcome)
        assert not any(isinstance(action, Edit | Delete) for action in outcome.actions)
        assert "Pak Budi" in text_of(outcome.actions[0])
    for outcome in (edit("Saya saja", answered_by("eko")), withdraw(answered_by("eko"))):
        assert {action.to for action in outcome.actions} == {EKO}
        assert "#12" not in text_of(outcome.actions[0])


def test_the_officer_hears_that_a_change_was_not_made() -> None:
    for purpose in ("correction", "withdrawal"):
        lost = Followed(purpose, SITI, "555", reason="refused")
        assert "TIDAK" in said(on_undelivered(lost, ANSWERED, siti(), MONDAY, POLICY), BUDI)[0]


NINE = MONDAY
TOMORROW_EIGHT = MONDAY.replace(hour=8) + timedelta(days=1)
TWO = MONDAY.replace(hour=14)
WAITS = Held("budi", 12, "101", "Bawa KTP.", TWO)
NOTE = "// orang ini sepertinya bohong"
UNSAFE = siti(memory=Memory(hush=True))


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("kirim jam 08.00 Datang Senin.", TOMORROW_EIGHT, "Datang Senin."),
        ("Kirim pukul 14:00: Datang Senin.", TWO, "Datang Senin."),
        ("kirim jam 14 wita, Datang Senin.", TWO, "Datang Senin."),
        ("Datang Senin.\nBawa KTP.\n(kirim jam 14.00)", TWO, "Datang Senin.\nBawa KTP."),
        ("kirim jam 08.00", TOMORROW_EIGHT, ""),
        ("kirim jam 2 siang Datang Senin.", TWO, "Datang Senin."),
        ("Datang Senin.\nkirim jam 8 pagi", TOMORROW_EIGHT, "Datang Senin."),
        ("kirim jam 24.00 Datang Senin.", MONDAY.replace(hour=0) + timedelta(days=1), "Datang Senin."),
        ("kirim jam 25.00 Datang Senin.", None, "Datang Senin."),
        ("kirim jam 08.75 Datang Senin.", None, "Datang Senin."),
        ("kirim jam 24.30 Datang Senin.", None, "Datang Senin."),
    ],
)
def test_the_next_such_hour_is_meant(text: str, at: datetime | None, rest: str) -> None:
    assert named_hour(text, NINE, WITA) == (at, rest)


@pytest.mark.parametrize("text", ["Datang jam 08.00", "Berkas kirim jam 08.00 saja", "kirim besok"])
def test_other_words_about_hours_are_the_answer(text: str) -> None:
    assert named_hour(text, NINE, WITA) is None


HIS = context(ticket=make_ticket())


def test_an_hour_that_no_clock_shows_sends_nothing() -> None:
    refused = by_officer(HIS, Wrote(BUDI, "Budi", MONDAY, "900", "kirim jam 25.00 Datang Senin.", "800"))
    assert refused.held is None
    assert not said(refused, SITI)
    assert said(refused, BUDI) == [officer_texts.NO_HOUR]
    held = Held("budi", 12, "900", "Datang Senin.", TWO)
    changed = by_officer(replace(HIS, held=held), Edited(BUDI, "Budi", MONDAY, "900", "kirim jam 25.00 Datang Selasa."))
    assert changed.held is None
    assert said(changed, BUDI) == [officer_texts.NO_HOUR]


@pytest.mark.parametrize("text", [NOTE, f"  {NOTE}", f"kirim jam 10.00 {NOTE}"])
def test_an_edit_into_a_note_stops_the_answer_and_keeps_the_note(text: str) -> None:
    stopped = by_officer(replace(HIS, held=WAITS), Edited(BUDI, "Budi", MONDAY, "101", text))
    assert some(stopped.held).send_at <= MONDAY
    assert said(stopped) == []
    assert [(line.ticket, line.text, line.message) for line in stopped.lines] == [(12, NOTE, "101")]
    assert said(stopped, BUDI) == [officer_texts.NOTE_INSTEAD.format(number=12)]


def test_a_note_behind_an_hour_is_a_note() -> None:
    kept = by_officer(HIS, wrote(f"kirim jam 10.00 {NOTE}", chat=BUDI, reply_to="50"))
    assert kept.held is None
    assert said(kept) == []
    assert [line.text for line in kept.lines] == [NOTE]


@pytest.mark.parametrize("photo", [False, True])
def test_a_note_that_was_asked_about_is_a_note(photo: bool) -> None:
    nowhere = replace(HIS, target=None, resident=None, queue=(make_ticket(),))
    sent = Attached(BUDI, "Budi", MONDAY, "101", Attachment("photo", "x"), NOTE) if photo else wrote(NOTE, chat=BUDI)
    asked = some(by_officer(nowhere, sent).officer_chat)
    kept = by_officer(replace(HIS, chat=asked), pressed(Verb.SEND_DRAFT, "12", "101", chat=BUDI))
    assert not any(action.to == SITI for action in kept.actions)
    assert [(line.text, line.message) for line in kept.lines] == [(NOTE, "101")]
    assert some(kept.officer_chat).draft is None


def test_what_changed_meanwhile_is_asked_about() -> None:
    for target, resident in (
        (make_ticket(state=TicketState.CLOSED, closed_at=MONDAY), siti()),
        (make_ticket(claimed_by="citra"), siti()),
        (make_ticket(emergency=True), UNSAFE),
    ):
        asked = dispatch.for_held(replace(HIS, target=target, resident=resident), WAITS, TWO, POLICY)
        assert said(asked) == []
        assert some(asked.officer_chat).draft_text == "Bawa KTP."


def test_a_deleted_ticket_is_reported() -> None:
    sent = dispatch.for_held(replace(HIS, target=None, resident=None), WAITS, TWO, POLICY)
    assert "TIDAK dikirim" in said(sent, BUDI)[0]


def test_who_joins_late_gets_the_voice_note_beside_its_card() -> None:
    voice = Line(12, Author.RESIDENT, MONDAY, "", attachment=Attachment("voice", "x"), address=SITI, message="9")
    known = [((make_ticket(carded_at=None), siti()), (voice,))]
    outcome = joined(POLICY.directory.officers["budi"], OfficerChat("budi", BUDI, MONDAY), known, POLICY)
    assert [type(one) for one in outcome.actions] == [Send, Send, Copy], "welcome, card, voice"
