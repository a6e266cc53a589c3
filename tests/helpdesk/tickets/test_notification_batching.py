"""A burst of tickets rings three times and then once more, whatever its size."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import Address
from bot.helpdesk.tickets.delivery import batch_notifications, summary
from bot.helpdesk.tickets.intake import open_ticket
from bot.helpdesk.turn import ResidentContext, resident_turn
from tests.helpdesk.desk import MONDAY, make_ticket, said, siti, small_policy, wrote

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address


def opened(number: int, village: str = "mandurian", *, emergency: bool = False) -> Outcome:
    resident = siti(village, id=number)
    question = f"qqq {number}"
    said = resident_turn(ResidentContext(resident, fresh=number), wrote(question), MONDAY, POLICY).saying(question)
    return open_ticket(said, emergency=emergency)


def cards(outcomes: tuple[Outcome, ...], chat: Address = BUDI) -> list[bool]:
    """For each card, whether it comes without a sound."""
    return [
        a.silent for o in outcomes for a in o.actions if isinstance(a, Send) and a.purpose == "card" and a.to == chat
    ]


@pytest.mark.parametrize(
    ("before", "ring"), [(0, [False] * 3 + [True] * 2), (2, [False] + [True] * 4), (9, [True] * 5)]
)
def test_the_first_three_cards_of_a_burst_ring_and_the_rest_are_silent(before: int, ring: list[bool]) -> None:
    outcomes, owed = batch_notifications([opened(number) for number in range(1, 6)], {"budi": before}, POLICY)
    assert cards(outcomes) == ring
    assert owed == {"budi"}


def test_an_emergency_rings_in_the_middle_of_a_burst() -> None:
    outcomes, owed = batch_notifications([opened(1, emergency=True)], {"budi": 40}, POLICY)
    assert cards(outcomes) == [False]
    assert owed == frozenset()


def test_each_officer_has_his_own_burst() -> None:
    outcomes, owed = batch_notifications([opened(1), opened(2, "lawahan")], {"budi": 5}, POLICY)
    assert cards(outcomes) == [True]
    assert cards(outcomes, POLICY.chats["citra"].address) == [False]
    assert owed == {"budi"}


def test_the_summary_counts_what_waits_and_names_the_oldest() -> None:
    early = MONDAY - timedelta(hours=1)
    mine = [
        make_ticket(5),
        make_ticket(3, waiting_since=early, opened_at=early),
        make_ticket(7, waiting_since=None),
        make_ticket(9, officer="citra"),
    ]
    [text] = said(summary(POLICY.directory.officers["budi"], mine, MONDAY, POLICY), BUDI)
    assert text.startswith("2 kasus menunggu")
    assert "#3" in text
