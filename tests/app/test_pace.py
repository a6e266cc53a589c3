"""How many messages may leave a second, alone and beside other processes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.runtime.sending import AT_ONCE, Pace
from tests.storage.samples import NOW


@pytest.mark.parametrize(
    ("limit", "processes", "at_once", "ten_seconds"),
    [(30, 1, 30, 300), (30, 2, 15, 150), (30, 4, 7, 75), (1, 4, 1, 3), (0, 3, AT_ONCE, 100 * AT_ONCE)],
)
def test_each_process_sends_its_part_of_the_limit(limit: int, processes: int, at_once: int, ten_seconds: int) -> None:
    now = NOW
    pace = Pace(limit, lambda: now)
    pace.share(processes)
    room = pace.available()
    assert room == at_once
    pace.take(room)
    sent = 0
    for _ in range(100):
        now += timedelta(seconds=0.1)
        room = pace.available()
        pace.take(room)
        sent += room
    assert abs(sent - ten_seconds) <= 1
