"""Reminders of reviews: thirty days ahead, to whom they concern, the oldest first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.helpdesk.model.actions import Send
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.staff import Member, Role
from bot.helpdesk.staff.cards import Reviewed, review_notice
from tests.typed import a

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
