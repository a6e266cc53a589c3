"""/laporan and /hadir: which month is meant, who gets what, and what is noted."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest

from bot.helpdesk.dispatch import for_officer
from bot.helpdesk.model.actions import Outcome, Report, Send
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.events import Commanded, Event
from bot.helpdesk.model.outreach import OwnOutreach, Visit, VisitAttended
from bot.helpdesk.model.people import Address, Member, Role
from bot.helpdesk.staff import Reviewed, amount, is_far, review_notice
from bot.helpdesk.texts import outreach as outreach_texts, report as texts
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import BUDI, MONDAY, POLICY, text_of
from tests.typed import a

DAY = Visit(7, "barat", "budi", "mandurian", "penyuluhan", MONDAY - timedelta(days=2), "Balai Desa")


def decided(event: Event, **known: Any) -> Outcome:
    context = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], **known)
    return for_officer(context, event, MONDAY, POLICY)


def typed(command: str, argument: str = "", chat: Address = BUDI) -> Commanded:
    return Commanded(chat, "Budi", MONDAY, "101", command, argument)


@pytest.mark.parametrize(
    ("argument", "month"),
    [
        ("", "2026-11"),
        ("bulan ini", "2026-11"),
        ("bulan lalu", "2026-10"),
        ("2026-10", "2026-10"),
        ("oktober", "2026-10"),
        ("Desember", "2025-12"),
        ("bulan Oktober 2025", "2025-10"),
        ("Nopember", "2026-11"),
        ("nop", "2026-11"),
        ("Pebruari 2026", "2026-02"),
        ("sept", "2026-09"),
    ],
)
def test_the_month_is_read_as_officers_write_it(argument: str, month: str) -> None:
    done = decided(typed("laporan", argument))
    assert [one for one in done.actions if isinstance(one, Report)] == [
        Report(BUDI, "budi", month, "picture"),
        Report(BUDI, "budi", month, "activities"),
    ]


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("2026-12", texts.LATER.format(month="Desember 2026")),
        ("kemarin", texts.HOW),
        ("2026-13", texts.HOW),
        ("oktober 26 ya", texts.HOW),
        ("oktober 26", texts.HOW),
    ],
)
def test_a_month_that_cannot_be_reported_is_told(argument: str, told: str) -> None:
    done = decided(typed("laporan", argument))
    assert [text_of(action) for action in done.actions] == [told]


def test_figures_are_not_shown_in_a_group() -> None:
    group = Address("telegram", "-100")
    done = decided(typed("laporan", chat=group), topic=group)
    assert [text_of(action) for action in done.actions] == [outreach_texts.PRIVATE]


@pytest.mark.parametrize(
    ("argument", "noted", "words"),
    [
        ("7 35", (VisitAttended(7, 35),), "✓ Dicatat: 35 orang hadir"),
        ("#7 1.200", (VisitAttended(7, 1200),), "✓ Dicatat: 1.200 orang hadir"),
        ("7 0", (VisitAttended(7, 0),), "✓ Dicatat: 0 orang"),
        ("8 35", (), "Kegiatan 8 tidak ada"),
        ("7 9999999", (), "misalnya: /hadir 7 35"),
        ("tujuh", (), "misalnya: /hadir 7 35"),
        ("7 -3", (), "misalnya: /hadir 7 35"),
        ("", (), "misalnya: /hadir 7 35"),
    ],
)
def test_how_many_came_is_noted_for_a_day_that_was_held(argument: str, noted: tuple[Any, ...], words: str) -> None:
    done = decided(typed("hadir", argument), own=OwnOutreach(held=(DAY,)))
    assert done.outreach == noted
    [told] = done.actions
    assert isinstance(told, Send)
    assert words in told.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("700000", 700_000),
        ("700.000", 700_000),
        ("700.000 rupiah", 700_000),
        ("rp. 1.250.000,-", 1_250_000),
        (" Rp 700.000,00 ", 700_000),
        ("0", 0),
        ("700,000", None),
        ("7.0000", None),
        ("Rp 700rb", 700_000),
        ("1,1 juta", 1_100_000),
        ("rupiah", None),
        ("700000 atau 800000", None),
        ("-5", None),
        ("", None),
        ("99999999999", None),
    ],
)
def test_an_amount_is_read_as_it_is_typed_or_not_at_all(typed: str, read: int | None) -> None:
    with pytest.raises(Trouble, match="bukan jumlah rupiah") if read is None else nullcontext():
        assert amount(typed) == read


@pytest.mark.parametrize(
    ("before", "after", "far"),
    [(650, 700, False), (650, 845, False), (650, 846, True), (650, 455, False), (650, 454, True), (650, 0, True)],
)
def test_an_amount_that_moves_by_more_than_30_percent_is_far(before: int, after: int, far: bool) -> None:
    assert is_far(before, after) is far


TODAY = date(2026, 11, 24)
CHAT = Address("telegram", "8001")
WRITER = Member("rini", "Bu Rini", frozenset({Role.WRITER}), address=CHAT)
SIGNER = Member("tono", "Pak Tono", signs=frozenset({"bp3mi"}), address=CHAT)


def entry(id: str, days: int, owner: str = "kanim") -> Reviewed:
    return Reviewed(id, f"Tanya {id}?", owner, TODAY + timedelta(days=days))


ENTRIES = (entry("a", 30), entry("b", 31), entry("c", -1), entry("d", 3, "bp3mi"))


@pytest.mark.parametrize(
    ("member", "named"),
    [
        (WRITER, ["Tanya c?", "Tanya d?", "Tanya a?"]),
        (SIGNER, ["Tanya d?"]),
        (Member("baru", "Baru", frozenset({Role.WRITER})), []),
        (Member("tanpa", "Tanpa peran", address=CHAT), []),
        (Member("lain", "Lain", signs=frozenset({"polres"}), address=CHAT), []),
    ],
)
def test_a_member_hears_of_the_reviews_that_concern_him(member: Member, named: list[str]) -> None:
    outcome = review_notice(member, ENTRIES, TODAY)
    text = a(Send, outcome.actions[0]).text if outcome else ""
    lines = [line.removeprefix("• ").partition("?")[0] + "?" for line in text.splitlines() if line.startswith("• ")]
    assert lines == named
    assert text.count("SUDAH LEWAT") == text.count("Tanya c?")
