"""Sending what the FAQ already says, and proposing for it what an officer wrote (Jadikan FAQ)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Edit, Outcome, Purpose
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.people import About, Address, Memory, Resident
from bot.helpdesk.model.ticket import Author, Line, Sent, Ticket, TicketState
from bot.helpdesk.officer.search import waiting_alike
from bot.helpdesk.privacy.names import nameless
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts.resident import PLEASE_CHECK, SENT_KIND
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    MONDAY,
    POLICY,
    SmallFaq,
    by_officer,
    context,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    text_of,
    wrote,
)
from tests.helpdesk.officer.test_messages import press
from tests.typed import some


@pytest.mark.parametrize("verb", [Verb.PICK_ENTRY, Verb.CHANGE_ENTRY, "kirim"])
@pytest.mark.parametrize("entry", ["", "tak-ada"])
def test_an_entry_that_left_the_faq_is_refused(verb: Verb | str, entry: str) -> None:
    assert text_of(press(context(ticket=make_ticket()), verb, "12", entry).actions[0]) == officer_texts.OLD_BUTTON


@pytest.mark.parametrize("verb", [Verb.PICK_ENTRY, "kirim"])
def test_nothing_is_sent_to_a_closed_ticket(verb: Verb | str) -> None:
    outcome = press(context(ticket=make_ticket(state=TicketState.CLOSED)), verb, "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.ALREADY_CLOSED.format(number=12)


def test_a_second_press_sends_the_same_answer_no_second_time() -> None:
    line = Line(12, Author.OFFICER, MONDAY, "Jawaban paspor-biaya.", "budi")
    who = replace(context(ticket=make_ticket(claimed_by="budi")), lines=(line,))
    outcome = press(who, "kirim", "12", "paspor-biaya")
    assert text_of(outcome.actions[0]) == officer_texts.SENT_BY_NOW
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


UDIN = Address("telegram", "5002")
ASKED = make_ticket(question="kapan kantor buka lagi sesudah lebaran")
SAME = make_ticket(13, resident_id=2, question="kantor buka lagi kapan sesudah lebaran")
WORD = Line(12, Author.OFFICER, MONDAY, "Buka lagi hari Senin.", "budi")


def answering(ticket: Ticket = ASKED, **more: object) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, siti(), **more)  # type: ignore[arg-type]


def other(ticket: Ticket = SAME, **memory: object) -> OfficerContext:
    udin = Resident(2, UDIN, "Udin", "mandurian", MONDAY, Memory(**memory), informed_at=MONDAY)  # type: ignore[arg-type]
    card = Sent(BUDI, "810", Purpose.CARD, None)
    return replace(answering(ticket), resident=udin, sent=(card,))


@pytest.mark.parametrize(
    ("ticket", "alike"),
    [
        (SAME, True),
        (replace(SAME, question="syarat paspor anak sekolah"), False),
        (replace(SAME, emergency=True), False),
        (replace(SAME, claimed_by="citra"), False),
        (replace(SAME, waiting_since=None), False),
        (replace(SAME, question="buka lagi kapan", attempted=("dasar-jam",)), False),
        (replace(SAME, office="timur"), False),
        (replace(SAME, village="lawahan"), False),
    ],
)
def test_only_what_waits_and_asks_the_same_is_alike(ticket: Ticket, alike: bool) -> None:
    assert waiting_alike(ASKED, "budi", (ASKED, ticket), POLICY) == ((ticket,) if alike else ())


def test_another_villages_question_is_alike_where_one_answer_fits() -> None:
    here = make_ticket(question="biaya paspor baru berapa", attempted=("paspor-biaya",))
    there = replace(here, id=13, question="berapa biaya paspor baru", village="lawahan")
    told = by_officer(answering(here, queue=(there,)), wrote("Rp650.000.", chat=BUDI))
    assert any("#13 berapa biaya paspor baru (Desa Lawahan)" in text for text in said(told, BUDI))
    assert not waiting_alike(here, "budi", (replace(there, question="biaya paspor di lawahan berapa"),), POLICY)
    planned = [replace(one, attempted=("paspor-layanan-di-desa",)) for one in (here, there)]
    faq = knowing({}, known=(*SmallFaq.known, "paspor-layanan-di-desa"))
    assert not waiting_alike(planned[0], "budi", planned[1:], faq)


def test_what_was_sent_without_words_is_never_the_same_question() -> None:
    question, about = PLEASE_CHECK.format(text=SENT_KIND.format(kind="foto")), About(kind="photo")
    first, second = (replace(one, question=question, about=about) for one in (ASKED, SAME))
    assert not waiting_alike(first, "budi", (first, second), POLICY)


def test_each_of_them_gets_the_answer_as_his_own() -> None:
    sent = by_officer(answering(lines=(WORD,), others=(other(),)), pressed(Verb.SEND_ALSO, "12", chat=BUDI))
    (answer,) = said(sent, UDIN)
    assert "Pak Budi" in answer
    assert "(pertanyaan #13)" in answer
    assert "Buka lagi hari Senin." in answer
    assert [(t.id, t.claimed_by, t.waiting_since) for t in sent.tickets] == [(13, "budi", None)]
    assert [line.ticket for line in sent.lines] == [13]
    edits = {action.message: action for action in sent.actions if isinstance(action, Edit)}
    assert "Dijawab oleh Pak Budi" in edits["810"].text
    assert edits["100"].text == officer_texts.ALSO_SENT.format(numbers="#13")


FIRST = replace(WORD, text="Buka lagi hari Jumat.", address=BUDI, message="55")


def after_tarik(*lines: Line, message: str) -> tuple[Line, ...]:
    """Return the ticket's lines once its officer has withdrawn the answer in that message."""
    sent = (Sent(siti().address, "900", Purpose.REPLY, message),)
    who = answering(replace(ASKED, claimed_by="budi"), lines=lines, sent=sent)
    return (*lines, *by_officer(who, Commanded(BUDI, "Budi", MONDAY, "60", "tarik", "", message)).lines)


@pytest.mark.parametrize(
    "who",
    [
        *(answering(lines=(WORD,)), answering(others=(other(),)), answering(lines=(WORD,), others=(other(hush=True),))),
        answering(lines=after_tarik(FIRST, message="55"), others=(other(),)),
    ],
)
def test_nothing_is_sent_where_nobody_waits_or_it_is_unsafe(who: OfficerContext) -> None:
    refused = by_officer(who, pressed(Verb.SEND_ALSO, "12", chat=BUDI))
    assert (refused.tickets, said(refused, UDIN)) == ((), [])
    assert [text_of(action) for action in refused.actions] == [officer_texts.ALSO_NONE]


ANSWER = "Lapor polisi dulu, lalu bawa suratnya ke kantor imigrasi."


def officer_line(text: str, message: str | None = "901", minutes: int = 5, **more: Any) -> Line:
    return Line(12, Author.OFFICER, MONDAY + timedelta(minutes=minutes), text, "budi", message=message, **more)


def drafted(*lines: Line, message: str = "901", **changes: Any) -> Outcome:
    ticket = make_ticket(claimed_by="budi", first_reply_at=MONDAY, **changes)
    who = replace(context(ticket=ticket), lines=lines)
    return press(who, Verb.MAKE_FAQ, "12", message) if message else press(who, Verb.MAKE_FAQ, "12")


def test_a_withdrawn_answer_is_not_proposed() -> None:
    withdrawn = officer_line(officer_texts.WITHDRAWN_LINE, minutes=9)
    other = officer_line("Silakan datang hari Senin saja.", "902", minutes=7)
    assert drafted(officer_line(ANSWER), withdrawn).draft is None
    assert some(drafted(officer_line(ANSWER), other, withdrawn, message="").draft).answer == other.text


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Pak Ahmad Fauzi harus datang", "Pak [nama] harus datang"),
        ("Pak Kades dan Bu Camat tahu", "Pak Kades dan Bu Camat tahu"),
        ("atas nama Nur Hasanah binti Saleh", "atas nama [nama]"),
        ("namanya joko, umur 20", "namanya [nama], umur 20"),
        ("Pak, paspor saya hilang", "Pak, paspor saya hilang"),
        ("Bapak Presiden sudah tahu", "Bapak [nama] sudah tahu"),
        ("SITI MINTA TOLONG, siti takut", "[nama] MINTA TOLONG, [nama] takut"),
        ("saya mau ke Arab Saudi", "saya mau ke Arab Saudi"),
        ("nomor permohonan saya 1234000011112222", "nomor permohonan saya [nomor •••]"),
    ],
)
def test_a_person_and_the_number_of_an_application_are_hidden(text: str, without: str) -> None:
    assert nameless(text, ["Siti", "Pak Budi"]) == without


def test_an_emergency_makes_no_draft() -> None:
    outcome = drafted(officer_line(ANSWER), emergency=True)
    assert outcome.draft is None
    assert text_of(outcome.actions[0]) == officer_texts.NO_URGENT_DRAFT
