"""What an officer looks up: queue, whole ticket, lost answers."""

from __future__ import annotations

from bot.helpdesk.model.actions import Edit, Outcome
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.ticket import Author, Line
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import (
    BUDI,
    EKO,
    MONDAY,
    by_officer,
    context,
    make_ticket,
    pressed,
    said,
    text_of,
)


def command(who: OfficerContext, name: str, argument: str = "") -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "1", name, argument)
    return by_officer(who, event)


def test_a_long_ticket_is_turned_page_by_page_and_nothing_is_left_out() -> None:
    lines = tuple(Line(12, Author.RESIDENT, MONDAY, f"kata{number} " * 60) for number in range(30))
    who = context(ticket=make_ticket(), lines=lines)
    seen, page = said(command(who, "kasus", "12"), BUDI)[0], 2
    while True:
        edit = by_officer(who, pressed("kasus", "12", str(page), chat=BUDI)).actions[1]
        assert isinstance(edit, Edit)
        assert len(edit.text) < 3800
        seen, page = seen + edit.text, page + 1
        if all(button.label != officer_texts.B_NEXT for row in edit.buttons for button in row):
            break
    assert all(f"kata{number} " in seen for number in range(30))


def test_only_the_own_office_reads_a_ticket() -> None:
    who = context("eko", make_ticket(), lines=(Line(12, Author.RESIDENT, MONDAY, "rahasia"),))
    typed, turned = command(who, "kasus", "12"), by_officer(who, pressed("kasus", "12", "1"))
    assert said(typed, EKO) == [officer_texts.NOT_YOURS]
    assert text_of(turned.actions[0]) == officer_texts.NOT_YOURS
    assert len(turned.actions) == 1
    assert typed.notes
    assert turned.notes
