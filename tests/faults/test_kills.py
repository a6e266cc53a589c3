"""kill -9 at every step and at any moment: nothing lost, nothing twice without its mark, order kept, books balanced.

The short form of what `make soak` does with ten thousand updates (tests/faults/soak.py).
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.databases import new_sqlite, server_or_skip
from tests.faults.harness import scene
from tests.faults.lives import Death, acknowledged, at_random, confirmed, decided, fetched, lives, sending, sent, stored
from tests.faults.stream import Findings


async def killed(folder: Path, url: str, mode: str, deaths: list[Death]) -> Findings:
    """Run a bot that dies these deaths and return what is found."""
    async with scene(folder, url, mode=mode, residents=40) as found:
        _, findings = await lives(found, deaths, per_life=30)
        assert found.bot.kills == len(deaths)
    return findings


async def test_a_killed_bot_loses_nothing_on_sqlite(tmp_path: Path) -> None:
    # side by side: most of the time goes into starting
    polling, webhook = tmp_path / "polling", tmp_path / "webhook"
    for folder in (polling, webhook):
        folder.mkdir()
    runs = (
        killed(polling, await new_sqlite(polling), "polling", [fetched, stored, acknowledged, sent]),
        killed(webhook, await new_sqlite(webhook), "webhook", [fetched, sending, confirmed, at_random]),
    )
    for findings in await asyncio.gather(*runs):
        assert findings.clean, findings


@pytest.mark.postgres
async def test_a_killed_bot_loses_nothing_on_postgresql(tmp_path: Path) -> None:
    server = server_or_skip()
    url = await server.new_database()
    findings = await killed(tmp_path, url, "polling", [decided])
    server.drop(url)
    assert findings.clean, findings
