"""Jadikan FAQ: what of a good answer is kept for staff, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.ticket import Author, Line
from bot.helpdesk.privacy.names import nameless
from bot.helpdesk.texts import officer as officer_texts
from tests.helpdesk.desk import MONDAY, context, make_ticket, text_of
from tests.helpdesk.officer.test_messages import press
from tests.typed import some

ANSWER = "Lapor polisi dulu, lalu bawa suratnya ke kantor imigrasi."


def officer_line(text: str, message: str | None = "901", minutes: int = 5, **more: Any) -> Line:
    return Line(12, Author.OFFICER, MONDAY + timedelta(minutes=minutes), text, "budi", message=message, **more)


def resident_line(text: str, minutes: int = 0) -> Line:
    return Line(12, Author.RESIDENT, MONDAY + timedelta(minutes=minutes), text, message="101")


def drafted(*lines: Line, message: str = "901", **changes: Any) -> Outcome:
    ticket = make_ticket(claimed_by="budi", first_reply_at=MONDAY, **changes)
    who = replace(context(ticket=ticket), lines=lines)
    return press(who, Verb.MAKE_FAQ, "12", message) if message else press(who, Verb.MAKE_FAQ, "12")


def test_a_withdrawn_answer_is_not_proposed() -> None:
    withdrawn = officer_line(officer_texts.WITHDRAWN_LINE, minutes=9)
    other = officer_line("Silakan datang hari Senin saja.", "902", minutes=7)
    assert drafted(officer_line(ANSWER), withdrawn).draft is None
    assert some(drafted(officer_line(ANSWER), other, withdrawn, message="").draft).answer == other.text


def test_names_and_numbers_of_the_people_in_the_ticket_are_not_in_it() -> None:
    lines = (
        resident_line("nama saya siti aminah, nik 6305012304870001, paspor suami saya hilang"),
        officer_line("Bu Siti, minta Pak Rahman lapor polisi. WA saya 081234567890. Budi."),
    )
    draft = drafted(*lines).draft
    kept = " ".join((some(draft).question, some(draft).answer, *some(draft).phrasings)).casefold()
    for secret in ("siti", "aminah", "6305", "0812", "rahman", "budi"):
        assert secret not in kept
    assert "paspor suami saya hilang" in kept


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
        ("situs resmi", "situs resmi"),
    ],
)
def test_what_is_called_or_introduced_as_a_person_is_hidden(text: str, without: str) -> None:
    assert nameless(text, ["Siti", "Pak Budi"]) == without


def test_an_emergency_makes_no_draft() -> None:
    outcome = drafted(officer_line(ANSWER), emergency=True)
    assert outcome.draft is None
    assert text_of(outcome.actions[0]) == officer_texts.NO_URGENT_DRAFT


def test_another_office_makes_no_draft_of_a_ticket() -> None:
    who = replace(context("eko", make_ticket()), lines=(officer_line(ANSWER),))
    outcome = press(who, Verb.MAKE_FAQ, "12", "901")
    assert outcome.draft is None
    assert [text_of(action) for action in outcome.actions] == [officer_texts.NOT_YOURS]
