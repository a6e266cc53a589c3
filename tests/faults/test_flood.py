"""One resident who writes a thousand messages, and a backlog after a day without network: nobody else waits for it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.databases import new_sqlite
from tests.faults.harness import Scene, scene
from tests.faults.stream import known_questions

FLOOD, BACKLOG = (1000, 5000) if "SOAK" in os.environ else (100, 400)
DANGER = "tolong pak saya dikurung majikan di rumah, paspor saya diambil, saya dipukul"


async def sent(found: Scene) -> list[tuple[int, float]]:
    """(chat, time) of every message that was sent, in order."""
    return [(call["chat_id"], call["at"]) for call in await found.telegram.calls("sendMessage")]


async def test_a_resident_who_floods_delays_nobody_else(tmp_path: Path) -> None:
    questions = known_questions()
    async with scene(tmp_path, await new_sqlite(tmp_path), residents=41) as found:
        found.bot.start()
        await found.bot.ready()
        flooder, *others = found.residents
        # each message takes a while, as over a real network
        await found.telegram.fault("delay", pace=0.01, methods=["sendMessage"])
        await found.telegram.write([(flooder, questions[n % len(questions)].text) for n in range(FLOOD)])
        asked = (await found.telegram.counters())["now"]
        await found.telegram.write([(person, questions[0].text) for person in others])
        await found.quiet()
        order = await sent(found)
        waits = sorted(at - asked for chat, at in order if chat != flooder)
        print(f"flood of {FLOOD}: 99 % of the others were answered within {waits[int(0.99 * len(waits))]:.2f} s")
        chats = [chat for chat, _ in order]
        assert sum(chat != flooder for chat in chats) == len(others)
        assert chats.count(flooder) >= FLOOD
        last_other = max(place for place, chat in enumerate(chats) if chat != flooder)
        assert chats[:last_other].count(flooder) < FLOOD / 2


async def test_a_backlog_is_worked_off_oldest_first_with_a_call_for_help_ahead(tmp_path: Path) -> None:
    questions = known_questions()
    async with scene(tmp_path, await new_sqlite(tmp_path), residents=BACKLOG + 1) as found:
        *waiting, in_danger = found.residents
        await found.telegram.write([(in_danger, questions[1].text)])
        await found.telegram.write([(person, questions[n % len(questions)].text) for n, person in enumerate(waiting)])
        await found.telegram.write([(in_danger, DANGER)])
        started = (await found.telegram.counters())["now"]
        found.bot.start()
        await found.quiet()
        order = await sent(found)
        places = [place for place, (chat, _) in enumerate(order) if chat == in_danger]
        print(
            f"backlog of {BACKLOG}: {order[-1][1] - started:.1f} s from the start to the last answer; "
            f"{places[1]} messages before the answer to the call for help, which came in last"
        )
        assert len(places) > 1
        assert places[1] < len(waiting) * 0.8
        first = list(dict.fromkeys(chat for chat, _ in order if chat in set(waiting)))
        assert len(first) == len(waiting)
        # oldest first, but for what is on its way side by side
        assert all(abs(place - (chat - waiting[0])) <= 256 for place, chat in enumerate(first))
