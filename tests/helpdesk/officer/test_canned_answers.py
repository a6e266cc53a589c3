"""Sending what the FAQ already says, one rule a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Delete, Outcome, Send
from bot.helpdesk.model.entities import Author, Line, TicketState
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.markup import BOLD_ON
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.model.visits import Visit
from bot.helpdesk.officer.canned_answers import answer_for, own_words
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.cards import card_buttons
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, buttons_of, make_ticket, said, siti, text_of, wrote
from tests.helpdesk.officer.test_messages import BUDI, CITRA, EKO, POLICY, context, press
from tests.typed import a, some


def command(argument: str, who: OfficerContext) -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "101", "cari", argument)
    return dispatch.for_officer(who, event, MONDAY, POLICY)


def test_a_search_for_a_ticket_offers_the_entries_with_the_tickets_number() -> None:
    (listed,) = command("biaya", context(ticket=make_ticket())).actions
    assert [row[0].args for row in buttons_of(listed)] == [("12", "paspor-biaya")]
    assert (a(Send, listed).ticket, a(Send, listed).purpose) == (12, Purpose.SEARCH_RESULTS)
    assert "Belum ada yang dikirim" in text_of(listed)


def test_a_reply_to_the_results_searches_again_and_reaches_no_resident() -> None:
    listed = Sent(BUDI, "950", Purpose.SEARCH_RESULTS, None)
    who = context(ticket=make_ticket(), sent=(listed,))
    again = dispatch.for_officer(who, wrote("syarat", chat=BUDI, reply_to="950"), MONDAY, POLICY)
    assert not said(again)
    assert buttons_of(again.actions[0])[0][0].args == ("12", "paspor-syarat")
    elsewhere = dispatch.for_officer(who, wrote("syarat", chat=BUDI, reply_to="900"), MONDAY, POLICY)
    assert "syarat" in said(elsewhere)[0]


def test_the_cards_button_shows_what_will_be_sent_first() -> None:
    buttons = [b for row in card_buttons(POLICY, make_ticket(attempted=("paspor-biaya",))) for b in row]
    (send_it,) = (button for button in buttons if button.label == "Kirim jawaban 1")
    preview = press(context(ticket=make_ticket()), send_it.verb, *send_it.args)
    assert not said(preview)
    shown = said(preview, BUDI)[0]
    assert "Belum dikirim" in shown
    sent = said(press(context(ticket=make_ticket()), "kirim", "12", "paspor-biaya"))[0]
    assert sent in shown


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Biaya Rp650.000. Masih ragu? Tanyakan kepada petugas desa.", "Biaya Rp650.000."),
        ("Bawa KTP.\nTekan Tanya petugas, nanti dijawab.\nDatang Senin.", "Bawa KTP.\n\nDatang Senin."),
        ("Tanya petugas desa lewat bot ini.", "Tanya petugas desa lewat bot ini."),
        ("Petugas memeriksa KTP. Antre di loket.", "Petugas memeriksa KTP. Antre di loket."),
    ],
)
def test_an_officer_sends_nobody_to_the_officer(text: str, spoken: str) -> None:
    assert own_words(text) == spoken


def test_an_officers_answer_carries_the_villages_own_schedule() -> None:
    day = Visit(3, "barat", "budi", "mandurian", "penyuluhan", MONDAY + timedelta(days=3), "Balai Desa")
    planned = replace(POLICY, visits={"mandurian": (day,)})
    text = answer_for(siti(), "dasar-jadwal-penyuluhan", MONDAY, planned)
    assert "Balai Desa" in text
    assert "Jawaban" not in text


def test_the_card_offers_the_search_while_the_ticket_is_open() -> None:
    verbs = [button.verb for row in card_buttons(POLICY, make_ticket()) for button in row]
    assert Verb.SEARCH in verbs
    assert Verb.SEARCH not in [
        b.verb for row in card_buttons(POLICY, make_ticket(state=TicketState.CLOSED)) for b in row
    ]


def test_the_preview_shows_what_the_resident_will_read_and_sends_nothing() -> None:
    outcome = press(context(ticket=make_ticket()), Verb.PICK_ENTRY, "12", "paspor-biaya")
    assert not said(outcome)
    (read,) = [action for action in outcome.actions if isinstance(action, Send)]
    sent = said(press(context(ticket=make_ticket()), "kirim", "12", "paspor-biaya"))[0]
    assert read.text.endswith(sent)
    assert [button.label for row in read.buttons for button in row] == ["Kirim", "Ubah dulu", "Kembali"]


def test_an_answer_to_change_is_a_plain_message_of_the_ticket() -> None:
    outcome = press(context(ticket=make_ticket()), Verb.CHANGE_ENTRY, "12", "paspor-biaya")
    how, plain = (action for action in outcome.actions if isinstance(action, Send))
    assert "kasus #12" in how.text
    assert plain.text == "Jawaban paspor-biaya."
    assert plain.ticket == 12
    assert BOLD_ON not in plain.text


def test_an_answer_without_a_ticket_asks_which_and_goes_nowhere() -> None:
    outcome = press(context(queue=(make_ticket(12), make_ticket(13))), Verb.PICK_ENTRY, "0", "paspor-biaya")
    assert not said(outcome)
    rows = buttons_of(outcome.actions[1])
    assert [row[0].args for row in rows[:-1]] == [("12", "paspor-biaya"), ("13", "paspor-biaya")]


def test_going_back_takes_the_preview_away() -> None:
    outcome = press(context(ticket=make_ticket()), "kembali", "12")
    assert isinstance(outcome.actions[1], Delete)
    assert not said(outcome)


@pytest.mark.parametrize("verb", [Verb.SEARCH, Verb.PICK_ENTRY, Verb.CHANGE_ENTRY])
def test_another_office_is_refused_and_it_is_logged(verb: Verb) -> None:
    outcome = press(context("eko", make_ticket()), verb, "12", "paspor-biaya")
    assert [text_of(action) for action in outcome.actions] == [officer_texts.NOT_YOURS]
    assert outcome.notes


def test_another_office_cannot_search_for_a_ticket_by_replying_to_its_card() -> None:
    outcome = command("biaya", context("eko", make_ticket()))
    assert said(outcome, EKO) == [officer_texts.NOT_YOURS]
    assert outcome.notes


@pytest.mark.parametrize("verb", [Verb.PICK_ENTRY, Verb.CHANGE_ENTRY, "kirim"])
@pytest.mark.parametrize("entry", ["", "tak-ada"])
def test_an_entry_that_left_the_faq_is_refused(verb: Verb | str, entry: str) -> None:
    assert text_of(press(context(ticket=make_ticket()), verb, "12", entry).actions[0]) == texts.ENTRY_GONE


@pytest.mark.parametrize("verb", [Verb.PICK_ENTRY, "kirim"])
def test_nothing_is_sent_to_a_closed_ticket(verb: Verb | str) -> None:
    outcome = press(context(ticket=make_ticket(state=TicketState.CLOSED)), verb, "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.ALREADY_CLOSED.format(number=12)


def test_a_second_press_sends_the_same_answer_no_second_time() -> None:
    line = Line(12, Author.OFFICER, MONDAY, "Jawaban paspor-biaya.", "budi")
    who = replace(context(ticket=make_ticket(claimed_by="budi")), lines=(line,))
    outcome = press(who, "kirim", "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.SENT_ALREADY
    assert not said(outcome)
    later = replace(who, lines=(line, Line(12, Author.RESIDENT, MONDAY, "bisa diulang?")))
    assert said(press(later, "kirim", "12", "paspor-biaya"))


def test_an_answer_for_a_colleagues_ticket_is_asked_about_first() -> None:
    who = context("citra", make_ticket(claimed_by="budi"))
    outcome = press(who, "kirim", "12", "paspor-biaya")
    assert not said(outcome)
    assert "Pak Budi" in said(outcome, CITRA)[0]
    sent = press(replace(who, chat=some(outcome.officer_chat)), "untuk", "12", "100")
    assert "Jawaban paspor-biaya." in said(sent)[0]
