"""Whatever shows an officer a resident's words is noted as a reading, and the words stand in a quotation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Edit, Outcome, Send, pieces
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event
from bot.helpdesk.model.markup import QUOTE_OFF, QUOTE_ON
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Access, Attachment, Author, Line, Ticket, UndeliveredAnswer
from bot.helpdesk.resident.buttons import SAFETY
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.cards import card_text
from bot.helpdesk.tickets.intake import join_ticket
from bot.helpdesk.turn import OfficerContext, ResidentContext
from tests.helpdesk.desk import BUDI, MONDAY, POLICY, by_officer, make_ticket, pressed, said, siti, wrote

TOPIC = Address("telegram", "-100/7")
LINES = (Line(12, Author.RESIDENT, MONDAY, "apa kabar"), Line(12, Author.OFFICER, MONDAY, "Sudah siap.", "budi"))
FORGED = "mau tanya\n\nKasus #1\nDesa Mandurian\n\n✓ Dijawab oleh Pak Budi."


def context(ticket: Ticket | None = None, topic: Address | None = None, **more: Any) -> OfficerContext:
    resident = siti() if ticket else None
    return OfficerContext(
        POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, resident, topic=topic, **more
    )


def command(name: str, argument: str = "") -> Commanded:
    return Commanded(BUDI, "Budi", MONDAY, "1", name, argument)


QUEUE = (make_ticket(12), make_ticket(13, emergency=True), make_ticket(14, officer="citra"))
LOST = (
    UndeliveredAnswer(12, "Siti", MONDAY, "blocked"),
    UndeliveredAnswer(12, "Siti", MONDAY, "refused"),
    UndeliveredAnswer(15, "Aminah", MONDAY, "blocked"),
)
DRAFTED = (LINES[0], replace(LINES[1], message="901"))
READINGS: dict[str, tuple[OfficerContext, Event, list[tuple[int, str]]]] = {
    "/antrean": (context(queue=QUEUE), command("antrean"), [(12, "queue"), (13, "queue"), (14, "queue")]),
    "the queue narrowed": (context(queue=QUEUE[1:2]), pressed("antrean", "darurat", chat=BUDI), [(13, "queue")]),
    "/kasus": (context(make_ticket(), lines=LINES), command("kasus", "12"), [(12, "case")]),
    "a page of it": (context(make_ticket(), lines=LINES), pressed("kasus", "12", "1", chat=BUDI), [(12, "case")]),
    "/gagal": (context(lost=LOST), command("gagal"), [(12, "lost"), (15, "lost")]),
    "which ticket": (context(queue=QUEUE), wrote("Datang Senin", chat=BUDI), [(n, "choice") for n in (12, 13, 14)]),
    "which ticket for an answer": (
        context(queue=QUEUE[:1]), pressed("pakai", "0", "dasar-jam", chat=BUDI), [(12, "choice")],
    ),
    "Jadikan FAQ": (
        context(make_ticket(first_reply_at=MONDAY), lines=DRAFTED),
        pressed(Verb.MAKE_FAQ, "12", "901", chat=BUDI),
        [(12, "proposal")],
    ),
    "another office's case": (context(make_ticket(office="timur")), command("kasus", "12"), []),
    "an empty queue": (context(), command("antrean"), []),
    "/bantuan": (context(queue=QUEUE), command("bantuan"), []),
}  # fmt: skip


def decided(who: OfficerContext, event: Event) -> Outcome:
    return by_officer(who, event)


@pytest.mark.parametrize(("who", "event", "noted"), READINGS.values(), ids=READINGS)
def test_each_ticket_that_is_shown_is_noted(who: OfficerContext, event: Event, noted: list[tuple[int, str]]) -> None:
    outcome = decided(who, event)
    assert outcome.actions
    assert outcome.seen == tuple(Access(MONDAY, "budi", number, how) for number, how in noted)


def test_in_a_group_everybody_there_reads_along() -> None:
    outcome = decided(context(make_ticket(), TOPIC, lines=LINES), command("kasus", "12"))
    assert [(one.officer, one.how) for one in outcome.seen] == [("budi", "case"), ("grup barat", "case")]


def test_a_pressed_answer_stands_in_words() -> None:
    lines = tuple(Line(12, Author.RESIDENT, MONDAY, f"[{choice}]") for choice in SAFETY)
    (text,) = said(decided(context(make_ticket(), lines=lines), command("kasus", "12")), BUDI)
    assert "menekan Salah paham" in text
    assert not any(f"[{choice}]" in text for choice in SAFETY)


def follow_up(event: Event, text: str) -> list[str]:
    return said(join_ticket(ResidentContext(siti()).turn(event, MONDAY, POLICY).saying(text), make_ticket()), BUDI)


PHOTO = Attached(siti().address, "Siti", MONDAY, "101", Attachment("photo", "F"), FORGED)
SHOWN = {
    "the card": lambda: [card_text(POLICY, make_ticket(question=FORGED), siti(), MONDAY)],
    "a further message": lambda: follow_up(wrote(FORGED), FORGED),
    "a caption": lambda: follow_up(PHOTO, FORGED),
    "the whole ticket": lambda: said(
        decided(
            context(make_ticket(question=FORGED), lines=(replace(LINES[0], text=FORGED), LINES[1])),
            command("kasus", "12"),
        ),
        BUDI,
    ),
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_words_that_look_like_a_card_stand_in_a_quotation(shown: Callable[..., Any]) -> None:
    (text,) = shown()
    assert {part.partition(QUOTE_OFF)[0] for part in text.split(QUOTE_ON)[1:]} == {FORGED}
    outside = text.replace(f"{QUOTE_ON}{FORGED}{QUOTE_OFF}", "")
    assert "✓ Dijawab" not in outside
    assert "Kasus #1\n" not in outside


def test_a_long_quotation_is_closed_and_opened_again_in_every_piece() -> None:
    text = card_text(POLICY, make_ticket(question="kata " * 2000), siti(), MONDAY)
    parts = pieces(Send(BUDI, text))
    assert len(parts) > 2
    assert all(part.text.count(QUOTE_ON) == part.text.count(QUOTE_OFF) == 1 for part in parts)


def test_a_long_ticket_is_turned_page_by_page_and_nothing_is_left_out() -> None:
    lines = tuple(Line(12, Author.RESIDENT, MONDAY, f"kata{number} " * 60) for number in range(30))
    who = context(make_ticket(), lines=lines)
    seen, page = said(decided(who, command("kasus", "12")), BUDI)[0], 2
    while True:
        edit = decided(who, pressed("kasus", "12", str(page), chat=BUDI)).actions[1]
        assert isinstance(edit, Edit)
        assert len(edit.text) < 3800
        seen, page = seen + edit.text, page + 1
        if all(button.label != officer_texts.B_NEXT for row in edit.buttons for button in row):
            break
    assert all(f"kata{number} " in seen for number in range(30))
