"""What the desk does of its own accord besides deadlines: leaves that begin and end, cases that lost their owner."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

import structlog

from bot.helpdesk import officer_texts
from bot.helpdesk.absence import begin, finish, on_leave
from bot.helpdesk.actions import Outcome, Send
from bot.helpdesk.desk import Desk
from bot.helpdesk.moving import Case, moved, stranded
from bot.helpdesk.ports import Unit

log = structlog.get_logger()


async def attend_leaves(unit: Unit, desk: Desk, now: datetime) -> Desk:
    """Begin and end the leaves whose time has come; the desk as it is afterwards. Raises Conflict."""
    leaves = await unit.leaves()
    away = on_leave(leaves, now)
    desk = desk if away == desk.away else replace(desk, away=away)
    for leave in leaves:
        officer = desk.directory.officers.get(leave.officer)
        begins, ends = leave.officer in away and not leave.begun, leave.ends <= now
        if not begins and not ends:
            continue
        cases = await _cases(unit, officer.office) if officer and (begins or leave.begun) else ()
        if ends and not leave.begun:
            outcome = Outcome(leave=leave)
        else:
            outcome = (begin if begins else finish)(leave, cases, now, desk)
        log.info("leave", officer=leave.officer, begins=begins, moved=len(outcome.tickets))
        await unit.save([(None, outcome)], now)
    return desk


async def rehome(unit: Unit, desk: Desk, now: datetime) -> int:
    """Give open cases whose owner the settings no longer know to somebody who can be reached; returns how many."""
    cases = [(ticket, await unit.resident(ticket.resident_id)) for ticket in await unit.all_open()]
    known = [(ticket, resident) for ticket, resident in cases if resident]
    gained: Counter[str] = Counter()
    for case, officer in stranded(desk, known):
        ticket, actions = moved(desk, case, officer, now)
        gained[officer.id] += 1
        log.warning("case moved: the settings have changed", case=ticket.id, was=case[0].officer, now=officer.id)
        await unit.save([(None, Outcome(tickets=(ticket,), actions=actions))], now)
    told = tuple(
        Send(desk.chats[name].address, officer_texts.REHOMED.format(count=count))
        for name, count in gained.items()
        if name in desk.chats
    )
    await unit.save([(None, Outcome(actions=told))], now)
    return gained.total()


async def _cases(unit: Unit, office: str) -> tuple[Case, ...]:
    """The office's open cases with their residents."""
    cases = [(ticket, await unit.resident(ticket.resident_id)) for ticket in await unit.open_tickets(office, 1000)]
    return tuple((ticket, resident) for ticket, resident in cases if resident)
