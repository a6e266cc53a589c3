"""What an officer looks up: queue, whole ticket, lost answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Edit, Outcome
from bot.helpdesk.model.entities import Author, Line, Ticket
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.markup import unmarked
from bot.helpdesk.model.store import QueueView, UndeliveredAnswer
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, make_ticket, pressed, said, siti, small_policy, text_of

POLICY = small_policy()
BUDI, EKO = POLICY.chats["budi"].address, POLICY.chats["eko"].address


def context(name: str = "budi", ticket: Ticket | None = None, **more: Any) -> OfficerContext:
    officer, chat = POLICY.directory.officers[name], POLICY.chats[name]
    return OfficerContext(officer, chat, ticket, siti() if ticket else None, **more)


def command(who: OfficerContext, name: str, argument: str = "") -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "1", name, argument)
    return dispatch.for_officer(who, event, MONDAY, POLICY)


def press(who: OfficerContext, *args: str) -> Edit:
    _, edit = dispatch.for_officer(who, pressed("antrean", *args, chat=BUDI), MONDAY, POLICY).actions
    assert isinstance(edit, Edit)
    return edit


def views(edit: Edit) -> list[tuple[str, ...]]:
    return [button.args for row in edit.buttons for button in row if button.verb == Verb.QUEUE]


def test_the_queue_says_who_waits_how_long_for_what() -> None:
    now = MONDAY + timedelta(minutes=5)
    cases = (
        make_ticket(13, emergency=True, resident_id=2, question="tolong"),
        make_ticket(12, question="syarat anak"),
        make_ticket(14, question="jam buka", waiting_since=MONDAY - timedelta(days=2), claimed_by="citra"),
    )
    counts = {QueueView.ALL: 3, QueueView.URGENT: 1, QueueView.MINE: 2, QueueView.WAITING: 3}
    who = context(queue=cases, queue_counts=counts, names={1: "Udin", 2: "Siti"})
    event = Commanded(BUDI, "Budi", now, "1", "antrean", "")
    head, _, *rows = unmarked(said(dispatch.for_officer(who, event, now, POLICY), BUDI)[0]).split("\n")
    assert head == "3 terbuka, 1 darurat"
    assert rows == [
        "🔴 #13 Siti · 5 menit · tolong",
        "#12 Udin · 5 menit · syarat anak",
        "#14 Udin · 2 hari · jam buka · Bu Citra",
    ]


def test_a_long_ticket_is_turned_page_by_page_and_nothing_is_left_out() -> None:
    lines = tuple(Line(12, Author.RESIDENT, MONDAY, f"kata{number} " * 60) for number in range(30))
    who = context(ticket=make_ticket(), lines=lines)
    seen, page = said(command(who, "kasus", "12"), BUDI)[0], 2
    while True:
        edit = dispatch.for_officer(who, pressed("kasus", "12", str(page), chat=BUDI), MONDAY, POLICY).actions[1]
        assert isinstance(edit, Edit)
        assert len(edit.text) < 3800
        seen, page = seen + edit.text, page + 1
        if all(button.label != officer_texts.B_NEXT for row in edit.buttons for button in row):
            break
    assert all(f"kata{number} " in seen for number in range(30))


def test_only_the_own_office_reads_a_ticket() -> None:
    who = context("eko", make_ticket(), lines=(Line(12, Author.RESIDENT, MONDAY, "rahasia"),))
    typed, turned = command(who, "kasus", "12"), dispatch.for_officer(who, pressed("kasus", "12", "1"), MONDAY, POLICY)
    assert said(typed, EKO) == [officer_texts.NOT_YOURS]
    assert text_of(turned.actions[0]) == officer_texts.NOT_YOURS
    assert len(turned.actions) == 1
    assert typed.notes
    assert turned.notes


def test_lost_answers_come_with_what_to_do_next() -> None:
    lost = (UndeliveredAnswer(12, "Siti", MONDAY, "blocked"), UndeliveredAnswer(13, "Udin", MONDAY, "refused"))
    text = said(command(context(lost=lost), "gagal"), BUDI)[0]
    assert officer_texts.LOST_REASONS["blocked"] in text
    assert officer_texts.LOST_OTHER in text
    assert said(command(context(), "gagal"), BUDI) == [officer_texts.LOST_NONE]
