"""Three processes on one PostgreSQL, one of them killed every second: nothing lost, and all know the same officers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.databases import server_or_skip
from tests.faults.harness import Scene, scene
from tests.faults.lives import many
from tests.faults.processes import command, until

JOINING = 7009


@pytest.mark.postgres
async def test_three_processes_share_the_work_and_the_officers(tmp_path: Path) -> None:
    server = server_or_skip()
    url = await server.new_database()
    async with scene(tmp_path, url, mode="webhook", processes=3, residents=60) as found:
        _, findings = await many(found, kills=2, per_kill=60)
        assert findings.clean, findings
        await an_officer_joins_at_one_and_is_known_to_all(found)
    server.drop(url)


async def an_officer_joins_at_one_and_is_known_to_all(found: Scene) -> None:
    await found.telegram.tell("people", {"first_id": JOINING, "count": 1, "first_name": "Dewi"})
    _, link = await command("officer", "invite", "dewi", environment=found.bot.environment)
    cases = await found.count("SELECT count(*) FROM tickets")
    await found.telegram.write([(JOINING, f"/start {link.strip().partition('start=')[2]}")])
    await found.quiet()
    for number in range(9):
        await found.telegram.write([(JOINING, f"pesan {number}")])
        await asyncio.sleep(0.05)

    async def answered() -> bool:
        return len(await found.telegram.messages(JOINING)) >= 2 * 10

    await until(answered, "every message is answered")
    assert await found.count(f"SELECT count(*) FROM residents WHERE chat = '{JOINING}'") == 0
    assert await found.count("SELECT count(*) FROM tickets") == cases
