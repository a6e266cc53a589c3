"""A bot that stands still says where, and ends itself so that a supervisor starts it again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest

from bot.app.runtime.watchdog import STALLED_STATUS, Turns, Watchdog, notify

ROOT = Path(__file__).parents[2]


class Watched:
    """A watchdog whose checks the test calls, and the statuses with which it ended the process."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.turns = Turns()
        self.statuses: list[int] = []
        patch.setattr(os, "_exit", self.statuses.append)
        self.watchdog = Watchdog(self.turns)

    def check_for(self, seconds: int) -> None:
        """Check each second."""
        for _ in range(seconds):
            self.watchdog.look()


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


async def test_a_turn_that_does_not_end_is_reported_and_then_ends_the_process(scene: Watched) -> None:
    with scene.turns.turn("deciding"):
        scene.check_for(60)
        assert not scene.turns.stalled
        scene.check_for(1)
        assert scene.turns.stalled
        assert not scene.statuses
        scene.check_for(60)
    assert scene.statuses == [STALLED_STATUS]


async def test_a_bot_that_recovers_is_not_ended(scene: Watched) -> None:
    with scene.turns.turn("deciding"):
        scene.check_for(100)
    scene.check_for(100)
    assert not scene.turns.stalled
    assert not scene.statuses


HOW_IT_STOPS = {
    "deadlock": ("await asyncio.Event().wait()", STALLED_STATUS, "in standing_still"),
    "blocked loop": ("__import__('time').sleep(60)", 1, "in standing_still"),
    "interpreter lock held": ("__import__('re').match('(a+)+$', 'a' * 60 + 'b')", 1, "in standing_still"),
}


@pytest.mark.parametrize("how", HOW_IT_STOPS)
def test_a_process_that_stands_still_ends_with_a_status_of_its_own(how: str) -> None:
    work, status, seen = HOW_IT_STOPS[how]
    program = textwrap.dedent(f"""
        import asyncio
        from bot.app.runtime.watchdog import Turns, Watchdog

        async def standing_still():
            turns = Turns()
            watching = asyncio.create_task(Watchdog(turns, every=0.02, warn_after=0.1, exit_after=0.3).run())
            await asyncio.sleep(0.05)
            with turns.turn("deciding"):
                {work}

        asyncio.run(standing_still())
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == status, done.stderr
    assert seen in done.stdout + done.stderr


@pytest.mark.parametrize("abstract", [False, True])
async def test_systemd_hears_that_the_bot_is_alive(
    scene: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool
) -> None:
    name = f"\0tanya-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(name)
        systemd.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", name.replace("\0", "@"))
        notify("READY=1")
        assert systemd.recv(100) == b"READY=1"
        scene.watchdog.look()
        assert systemd.recv(100) == b"WATCHDOG=1"
        systemd.setblocking(False)
        with scene.turns.turn("deciding"):
            scene.check_for(62)
            with suppress(BlockingIOError):
                while systemd.recv(100):
                    pass
            scene.watchdog.look()
            with pytest.raises(BlockingIOError):
                systemd.recv(100)
