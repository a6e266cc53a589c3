"""Sending what the FAQ already says, one rule a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Author, Line, TicketState
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.model.visits import Visit
from bot.helpdesk.officer.search import answer_for, own_words
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, make_ticket, said, siti, text_of
from tests.helpdesk.officer.test_messages import CITRA, EKO, POLICY, context, press
from tests.typed import some


def command(argument: str, who: OfficerContext) -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "101", "cari", argument)
    return dispatch.for_officer(who, event, MONDAY, POLICY)


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


@pytest.mark.parametrize("verb", [Verb.SEARCH, Verb.PICK_ENTRY, Verb.CHANGE_ENTRY])
def test_another_office_is_refused_and_it_is_logged(verb: Verb) -> None:
    outcome = press(context("eko", make_ticket()), verb, "12", "paspor-biaya")
    assert [text_of(action) for action in outcome.actions] == [officer_texts.NOT_YOURS]
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


def test_another_office_cannot_search_for_a_ticket_by_replying_to_its_card() -> None:
    outcome = command("biaya", context("eko", make_ticket()))
    assert said(outcome, EKO) == [officer_texts.NOT_YOURS]
    assert outcome.notes
