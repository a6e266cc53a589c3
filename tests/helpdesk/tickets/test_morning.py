"""What an officer reads in the morning: how many wait, and who has waited longest."""

from __future__ import annotations

from datetime import timedelta

from bot.helpdesk.tickets.notification_batching import morning
from tests.helpdesk.desk import MONDAY, make_ticket, said, small_policy

POLICY = small_policy()
BUDI = POLICY.directory.officers["budi"]
CHAT = POLICY.chats["budi"].address


def test_the_morning_names_what_is_urgent_what_waits_and_the_oldest() -> None:
    cases = (
        make_ticket(20, emergency=True),
        make_ticket(18, waiting_since=MONDAY - timedelta(days=3)),
        make_ticket(19, officer="citra", claimed_by="budi"),
        make_ticket(21, officer="citra"),
        make_ticket(22, waiting_since=None, first_reply_at=MONDAY),
    )
    (text,) = said(morning(BUDI, cases, MONDAY, POLICY), CHAT)
    assert "1 darurat, 2 menunggu" in text
    assert "Terlama: #18" in text


def test_nobody_is_greeted_for_nothing() -> None:
    assert not morning(BUDI, (make_ticket(21, officer="citra"),), MONDAY, POLICY).actions
